"""What lies behind "Lainnya", and that all the menus offer leads somewhere."""

import pytest

from tests.phone import Town
from tests.voting import FORBIDDEN, STALE, clock


@pytest.mark.parametrize(
    ("role", "number", "own"),
    [
        ("KPPS", 3, ["Tanya PPS"]),
        ("KPPS", 1, ["Tim saya", "Tanya PPS"]),
        ("PPS", 1, ["Wilayah saya", "Tanya PPK"]),
        ("Sosdiklih", 1, ["Wilayah saya"]),
    ],
)
async def test_the_rest_is_behind_lainnya(town: Town, role: str, number: int, own: list[str]):
    phone = await town.registered(role, number)
    await phone.tap("lain")

    rest = ["Ulangan", "Hari H", "Tanda selesai", "Pengingat", "Bantuan"]
    assert phone.labels == [*own, *rest, "Data dan akun", "Menu"]


async def test_an_officers_own_menu(town: Town):
    sosdiklih, pps = (
        await town.registered("Sosdiklih", 1, "a"),
        await town.registered("PPS", 1, "b"),
    )
    for phone in (sosdiklih, pps):
        await phone.tap("lain")
        await phone.press("Wilayah saya")
        assert ("Hasil" in phone.labels) == (phone is sosdiklih)
        for label in ("Rekap", "Siaran", "Pertanyaan masuk", "Masalah masuk", "TPS hari H"):
            await phone.tap("wilayah")
            await phone.press(label)
            assert phone.text not in {STALE, FORBIDDEN}, label


async def test_data_and_account_are_one_tap_further(town: Town):
    phone = await town.registered("KPPS", 3)
    await phone.tap("lain")
    await phone.press("Data dan akun")
    assert phone.labels == [
        *("Data saya", "Ganti orang", "Bahasa / Language", "Hapus data saya", "Kembali", "Menu")
    ]
    await phone.press("Kembali")
    assert "Data dan akun" in phone.labels


async def test_every_button_of_the_menus_leads_somewhere(town: Town):
    """Whatever the menus offer has a route, for everybody."""
    people = [
        await town.registered("KPPS", 1, "a"),
        await town.registered("KPPS", 4, "b"),
        await town.registered("PPS", 1, "c"),
        await town.registered("PPK", 1, "d"),
        await town.registered("Sosdiklih", 1, "e"),
        await town.guest("f"),
    ]
    for day in (1, 14):
        clock(town, day, "08:00")
        for phone in people:
            for opened in ("menu", "menu:lengkap", "lain", "akun", "wilayah"):
                await phone.tap(opened)
                for action in phone.screen.actions:
                    await phone.tap(action)
                    if opened != "wilayah":
                        assert phone.text not in {STALE, FORBIDDEN}, (opened, action)
