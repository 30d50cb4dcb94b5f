"""The text about privacy has changed: whoever agreed to an older one is asked once more."""

import pytest

from bot.core.dialog import Blocked, Contact, File, Start, Text, Unblocked
from bot.screens.registration import CONSENT_VERSION
from bot.storage import people
from tests.phone import Phone, Town

CHANGED = "Keterangan tentang data Anda diperbarui."


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest) -> Town:
    town: Town = request.getfixturevalue("town" if request.param == "sqlite" else "postgres_town")
    return town


async def age(town: Town) -> None:
    async with town.db.transaction() as tx:
        tx.write("UPDATE companion SET consent_version = 1")


@pytest.fixture
async def old(town: Town) -> Phone:
    """Give a phone whose owner agreed to the first text."""
    phone = await town.registered("KPPS", 3)
    await age(town)
    return phone


@pytest.mark.parametrize(
    "event",
    [
        Start(),
        Text("halo"),
        Text("/menu"),
        Text("/start"),
        Text("/tidakada"),
        Text("surat suara rusak"),
        Contact("+628000003316", own=True),
        File("a.xlsx", 10, "r"),
    ],
)
async def test_whatever_is_sent_the_new_text_comes_first(town: Town, old: Phone, event):
    await old.send(event)

    assert old.text.startswith(CHANGED)
    assert await town.count("page_seen") == 0


@pytest.mark.parametrize("action", ["menu", "hal:s1-selamat-datang", "kuis:2", "daftar", "mulai:"])
async def test_whatever_is_pressed_the_new_text_comes_first(town: Town, old: Phone, action: str):
    await old.tap(action)

    assert old.text.startswith(CHANGED)
    assert await town.count("page_seen") == await town.count("attempt") == 0


@pytest.mark.parametrize(
    ("act", "begins"),
    [
        ("/datasaya", "Berkas ini memuat data Anda"),
        ("/hapus", "Hapus data Anda?"),
        ("/bahasa", "Pilih bahasa"),
        ("/bantuan", "Bantuan"),
    ],
)
async def test_ones_rights_do_not_wait_for_it(old: Phone, act: str, begins: str):
    await old.type(act)
    assert old.text.startswith(begins)

    await old.tap(act[1:])
    assert old.text.startswith(begins)


async def test_one_may_be_forgotten_without_agreeing(town: Town, old: Phone):
    await old.tap("hapus:ya")

    assert await town.count("companion") == 0


async def test_agreeing_goes_on_to_the_menu_once_and_for_all(house: Town):
    phone = await house.registered("KPPS", 3)
    await age(house)
    [before] = await house.rows("companion")
    await phone.tap("menu")
    await phone.tap("setuju::2")
    assert phone.text.startswith("Menu")
    house.restart()
    await phone.tap("setuju::2")  # a double tap
    await phone.tap("menu")
    assert phone.text.startswith("Menu")

    [row] = await house.rows("companion")
    assert (row["consent_version"], row["renewed_at"] is not None) == (CONSENT_VERSION, True)
    assert row["consented_at"] == before["consented_at"], "it tells which phone was the first"


async def test_a_code_that_one_came_with_is_kept_through_the_question(town: Town, old: Phone):
    code = town.code("004", "KPPS", 4)
    await old.start(code)
    assert f"setuju:{code}:2" in old.screen.actions
    await old.tap(f"setuju:{code}:2")

    assert "Benarkah ini Anda?" in old.text
    assert "KPPS 4" in old.text


async def test_refusing_changes_nothing_that_anybody_sees(town: Town, old: Phone):
    before = [await town.rows(table) for table in ("companion", "person", "holding", "seat")]
    await old.tap("menu")
    await old.tap("nanti:")
    assert "tidak berakibat apa pun" in old.text
    await old.tap("mulai:")
    assert old.text.startswith(CHANGED)

    after = [await town.rows(table) for table in ("companion", "person", "holding", "seat")]
    assert after == before


async def test_each_person_of_a_phone_is_asked_for_themselves(town: Town, old: Phone):
    first = (await old.chat()).person
    assert first is not None
    await old.tap("orang:baru")
    await town.registered("KPPS", 4, "hp1")
    assert "Menu" in old.text
    await old.tap(f"orang:{first.id}")

    assert old.text.startswith(CHANGED)
    assert await town.count("companion", "consent_version = $1", CONSENT_VERSION) == 1


async def test_blocking_and_coming_back_is_no_answer(old: Phone):
    await old.send(Blocked())
    await old.send(Unblocked())

    assert CHANGED not in old.text


async def test_a_consent_is_never_set_back(town: Town):
    phone = await town.registered("KPPS", 3)
    chat = await phone.chat()
    assert chat.person is not None
    async with town.db.transaction() as tx:
        people.save_consent(tx, chat.id, chat.person.id, 1, town.clock.now())

    assert (await phone.chat()).consent == CONSENT_VERSION


async def test_the_button_under_an_older_text_agrees_to_nothing(town: Town):
    phone = town.phone("baru")
    await phone.start(town.code("004", "KPPS", 3))
    for action in ("setuju:", "setuju::1", f"setuju:{town.code('004', 'KPPS', 3)}:1"):
        await phone.tap(action)

        assert "Apakah Anda setuju?" in phone.text
        assert (await phone.chat()).person is None


async def test_the_older_button_of_somebody_registered_shows_what_has_changed(
    town: Town, old: Phone
):
    await old.tap("setuju::1")

    assert old.text.startswith(CHANGED)
    assert (await old.chat()).consent == 1
