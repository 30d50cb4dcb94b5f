"""An office that only reminds: real rows and decisions, and a sender of a few lines."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.core.outbox import Decision, Go, Kind, Row, Skip, State, Wait
from bot.core.people import Role
from bot.core.quiet import hold
from bot.core.reminders import Rule
from bot.delivery.reminders import Reminders
from bot.handlers.deps import House
from bot.storage import agenda, chats, course, holdings, people, recipients
from bot.storage.engine import Database, Transaction
from bot.storage.outbox import Recipient
from bot.storage.times import stamp
from tests.phone import Town

KPPS = frozenset({Role.KPPS})
VOTING = "pemungutan-suara"


def rule(id_: str, day: int, at: str, until: tuple[int, str], **changes: object) -> Rule:
    """Return a rule about voting day for every KPPS."""
    usual: dict[str, object] = {
        "id": id_,
        "event": VOTING,
        "day": day,
        "at": time.fromisoformat(at),
        "until_day": until[0],
        "until": time.fromisoformat(until[1]),
        "roles": KPPS,
        "numbers": frozenset(),
        "condition": "semua",
        "text": f"Teks {id_}.",
        "button": f"Buka {id_}",
        "action": f"buka:{id_}",
    }
    return Rule(**(usual | changes))  # type: ignore[arg-type]


@dataclass
class Sent:
    """A message: to whom, when, and what it said."""

    person: int
    at: datetime
    text: str
    labels: list[str]


@dataclass
class Office:
    town: Town
    rules: Sequence[Rule]
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Jakarta"))
    sent: list[Sent] = field(default_factory=list)

    def __post_init__(self) -> None:
        town = self.town
        self.house = House(town.content, town.languages, self.zone, town.chance)
        self.reminders = Reminders(self.house, self.rules)

    @property
    def db(self) -> Database:
        return self.town.db

    def time(self, text: str) -> datetime:
        """Return a local time of this place: `2024-02-13 19:00`, or `13 19:00` in February."""
        full = text if text.startswith("2024") else f"2024-02-{text}"
        return datetime.fromisoformat(full).replace(tzinfo=self.zone)

    async def look(self, now: datetime | str) -> list[Sent]:
        """Let a minute pass as the bot would, and return what was sent."""
        at = self.time(now) if isinstance(now, str) else now
        before = len(self.sent)
        await self.reminders.tick(self.db, at)
        while await self._send(at):
            pass
        return self.sent[before:]

    async def _send(self, now: datetime) -> int:
        """Decide on all that is due, once; return how many rows that was."""
        async with self.db.transaction() as tx:
            rows = await tx.fetch(
                "SELECT o.id, o.mailing_id, m.kind, m.rule, m.occurrence, o.person_id, o.due_at,"
                " m.due_at AS planned_at, m.valid_until, m.urgent FROM outbox o JOIN mailing m"
                " ON m.id = o.mailing_id WHERE o.state = 'pending' AND m.state = 'ready'"
                " AND o.due_at <= $1 ORDER BY m.urgent DESC, o.id LIMIT 40",
                stamp(now),
            )
            people = [row["person_id"] for row in rows]
            reached = await recipients.load(tx.fetch, people, {"web"}, now)
            asked = []
            for row in map(_row, rows):
                to = reached[row.person]
                if isinstance(to, Recipient):
                    asked.append((row, to))
                else:
                    self._apply(tx, row, to, now)
            await self._decide(tx, asked, now)
        return len(rows)

    async def _decide(
        self, tx: Transaction, asked: list[tuple[Row, Recipient]], now: datetime
    ) -> None:
        for row, recipient in [one for one in asked if one[0].kind is Kind.BROADCAST]:
            voting = (await agenda.load_days(tx.fetch, VOTING)).of(recipient.path)
            local = now.astimezone(self.zone)
            on = voting.on if voting else None
            held = hold(local, self.house.policy, on, urgent=False, emergency=False)
            self._apply(tx, row, Wait(*held) if held else None, now)
        mine = [one for one in asked if one[0].kind is Kind.REMINDER]
        decided = await self.reminders.decide(tx, mine, now) if mine else []
        for (row, _), decision in zip(mine, decided, strict=True):
            self._apply(tx, row, decision, now)

    def _apply(self, tx: Transaction, row: Row, decision: Decision | None, now: datetime) -> None:
        if isinstance(decision, Wait):
            tx.write(
                "UPDATE outbox SET due_at = $2, reason = $3 WHERE id = $1 AND state = 'pending'",
                row.id,
                stamp(decision.until),
                decision.reason,
            )
        elif isinstance(decision, Skip):
            _save(tx, row.id, decision, now)
        else:
            _save(tx, row.id, Skip(decision.reason if decision else "", State.ACCEPTED), now)
        if isinstance(decision, Go):
            for other in decision.covers:
                _save(tx, other, Skip("ringkasan", State.ACCEPTED), now, lead=row.id)
            labels = [choice.label for choice in decision.reply.choices]
            self.sent.append(Sent(row.person, now, str(decision.reply.text), labels))

    # --- what happens -----------------------------------------------------------------------

    async def join(self, person: int, now: datetime | str) -> int:
        """Let somebody agree at a phone of their own; return the chat."""
        at = self.time(now) if isinstance(now, str) else now
        async with self.db.transaction() as tx:
            chat, _ = await chats.load(tx, "web", f"hp-{person}", "k0", at)
            people.save_consent(tx, chat.id, person, 2, at)
            chats.save_person(tx, chat.id, person)
        return chat.id

    async def block(self, person: int, now: datetime, *, blocked: bool) -> None:
        async with self.db.transaction() as tx:
            tx.write(
                "UPDATE chat SET blocked_at = $2, seen_at = $3 WHERE person_id = $1",
                person,
                stamp(now) if blocked else None,
                stamp(now),
            )

    async def write(self, sql: str, *args: object) -> None:
        async with self.db.transaction() as tx:
            tx.write(sql, *args)

    async def fill_in(
        self, person: int, place: tuple[str, str], value: str, now: datetime
    ) -> None:
        await self.write(
            "INSERT INTO form_value (person_id, form_id, field_id, value, at)"
            " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (person_id, form_id, field_id)"
            " DO UPDATE SET value = excluded.value, at = excluded.at",
            person,
            *place,
            value,
            stamp(now),
        )

    async def finish(self, person: int, session: int, now: datetime) -> None:
        async with self.db.transaction() as tx:
            course.save_done(tx, person, session, "belajar", now)

    async def turn_down(self, person: int, level: str, now: datetime) -> None:
        await self.write(
            "INSERT INTO reminder_level (person_id, level, at) VALUES ($1, $2, $3)"
            " ON CONFLICT (person_id) DO UPDATE SET level = excluded.level",
            person,
            level,
            stamp(now),
        )

    async def leave(self, person: int, now: datetime) -> None:
        async with self.db.transaction() as tx:
            holdings.end(tx, person, holdings.REMOVED, now)

    async def broadcast(self, person: int, due: datetime) -> None:
        """Let a broadcast to one person be due."""
        async with self.db.transaction() as tx:
            [row] = await tx.fetch(
                "INSERT INTO mailing (kind, state, due_at, made_at)"
                " VALUES ('siaran', 'ready', $1, $1) RETURNING id",
                stamp(due),
            )
            tx.write(
                "INSERT INTO outbox (mailing_id, person_id, due_at, at) VALUES ($1, $2, $3, $3)",
                row["id"],
                person,
                stamp(due),
            )

    async def move(self, on: date | None, tps: str = "", event: str = VOTING) -> None:
        """Move an event, or let it be on another day in one TPS (None: as usual again)."""
        day = on.isoformat() if on else ""
        if not tps:
            await self.write("UPDATE agenda SET on_date = $2 WHERE id = $1", event, day)
            return
        [area] = await self.db.read("SELECT id FROM area WHERE level = 'tps' AND name = $1", tps)
        await self.write(
            "DELETE FROM agenda_at WHERE agenda_id = $1 AND area_id = $2", event, area["id"]
        )
        if on:
            await self.write(
                "INSERT INTO agenda_at (agenda_id, area_id, on_date) VALUES ($1, $2, $3)",
                event,
                area["id"],
                day,
            )

    # --- what the ledger says ---------------------------------------------------------------

    async def person(self, role: str = "KPPS", number: int = 3, tps: str = "004") -> int:
        rows = await self.db.read(
            "SELECT h.person_id AS id FROM holding h JOIN seat s ON s.id = h.seat_id"
            " JOIN area a ON a.id = s.area_id WHERE h.to_at IS NULL AND s.role = $1"
            " AND s.number = $2 AND (a.level <> 'tps' OR a.name = $3)",
            role,
            number,
            tps,
        )
        return int(rows[0]["id"])

    async def outcome(self, person: int, rule_id: str, occurrence: str = "2024-02-14") -> str:
        """Return e.g. `accepted`, or `skipped: selesai`; empty where there is no row."""
        table = await self.table()
        state, reason = table.get((rule_id, occurrence, person), ("", ""))
        return f"{state}: {reason}" if reason else state

    async def table(self) -> dict[tuple[str, str, int], tuple[str, str]]:
        """Return state and reason by rule, occurrence and person."""
        rows = await self.db.read(
            "SELECT m.rule, m.occurrence, o.person_id, o.state, o.reason FROM outbox o"
            " JOIN mailing m ON m.id = o.mailing_id WHERE m.kind = 'pengingat'"
        )
        return {
            (row["rule"], row["occurrence"], row["person_id"]): (row["state"], row["reason"])
            for row in rows
        }


def _row(found: object) -> Row:
    row = dict(found)  # type: ignore[call-overload]
    until = row["valid_until"]
    return Row(
        row["id"],
        row["mailing_id"],
        Kind(row["kind"]),
        row["rule"],
        row["occurrence"],
        row["person_id"],
        datetime.fromisoformat(row["due_at"]),
        datetime.fromisoformat(row["planned_at"]),
        datetime.fromisoformat(until) if until else None,
        bool(row["urgent"]),
    )


def _save(
    tx: Transaction, row_id: int, skip: Skip, now: datetime, lead: int | None = None
) -> None:
    tx.write(
        "UPDATE outbox SET state = $2, reason = $3, at = $4, lead_id = $5"
        " WHERE id = $1 AND state = 'pending'",
        row_id,
        str(skip.state),
        skip.reason,
        stamp(now),
        lead,
    )
