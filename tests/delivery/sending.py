"""A small office that sends: people in the database, wires that can fail, a clock of its own."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.dialog import Reply
from bot.core.outbox import Counts, Decision, Go, Kind, Phase, Row, Skip, State, Wait
from bot.core.say import Say
from bot.delivery.flights import Line
from bot.delivery.outbox import Outbox
from bot.delivery.pace import Pacer
from bot.storage import outbox as ledger
from bot.storage.engine import Database, Transaction
from bot.storage.outbox import Recipient
from bot.storage.said import Spoken
from bot.storage.times import stamp
from tests.phone import StandingClock
from tests.storage.folk import NOW

say = Say()
DESA = 3


class Timeline:
    """Seconds that pass only while somebody sleeps: the clock and what the pacer counts."""

    def __init__(self, clock: StandingClock) -> None:
        self.seconds, self._clock = 100.0, clock
        self.slept = 0.0

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        until = self.seconds + seconds
        self.slept += seconds
        for _ in range(5):  # let others go on meanwhile
            await asyncio.sleep(0)
        if until > self.seconds:
            self._clock.go_on(timedelta(seconds=until - self.seconds))
            self.seconds = until


@dataclass
class Wire:
    """A messenger: notes what arrives; `failures` by address, one a message; `gates` to wait."""

    timeline: Timeline
    sent: list[tuple[str, str]] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    failures: dict[str, list[Exception]] = field(default_factory=dict)
    gate: asyncio.Event | None = None
    away: bool = False
    tried: int = 0

    async def send(self, address: str, message: str, reply: Reply, target: str) -> None:
        self.tried += 1
        if self.gate:
            await self.gate.wait()
        if self.failures.get(address):
            raise self.failures[address].pop(0)
        self.sent.append((address, str(reply.text)))
        self.at.append(self.timeline.seconds)

    async def acknowledge(self, ticket: str) -> None: ...

    @property
    def doubled(self) -> list[tuple[str, str]]:
        return [what for what, times in Counter(self.sent).items() if times > 1]


class Office:
    """People 1, 2, … of one TPS; what is decided about them can be set by person."""

    def __init__(self, db: Database, rate: int = 0) -> None:
        self.db, self.clock = db, StandingClock(NOW)
        self.timeline = Timeline(self.clock)
        self.wire = Wire(self.timeline)
        self.decisions: dict[int, list[Decision | Exception]] = {}
        self.digests = False  # everything of the same moment travels in one message
        self.asked: list[list[int]] = []
        self.stored: list[Spoken] = []
        self.rate = rate
        self.restart()

    def restart(self) -> None:
        """Begin anew, as after a crash: whatever was kept in memory is gone."""
        self.pacer = Pacer(self.rate, self.timeline.now, self.timeline.sleep)
        self.outbox = Outbox(
            self.db,
            self.clock,
            {Kind.BROADCAST: self.decide, Kind.REMINDER: self.decide},
            {"telegram": Line(self.wire, self.pacer)},
            {"web": self.stored.append},
            self.timeline.sleep,
        )

    async def decide(
        self, tx: Transaction, rows: Sequence[tuple[Row, Recipient]], now: datetime
    ) -> list[Decision]:
        self.asked.append([row.person for row, _ in rows])
        if self.digests:
            return [await self._digest(tx, row, now) for row, _ in rows]
        return [self._decision(row) for row, _ in rows]

    async def _digest(self, tx: Transaction, row: Row, now: datetime) -> Decision:
        others = await tx.fetch(
            "SELECT id FROM outbox WHERE person_id = $1 AND id <> $2 AND state = 'pending'"
            " AND due_at <= $3",
            row.person, row.id, stamp(now),
        )  # fmt: skip
        covers = tuple(other["id"] for other in others)
        return Go(Reply(say(f"{1 + len(covers)} hal")), "ringkasan", covers)

    def _decision(self, row: Row) -> Decision:
        wanted = self.decisions.get(row.person)
        decision = wanted.pop(0) if wanted else Go(Reply(say(f"Siaran {row.mailing}")))
        if isinstance(decision, Exception):
            raise decision
        return decision

    # --- making -----------------------------------------------------------------------------

    async def settle(self, people: int, channel: str = "telegram", first: int = 1) -> None:
        """Have so many people take seats, each with a chat whose address is their number."""
        ids = range(first, first + people)
        at = stamp(NOW)
        async with self.db.transaction() as tx:
            if not await tx.row("SELECT id FROM area WHERE id = 1"):
                tx.write("INSERT INTO area VALUES (1, NULL, 'kota', 'Kota Batu', NULL)")
                tx.write("INSERT INTO area VALUES (2, 1, 'kecamatan', 'Junrejo', NULL)")
                tx.write("INSERT INTO area VALUES (3, 2, 'desa', 'Beji', NULL)")
            await tx.write_many(
                "INSERT INTO person (id, name, created_at) VALUES ($1, $2, $3)",
                [(n, f"Anggota {n}", at) for n in ids],
            )
            await tx.write_many(
                "INSERT INTO seat (id, area_id, role, number, code, created_at)"
                " VALUES ($1, 3, 'PPS', $4, $2, $3)",
                [(n, f"K{n}", at, n) for n in ids],
            )
            await tx.write_many(
                "INSERT INTO holding (seat_id, person_id, from_at) VALUES ($1, $1, $2)",
                [(n, at) for n in ids],
            )
        await self.give_chats(ids, channel)

    async def give_chats(self, people: Sequence[int], channel: str = "telegram") -> None:
        at = stamp(NOW)
        async with self.db.transaction() as tx:
            for n in people:
                tx.write(
                    "INSERT INTO chat (channel, address, person_id, created_at, seen_at)"
                    " VALUES ($1, $2, $3, $4, $4)",
                    channel, str(n), n, at,
                )  # fmt: skip
                tx.write(
                    "INSERT INTO companion (chat_id, person_id, consented_at, consent_version)"
                    " SELECT id, $2, $4, 1 FROM chat WHERE channel = $1 AND address = $3",
                    channel, n, str(n), at,
                )  # fmt: skip

    async def mail(
        self,
        people: Sequence[int],
        kind: Kind = Kind.BROADCAST,
        due_at: datetime | None = None,
        *,
        urgent: bool = False,
        valid_until: datetime | None = None,
    ) -> int:
        """Make a mailing to these people; return its id."""
        at = stamp(due_at or self.clock.now())
        async with self.db.transaction() as tx:
            rows = await tx.fetch(
                "INSERT INTO mailing (kind, rule, occurrence, due_at, valid_until, urgent,"
                " made_at) VALUES ($1, 'r', $2, $3, $4, $5, $3) RETURNING id",
                str(kind),
                f"{kind}{len(self.asked)}{at}{valid_until}{urgent}",
                at,
                stamp(valid_until) if valid_until else None,
                int(urgent),
            )
            made = int(rows[0]["id"])
            await tx.write_many(
                "INSERT INTO outbox (mailing_id, person_id, due_at, at) VALUES ($1, $2, $3, $3)",
                [(made, n, at) for n in people],
            )
        return made

    async def set_phase(self, mailing: int, phase: Phase) -> None:
        async with self.db.transaction() as tx:
            ledger.save_phase(tx, mailing, phase)

    # --- seeing -----------------------------------------------------------------------------

    async def until_tried(self, messages: int) -> None:
        """Wait until so many messages have come to the wire."""
        async with asyncio.timeout(20):
            while self.wire.tried < messages:  # noqa: ASYNC110 - one wire, no events of its own
                await asyncio.sleep(0)

    async def until_counted(self, mailing: int, state: State, rows: int) -> None:
        async with asyncio.timeout(20):
            while (await self.counts(mailing)).of(state) < rows:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0)

    async def counts(self, mailing: int) -> Counts:
        return await ledger.count(self.db.read, mailing)

    async def states(self, mailing: int) -> dict[int, tuple[State, str]]:
        """Return by person the state and reason of their rows."""
        told = await ledger.list_rows(self.db.read, mailing, list(State))
        return {one.person.id: (one.state, one.reason) for one in told}

    async def persons(self, mailing: int, state: State) -> list[int]:
        return [n for n, (one, _) in (await self.states(mailing)).items() if one is state]


def waits(seconds: float, reason: str = "jam-tenang") -> Wait:
    return Wait(NOW + timedelta(seconds=seconds), reason)


def skips(reason: str = "selesai") -> Skip:
    return Skip(reason)
