"""Reminders in the ledger, as both databases tell it: who gets a row, and what they are like."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.agenda import Days, Happening
from bot.core.outbox import Phase
from bot.core.people import Role
from bot.core.reminders import Level, Rule
from bot.storage import chats, holdings, outreach, reminder_back, reminder_facts, reminders
from bot.storage import reminder_plans as plans
from bot.storage.authority import list_paths
from bot.storage.engine import Database
from bot.storage.reminders import Aim, Whom
from bot.storage.times import stamp
from tests.delivery.reminding import rule
from tests.storage.folk import BEJI, NOW, a_chat, bring_in, entry, later

VOTING = date(2024, 2, 14)
DUE, UNTIL = later(hours=1), later(hours=9)
RULE = rule("h-7", -7, "16:00", (-4, "20:00"))


@pytest.fixture
async def ids(db: Database) -> dict[str, int]:
    """Bring in two TPS, a PPS and a PPK, and return person ids by name."""
    await bring_in(
        db,
        entry(3, "Siti"),
        entry(4, "Budi"),
        entry(1, "Ani", place=(*BEJI, "005"), code="CODE51"),
        entry(1, "Pak PPS", place=BEJI, role=Role.PPS, code="PPS1"),
        entry(1, "Bu PPK", place=BEJI[:2], role=Role.PPK, code="PPK1"),
    )
    rows = await db.read("SELECT id, name FROM person")
    return {row["name"]: row["id"] for row in rows}


async def begun(db: Database, one: Rule = RULE) -> int:
    async with db.transaction() as tx:
        return await reminders.begin(tx, one, "2024-02-14", (DUE, UNTIL), NOW)


def aim(mailing: int, whom: Whom | None = None, **changes: object) -> Aim:
    usual: dict[str, object] = {
        "mailing": mailing,
        "whom": whom or reminders.of_event(RULE, "TRUE"),
        "dues": {"": DUE},
        "until": UNTIL,
        "now": NOW,
    }
    return Aim(**(usual | changes))  # type: ignore[arg-type]


async def filled(db: Database, what: Aim, span: tuple[int, int] = (0, 10**9)) -> int:
    async with db.transaction() as tx:
        return await reminders.fill(tx, what, span)


async def rows(db: Database, mailing: int) -> dict[str, tuple[str, str, str]]:
    """Return state, reason and when it is due by name."""
    found = await db.read(
        "SELECT p.name, o.state, o.reason, o.due_at FROM outbox o"
        " JOIN person p ON p.id = o.person_id WHERE o.mailing_id = $1",
        mailing,
    )
    return {row["name"]: (row["state"], row["reason"], row["due_at"]) for row in found}


async def area(db: Database, level: str, name: str = "") -> int:
    found = await db.read("SELECT id, name FROM area WHERE level = $1 ORDER BY name", level)
    return next(int(row["id"]) for row in found if name in row["name"])


# --- rows -----------------------------------------------------------------------------------


async def test_an_occurrence_is_a_draft_until_everyone_has_a_row(
    db: Database, ids: dict[str, int]
):
    mailing = await begun(db)
    [made] = await reminders.list_made(db.read)
    assert made == reminders.Made(mailing, "h-7", "2024-02-14", Phase.DRAFT, UNTIL)

    async with db.transaction() as tx:
        reminders.save_whole(tx, mailing, NOW)

    [made] = await reminders.list_made(db.read)
    assert made.phase is Phase.READY


async def test_whoever_can_be_written_to_gets_it_and_the_others_wait(
    db: Database, ids: dict[str, int]
):
    mailing = await begun(db)
    await a_chat(db, "hp1", ids["Siti"])
    blocked = await a_chat(db, "hp2", ids["Ani"])
    async with db.transaction() as tx:
        chats.save_blocked(tx, blocked.id, NOW)

    assert await reminders.has_missing(db.read, aim(mailing))
    assert await filled(db, aim(mailing)) == 3
    assert not await reminders.has_missing(db.read, aim(mailing))
    assert await filled(db, aim(mailing)) == 0

    assert await rows(db, mailing) == {
        "Siti": ("pending", "", stamp(DUE)),
        "Budi": ("pending", "belum-daftar", stamp(UNTIL)),
        "Ani": ("blocked", "diblokir", stamp(UNTIL)),
    }


async def test_what_is_past_is_skipped_for_everyone(db: Database, ids: dict[str, int]):
    mailing = await begun(db)
    await a_chat(db, "hp1", ids["Siti"])

    await filled(db, aim(mailing, now=UNTIL))

    assert {row[:2] for row in (await rows(db, mailing)).values()} == {("skipped", "sudah-lewat")}


async def test_what_may_have_gone_out_before_a_restore_is_unknown(
    db: Database, ids: dict[str, int]
):
    mailing = await begun(db)
    await a_chat(db, "hp1", ids["Siti"])
    span = (stamp(DUE - timedelta(minutes=1)), stamp(DUE))

    await filled(db, aim(mailing, restored=span))

    assert {row[:2] for row in (await rows(db, mailing)).values()} == {("unknown", "dipulihkan")}
    [row] = await db.read("SELECT DISTINCT at FROM outbox")
    assert row["at"] == stamp(DUE), "it counts as a message of that day, not of today"


async def test_what_was_planned_outside_that_time_goes_out(db: Database, ids: dict[str, int]):
    mailing = await begun(db)
    await a_chat(db, "hp1", ids["Siti"])
    await filled(db, aim(mailing, restored=(stamp(DUE), stamp(UNTIL))))
    assert (await rows(db, mailing))["Siti"][0] == "pending"


async def test_the_hour_somebody_chose_is_theirs(db: Database, ids: dict[str, int]):
    mailing = await begun(db)
    await a_chat(db, "hp1", ids["Siti"])
    await a_chat(db, "hp2", ids["Budi"])
    async with db.transaction() as tx:
        tx.write(
            "INSERT INTO form_value (person_id, form_id, field_id, value, at)"
            " VALUES ($1, 'komitmen', 'waktu', 'malam', '2024')",
            ids["Siti"],
        )

    await filled(db, aim(mailing, dues={"malam": later(hours=4), "": DUE}))

    found = await rows(db, mailing)
    assert found["Siti"] == ("pending", "", stamp(later(hours=4)))
    assert found["Budi"] == ("pending", "", stamp(DUE))


async def test_rows_are_written_for_a_span_of_holdings(db: Database, ids: dict[str, int]):
    mailing, last = await begun(db), await reminders.last_holding(db.read)
    counts = [await filled(db, aim(mailing), (n, n + 1)) for n in range(last + 1)]
    assert sum(counts) == 3
    assert max(counts) == 1


async def test_an_aside_is_why_nobody_gets_it(db: Database, ids: dict[str, int]):
    mailing = await begun(db)
    await a_chat(db, "hp1", ids["Siti"])
    whom = reminders.of_plan(RULE, ids["Siti"])
    await filled(db, aim(mailing, whom, aside="tidak-berlaku"))
    assert await rows(db, mailing) == {"Siti": ("skipped", "tidak-berlaku", stamp(DUE))}


@pytest.mark.parametrize(
    ("roles", "numbers", "names"),
    [
        ("", (), {"Siti", "Budi", "Ani", "Pak PPS", "Bu PPK"}),
        ("KPPS", (), {"Siti", "Budi", "Ani"}),
        ("PPS PPK", (), {"Pak PPS", "Bu PPK"}),
        ("", (1,), {"Ani"}),
        ("PPS", (3,), {"Pak PPS", "Siti"}),
    ],
)
async def test_roles_and_numbers_say_whom_it_is_for(
    db: Database, ids: dict[str, int], roles: str, numbers: tuple[int, ...], names: set[str]
):
    those = frozenset(Role(name) for name in roles.split())
    one = rule("x", 0, "07:00", (0, "20:00"), roles=those, numbers=frozenset(numbers))
    mailing = await begun(db, one)
    await filled(db, aim(mailing, reminders.of_event(one, "TRUE")))
    assert set(await rows(db, mailing)) == names


# --- areas ----------------------------------------------------------------------------------


async def test_each_area_has_the_date_of_the_nearest_one_that_differs(
    db: Database, ids: dict[str, int]
):
    usual = Happening("pemungutan-suara", "Hari H", VOTING)
    week = Happening("pemungutan-suara", "Hari H", date(2024, 2, 21))
    days = Days(usual, {await area(db, "desa"): week, await area(db, "tps", "005"): usual})
    where = reminders.where_on(days, await list_paths(db.read))

    found: dict[date, set[str]] = {}
    for on in (VOTING, week.on):
        one = rule(f"x-{on}", 0, "07:00", (0, "20:00"), roles=frozenset())
        mailing = await begun(db, one)
        await filled(db, aim(mailing, reminders.of_event(one, where[on])))
        found[on] = set(await rows(db, mailing))

    assert found == {VOTING: {"Ani", "Bu PPK"}, week.on: {"Siti", "Budi", "Pak PPS"}}


async def test_an_event_that_is_usual_everywhere_asks_for_no_areas():
    usual = Happening("pemungutan-suara", "Hari H", VOTING)
    assert reminders.where_on(Days(usual), {}) == {VOTING: "TRUE"}
    assert reminders.where_on(Days(usual, {1: usual}), {1: (1,)}) == {VOTING: "TRUE"}
    assert reminders.where_on(Days(None, {1: usual}), {1: (1,)}) == {VOTING: "s.area_id IN (1)"}
    assert reminders.where_on(Days(None), {}) == {}


async def test_who_is_not_meant_any_more_is_left_out_and_taken_in_again(
    db: Database, ids: dict[str, int]
):
    mailing = await begun(db)
    await a_chat(db, "hp1", ids["Siti"])
    await filled(db, aim(mailing))
    here = reminders.of_tps(RULE, [await area(db, "tps", "005")])
    async with db.transaction() as tx:
        holdings.end(tx, ids["Budi"], holdings.REMOVED, NOW)

    async with db.transaction() as tx:
        await reminders.leave_out(tx, mailing, here, NOW)

    left_out = {name: row[:2] for name, row in (await rows(db, mailing)).items()}
    assert left_out == {
        "Siti": ("cancelled", "jadwal-diubah"),
        "Budi": ("skipped", "tidak-bertugas"),
        "Ani": ("pending", "belum-daftar"),
    }
    async with db.transaction() as tx:
        await reminders.leave_out(tx, mailing, None, NOW)
    assert (await rows(db, mailing))["Ani"][:2] == ("cancelled", "jadwal-diubah")

    assert await reminders.has_missing(db.read, aim(mailing))
    assert await filled(db, aim(mailing)) == 2
    found = await rows(db, mailing)
    assert found["Siti"] == ("pending", "", stamp(DUE))
    assert found["Ani"][:2] == ("pending", "belum-daftar")
    assert found["Budi"][:2] == ("skipped", "tidak-bertugas")


async def test_whoever_was_erased_is_said_to_be(db: Database, ids: dict[str, int]):
    mailing = await begun(db)
    await filled(db, aim(mailing))
    async with db.transaction() as tx:
        holdings.end(tx, ids["Siti"], holdings.ERASED, NOW)
        tx.write("UPDATE person SET erased_at = $2, name = '' WHERE id = $1", ids["Siti"], "2024")
    async with db.transaction() as tx:
        await reminders.leave_out(tx, mailing, aim(mailing).whom, NOW)
    assert (await rows(db, mailing))[""][:2] == ("skipped", "dihapus")


async def test_what_is_over_is_skipped_a_chunk_at_a_time(
    db: Database, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
):
    mailing = await begun(db)
    await a_chat(db, "hp1", ids["Siti"])
    await filled(db, aim(mailing))
    assert await reminders.list_over(db.read, UNTIL - timedelta(minutes=1)) == []
    assert await reminders.list_over(db.read, UNTIL) == [mailing]

    monkeypatch.setattr(reminders, "CHUNK", 2)
    counts = []
    for _ in range(3):
        async with db.transaction() as tx:
            counts.append(await reminders.expire(tx, mailing, UNTIL))

    assert counts == [2, 1, 0]
    found = {name: row[:2] for name, row in (await rows(db, mailing)).items()}
    assert found["Siti"] == ("skipped", "sudah-lewat")
    assert found["Budi"] == found["Ani"] == ("skipped", "belum-daftar")
    assert await reminders.list_over(db.read, UNTIL) == []


# --- newcomers ------------------------------------------------------------------------------


async def test_whoever_comes_or_comes_back_is_found_with_what_waits(
    db: Database, ids: dict[str, int]
):
    mailing = await begun(db)
    blocked = await a_chat(db, "hp2", ids["Ani"])
    async with db.transaction() as tx:
        chats.save_blocked(tx, blocked.id, NOW)
    await filled(db, aim(mailing))
    async with db.transaction() as tx:
        reminders.save_whole(tx, mailing, NOW)
    assert await reminder_back.list_back(db.read, NOW - timedelta(days=1), NOW) == []

    await a_chat(db, "hp1", ids["Siti"])
    async with db.transaction() as tx:
        chats.save_blocked(tx, blocked.id, None)
    found = await reminder_back.list_back(db.read, NOW - timedelta(days=1), NOW)
    found.sort(key=lambda one: one.person != ids["Siti"])

    assert found == [
        reminder_back.Back(mailing, ids["Siti"], NOW, ""),
        reminder_back.Back(mailing, ids["Ani"], NOW, ""),
    ]
    assert await reminder_back.list_back(db.read, later(minutes=3), NOW) == [], "not since"
    assert await reminder_back.list_back(db.read, NOW - timedelta(days=1), UNTIL) == [], "over"

    at = later(minutes=30)
    async with db.transaction() as tx:
        await reminder_back.wake(tx, [(mailing, ids["Siti"], at), (mailing, ids["Ani"], at)], NOW)
    woken = await rows(db, mailing)
    assert woken["Siti"] == woken["Ani"] == ("pending", "", stamp(at))
    assert woken["Budi"][1] == "belum-daftar"


async def test_what_has_gone_out_is_not_woken(db: Database, ids: dict[str, int]):
    mailing = await begun(db)
    await a_chat(db, "hp1", ids["Siti"])
    await filled(db, aim(mailing))
    async with db.transaction() as tx:
        tx.write("UPDATE outbox SET state = 'accepted'")
    async with db.transaction() as tx:
        await reminder_back.wake(tx, [(mailing, ids["Siti"], NOW)], NOW)
    assert (await rows(db, mailing))["Siti"][0] == "accepted"


async def test_a_newcomers_reminders_wait_for_each_other(db: Database, ids: dict[str, int]):
    mailing = await begun(db)
    await a_chat(db, "hp1", ids["Siti"])
    await filled(db, aim(mailing, dues={"": NOW}))

    assert await reminder_back.list_newcomers(db.read, later(minutes=29)) == [(ids["Siti"], NOW)]
    assert await reminder_back.list_newcomers(db.read, later(minutes=30)) == []
    for until, due in ((later(minutes=30), later(minutes=30)), (UNTIL, later(minutes=30))):
        async with db.transaction() as tx:
            await reminder_back.put_off(tx, [(ids["Siti"], until)])
        assert (await rows(db, mailing))["Siti"] == ("pending", "", stamp(due))


# --- facts ----------------------------------------------------------------------------------


async def test_levels_are_of_those_who_chose_one(db: Database, ids: dict[str, int]):
    async with db.transaction() as tx:
        tx.write(
            "INSERT INTO reminder_level (person_id, level, at) VALUES ($1, 'penting', '2024')",
            ids["Siti"],
        )
    found = await reminder_facts.list_levels(db.read, ids.values())
    assert found == {ids["Siti"]: Level.IMPORTANT}
    assert await reminder_facts.list_levels(db.read, []) == {}


async def test_progress_is_that_of_each_person(db: Database, ids: dict[str, int]):
    siti, budi = ids["Siti"], ids["Budi"]
    async with db.transaction() as tx:
        for sql in (
            "INSERT INTO completion (person_id, sesi, at, how) VALUES ($1, 1, $2, 'uji')",
            "INSERT INTO attempt (id, person_id, sesi, kind, items, started_at, passed)"
            " VALUES (1, $1, 3, 'kuis', '[]', $2, 1)",
            "INSERT INTO page_seen (person_id, page_id, first_at, last_at)"
            " VALUES ($1, 's2-sumpah', $2, $2)",
            "INSERT INTO form_value (person_id, form_id, field_id, value, at)"
            " VALUES ($1, 'komitmen', 'waktu', 'pagi', $2)",
            "INSERT INTO form_value (person_id, form_id, field_id, value, at)"
            " VALUES ($1, 'harapan', 'satu', 'x', $2)",
        ):
            tx.write(sql, siti, stamp(NOW))

    found = await reminder_facts.list_progress(db.read, [siti, budi], pages=True)

    assert found[siti].done == {1: NOW}
    assert found[siti].how == {1: "uji"}
    assert found[siti].passed == {3}
    assert found[siti].seen == {"s2-sumpah": NOW}
    assert found[siti].values == {"komitmen": {"waktu": "pagi"}}, "only forms that rules ask for"
    assert (found[budi].done, found[budi].values) == ({}, {})
    without = await reminder_facts.list_progress(db.read, [siti])
    assert without[siti].seen == {}


async def test_a_coordinators_area_is_counted(db: Database, ids: dict[str, int]):
    desa, kecamatan = await area(db, "desa"), await area(db, "kecamatan")
    async with db.transaction() as tx:
        outreach.save_trained(tx, ids["Ani"], VOTING, ids["Pak PPS"], NOW)
        holdings.end(tx, ids["Siti"], holdings.REMOVED, NOW)

    found = await reminder_facts.count_teams(db.read, [desa, kecamatan, 10**12])

    assert found == {
        desa: {"kursi-kosong": 1, "tps-perlu-bantuan": 1, "semua": 2},
        kecamatan: {"desa-belum-lengkap": 1, "desa-perlu-bantuan": 1, "semua": 1},
        10**12: {},
    }


async def test_the_pps_in_charge_is_the_first_with_a_name(db: Database, ids: dict[str, int]):
    await bring_in(
        db,
        entry(2, "Bu PPS", place=BEJI, role=Role.PPS, code="PPS2"),
        entry(3, "", place=BEJI, role=Role.PPS, code="PPS3"),
    )
    desa = await area(db, "desa")
    assert await reminder_facts.list_pps(db.read, {desa, 10**12}) == {desa: "Pak PPS"}


async def test_what_else_is_due_to_somebody_is_found(db: Database, ids: dict[str, int]):
    mailing = await begun(db)
    await a_chat(db, "hp1", ids["Siti"])
    await filled(db, aim(mailing))
    people = list(ids.values())
    assert await reminder_facts.list_due(db.read, people, DUE) == [], "it is not whole yet"
    async with db.transaction() as tx:
        reminders.save_whole(tx, mailing, NOW)
        [row] = await tx.fetch(
            "INSERT INTO mailing (kind, state, due_at, made_at) VALUES ('siaran', 'ready', $1, $1)"
            " RETURNING id",
            stamp(NOW),
        )
        tx.write(
            "INSERT INTO outbox (mailing_id, person_id, due_at, at) VALUES ($1, $2, $3, $3)",
            row["id"],
            ids["Siti"],
            stamp(DUE),
        )

    assert await reminder_facts.list_due(db.read, people, DUE - timedelta(seconds=1)) == []
    [found] = await reminder_facts.list_due(db.read, people, DUE)
    assert (found.person, found.rule, found.occurrence) == (ids["Siti"], "h-7", "2024-02-14")
    count = await reminder_facts.count_broadcasts(db.read, people, DUE + timedelta(seconds=1))
    assert count == {ids["Siti"]: 1}
    assert await reminder_facts.count_broadcasts(db.read, people, DUE) == {}


async def test_plans_are_those_of_people_on_duty(db: Database, ids: dict[str, int]):
    pps, tps = ids["Pak PPS"], await area(db, "tps", "004")
    answers = [("tps", "=001", 1), ("hari", "=4 Februari", 2), ("tempat", "=Balai", 3)]
    async with db.transaction() as tx:
        for person in (pps, ids["Siti"]):
            for field_id, value, day in answers:
                tx.write(
                    "INSERT INTO form_value (person_id, form_id, field_id, value, at)"
                    " VALUES ($1, 'rtl-pps', $2, $3, $4)",
                    person,
                    field_id,
                    value,
                    stamp(datetime(2024, 2, day, tzinfo=UTC)),
                )
        holdings.end(tx, ids["Siti"], holdings.REMOVED, NOW)

    [found] = await plans.list_plans(db.read)

    assert (found.owner, found.form, found.role) == (pps, "rtl-pps", Role.PPS)
    assert found.values == {"tps": "=001", "hari": "=4 Februari", "tempat": "=Balai"}
    assert found.at == datetime(2024, 2, 2, tzinfo=UTC), "when the day was written"
    assert await plans.list_plans(db.read, [ids["Siti"], ids["Budi"]]) == []
    assert [one.owner for one in await plans.list_plans(db.read, [pps])] == [pps]
    assert (await plans.list_tps(db.read))[found.area]["004"] == tps


async def test_notes_of_the_last_round_are_found(db: Database):
    async with db.transaction() as tx:
        tx.write("INSERT INTO meta (key, value) VALUES ('reminders_at', 'x')")
    assert await reminders.load_notes(db.read, ("reminders_at", "other")) == {"reminders_at": "x"}
