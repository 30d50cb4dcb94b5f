"""The sender and the ledger: everyone once, and every outcome with its reason."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.core.outbox import Kind, Phase, State
from bot.core.ports import Rejected, TryLater, Uncertain, Unreachable
from bot.delivery import flights
from bot.delivery.claims import Picked
from bot.storage import outbox as ledger
from bot.storage import outbox_claim as claim
from bot.storage.engine import Conflict, Database, Fetch, Transaction
from bot.storage.outbox_claim import Outcome
from bot.storage.times import stamp
from tests.delivery.sending import Office, skips, waits
from tests.storage.conftest import (  # noqa: F401 - fixtures: each test on both engines
    db,
    empty,
    migrated_file,
    migrated_places,
    migrated_postgres_url,
    migrated_sqlite_url,
    sqlite_url,
    url,
)
from tests.storage.folk import NOW

MINUTE = timedelta(minutes=1)
ACCEPTED = (State.ACCEPTED, "")


@pytest.fixture
async def office(db: Database) -> Office:  # noqa: F811
    return Office(db)


async def test_everyone_gets_it_once(office: Office):
    await office.settle(300)
    made = await office.mail(range(1, 301))

    await office.outbox.drain()
    await office.outbox.drain()

    assert len(office.wire.sent) == 300
    assert office.wire.doubled == []
    assert (await office.counts(made)).by == {ACCEPTED: 300}


async def test_what_is_due_later_is_sent_later(office: Office):
    await office.settle(2)
    made = await office.mail([1, 2], due_at=NOW + MINUTE)

    await office.outbox.drain()
    assert (await office.counts(made)).of(State.PENDING) == 2
    office.clock.go_on(MINUTE)
    await office.outbox.drain()

    assert (await office.counts(made)).of(State.ACCEPTED) == 2


async def test_whoever_cannot_be_reached_is_told_apart(office: Office):
    await office.settle(6)
    async with office.db.transaction() as tx:
        tx.write("DELETE FROM chat WHERE address = '1'")
        tx.write("UPDATE chat SET blocked_at = $1 WHERE address = '2'", stamp(NOW))
    made = await office.mail(range(1, 8))
    async with office.db.transaction() as tx:
        tx.write("UPDATE person SET erased_at = $1 WHERE id = 3", stamp(NOW))
        tx.write("UPDATE holding SET to_at = $1 WHERE person_id = 4", stamp(NOW))
    office.decisions = {5: [skips("selesai")]}

    await office.outbox.drain()

    assert await office.states(made) == {
        1: (State.SKIPPED, "belum-daftar"),
        2: (State.BLOCKED, "diblokir"),
        3: (State.SKIPPED, "dihapus"),
        4: (State.SKIPPED, "tidak-bertugas"),
        5: (State.SKIPPED, "selesai"),
        6: ACCEPTED,
        7: (State.SKIPPED, "belum-daftar"),  # nobody by that number
    }


async def test_a_reminder_waits_for_whoever_is_not_there_yet(office: Office):
    await office.settle(1)
    async with office.db.transaction() as tx:
        tx.write("DELETE FROM chat")
    made = await office.mail([1], Kind.REMINDER, valid_until=NOW + MINUTE)

    await office.outbox.drain()
    assert await office.states(made) == {1: (State.PENDING, "belum-daftar")}

    office.clock.go_on(MINUTE)
    await office.outbox.drain()
    assert await office.states(made) == {1: (State.SKIPPED, "belum-daftar")}


async def test_what_has_to_wait_waits(office: Office):
    await office.settle(40)
    made = await office.mail(range(1, 41))
    office.decisions = {n: [waits(60)] for n in range(1, 41)}

    await office.outbox.drain()
    assert (await office.counts(made)).by == {(State.PENDING, "jam-tenang"): 40}
    office.clock.go_on(MINUTE)
    await office.outbox.drain()

    assert (await office.counts(made)).by == {ACCEPTED: 40}


@pytest.mark.parametrize(
    ("failure", "state", "reason"),
    [
        (Unreachable("x", "diblokir"), State.BLOCKED, "diblokir"),
        (Unreachable("x", "akun-nonaktif"), State.FAILED, "akun-nonaktif"),
        (Unreachable("x", "obrolan-tidak-ada"), State.FAILED, "obrolan-tidak-ada"),
        (Rejected("x", "terlalu-panjang"), State.FAILED, "terlalu-panjang"),
        (Rejected("x", "berkas"), State.FAILED, "berkas"),
        (Rejected("x"), State.FAILED, "tidak-dikenal"),
        (Uncertain("x"), State.UNKNOWN, "tanpa-jawaban"),
        (RuntimeError("x"), State.FAILED, "bot"),
        (TryLater(30, "diminta-menunggu"), State.PENDING, "diminta-menunggu"),
        (TryLater(30, "jaringan"), State.PENDING, "jaringan"),
        (TryLater(30, "server"), State.PENDING, "server"),
    ],
)
async def test_each_failure_has_its_outcome_and_harms_nobody_else(
    office: Office, failure: Exception, state: State, reason: str
):
    await office.settle(10)
    made = await office.mail(range(1, 11))
    office.wire.failures = {"4": [failure]}

    with capture_logs() as logs:
        await office.outbox.drain()
        others = {n: one for n, one in (await office.states(made)).items() if n != 4}
        at_once = (await office.states(made))[4]
        office.clock.go_on(MINUTE)
        office.timeline.seconds += 60
        await office.outbox.drain()

    assert at_once == (state, reason)
    assert set(others.values()) == {ACCEPTED}
    assert (await office.states(made))[4] == (
        ACCEPTED if state is State.PENDING else (state, reason)
    )
    assert [one["event"] for one in logs] == ["delivery failed"] * (reason == "bot")
    blocked = await office.db.read("SELECT address FROM chat WHERE blocked_at IS NOT NULL")
    assert [row["address"] for row in blocked] == ["4"] * isinstance(failure, Unreachable)


async def test_whoever_blocks_one_phone_gets_it_on_the_other(office: Office):
    await office.settle(1)
    async with office.db.transaction() as tx:
        tx.write(
            "INSERT INTO chat (channel, address, person_id, created_at, seen_at)"
            " VALUES ('telegram', 'lain', 1, $1, '2024-01-01')",
            stamp(NOW),
        )
        tx.write(
            "INSERT INTO companion (chat_id, person_id, consented_at, consent_version)"
            " SELECT id, 1, $1, 1 FROM chat WHERE address = 'lain'",
            stamp(NOW),
        )
    made = await office.mail([1])
    office.wire.failures = {"1": [Unreachable("blocked")]}

    await office.outbox.drain()

    assert [address for address, _ in office.wire.sent] == ["lain"]
    assert await office.states(made) == {1: ACCEPTED}


async def test_a_server_that_never_takes_one_message_is_given_up(office: Office):
    await office.settle(2)
    made = await office.mail([1])
    office.wire.failures = {"1": [TryLater(2, "server") for _ in range(20)]}

    for _ in range(10):
        await office.outbox.drain()
        await office.mail([2])  # others get through meanwhile
        await office.outbox.drain()
        office.clock.go_on(MINUTE)
        office.timeline.seconds += 60

    assert await office.states(made) == {1: (State.FAILED, "server-gagal")}
    assert len(office.wire.failures["1"]) == 12


async def test_a_network_that_is_away_costs_nobody_their_message(office: Office):
    await office.settle(20)
    made = await office.mail(range(1, 21))
    office.wire.failures = {
        str(n): [TryLater(1, "jaringan") for _ in range(60)] for n in range(1, 21)
    }
    for _ in range(60):
        await office.outbox.drain()
        office.clock.go_on(timedelta(seconds=1))
        office.timeline.seconds += 1
    tries = office.wire.tried

    office.wire.failures = {}
    await office.outbox.drain()

    assert tries <= 20 + 60  # all at once, then one a second
    assert (await office.counts(made)).by == {ACCEPTED: 20}


async def test_a_server_that_fails_at_everything_is_waited_for(office: Office):
    await office.settle(20)
    made = await office.mail(range(1, 21))
    office.wire.failures = {
        str(n): [TryLater(2, "server") for _ in range(600)] for n in range(1, 21)
    }
    for _ in range(600):
        await office.outbox.drain()
        office.clock.go_on(timedelta(seconds=2))
        office.timeline.seconds += 2

    office.wire.failures = {}
    await office.outbox.drain()
    office.clock.go_on(MINUTE)
    office.timeline.seconds += 60
    await office.outbox.drain()

    assert (await office.counts(made)).by == {ACCEPTED: 20}


async def test_a_decision_that_fails_fails_alone(office: Office):
    await office.settle(5)
    made = await office.mail(range(1, 6))
    office.decisions = {3: [KeyError("tps")] * 9}

    with capture_logs() as logs:
        await office.outbox.drain()

    states = await office.states(made)
    assert states.pop(3) == (State.FAILED, "bot")
    assert set(states.values()) == {ACCEPTED}
    assert {one["event"] for one in logs} == {
        "undecided, going on one by one",
        "delivery failed",
    }


# --- pause, stop, halt ----------------------------------------------------------------------


async def test_a_pause_holds_for_the_next_message_and_a_resume_goes_on(office: Office):
    await office.settle(100)
    made = await office.mail(range(1, 101))
    office.wire.gate = asyncio.Event()
    draining = asyncio.create_task(office.outbox.drain())
    await office.until_tried(64)

    await office.set_phase(made, Phase.PAUSED)
    office.wire.gate.set()
    await draining

    assert len(office.wire.sent) == 64
    counts = await office.counts(made)
    assert counts.by == {ACCEPTED: 64, (State.PENDING, ""): 36}

    await office.set_phase(made, Phase.READY)
    await office.outbox.drain()
    assert (await office.counts(made)).by == {ACCEPTED: 100}
    assert office.wire.doubled == []


@pytest.mark.parametrize(
    ("phase", "reason"),
    [
        (Phase.STOPPED, "dihentikan"),
        (Phase.REFUSED, "ditolak"),
        (Phase.CANCELLED, "dibatalkan"),
    ],
)
async def test_what_has_ended_is_cancelled(office: Office, phase: Phase, reason: str):
    await office.settle(100)
    made = await office.mail(range(1, 101))
    office.wire.gate = asyncio.Event()
    draining = asyncio.create_task(office.outbox.drain())
    await office.until_tried(64)

    await office.set_phase(made, phase)
    office.wire.gate.set()
    await draining
    await office.outbox.drain()

    assert (await office.counts(made)).by == {ACCEPTED: 64, (State.CANCELLED, reason): 36}


async def test_nothing_leaves_while_all_is_halted(office: Office):
    await office.settle(3)
    made = await office.mail([1, 2, 3])
    async with office.db.transaction() as tx:
        ledger.halt(tx, NOW)
    assert await ledger.is_halted(office.db.read)

    await office.outbox.drain()
    assert (await office.counts(made)).of(State.PENDING) == 3

    async with office.db.transaction() as tx:
        ledger.unhalt(tx)
    await office.outbox.drain()
    assert (await office.counts(made)).of(State.ACCEPTED) == 3


@pytest.mark.parametrize("phase", [Phase.DRAFT, Phase.WAITING, Phase.PAUSED])
async def test_only_what_is_ready_leaves(office: Office, phase: Phase):
    await office.settle(1)
    made = await office.mail([1])
    await office.set_phase(made, phase)

    await office.outbox.drain()

    assert office.wire.sent == []
    assert (await office.counts(made)).of(State.PENDING) == 1


# --- fairness and digests -------------------------------------------------------------------


async def test_a_small_mailing_does_not_wait_for_a_big_one(db: Database):  # noqa: F811
    office = Office(db, rate=25)
    await office.settle(60)
    big = await office.mail(range(1, 51))
    await office.mail(range(51, 61))

    await office.outbox.drain()

    texts = [text for _, text in office.wire.sent]
    first = texts[:24]
    assert first.count(f"Siaran {big}") <= 15
    assert len(texts) == 60


async def test_what_is_urgent_goes_first(db: Database):  # noqa: F811
    office = Office(db, rate=25)
    await office.settle(60)
    await office.mail(range(1, 51))
    urgent = await office.mail(range(51, 61), urgent=True)

    await office.outbox.drain()

    assert [text for _, text in office.wire.sent][:10] == [f"Siaran {urgent}"] * 10


async def test_two_messages_to_one_person_are_a_second_apart(db: Database):  # noqa: F811
    office = Office(db, rate=25)
    await office.settle(1)
    await office.mail([1])
    await office.mail([1])

    await office.outbox.drain()

    assert len(office.wire.at) == 2
    assert office.wire.at[1] - office.wire.at[0] >= 1


async def test_a_digest_shares_the_outcome_of_its_leader(office: Office):
    await office.settle(2, "telegram")
    first = await office.mail([1], Kind.REMINDER, valid_until=NOW + 9 * MINUTE)
    second = await office.mail([1], Kind.REMINDER, valid_until=NOW + 8 * MINUTE)
    office.digests = True
    office.wire.failures = {"1": [TryLater(1, "jaringan")]}

    await office.outbox.drain()
    assert await office.states(first) == {1: (State.PENDING, "jaringan")}
    assert await office.states(second) == {1: (State.PENDING, "jaringan")}
    office.timeline.seconds += 2
    office.clock.go_on(timedelta(seconds=2))
    await office.outbox.drain()

    assert await office.states(first) == {1: (State.ACCEPTED, "ringkasan")}
    assert await office.states(second) == {1: (State.ACCEPTED, "ringkasan")}
    assert [text for _, text in office.wire.sent] == ["2 hal"]
    async with office.db.transaction() as tx:
        assert await ledger.sent_today(tx, [1, 2], NOW) == {1: 1}


# --- the web chat ---------------------------------------------------------------------------


async def test_a_page_gets_it_stored_and_accepted_together(office: Office):
    await office.settle(2, "web")
    made = await office.mail([1, 2])

    await office.outbox.drain()

    assert (await office.counts(made)).by == {ACCEPTED: 2}
    assert [(one.address, one.seq) for one in office.stored] == [("1", 1), ("2", 1)]
    said = await office.db.read("SELECT event_key FROM said ORDER BY chat_id")
    assert [row["event_key"] for row in said] == ["kirim:1", "kirim:2"]

    async with office.db.transaction() as tx:
        await ledger.save_read(tx, office.stored[0].chat_id, 1, NOW)
    assert (await office.counts(made)).read == 1


async def test_two_people_at_one_phone_both_get_it(office: Office):
    await office.settle(1, "web")
    await office.settle(1, "telegram", first=2)
    async with office.db.transaction() as tx:
        tx.write("DELETE FROM chat WHERE address = '2'")
        tx.write(
            "INSERT INTO companion (chat_id, person_id, consented_at, consent_version)"
            " SELECT id, 2, $1, 1 FROM chat WHERE address = '1'",
            stamp(NOW),
        )
    made = await office.mail([1, 2])

    await office.outbox.drain()

    assert (await office.counts(made)).by == {ACCEPTED: 2}
    assert [one.seq for one in office.stored] == [1, 2]


# --- dying and ending -----------------------------------------------------------------------


async def test_what_was_being_sent_when_the_bot_died_is_unknown_until_somebody_says_so(
    office: Office,
):
    await office.settle(80)
    made = await office.mail(range(1, 81))
    office.wire.gate = asyncio.Event()
    dying, draining = office.outbox, asyncio.create_task(office.outbox.drain())
    await office.until_tried(64)
    gate, office.wire.gate = office.wire.gate, None

    office.restart()
    assert await office.outbox.sweep() == 80
    await office.outbox.drain()

    assert (await office.counts(made)).by == {(State.UNKNOWN, "bot-mati"): 80}
    assert office.wire.sent == []
    async with office.db.transaction() as tx:
        assert await ledger.resend_unknown(tx, made, NOW) == 80
    await office.outbox.drain()
    assert (await office.counts(made)).by == {(State.ACCEPTED, "dikirim-ulang"): 80}
    gate.set()
    await dying.close(1)
    await draining


async def test_a_stop_gives_back_what_has_not_left(office: Office):
    await office.settle(100)
    made = await office.mail(range(1, 101))
    office.wire.gate = asyncio.Event()
    running = asyncio.create_task(office.outbox.run())
    await office.until_tried(64)

    running.cancel()
    closing = asyncio.create_task(office.outbox.close(5))
    await office.until_counted(made, State.PENDING, 36)
    office.wire.gate.set()
    await closing
    await asyncio.gather(running, return_exceptions=True)

    counts = await office.counts(made)
    assert counts.by == {ACCEPTED: 64, (State.PENDING, ""): 36}
    assert len(office.wire.sent) == 64


async def test_what_is_not_answered_before_the_end_is_unknown(office: Office):
    await office.settle(3)
    made = await office.mail([1, 2, 3])
    office.wire.gate = asyncio.Event()
    draining = asyncio.create_task(office.outbox.drain())
    await office.until_tried(3)

    await office.outbox.close(0)
    await draining

    assert (await office.counts(made)).by == {(State.UNKNOWN, "bot-mati"): 3}


async def test_the_loop_finds_what_another_process_wrote(office: Office):
    await office.settle(3)
    running = asyncio.create_task(office.outbox.run())
    for _ in range(10):
        await asyncio.sleep(0)

    made = await office.mail([1, 2, 3])
    await office.until_counted(made, State.ACCEPTED, 3)
    running.cancel()
    await office.outbox.close(1)
    await asyncio.gather(running, return_exceptions=True)


# --- trouble of our own ---------------------------------------------------------------------


async def test_a_chat_that_is_to_be_left_alone_waits_and_others_pass(office: Office):
    await office.settle(2)
    made = await office.mail([1, 2])
    to = await office.db.read("SELECT id FROM chat WHERE address = '1'")
    office.pacer.refused(to[0]["id"], 30)

    await office.outbox.drain()
    assert await office.states(made) == {1: (State.PENDING, "diminta-menunggu"), 2: ACCEPTED}

    office.clock.go_on(MINUTE)
    office.timeline.seconds += 60
    await office.outbox.drain()
    assert (await office.states(made))[1] == ACCEPTED


async def test_a_stop_of_everything_gives_back_what_was_claimed(office: Office):
    await office.settle(5)
    made = await office.mail([1, 2, 3, 4, 5])
    office.wire.failures = {str(n): [TryLater(30, "diminta-menunggu")] for n in (1, 2, 3)}

    await office.outbox.drain()
    assert office.pacer.held_for() > 0
    waiting = (await office.counts(made)).of(State.PENDING)
    office.clock.go_on(MINUTE)
    office.timeline.seconds += 60
    await office.outbox.drain()

    assert waiting >= 3
    assert (await office.counts(made)).by == {ACCEPTED: 5}
    assert office.wire.doubled == []


async def test_outcomes_that_cannot_be_written_are_written_later(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    await office.settle(3)
    made = await office.mail([1, 2, 3])
    save, broken = claim.save_outcomes, [OSError("disk"), OSError("disk")]

    async def saved(tx: Transaction, outcomes: Sequence[Outcome]) -> None:
        if broken:
            raise broken.pop()
        await save(tx, outcomes)

    monkeypatch.setattr(claim, "save_outcomes", saved)
    with capture_logs() as logs:
        await office.outbox.drain()

    assert (await office.counts(made)).by == {ACCEPTED: 3}
    assert [one["event"] for one in logs] == ["outcomes not written"] * 2


async def test_a_database_that_is_gone_at_the_end_holds_nobody_up(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    await office.settle(1)
    made = await office.mail([1])
    monkeypatch.setattr(flights, "WRITE_SECONDS", 0.01)

    async def broken(tx: Transaction, outcomes: Sequence[Outcome]) -> None:
        raise OSError("disk")

    with monkeypatch.context() as patch, capture_logs():
        patch.setattr(claim, "save_outcomes", broken)
        draining = asyncio.create_task(office.outbox.drain())
        await office.until_tried(1)
        await office.outbox.close(1)
    draining.cancel()
    await asyncio.gather(draining, return_exceptions=True)

    assert (await office.counts(made)).of(State.SENDING) <= 1


async def test_the_loop_goes_on_after_the_database_was_away(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    await office.settle(3)
    made = await office.mail([1, 2, 3])
    listed, broken = claim.list_due_mailings, [OSError("disk")] * 3

    async def list_due(fetch: Fetch, now: datetime) -> list[ledger.Mailing]:
        if broken:
            raise broken.pop()
        return await listed(fetch, now)

    monkeypatch.setattr(claim, "list_due_mailings", list_due)
    with capture_logs() as logs:
        running = asyncio.create_task(office.outbox.run())
        await office.until_counted(made, State.ACCEPTED, 3)
        running.cancel()
        await office.outbox.close(1)
        await asyncio.gather(running, return_exceptions=True)

    assert [one["event"] for one in logs] == ["outbox failed"] * 3


async def test_a_page_whose_turn_comes_in_between_costs_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    await office.settle(2, "web")
    made = await office.mail([1, 2])
    take, conflicts = office.outbox._claims.take, [Conflict("seq"), Conflict("seq")]

    async def taken(*args: Any) -> Picked:
        picked = await take(*args)
        if len(conflicts) > 1:
            raise conflicts.pop()
        return picked

    monkeypatch.setattr(office.outbox._claims, "take", taken)
    await office.outbox.drain()

    assert (await office.counts(made)).by == {ACCEPTED: 2}
    assert [one.seq for one in office.stored] == [1, 1]
