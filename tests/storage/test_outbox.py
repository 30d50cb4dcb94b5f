"""The ledger on both engines: what is read of it, and what a word from outside changes."""

from datetime import timedelta

import pytest

from bot.core.outbox import Counts, Kind, Phase, Skip, State, Wait
from bot.storage import outbox as ledger
from bot.storage import outbox_claim as claim
from bot.storage import recipients
from bot.storage.engine import Database
from bot.storage.outbox import Recipient
from bot.storage.outbox_claim import Outcome, Wish
from bot.storage.times import stamp
from tests.delivery.sending import Office
from tests.storage.folk import NOW, later

ALL = list(State)


@pytest.fixture
async def office(db: Database) -> Office:
    office = Office(db)
    await office.settle(5)
    return office


async def set_states(office: Office, mailing: int, **states: tuple[str, str]) -> None:
    """Put rows of people, named p1, p2, …, into states."""
    async with office.db.transaction() as tx:
        for name, (state, reason) in states.items():
            tx.write(
                "UPDATE outbox SET state = $3, reason = $4 WHERE mailing_id = $1"
                " AND person_id = $2",
                mailing, int(name[1:]), state, reason,
            )  # fmt: skip


# --- mailings -------------------------------------------------------------------------------


async def test_a_mailing_is_read_as_it_was_made(office: Office):
    made = await office.mail([1], Kind.REMINDER, urgent=True, valid_until=later(hours=2))

    mailing = await ledger.load(office.db.read, made)

    assert mailing is not None
    assert (mailing.kind, mailing.rule, mailing.phase) == (Kind.REMINDER, "r", Phase.READY)
    assert (mailing.due_at, mailing.valid_until) == (NOW, later(hours=2))
    assert mailing.urgent
    assert mailing.opened_at is None
    assert await ledger.load(office.db.read, 99) is None


async def test_the_last_mailings_come_first_and_drafts_not_at_all(office: Office):
    first = await office.mail([1], due_at=later(hours=1))
    second = await office.mail([1], Kind.REMINDER, due_at=later(hours=2))
    third = await office.mail([1], due_at=later(hours=3))
    draft = await office.mail([1], due_at=later(hours=4))
    await office.set_phase(draft, Phase.DRAFT)

    async def ids(*args: object, **more: object) -> list[int]:
        listed = await ledger.list_last(office.db.read, *args, **more)  # type: ignore[arg-type]
        return [one.id for one in listed]

    assert await ids(10) == [third, second, first]
    assert await ids(2) == [third, second]
    assert await ids(2, offset=2) == [first]
    assert await ids(10, Kind.REMINDER) == [second]


# --- counting and naming --------------------------------------------------------------------


async def test_every_row_is_counted_once(office: Office):
    made = await office.mail([1, 2, 3, 4, 5])
    await set_states(
        office, made, p1=("accepted", ""), p2=("accepted", "terlambat"), p3=("blocked", "diblokir")
    )

    counts = await ledger.count(office.db.read, made)

    assert counts.by == {
        (State.ACCEPTED, ""): 1,
        (State.ACCEPTED, "terlambat"): 1,
        (State.BLOCKED, "diblokir"): 1,
        (State.PENDING, ""): 2,
    }
    assert counts.audience == 5
    assert await ledger.count(office.db.read, 99) == Counts()


async def test_rows_are_named_by_state_a_page_at_a_time(office: Office):
    made = await office.mail([5, 4, 3, 2, 1])
    await set_states(office, made, p1=("failed", "berkas"), p2=("skipped", "selesai"))
    async with office.db.transaction() as tx:
        tx.write("UPDATE holding SET to_at = $1 WHERE person_id = 2", stamp(NOW))

    failed = await ledger.list_rows(office.db.read, made, [State.FAILED, State.SKIPPED])

    assert [(one.person.id, one.state, one.reason) for one in failed] == [
        (2, State.SKIPPED, "selesai"),
        (1, State.FAILED, "berkas"),
    ]
    assert failed[1].person.name == "Anggota 1"
    assert failed[1].person.seat is not None
    assert failed[1].person.seat.desa == "Beji"
    assert failed[0].person.seat is None
    page = await ledger.list_rows(office.db.read, made, ALL, offset=2, limit=2)
    assert [one.person.id for one in page] == [3, 2]


async def test_messages_of_today_are_counted_and_a_digest_once(office: Office):
    one, two = await office.mail([1, 2, 3]), await office.mail([1, 2], due_at=later(hours=1))
    await set_states(
        office, one, p1=("accepted", ""), p2=("unknown", "bot-mati"), p3=("failed", "berkas")
    )
    await set_states(office, two, p1=("accepted", "ringkasan"), p2=("sending", ""))
    async with office.db.transaction() as tx:
        tx.write("UPDATE outbox SET lead_id = 1 WHERE mailing_id = $1 AND person_id = 1", two)

    async with office.db.transaction() as tx:
        assert await ledger.sent_today(tx, [1, 2, 3, 4], NOW) == {1: 1, 2: 2}
        assert await ledger.sent_today(tx, [1, 2], later(minutes=30)) == {2: 1}
        assert await ledger.sent_today(tx, list(range(1, 60)), NOW) == {1: 1, 2: 2}
        assert await ledger.sent_today(tx, [], NOW) == {}


# --- deciding about a mailing ---------------------------------------------------------------


async def test_what_waits_is_cancelled_in_chunks_and_nothing_else(office: Office):
    made = await office.mail([1, 2, 3, 4, 5])
    await set_states(office, made, p1=("accepted", ""), p2=("sending", ""))

    async with office.db.transaction() as tx:
        done = [
            await ledger.cancel_pending(tx, made, "dihentikan", NOW, limit=2) for _ in range(3)
        ]

    assert done == [2, 1, 0]
    assert (await ledger.count(office.db.read, made)).by == {
        (State.ACCEPTED, ""): 1,
        (State.SENDING, ""): 1,
        (State.CANCELLED, "dihentikan"): 3,
    }


async def test_only_what_is_unknown_is_sent_again(office: Office):
    made = await office.mail([1, 2, 3])
    await set_states(office, made, p1=("unknown", "bot-mati"), p2=("accepted", ""))

    async with office.db.transaction() as tx:
        assert await ledger.resend_unknown(tx, made, NOW) == 1
        assert await ledger.resend_unknown(tx, made, NOW) == 0

    states = await office.states(made)
    assert states[1] == (State.PENDING, "dikirim-ulang")
    assert states[2] == (State.ACCEPTED, "")


async def test_all_can_be_halted_and_go_on(office: Office):
    for _ in range(2):
        async with office.db.transaction() as tx:
            ledger.halt(tx, NOW)
        assert await ledger.is_halted(office.db.read)
    async with office.db.transaction() as tx:
        ledger.unhalt(tx)
    assert not await ledger.is_halted(office.db.read)


async def test_what_was_on_its_way_at_the_crash_is_unknown(office: Office):
    made = await office.mail([1, 2])
    await set_states(office, made, p1=("sending", ""))

    async with office.db.transaction() as tx:
        assert await ledger.sweep(tx, NOW) == 1
        assert await ledger.sweep(tx, NOW) == 0

    assert (await office.states(made))[1] == (State.UNKNOWN, "bot-mati")


# --- claiming -------------------------------------------------------------------------------


async def test_only_what_is_ready_and_due_is_found(office: Office):
    ready = await office.mail([1], due_at=NOW)
    urgent = await office.mail([1], urgent=True)
    for phase in set(Phase) - {Phase.READY}:
        await office.set_phase(await office.mail([1], due_at=NOW), phase)
    await office.mail([1], due_at=later(seconds=1))
    done = await office.mail([1])
    await set_states(office, done, p1=("accepted", ""))

    async def found(at: float = 0) -> list[int]:
        listed = await claim.list_due_mailings(office.db.read, later(seconds=at))
        return [one.id for one in listed]

    assert await found() == [urgent, ready]
    assert len(await found(1)) == 3
    ended = await claim.list_ended(office.db.read)
    assert {one.phase for one in ended} == set(claim.ENDED)
    async with office.db.transaction() as tx:
        ledger.halt(tx, NOW)
    assert await found() == []


@pytest.mark.parametrize("people", [3, 12])
async def test_a_claim_takes_only_what_still_waits(office: Office, people: int):
    await office.settle(10, first=6)
    made = await office.mail(range(1, people + 1))
    await set_states(office, made, p2=("cancelled", "dihentikan"))

    async with office.db.transaction() as tx:
        due = await claim.list_due(tx.fetch, (await loaded(office, made)), NOW, 99)
        await claim.save_claimed(tx, [*(one.row.id for one in due), 2], NOW)

    assert await office.persons(made, State.CANCELLED) == [2]
    assert len(await office.persons(made, State.SENDING)) == people - 1
    wishes = await claim.load_wishes(office.db.read, [1, 2, 999])
    assert wishes == {1: (Wish.SEND, ""), 2: (Wish.GONE, "")}


async def loaded(office: Office, mailing: int) -> ledger.Mailing:
    found = await ledger.load(office.db.read, mailing)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("phase", "wish"),
    [
        (Phase.READY, (Wish.SEND, "")),
        (Phase.PAUSED, (Wish.GIVE_BACK, "")),
        (Phase.STOPPED, (Wish.CANCEL, "dihentikan")),
        (Phase.REFUSED, (Wish.CANCEL, "ditolak")),
        (Phase.CANCELLED, (Wish.CANCEL, "dibatalkan")),
    ],
)
async def test_what_is_wanted_of_a_claimed_row_follows_its_mailing(
    office: Office, phase: Phase, wish: tuple[Wish, str]
):
    made = await office.mail([1])
    await set_states(office, made, p1=("sending", ""))
    await office.set_phase(made, phase)

    assert await claim.load_wishes(office.db.read, [1]) == {1: wish}


async def test_the_outcome_of_a_leader_is_shared(office: Office):
    made = await office.mail([1, 2, 3, 4])
    async with office.db.transaction() as tx:
        await claim.save_claimed(tx, [1], NOW)
        claim.save_covered(tx, 2, 1, NOW)
    for state, expected in (
        (State.PENDING, (State.PENDING, "jaringan")),
        (State.UNKNOWN, (State.UNKNOWN, "jaringan")),
        (State.CANCELLED, (State.PENDING, "")),
        (State.ACCEPTED, (State.ACCEPTED, "ringkasan")),
    ):
        async with office.db.transaction() as tx:
            tx.write(
                "UPDATE outbox SET state = 'sending', lead_id = CASE WHEN id = 2 THEN 1 END"
                " WHERE id IN (1, 2)"
            )
            outcome = Outcome(1, state, "jaringan", NOW, due_at=later(seconds=5), covers=True)
            await claim.save_outcomes(tx, [outcome])
        states = await office.states(made)
        assert states[1] == (state, "jaringan")
        assert states[2] == expected
        assert states[3] == (State.PENDING, "")


async def test_rows_that_wait_or_are_skipped_keep_why(office: Office):
    made = await office.mail([1, 2])
    async with office.db.transaction() as tx:
        claim.save_wait(tx, 1, Wait(later(hours=9), "jam-tenang"))
        claim.save_skipped(tx, 2, Skip("selesai"), NOW)

    assert await office.states(made) == {
        1: (State.PENDING, "jam-tenang"),
        2: (State.SKIPPED, "selesai"),
    }
    assert await claim.list_due_mailings(office.db.read, later(hours=8)) == []
    assert len(await claim.list_due_mailings(office.db.read, later(hours=9))) == 1


# --- recipients -----------------------------------------------------------------------------


async def test_a_person_is_reached_where_they_are_themselves_and_were_last(office: Office):
    async with office.db.transaction() as tx:
        for address, at_phone, seen in (("a", 2, 9), ("b", 1, 5), ("c", 1, 6)):
            tx.write(
                "INSERT INTO chat (channel, address, person_id, language, seq, created_at,"
                " seen_at) VALUES ('web', $1, $2, 'en', 4, $3, $3)",
                address, at_phone, stamp(later(minutes=seen)),
            )  # fmt: skip
            tx.write(
                "INSERT INTO companion (chat_id, person_id, consented_at, consent_version)"
                " SELECT id, 1, $2, 1 FROM chat WHERE address = $1",
                address, stamp(NOW),
            )  # fmt: skip

    async def found(*channels: str) -> object:
        return (await recipients.load(office.db.read, [1], channels, NOW))[1]

    to = await found("web", "telegram")
    assert isinstance(to, Recipient)
    assert (to.channel, to.address, to.language, to.seq) == ("web", "c", "en", 4)
    assert (to.person.name, to.path, to.shared) == ("Anggota 1", (1, 2, 3), False)

    async with office.db.transaction() as tx:
        tx.write("UPDATE chat SET blocked_at = $1 WHERE address IN ('b', 'c', '1')", stamp(NOW))
    shared = await found("web", "telegram")
    assert isinstance(shared, Recipient)
    assert (shared.address, shared.shared) == ("a", True)
    assert await found("telegram") == Wait(NOW + recipients.NO_CHANNEL_PAUSE, "server")
    async with office.db.transaction() as tx:
        assert await recipients.is_reached_elsewhere(tx, 1, 0, ["web"])
        assert not await recipients.is_reached_elsewhere(tx, 1, 0, ["telegram"])


async def test_those_whom_nobody_can_reach_are_set_aside_chunk_by_chunk(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(recipients, "OPEN_CHUNK", 2)
    async with office.db.transaction() as tx:
        tx.write("DELETE FROM chat WHERE address IN ('1', '5')")
        tx.write("UPDATE chat SET blocked_at = $1 WHERE address = '3'", stamp(NOW))
    made = await office.mail([1, 2, 3, 4, 5])

    after, chunks = 0, 0
    while chunks == 0 or after:
        async with office.db.transaction() as tx:
            after = await recipients.open_chunk(tx, await loaded(office, made), after, NOW)
        chunks += 1

    assert chunks == 4
    assert await office.states(made) == {
        1: (State.SKIPPED, "belum-daftar"),
        2: (State.PENDING, ""),
        3: (State.BLOCKED, "diblokir"),
        4: (State.PENDING, ""),
        5: (State.SKIPPED, "belum-daftar"),
    }
    assert (await loaded(office, made)).opened_at == NOW


async def test_a_reminder_sets_nobody_aside(office: Office):
    async with office.db.transaction() as tx:
        tx.write("DELETE FROM chat")
    made = await office.mail([1, 2], Kind.REMINDER)

    async with office.db.transaction() as tx:
        assert await recipients.open_chunk(tx, await loaded(office, made), 0, NOW) == 0

    assert await office.persons(made, State.PENDING) == [1, 2]
    assert (await loaded(office, made)).opened_at == NOW


# --- the web chat ---------------------------------------------------------------------------


async def test_a_page_that_shows_something_has_it_read_once_and_its_digest_too(office: Office):
    one, two = await office.mail([1, 2]), await office.mail([1])
    chat = (await office.db.read("SELECT id FROM chat WHERE address = '1'"))[0]["id"]
    async with office.db.transaction() as tx:
        claim.save_stored(tx, 1, "ringkasan", [3], NOW)
        for seq, key in ((4, "k1"), (5, "kirim:1"), (6, "kirim:2:9"), (7, "kirim:x")):
            tx.write(
                "INSERT INTO said (chat_id, seq, event_key, replies, created_at)"
                " VALUES ($1, $2, $3, '[]', $4)",
                chat, seq, key, stamp(NOW),
            )  # fmt: skip

    for seq, read in ((4, 0), (5, 1), (9, 1)):
        async with office.db.transaction() as tx:
            await ledger.save_read(tx, chat, seq, NOW + timedelta(seconds=seq))
        assert (await ledger.count(office.db.read, one)).read == read
        assert (await ledger.count(office.db.read, two)).read == read

    read_at = await office.db.read("SELECT read_at FROM outbox WHERE id = 1")
    assert read_at[0]["read_at"] == stamp(later(seconds=5))


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_the_questions_of_every_moment_use_an_index(office: Office):
    made = await office.mail([1])
    asked: list[str] = []

    async def fetch(sql: str, *args: object) -> list[object]:
        rows = await office.db.read(f"EXPLAIN QUERY PLAN {sql}", *args)
        asked.extend(row["detail"] for row in rows)
        return []

    await claim.list_due_mailings(fetch, NOW)  # type: ignore[arg-type]
    await claim.list_ended(fetch)  # type: ignore[arg-type]
    await claim.list_due(fetch, await loaded(office, made), NOW, 9)  # type: ignore[arg-type]
    await claim.load_wishes(fetch, [1])  # type: ignore[arg-type]
    await recipients.load(fetch, [1], ["web"], NOW)  # type: ignore[arg-type]

    scanned = [one for one in asked if one.startswith("SCAN") and "CONSTANT" not in one]
    assert set(scanned) <= {"SCAN m"}  # mailings are few
    assert [one for one in asked if "outbox_pending" in one]
    assert not [one for one in asked if "TEMP B-TREE" in one and "outbox" in one]
