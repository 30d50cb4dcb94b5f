"""Single people for the division: their status, the seats of a TPS, and the search."""

from datetime import date

import pytest

from bot.core.people import Role
from bot.storage import results_people
from bot.storage.engine import Database
from bot.storage.results_people import PAGE, Learner, Search
from bot.storage.times import stamp
from tests.storage.builders import write
from tests.storage.folk import BEJI, CODE, NOW, a_chat, bring_in, entry

AT = stamp(NOW)
TEMAS = ("Kota Batu", "Batu", "Temas")


@pytest.fixture
async def folk(db: Database) -> dict[str, int]:
    """Return the ids of people and areas by name; nobody has done anything yet."""
    await bring_in(
        db,
        entry(1, "Ani 100%", phone="+628000000001"),
        entry(3, "Siti_Aminah"),
        entry(None, "Budi \\ Santoso", phone="+628000000003", code="CODE0000"),
        entry(2, "Rahmat", place=(*BEJI,), role=Role.PPS, phone="", code="CODEPPS2"),
        entry(4, "Siti Temas", place=(*TEMAS, "001"), phone="+628000000004", code="CODETMS4"),
    )
    people = await db.read("SELECT id, name FROM person")
    areas = await db.read("SELECT id, name FROM area")
    return {row["name"]: row["id"] for row in [*people, *areas]}


async def names(db: Database, folk: dict[str, int], *words: str, **wanted: str) -> set[str]:
    found, total = await results_people.search(
        db.read, [folk["Kota Batu"]], Search(words, **wanted)
    )
    assert total == len(found)
    return {one.person.name for one in found}


async def one(db: Database, person: int) -> Learner:
    found = await results_people.find(db.read, person)
    assert found is not None
    return found


async def learn(db: Database, person: int, *sessions: int) -> None:
    for n in sessions:
        await write(
            db,
            ("INSERT INTO completion VALUES ($1, $2, $3, 'kuis')", person, n, AT),
            (
                "INSERT INTO attempt VALUES ($1, $2, $3, 'kuis', '[]', $4, $4, 1)",
                *(person * 10 + n, person, n, AT),
            ),
        )


async def test_whoever_has_done_nothing_is_on_duty_all_the_same(
    db: Database, folk: dict[str, int]
):
    siti = await one(db, folk["Siti_Aminah"])

    assert siti.person.seat is not None
    assert (siti.person.seat.desa, siti.person.seat.tps, siti.person.number) == ("Beji", "004", 3)
    assert siti.path[0] == folk["Kota Batu"]
    assert siti.path[-1] == folk["004"]
    assert siti == Learner(
        siti.person,
        siti.path,
        registered=False,
        sessions=frozenset(),
        passed=frozenset(),
        ready=False,
    )


async def test_what_somebody_has_learned_is_told(db: Database, folk: dict[str, int]):
    siti = folk["Siti_Aminah"]
    await a_chat(db, person=siti)
    await learn(db, siti, 1, 2)
    halfway = await one(db, siti)
    await learn(db, siti, 3)
    done = await one(db, siti)

    assert halfway.registered
    assert (halfway.sessions, halfway.passed, halfway.ready) == (
        frozenset({1, 2}),
        frozenset({2}),
        False,
    )
    assert (done.sessions, done.passed, done.ready) == (
        frozenset({1, 2, 3}),
        frozenset({2, 3}),
        True,
    )


async def test_whoever_was_trained_face_to_face_is_ready(db: Database, folk: dict[str, int]):
    await write(db, ("INSERT INTO trained VALUES ($1, '2024-01-25', 1, $2)", folk["Ani 100%"], AT))
    ani = await one(db, folk["Ani 100%"])

    assert (ani.ready, ani.trained_on) == (True, date(2024, 1, 25))


@pytest.mark.parametrize(
    "change", ["UPDATE holding SET to_at = $2", "UPDATE person SET erased_at = $2"]
)
async def test_who_is_off_duty_or_erased_is_not_found(
    db: Database, folk: dict[str, int], change: str
):
    key = "id" if "person" in change else "person_id"
    await write(db, (f"{change} WHERE {key} = $1", folk["Siti_Aminah"], AT))

    assert await results_people.find(db.read, folk["Siti_Aminah"]) is None
    assert await names(db, folk, "siti") == {"Siti Temas"}
    assert await results_people.find(db.read, 5) is None


async def test_the_seats_of_a_tps_are_listed_with_the_empty_ones(
    db: Database, folk: dict[str, int]
):
    await write(
        db, ("UPDATE holding SET to_at = $2 WHERE person_id = $1", folk["Siti_Aminah"], AT)
    )
    seats = await results_people.list_seats(db.read, folk["004"])

    assert [(one.seat.number, one.holder and one.holder.person.name) for one in seats] == [
        (1, "Ani 100%"),
        (3, None),
        (None, "Budi \\ Santoso"),
    ]


async def test_areas_below_are_listed_by_name(db: Database, folk: dict[str, int]):
    below = await results_people.list_below(db.read, folk["Kota Batu"])

    assert [(one.name, one.level) for one in below] == [
        ("Batu", "kecamatan"),
        ("Junrejo", "kecamatan"),
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("siti",), {"Siti_Aminah", "Siti Temas"}),
        (("SITI", "beji"), {"Siti_Aminah"}),
        (("junrejo", "kpps"), {"Ani 100%", "Siti_Aminah", "Budi \\ Santoso"}),
        (("temas", "001"), {"Siti Temas"}),
        (("ketua",), {"Ani 100%"}),
        (("kpps", "3"), {"Siti_Aminah"}),
        (("pps", "2"), {"Rahmat"}),
        (("%",), {"Ani 100%"}),
        (("_",), {"Siti_Aminah"}),
        (("\\",), {"Budi \\ Santoso"}),
        ((CODE.lower(),), {"Siti_Aminah"}),
        (("CODE-TMS4",), {"Siti Temas"}),
        (("628000",), set()),
        (("' OR 1=1 --",), set()),
    ],
)
async def test_all_words_must_fit_and_are_literal(
    db: Database, folk: dict[str, int], words: tuple[str, ...], expected: set[str]
):
    assert await names(db, folk, *words) == expected


async def test_people_are_chosen_by_role_and_by_how_far_they_are(
    db: Database, folk: dict[str, int]
):
    await a_chat(db, person=folk["Rahmat"])
    await learn(db, folk["Rahmat"], 2, 3)

    assert await names(db, folk, role="PPS") == {"Rahmat"}
    assert await names(db, folk, state="siap") == {"Rahmat"}
    assert await names(db, folk, "siti", state="belum") == {"Siti_Aminah", "Siti Temas"}
    assert "Rahmat" not in await names(db, folk, state="luar")
    assert len(await names(db, folk, state="apa-saja")) == 5


async def test_only_the_areas_asked_for_are_searched(db: Database, folk: dict[str, int]):
    siti = Search(("siti",))
    temas, _ = await results_people.search(db.read, [folk["Batu"]], siti)
    both, total = await results_people.search(db.read, [folk["Batu"], folk["Beji"]], siti)

    assert [one.person.name for one in temas] == ["Siti Temas"]
    assert (len(both), total) == (2, 2)
    assert await results_people.search(db.read, [], siti) == ([], 0)


async def test_many_are_found_a_page_at_a_time(db: Database, folk: dict[str, int]):
    await bring_in(
        db,
        *(
            entry(None, f"Orang {n:03}", phone=f"+6280001{n:05}", code=f"MANY{n:04}")
            for n in range(PAGE + 5)
        ),
    )
    wanted = Search(("orang",))
    first, total = await results_people.search(db.read, [folk["Kota Batu"]], wanted)
    second, _ = await results_people.search(db.read, [folk["Kota Batu"]], wanted, 1)
    past, _ = await results_people.search(db.read, [folk["Kota Batu"]], wanted, 9)

    assert total == PAGE + 5
    assert [one.person.name for one in first] == [f"Orang {n:03}" for n in range(PAGE)]
    assert [one.person.name for one in second] == [f"Orang {n:03}" for n in range(PAGE, PAGE + 5)]
    assert past == first
