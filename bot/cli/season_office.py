"""What the office did in a simulated season.

Seats given anew, people forgotten or trained face to face, questions marked, broadcasts.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.cli.season_items import Nature
from bot.core import codes
from bot.core.broadcast import Group, Status
from bot.core.items_kinds import Flag
from bot.core.outbox import Phase, State
from bot.core.people import Role
from bot.storage import audit, broadcasts, erase, holdings, people, season
from bot.storage.engine import Database, Transaction
from bot.storage.season import Outcome, Reached, Seated

FORGOTTEN = 0.0092  # of those on the roster: about forty of Kota Batu
REPLACED = 0.016
RETIRED = (Flag.WRONG_KEY, Flag.HARD)
_MARKS = {
    Flag.WRONG_KEY: ("pensiunkan", "Kuncinya perlu diperiksa kembali pada peraturannya."),
    Flag.HARD: ("pensiunkan", "Terlalu rinci untuk anggota KPPS."),
    Flag.MISLEADING: ("perbaiki", "Dua pilihan dapat dibaca sama; perjelas kalimatnya."),
    Flag.EASY: ("pertahankan", "Mudah, tetapi penting diingat semua orang."),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A seat that somebody leaves at `at`: forgotten, or replaced.

    `new` is who comes instead, and `then` when; 0 and None if nobody does.
    """

    seated: Seated
    at: datetime
    forgotten: bool
    new: int = 0
    then: datetime | None = None


@dataclass(slots=True)
class Changes:
    by_person: dict[int, Change] = field(default_factory=dict)

    def end_of(self, person: int, end: datetime) -> datetime:
        change = self.by_person.get(person)
        return change.at if change else end

    def newcomers(self) -> Iterable[Change]:
        return [change for change in self.by_person.values() if change.new]


def draw_changes(
    seated: Sequence[Seated], span: tuple[datetime, datetime], chance: random.Random
) -> Changes:
    """Choose among members of KPPS who leaves, when, and who of them gets a successor."""
    members = [one for one in seated if one.role == Role.KPPS]
    forgotten = round(FORGOTTEN * len(members)) or 1
    replaced = round(REPLACED * len(members)) or 1
    begin, end = span
    found = Changes()
    for n, one in enumerate(chance.sample(members, k=min(len(members), forgotten + replaced))):
        at = begin + (end - begin) * chance.uniform(0.2, 0.95)
        gone = n < forgotten
        new = chance.getrandbits(53) if not gone or chance.random() < 0.3 else 0
        then = min(end, at + timedelta(hours=chance.uniform(5, 40))) if gone else at
        found.by_person[one.person] = Change(one, at, gone, new, then if new else None)
    return found


def _name(one: Seated) -> str:
    return f"Anggota baru {one.role} {one.number}, TPS {one.place[-1]}, {one.place[-2]}"


async def save_newcomers(db: Database, changes: Changes) -> None:
    async with db.transaction() as tx:
        for change in changes.newcomers():
            at = change.then or change.at
            people.save_new_person(tx, change.new, _name(change.seated), "", at)


async def carry_out(db: Database, changes: Changes, chance: random.Random) -> None:
    """Let people go and come, each as the bot does it; what they did is written before."""
    for change in sorted(changes.by_person.values(), key=lambda one: (one.at, one.seated.seat)):
        seat, person = change.seated.seat, change.seated.person
        async with db.transaction() as tx:
            if change.forgotten:
                await erase.person(tx, person, 0, change.at)
            else:
                holdings.end(tx, person, holdings.REPLACED, change.at)
            if change.then:
                holdings.begin(tx, seat, change.new, change.then)
                holdings.save_code(tx, seat, codes.make(chance))


# --- face to face -----------------------------------------------------------------------------


async def save_outreach(
    tx: Transaction,
    seated: Sequence[Seated],
    registered: Mapping[int, datetime],
    span: tuple[datetime, datetime],
    chance: random.Random,
) -> None:
    """Record who was trained face to face, and whom the PPS has contacted."""
    begin, end = span
    by = {one.areas[-1]: one.person for one in seated if one.role == Role.PPS}
    trained, contacted = [], []
    for one in seated:
        if one.role != Role.KPPS or not end - begin > timedelta(days=2):
            continue
        pps = by[one.areas[-2]]
        at = begin + (end - begin) * chance.uniform(0.3, 0.99)
        if chance.random() < (0.03 if one.person in registered else 0.3):
            day = (at - timedelta(days=chance.choice((0, 0, 1)))).date()
            trained.append((one.person, day.isoformat(), pps, at))
        elif one.person not in registered and chance.random() < 0.3:
            contacted.append((one.person, pps, at))
    await season.save_trained(tx, trained)
    await season.save_contacted(tx, contacted)


# --- questions --------------------------------------------------------------------------------


async def mark_items(
    db: Database,
    natures: Mapping[str, Nature],
    versions: Mapping[str, int],
    who_when: tuple[int, datetime],
) -> None:
    """Mark the questions that are bad, each oddity once."""
    first: dict[Flag, str] = {}
    for item, nature in natures.items():
        if nature.oddity in _MARKS:
            first.setdefault(nature.oddity, item)
    rows = [(item, versions[item], *_MARKS[oddity]) for oddity, item in first.items()]
    async with db.transaction() as tx:
        await season.save_marks(tx, rows, *who_when)


# --- broadcasts -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sent:
    """A broadcast: its words, when it went out (counted in days), and how far it came."""

    text: str
    day: float
    phase: Phase = Phase.READY
    share: float = 1.0  # of the rows that anything happened to
    roles: frozenset[Role] = frozenset()
    status: Status = Status.ALL


BROADCASTS = (
    Sent("Selamat bertugas. Bahan bimtek kini ada di bot ini; mulailah dengan sesi 1.", 2.1),
    Sent(
        "Pastikan Anda sudah menyelesaikan sesi 2 dan kuis kode etik pekan ini.",
        5.4,
        roles=frozenset({Role.KPPS}),
    ),
    Sent("Rapat koordinasi PPS dan PPK: Senin pukul 13.00 di kantor KPU.", 9.2, Phase.STOPPED, 0.6,
         frozenset({Role.PPS, Role.PPK})),
    Sent("Gladi bersih pemungutan suara: ikuti bersama tim TPS Anda.", 13.3, share=1.0),
    Sent("Masih ada yang belum lulus kuis sesi 3. Ulangi malam ini, sepuluh menit saja.", -0.6,
         Phase.PAUSED, 0.4, frozenset({Role.KPPS}), Status.UNREADY),
    Sent("Besok pagi: periksa kembali kotak suara dan perlengkapan TPS Anda.", 0.25, share=0.0),
)  # fmt: skip


async def send_broadcasts(
    db: Database, author: int, area: int, span: tuple[datetime, datetime], chance: random.Random
) -> None:
    """Send each by the author; those with a day below 1 are counted from the end."""
    begin, end = span
    for sent in BROADCASTS:
        at = (end if sent.day < 1 else begin) + timedelta(days=sent.day)
        if sent.share and at >= end:
            continue
        async with db.transaction() as tx:
            now = min(at, end - timedelta(minutes=5))
            made = await broadcasts.create(tx, author, area, now)
            broadcasts.save_text(tx, made, sent.text)
            broadcasts.save_group(tx, made, Group(area, sent.roles, sent.status))
            broadcasts.save_due(tx, made, at)
            await broadcasts.confirm(tx, made, Phase.READY, now)
            await audit.save(tx, author, "kirim-siaran", f"siaran:{made}", now)
            if sent.share:
                await _deliver(tx, made, sent, (at, end), chance)


async def _deliver(
    tx: Transaction,
    mailing: int,
    sent: Sent,
    span: tuple[datetime, datetime],
    chance: random.Random,
) -> None:
    """Let a share of the rows have come to their end, 25 a second; the rest waits or is over."""
    at, end = span
    rows = await season.list_reached(tx.fetch, mailing)
    done = round(len(rows) * sent.share)
    outcomes = [
        _outcome(row, at + timedelta(seconds=n / 25 + 1), end, chance)
        for n, row in enumerate(rows[:done])
    ]
    if sent.phase is Phase.STOPPED:
        over = at + timedelta(seconds=done / 25 + 2)
        outcomes += [Outcome(row.id, State.CANCELLED, "dihentikan", over) for row in rows[done:]]
    await season.save_outcomes(tx, outcomes)
    season.save_opened(tx, mailing, sent.phase, at)


def _outcome(row: Reached, at: datetime, end: datetime, chance: random.Random) -> Outcome:
    if row.since is None or row.since > at:
        return Outcome(row.id, State.SKIPPED, "belum-daftar", at)
    if row.blocked_at and row.blocked_at < at:
        return Outcome(row.id, State.BLOCKED, "diblokir", at)
    luck = chance.random()
    if luck < 0.002:
        return Outcome(row.id, State.UNKNOWN, "tanpa-jawaban", at)
    if luck < 0.006:
        return Outcome(row.id, State.FAILED, "tidak-dikenal", at)
    read = at + timedelta(hours=chance.expovariate(1 / 6))
    is_read = chance.random() < 0.7 and read < end
    return Outcome(row.id, State.ACCEPTED, "", at, read if is_read else None)
