"""Sessions and pages: what is shown, what counts as read, what completes."""

import pytest

from bot.core import course
from tests.learner import complete_session, fill_in, read, take_quiz
from tests.phone import Phone, Town


@pytest.fixture
async def kpps(town: Town) -> Phone:
    return await town.registered("KPPS", 3)


async def test_a_page_shown_counts_as_read_once(town: Town, kpps: Phone):
    await kpps.tap("hal:s1-selamat-datang")
    await kpps.tap("hal:s1-selamat-datang")

    [seen] = await town.rows("page_seen")
    assert seen["first_at"] < seen["last_at"]
    assert "1/11" in (await kpps.tap("menu"))[0].text


async def test_reading_goes_on_where_it_stopped(town: Town, kpps: Phone):
    pages = [page.id for page in town.content.sessions[0].pages]
    for page in pages[:3]:
        await kpps.tap(f"hal:{page}")

    await kpps.tap("sesi:1")

    assert f"hal:{pages[3]}" in kpps.screen.actions


async def test_a_pocket_page_counts_as_read_too(town: Town, kpps: Phone):
    await kpps.tap("saku")
    await kpps.tap("saku1:s3-tiga-jalur")

    assert [row["page_id"] for row in await town.rows("page_seen")] == ["s3-tiga-jalur"]
    assert kpps.screen.reply.media is not None


async def test_only_a_star_page_opens_from_the_pocket_card(town: Town, kpps: Phone):
    await kpps.tap("saku1:s1-selamat-datang")

    assert kpps.labels == ["Menu"]
    assert await town.count("page_seen") == 0


async def test_a_session_with_forms_is_complete_when_all_is_read_and_given(
    town: Town, kpps: Phone
):
    await read(kpps, 1)
    await fill_in(kpps, "pengalaman")
    await fill_in(kpps, "harapan")
    assert await town.count("completion") == 0

    await fill_in(kpps, "komitmen")

    assert "Sesi 1 selesai" in kpps.text
    assert "Jumat, 26 Januari 2024 pukul 08" in kpps.text


async def test_the_last_page_completes_when_the_quiz_was_passed_first(town: Town, kpps: Phone):
    await take_quiz(kpps, "kuis:2")
    assert "selesai pada" not in kpps.text
    await read(kpps, 2)

    assert "Sesi 2 selesai" in kpps.text
    assert await town.count("completion") == 1


async def test_a_completed_session_is_said_once(town: Town, kpps: Phone):
    await complete_session(kpps, 1)
    await kpps.tap("hal:s1-selamat-datang")
    assert "selesai pada" not in kpps.text
    await fill_in(kpps, "komitmen")

    assert "selesai pada" not in kpps.text
    assert await town.count("completion") == 1


async def test_all_four_sessions_are_everything(town: Town, kpps: Phone):
    for session in (1, 2, 3):
        await complete_session(kpps, session)
    await complete_session(kpps, 4)

    assert "Selesai." in kpps.text
    numbers = {row["sesi"] for row in await town.rows("completion")}
    assert numbers == {course.EVERYTHING, 1, 2, 3, 4}
    assert "Lanjut: Sesi" not in " ".join((await kpps.tap("menu"))[0].labels)


@pytest.mark.parametrize(("role", "number"), [("PPS", 1), ("PPK", 2), ("Sosdiklih", 1)])
async def test_every_role_can_complete_everything(town: Town, role: str, number: int):
    phone = await town.registered(role, number)
    for session in (1, 2, 3, 4):
        await complete_session(phone, session)

    assert await town.count("completion", "sesi = $1", course.EVERYTHING) == 1


async def test_a_guest_completes_too(town: Town):
    phone = await town.guest()
    for session in (1, 2, 3, 4):
        await complete_session(phone, session)

    assert await town.count("completion", "sesi = $1", course.EVERYTHING) == 1


@pytest.mark.parametrize("start", ["", "0", "6", "7", "999", "-1", "x", "9" * 30])
async def test_a_list_of_pages_begins_somewhere_sensible(kpps: Phone, start: str):
    await kpps.tap(f"daftarhal:3:{start}")

    assert any(action.startswith("hal:") for action in kpps.screen.actions)
    assert len(kpps.labels) <= 10


@pytest.mark.parametrize("action", ["hal:tidak-ada", "sesi:9", "sesi:", "sesi:x", "daftarhal:0:0"])
async def test_what_does_not_exist_is_said_to_be_gone(kpps: Phone, action: str):
    await kpps.tap(action)

    assert kpps.labels == ["Menu"]
