"""Codes, numbers, consent, and who sits at a phone."""

from datetime import timedelta

import pytest

from bot.core import codes
from bot.core.dialog import RosterCode
from bot.core.people import Role
from bot.screens.registration import CONSENT_VERSION
from bot.storage import people
from tests.learner import complete_session, read, take_quiz
from tests.phone import Phone, Town
from tests.town import SHARED_PHONE

KPPS_3_PHONE = "08000003316"


@pytest.fixture
def code(town: Town) -> str:
    return town.code("004", "KPPS", 3)


async def role_of(phone: Phone) -> Role | None:
    person = (await phone.chat()).person
    return person.role if person else None


async def test_nothing_is_kept_about_a_person_before_they_agree(town: Town, code: str):
    phone, before = town.phone(), await town.count("person")
    await phone.start(code)
    await phone.tap(f"kenal:{code}")
    await phone.tap(f"nanti:{code}")
    await phone.type("halo")
    await phone.tap("hal:s1-selamat-datang")

    assert await town.count("person") == before
    assert await town.count("companion") == 0
    assert await town.count("page_seen") == 0
    assert (await phone.chat()).person is None


async def test_the_name_is_not_shown_to_whoever_holds_the_link(town: Town, code: str):
    phone = town.phone()
    await phone.start(code)

    assert "Anggota KPPS 3" not in phone.text
    assert "KPPS 3, TPS 004" in phone.text


async def test_agreeing_with_a_code_takes_the_seat_and_notes_the_consent(town: Town, code: str):
    phone = await town.registered("KPPS", 3)

    person = (await phone.chat()).person
    assert person is not None
    assert person.number == 3
    [consent] = await town.rows("companion")
    assert (consent["person_id"], consent["consent_version"]) == (person.id, CONSENT_VERSION)


async def test_declining_leaves_a_registered_person_where_they_were(town: Town):
    phone = await town.registered()
    await phone.tap("nanti:")

    assert "Menu" in phone.text


async def test_agreeing_again_keeps_the_guest_they_are(town: Town):
    phone = await town.guest()
    before = (await phone.chat()).person
    await phone.tap("setuju::2")

    chat = await phone.chat()
    assert chat.person == before
    assert chat.waiting == RosterCode()


@pytest.mark.parametrize("typed", ["fbvr-h9yf", "FBVR H9YF", " fbvrh9yf ", "FBVR.H9YF"])
async def test_a_code_may_be_typed_as_people_type(town: Town, typed: str):
    phone = town.phone()
    await phone.start()
    await phone.tap("setuju::2")
    await phone.type(typed)

    assert "ya:FBVRH9YF" in phone.screen.actions


async def test_a_code_typed_where_nobody_asked_is_understood(town: Town, code: str):
    newcomer, guest = town.phone("hp2"), await town.guest()
    await newcomer.type(code)
    await guest.type(code)

    assert f"kenal:{code}" in newcomer.screen.actions
    assert f"ya:{code}" in guest.screen.actions


async def test_the_code_of_the_link_survives_a_change_of_language(town: Town, code: str):
    phone = town.phone()
    await phone.start(code)
    await phone.tap(f"kenal:{code}")
    await phone.press("English")

    assert f"setuju:{code}:2" in phone.screen.actions
    assert "I agree" in phone.labels


async def test_a_code_without_digits_is_understood_too(town: Town):
    code = town.code("004", "KPPS", 2)
    assert code.isalpha()
    newcomer, guest = town.phone("hp2"), await town.guest()
    await newcomer.type(code)
    await guest.type(code)

    assert f"kenal:{code}" in newcomer.screen.actions
    assert f"ya:{code}" in guest.screen.actions


async def test_whoever_is_told_to_type_a_code_is_listened_to(town: Town, code: str):
    phone = await town.guest()
    for act in (phone.share_contact("0812 9999 8888"), phone.tap("bukan")):
        await act
        assert (await phone.chat()).waiting == RosterCode()


async def test_five_wrong_codes_in_fifteen_minutes_are_enough(town: Town, code: str):
    phone = town.phone()
    for _ in range(codes.GUESSES_PER_CHAT):
        await phone.start("ABCDEFGQ")
    await phone.start(code)
    assert f"kenal:{code}" not in phone.screen.actions

    town.clock.go_on(timedelta(seconds=codes.GUESS_WINDOW))
    await phone.start(code)

    assert f"kenal:{code}" in phone.screen.actions


async def test_wrong_codes_of_others_slow_everyone_down_but_lock_nobody_out(town: Town, code: str):
    async with town.db.transaction() as tx:
        tx.write("INSERT INTO chat (channel, address, created_at, seen_at) VALUES ('x','y','','')")
    stranger = (await town.rows("chat", "channel = 'x'"))[0]["id"]
    async with town.db.transaction() as tx:
        for _ in range(codes.CROWD):
            people.save_wrong_code(tx, stranger, town.clock.now())
    phone = town.phone()
    await phone.start("ABCDEFGQ")

    await phone.start(code)
    assert f"kenal:{code}" in phone.screen.actions, "one right code is always enough"

    await phone.start("ABCDEFGQ")
    await phone.start(code)
    assert f"kenal:{code}" not in phone.screen.actions


async def test_a_sentence_is_no_guess(town: Town):
    phone = town.phone()
    await phone.start()
    await phone.tap("setuju::2")
    for _ in range(9):
        await phone.type("Kode saya belum ada, bagaimana ini?")

    assert await town.count("wrong_code") == 0
    assert (await phone.chat()).waiting == RosterCode()


async def test_what_a_guest_learned_goes_along_with_the_code(town: Town, code: str):
    phone = await town.guest()
    guest = (await phone.chat()).person
    assert guest is not None
    await complete_session(phone, 1)
    await phone.tap(f"ya:{code}")

    person = (await phone.chat()).person
    assert person is not None
    assert await town.count("person", "id = $1", guest.id) == 0
    for table in ("page_seen", "form_value", "completion"):
        assert await town.count(table, "person_id = $1", person.id) > 0
        assert await town.count(table, "person_id <> $1", person.id) == 0


async def test_what_is_enough_for_the_role_completes_the_session_at_once(town: Town, code: str):
    """A tamu reads everything; a KPPS has fewer pages of session 2."""
    phone = await town.guest()
    await take_quiz(phone, "kuis:2")
    kpps = await town.registered("KPPS", 4, "other")
    await read(kpps, 2)
    for row in await town.rows("page_seen"):
        await phone.tap(f"hal:{row['page_id']}")
    assert await town.count("completion") == 0

    await phone.tap(f"ya:{code}")

    assert "Sesi 2 selesai" in phone.text
    [done] = await town.rows("completion")
    assert (done["sesi"], done["how"]) == (2, "belajar")


async def test_where_both_learned_the_persons_own_record_stays(town: Town, code: str):
    first = await town.registered("KPPS", 3, "hp1")
    await first.tap("hal:s1-selamat-datang")
    [own] = await town.rows("page_seen")
    second = await town.guest("hp2")
    await second.tap("hal:s1-selamat-datang")
    await second.tap("hal:s1-aturan-main")
    await second.tap(f"ya:{code}")
    await first.press("Ya, itu saya")

    seen = {row["page_id"]: row["first_at"] for row in await town.rows("page_seen")}
    assert set(seen) == {"s1-selamat-datang", "s1-aturan-main"}
    assert seen["s1-selamat-datang"] == own["first_at"]


async def test_the_old_button_of_a_taken_seat_leads_to_the_menu(town: Town, code: str):
    phone = await town.registered("KPPS", 3)
    for action in (f"kenal:{code}", f"ya:{code}", f"setuju:{code}:2", f"mulai:{code}"):
        await phone.tap(action)
        assert phone.text.startswith("Menu"), action


# --- phone numbers --------------------------------------------------------------------------


@pytest.mark.parametrize("typed", [KPPS_3_PHONE, "+628000003316", "628000003316", "0800 000-3316"])
async def test_ones_own_number_takes_the_seat_of_the_roster(town: Town, typed: str):
    phone = await town.guest()
    await phone.share_contact(typed)

    assert await role_of(phone) == Role.KPPS


@pytest.mark.parametrize(
    ("typed", "own"), [(KPPS_3_PHONE, False), ("0812 9999 8888", True), (SHARED_PHONE, True)]
)
async def test_no_other_number_takes_a_seat(
    town: Town,
    typed: str,
    own: bool,  # noqa: FBT001 - a case
):
    phone = await town.guest()
    await phone.share_contact(typed, own=own)

    assert await role_of(phone) == Role.TAMU
    assert "daftar" in phone.screen.actions


async def test_one_number_on_two_seats_asks_which_is_theirs(town: Town):
    phone = await town.guest()
    await phone.share_contact(SHARED_PHONE)
    assert phone.labels[:2] == ["1. Ketua KPPS, TPS 005", "2. KPPS 2, TPS 005"]
    town.restart()
    await phone.press("2. KPPS 2, TPS 005")
    assert (await phone.chat()).person.number == 2  # type: ignore[union-attr]

    other = await town.guest("hp2")
    await other.share_contact(SHARED_PHONE)
    await other.press("2. KPPS 2, TPS 005")
    assert "Ya, itu saya" in phone.labels, "the first phone is asked as ever"


async def test_the_second_of_a_shared_number_gives_a_consent_of_their_own(town: Town):
    phone = await town.guest()
    await phone.share_contact(SHARED_PHONE)
    await phone.press("2. KPPS 2, TPS 005")
    await phone.share_contact(SHARED_PHONE)
    await phone.press("1. Ketua KPPS, TPS 005")
    assert await town.count("companion") == 1
    await phone.press("Ya, itu saya", "Setuju")

    assert await town.count("companion") == 2
    assert (await phone.chat()).person.number == 1  # type: ignore[union-attr]


@pytest.mark.parametrize("arg", ["", "x", "999", "1"])
async def test_only_the_chat_that_shared_the_number_may_choose(town: Town, arg: str):
    owner, other = await town.guest("hp2"), await town.guest("hp1")
    await owner.share_contact(SHARED_PHONE)
    await other.tap(f"kursiku:{arg}")
    assert await role_of(other) == Role.TAMU

    town.clock.go_on(timedelta(minutes=20))
    await owner.tap(owner.screen.actions[0])
    assert await role_of(owner) == Role.TAMU, "the number was shared too long ago"


@pytest.mark.parametrize("typed", ["", "bukan nomor", "0", "+"])
async def test_what_is_no_number_is_unknown(town: Town, typed: str):
    phone = await town.guest()
    await phone.share_contact(typed)

    assert "daftar" in phone.screen.actions


async def test_the_number_of_a_second_person_asks_for_a_consent_of_their_own(town: Town):
    """Husband and wife with one phone: her number, while he is registered on it."""
    phone = await town.registered("KPPS", 4)
    await phone.share_contact(KPPS_3_PHONE)
    code = town.code("004", "KPPS", 3)
    assert phone.screen.actions == [f"kenal:{code}", "bukan"]
    assert await town.count("companion") == 1

    await phone.tap(f"kenal:{code}")
    await phone.tap(f"setuju:{code}:2")

    assert await town.count("companion") == 2
    await phone.share_contact(KPPS_3_PHONE)
    assert phone.text.startswith("Menu"), "ones own number changes nothing"


async def test_a_number_shared_before_the_consent_is_greeted(town: Town):
    phone = town.phone()
    await phone.share_contact(KPPS_3_PHONE)

    assert "setuju::2" in phone.screen.actions
    assert await town.count("companion") == 0


async def test_asking_for_the_number_still_takes_a_code(town: Town, code: str):
    phone = await town.guest()
    await phone.tap("telepon")
    assert phone.screen.reply.ask_contact

    await phone.type(code)

    assert f"ya:{code}" in phone.screen.actions


# --- seats without a holder -----------------------------------------------------------------


async def test_agreeing_to_a_seat_without_a_name_makes_a_guest(town: Town):
    phone, code = town.phone(), town.code("005", "KPPS", 7)
    await phone.start(code)
    await phone.tap(f"kenal:{code}")
    await phone.tap(f"setuju:{code}:2")

    assert await role_of(phone) == Role.TAMU
    await phone.tap(f"ya:{code}")
    assert await role_of(phone) == Role.TAMU


async def test_a_seat_erased_by_its_holder_waits_for_the_office(town: Town, code: str):
    phone = await town.registered("KPPS", 3)
    old = (await phone.chat()).person
    assert old is not None
    await complete_session(phone, 1)
    await phone.tap("hapus:ya")
    other = town.phone("hp2")
    await other.start(code)
    await other.tap(f"kenal:{code}")
    await other.tap(f"setuju:{code}:2")

    assert "sudah dihapus atas permintaan" in other.text
    assert await role_of(other) == Role.TAMU
    assert await town.count("holding", "to_at IS NULL AND person_id = $1", old.id) == 0


async def test_whoever_types_instead_of_pressing_keeps_the_code_they_came_with(town: Town):
    phone, code = town.phone("hp9"), town.code("004", "KPPS", 5)
    await phone.start(code)

    await phone.type("Selamat pagi")
    town.restart()
    await phone.type("/menu")
    await phone.press("Setuju")

    person = (await phone.chat()).person
    assert person
    assert person.seat
    assert person.seat.number == 5


async def test_who_says_that_it_is_somebody_else_is_greeted_without_the_code(town: Town):
    phone = town.phone("hp9")
    await phone.start(town.code("004", "KPPS", 5))
    await phone.press("Bukan saya")

    await phone.type("Selamat pagi")
    await phone.press("Setuju")

    person = (await phone.chat()).person
    assert person
    assert person.seat is None
