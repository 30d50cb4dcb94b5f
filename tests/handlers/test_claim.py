"""A second claim on a seat: those responsible are told, and may free it."""

from datetime import timedelta

import pytest

from bot.core.people import Role
from bot.storage import holdings, people
from tests.handlers.onboarding import both, role_of
from tests.learner import complete_session
from tests.phone import Phone, Town


@pytest.fixture
def town(request: pytest.FixtureRequest) -> Town:
    """Give the town on SQLite, or on the database a test asks for."""
    town: Town = request.getfixturevalue(getattr(request, "param", "town"))
    return town


@pytest.fixture
def code(town: Town) -> str:
    return town.code("004", "KPPS", 3)


async def ask(town: Town, code: str, address: str) -> Phone:
    """Return a phone that asks for a seat that has one already."""
    phone = town.phone(address)
    await phone.start(code)
    await phone.tap(f"kenal:{code}")
    await phone.tap(f"setuju:{code}:2")
    return phone


async def seat_of(town: Town, code: str) -> int:
    [row] = await town.rows("seat", "code = $1", code)
    return int(row["id"])


@both
async def test_every_pps_of_the_desa_is_told_and_nobody_else(town: Town, code: str):
    officers = [await town.registered("PPS", n, f"pps{n}") for n in (1, 2)]
    others = [await town.registered("PPK", 1, "ppk"), await town.registered("Sosdiklih", 1, "sos")]
    first = await town.registered("KPPS", 3, "hp1")
    for phone in (*officers, *others):
        phone.heard = []
    await ask(town, code, "hp2")

    seat = await seat_of(town, code)
    for officer in officers:
        assert officer.screen.actions == [f"bebas:{seat}", f"bebas:{seat}:tidak"]
        assert "KPPS 3, TPS 004" in officer.text
        assert "08" not in officer.text, "no phone number"
    assert all(phone.heard == [] for phone in others)
    assert first.screen.actions == ["klaim:ya:1", "klaim:bukan:1"]


@pytest.mark.parametrize(
    ("role", "number", "told"), [("PPS", 2, "PPK"), ("PPK", 2, "Sosdiklih"), ("KPPS", 3, "PPK")]
)
async def test_the_office_above_is_told_or_the_next_one_that_is_there(
    town: Town, role: str, number: int, told: str
):
    officer = await town.registered(told, 1, "above")
    await town.registered(role, number, "hp1")
    officer.heard = []
    place = {"KPPS": "004", "PPS": "Beji", "PPK": "Junrejo"}[role]
    await ask(town, town.code(place, role, number), "hp2")

    assert "Bebaskan kursi" in officer.labels


@both
async def test_a_chat_alerts_once_and_a_seat_three_times_a_day(town: Town, code: str):
    officer = await town.registered("PPS", 1, "pps")
    first = await town.registered("KPPS", 3, "hp1")
    heard = len(officer.messages)
    for n in range(2, 7):
        phone = await ask(town, code, f"hp{n}")
        await phone.tap(f"ya:{code}")
        await first.tap(f"klaim:bukan:{n - 1}")
        await phone.tap(f"ya:{code}")
    assert len(officer.messages) - heard == 3

    town.clock.go_on(timedelta(hours=25))
    await ask(town, code, "hp9")
    assert len(officer.messages) - heard == 4


@both
async def test_the_first_phone_is_not_asked_without_end(town: Town, code: str):
    first = await town.registered("KPPS", 3, "hp1")
    second = await ask(town, code, "hp2")
    asked = len(first.messages)
    for _ in range(3):
        await second.tap(f"ya:{code}")
    assert len(first.messages) == asked, "one open question"

    for n in range(1, 6):
        await first.tap(f"klaim:bukan:{n}")
        await second.tap(f"ya:{code}")
    questions = [m for m in first.messages if m.choice("Ya, itu saya")]
    assert len(questions) <= 3, "three new questions a day"

    town.clock.go_on(timedelta(hours=25))
    await second.tap(f"ya:{code}")
    assert "Ya, itu saya" in first.labels, "an open one is put again the next day"


@both
async def test_the_pps_gives_the_seat_to_the_phone_that_asked(town: Town, code: str):
    officer = await town.registered("PPS", 1, "pps")
    first = await town.registered("KPPS", 3, "hp1")
    await complete_session(first, 1)
    second = await ask(town, code, "hp2")
    third = await ask(town, code, "hp3")
    seat, person = await seat_of(town, code), (await first.chat()).person
    assert person is not None
    await officer.tap(f"bebas:{seat}")
    assert "Anggota KPPS 3" in officer.text, "a PPS may see the name"
    town.restart()
    first.heard, second.heard, third.heard = [], [], []
    await officer.tap(f"bebas:{seat}:beri:1")

    assert (await second.chat()).person == person
    assert "Terima kasih, Anda terdaftar sebagai KPPS 3" in second.text
    assert await role_of(first) is None
    assert "sudah dilepas dari ponsel" in first.text
    assert await role_of(third) == Role.TAMU
    assert third.heard, "the other one hears that it waits in vain"
    assert await town.count("completion", "person_id = $1", person.id) == 1
    assert await town.count("claim", "state = 'asked'") == 0
    [entry] = await town.rows("audit")
    assert (entry["verb"], entry["object"]) == (
        "bebaskan-kursi",
        f"kursi:{seat} orang:{person.id}",
    )
    assert (await town.rows("seat", "id = $1", seat))[0]["code"] == code


@both
async def test_tapping_twice_frees_once(town: Town, code: str):
    officer = await town.registered("PPS", 1, "pps")
    await town.registered("KPPS", 3, "hp1")
    second = await ask(town, code, "hp2")
    seat = await seat_of(town, code)
    for _ in range(3):
        await officer.tap(f"bebas:{seat}:ya")
        await officer.tap(f"bebas:{seat}:beri:1")

    assert await role_of(second) == Role.KPPS
    assert await town.count("audit") == 1


@both
async def test_an_emptied_seat_gets_a_new_code_for_whoever_has_the_old_phone(
    town: Town, code: str
):
    officer = await town.registered("PPS", 1, "pps")
    first = await town.registered("KPPS", 3, "hp1")
    seat = await seat_of(town, code)
    await officer.tap(f"bebas:{seat}")
    old_button = officer.find("Kosongkan saja")[1].action
    await officer.press("Kosongkan saja")

    [row] = await town.rows("seat", "id = $1", seat)
    assert row["code"] != code
    assert f"{row['code'][:4]}-{row['code'][4:]}" in officer.text
    await first.start(code)
    assert "kenal:" not in "".join(first.screen.actions)
    second = town.phone("hp2")
    await second.start(row["code"])
    await second.tap(f"kenal:{row['code']}")
    await second.tap(f"setuju:{row['code']}:2")
    assert await role_of(second) == Role.KPPS

    await officer.tap(old_button)
    assert await role_of(second) == Role.KPPS, "the old button does not free the new phone"
    assert await town.count("audit") == 1


async def test_nobody_gives_themselves_the_seat_of_another(town: Town, code: str):
    officer = await town.registered("PPS", 1, "pps")
    first = await town.registered("KPPS", 3, "hp1")
    await ask(town, code, "pps")
    seat = await seat_of(town, code)
    for action in (f"bebas:{seat}", f"bebas:{seat}:ya", f"bebas:{seat}:beri:1"):
        await officer.tap(action)
        assert "Kosongkan saja" in officer.labels
        assert f"bebas:{seat}:beri:1" not in officer.screen.actions

    assert await role_of(first) == Role.KPPS


async def test_a_seat_on_no_phone_has_nothing_to_free(town: Town, code: str):
    officer = await town.registered("PPS", 1, "pps")
    await officer.tap(f"bebas:{await seat_of(town, code)}")
    assert "belum terdaftar di ponsel mana pun" in officer.text

    await officer.tap(f"bebas:{await seat_of(town, town.code('005', 'KPPS', 7))}")
    assert "belum ada nama" in officer.text


async def test_leaving_it_changes_nothing(town: Town, code: str):
    officer = await town.registered("PPS", 1, "pps")
    first = await town.registered("KPPS", 3, "hp1")
    await ask(town, code, "hp2")
    await officer.press("Biarkan")

    assert "tidak ada yang berubah" in officer.text
    await first.tap("klaim:ya:1")
    assert await role_of(town.phone("hp2")) == Role.KPPS


@pytest.mark.parametrize("role", ["KPPS", "tamu"])
async def test_nobody_else_frees_a_seat(town: Town, code: str, role: str):
    first = await town.registered("KPPS", 3, "hp1")
    await ask(town, code, "hp2")
    other = await (town.guest("hp3") if role == "tamu" else town.registered("KPPS", 1, "hp3"))
    seat = await seat_of(town, code)
    for action in (f"bebas:{seat}", f"bebas:{seat}:ya", f"bebas:{seat}:beri:1"):
        await other.tap(action)
        assert "hanya untuk petugas yang membawahi" in other.text

    assert await role_of(first) == Role.KPPS
    assert await town.count("audit") == 0


@pytest.mark.parametrize(
    "action",
    ["bebas:", "bebas:x", "bebas:9999", "bebas:{s}:beri:x", "bebas:{s}:beri:77", "bebas:{s}:?:1"],
)
async def test_a_forged_button_changes_nothing(town: Town, code: str, action: str):
    officer = await town.registered("PPS", 1, "pps")
    first = await town.registered("KPPS", 3, "hp1")
    await officer.tap(action.replace("{s}", str(await seat_of(town, code))))

    assert officer.labels
    assert await role_of(first) == Role.KPPS
    assert await town.count("audit") == 0


# --- whoever held the seat before ------------------------------------------------------------


async def replaced(town: Town, person_id: int, seat: int, name: str, phone: str = "") -> None:
    """Let the office name another person for a seat."""
    async with town.db.transaction() as tx:
        holdings.end(tx, person_id, holdings.REPLACED, town.clock.now())
        people.save_new_person(tx, 4711, name, phone, town.clock.now())
        holdings.begin(tx, seat, 4711, town.clock.now())


@both
async def test_a_former_holder_does_not_get_in_with_the_old_code(town: Town, code: str):
    await town.registered("PPS", 1, "pps")
    first = await town.registered("KPPS", 3, "hp1")
    old = (await first.chat()).person
    assert old is not None
    await complete_session(first, 1)
    seat = await seat_of(town, code)
    await replaced(town, old.id, seat, "Anggota pengganti")
    for act in (first.start(code), first.tap(f"ya:{code}"), first.tap(f"setuju:{code}:2")):
        await act
        assert "dipegang petugas lain" in first.text
        assert "PPS 1" in first.text, "whom to ask"

    assert await town.count("companion", "person_id = 4711") == 0
    second = await ask(town, code, "hp2")
    assert await role_of(second) == Role.KPPS, "the new holder does"
    assert await town.count("completion", "person_id = $1", old.id) == 1


@both
async def test_who_was_taken_off_by_mistake_and_put_on_again_goes_on(town: Town, code: str):
    first = await town.registered("KPPS", 3, "hp1")
    old = (await first.chat()).person
    assert old is not None
    await complete_session(first, 1)
    async with town.db.transaction() as tx:
        holdings.end(tx, old.id, holdings.REMOVED, town.clock.now())
        people.save_new_person(tx, 4711, old.name, "", town.clock.now())
        holdings.begin(tx, await seat_of(town, code), 4711, town.clock.now())
    await first.start(code)
    await first.tap(f"ya:{code}")

    assert await role_of(first) == Role.KPPS
    assert await town.count("completion", "person_id = 4711") == 1


async def test_what_a_former_holder_learned_stays_theirs_when_another_seat_is_taken_here(
    town: Town, code: str
):
    first = await town.registered("KPPS", 3, "hp1")
    old = (await first.chat()).person
    assert old is not None
    await complete_session(first, 1)
    await replaced(town, old.id, await seat_of(town, code), "Anggota pengganti")
    other = town.code("004", "KPPS", 4)
    await first.start(other)
    await first.tap(f"ya:{other}")

    assert await role_of(first) == Role.KPPS
    assert await town.count("completion", "person_id = $1", old.id) == 1
    assert await town.count("completion") == 1


@both
async def test_names_of_a_granted_pps_are_told_too(town: Town, code: str):
    """Authority may be granted beyond a seat."""
    officer = await town.registered("KPPS", 5, "granted")
    person = (await officer.chat()).person
    assert person is not None
    [desa] = await town.rows("area", "level = 'desa' AND name = 'Beji'")
    async with town.db.transaction() as tx:
        tx.write(
            'INSERT INTO "grant" (person_id, role, area_id, granted_at) VALUES ($1, $2, $3, $4)',
            person.id,
            "PPS",
            desa["id"],
            "",
        )
    await town.registered("KPPS", 3, "hp1")
    await ask(town, code, "hp2")

    assert "Bebaskan kursi" in officer.labels
