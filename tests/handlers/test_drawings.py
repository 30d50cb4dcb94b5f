"""`/gambar` on a phone: each picture once, its page, and buttons of other days."""

import pytest

from tests.phone import Phone, Town


@pytest.fixture
async def kpps(town: Town) -> Phone:
    return await town.registered("KPPS", 4)


async def test_every_picture_is_opened_from_the_list_and_leads_to_its_page(
    town: Town, kpps: Phone
):
    for one in town.content.drawings.values():
        await kpps.type("/gambar")
        await kpps.press(one.title)
        assert "\n".join(one.lines) in kpps.text
        media = kpps.screen.reply.media
        assert media is not None
        assert (town.content.folder / media.path).is_file()
        await kpps.tap(f"hal:{one.pages[0]}")
        assert kpps.screen.reply.media is not None
        assert kpps.screen.reply.media.path == one.path


async def test_one_goes_through_all_of_them_by_lanjut(town: Town, kpps: Phone):
    ids = list(town.content.drawings)
    await kpps.tap(f"gambar1:{ids[0]}")
    for _ in ids[1:]:
        await kpps.press("Lanjut")

    assert f"Gambar {len(ids)}/{len(ids)}" in kpps.text
    await kpps.press("Semua gambar")
    assert kpps.text.startswith("Gambar\n")


@pytest.mark.parametrize("arg", ["gambar1:tidak-ada", "gambar1", "gambar1:../kartu", "gambar:x"])
async def test_a_forged_or_very_old_button_opens_nothing_else(kpps: Phone, arg: str):
    await kpps.tap(arg)

    assert "menu" in kpps.screen.actions


async def test_a_guest_may_see_them_and_they_are_found_from_the_material(town: Town):
    guest = await town.guest()
    await guest.type("/materi")
    await guest.press("Gambar")
    await guest.press("Suara tidak sah")

    assert guest.text.startswith("Suara tidak sah\n\nTidak sah bila:\n")
