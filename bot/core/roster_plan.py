"""The diff: a file's lines and the roster we have in, what each line will do out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bot.core import codes
from bot.core.people import Role
from bot.core.ports import Chance
from bot.core.roster import (
    GIVEN_CODE,
    GIVEN_NUMBER,
    GIVEN_PHONE,
    NOT_UNDERSTOOD,
    Area,
    Kind,
    Known,
    KnownSeat,
    Line,
    Options,
    Place,
    Plan,
    Problem,
    Staged,
)
from bot.core.roster_match import (
    Draft,
    Group,
    Protected,
    Roster,
    match_group,
    pair_leftovers,
    reject_codes,
    reject_repeated,
)
from bot.core.roster_people import (
    gets_code,
    keep_those_who_stay,
    missing,
    move_those_who_move,
    reject_contested,
    reject_nameless,
    take_back,
)
from bot.core.roster_places import LEVELS, gazetteer, place_of

KNOWS_CODE = "pemegang lama mengetahui kode itu; kosongkan kolom kode agar dibuatkan yang baru."
NO_NAME = "telepon tanpa nama diabaikan."
REPLACED, MOVED, REMOVED = "diganti", "pindah", "keluar"  # why a holding ends


def plan(lines: Sequence[Line], known: Known, options: Options, chance: Chance) -> Plan:
    """Return what the file would do to the roster; every line is in exactly one row.

    `chance` gives the ids of new people and the codes of seats; seats, areas and holdings get
    the ids that follow those known.
    """
    roster = Roster(known, _places(known.areas))
    drafts = [Draft(line) for line in lines]
    _place(drafts, known, options)
    reject_repeated(_open(drafts))
    reject_codes(drafts, roster)
    _match(drafts, roster, options)
    keep_those_who_stay(_open(drafts), roster)
    reject_contested(drafts)
    left = move_those_who_move(drafts, roster, _protected(drafts, roster))
    take_back(drafts, roster)
    reject_nameless(drafts, left)
    gone = missing(drafts, roster, left, _protected(drafts, roster))
    return _Writer(roster, known, options, chance).written(
        drafts, left, [] if options.keep_missing else gone
    )


def _open(drafts: Iterable[Draft]) -> list[Draft]:
    return [draft for draft in drafts if draft.kind is None]


def _places(areas: Iterable[Area]) -> dict[int, Place]:
    places: dict[int, Place] = {}
    for area in sorted(areas, key=lambda a: LEVELS.index(a.level)):
        places[area.id] = (*places.get(area.parent_id or 0, ()), area.name)
    return places


def _place(drafts: Sequence[Draft], known: Known, options: Options) -> None:
    """Find each line's place, and reject those that were not understood."""
    book = gazetteer(known.areas, [draft.line for draft in drafts], options)
    for draft in drafts:
        line = draft.line
        where = place_of(book, line) if line.role else Problem("Peran", "peran kosong.")
        if isinstance(where, tuple):
            draft.place = where
        problems = line.problems or ((where,) if isinstance(where, Problem) else ())
        if problems:
            others = "".join(f" Kolom {p.column}: {p.reason}" for p in problems[1:])
            draft.reject(problems[0].column, problems[0].reason + others)


def _match(drafts: Sequence[Draft], roster: Roster, options: Options) -> None:
    groups: dict[Group, list[Draft]] = defaultdict(list)
    for draft in _open(drafts):
        groups[draft.group].append(draft)
    free = {group: match_group(some, roster, group) for group, some in groups.items()}
    protected = _protected(drafts, roster)
    for group, some in groups.items():
        rest = [draft for draft in _open(some) if not draft.matched]
        pair_leftovers(rest, free[group], protected, keep=options.keep_missing)


def _protected(drafts: Iterable[Draft], roster: Roster) -> Protected:
    protected = Protected()
    for draft in drafts:
        if draft.kind in {Kind.REJECTED, Kind.WAITING}:
            protected.add(draft, roster)
    return protected


class _Writer:
    """Makes the rows: ids, codes, and what is as it was."""

    def __init__(self, roster: Roster, known: Known, options: Options, chance: Chance) -> None:
        self._roster, self._options, self._chance = roster, options, chance
        self._area_ids = {place: id_ for id_, place in roster.places.items()}
        self._last_area, self._areas = known.last_area, list[Area]()
        self._next_seat, self._next_holding = known.last_seat + 1, known.last_holding + 1
        self._codes = set(roster.by_code)

    def written(self, drafts: Sequence[Draft], left: set[int], gone: Sequence[KnownSeat]) -> Plan:
        self._codes |= {draft.line.code for draft in drafts}
        rows = [self._row(draft, left) for draft in drafts]
        self._number(rows)
        return Plan([*rows, *(self._gone(seat) for seat in gone)], self._areas)

    def _row(self, draft: Draft, left: set[int]) -> Staged:
        line, seat = draft.line, draft.seat
        row = Staged(
            line.line,
            draft.kind or Kind.UNCHANGED,
            draft.place or self._typed(line),
            line.role or "",
            line.number,
            line.code,
            name=line.name,
            phone=line.phone,
            column=draft.column,
            reason=draft.reason,
            given=_given(line),
            sheet=line.sheet,
        )
        if seat is not None:
            self._before(row, seat)
        if draft.kind is None:
            self._seat(row, draft)
            self._person(row, draft, left)
            row.kind = _kind(row, draft)
        return row

    def _typed(self, line: Line) -> Place:
        return (self._options.kota, line.kecamatan, line.desa, line.tps)

    def _before(self, row: Staged, seat: KnownSeat) -> None:
        row.seat_id, row.area_id = seat.id, seat.area_id
        row.old_number, row.old_code, row.old_sample = seat.number, seat.code, seat.sample
        row.old_name, row.old_phone = seat.name, seat.phone

    def _seat(self, row: Staged, draft: Draft) -> None:
        """Set where the seat is, and its number and code as they will be."""
        seat = draft.seat
        row.area_id = self._area(draft.place)
        row.seat_is_new = seat is None
        if seat is not None and row.number is None:
            row.number = seat.number
        if seat is None or gets_code(draft, seat):
            row.code = row.code or self._code()
            row.sample = row.code in self._options.public
        else:
            row.code, row.sample = seat.code, seat.sample

    def _person(self, row: Staged, draft: Draft, left: set[int]) -> None:
        """Set who will sit there, and whose holding ends for it."""
        who, seat = draft.who, draft.seat
        if not row.name:
            row.reason, row.phone = NO_NAME if row.phone else "", ""
            return
        if who is not None:
            row.person_id, row.phone = who.person_id, row.phone or who.phone
            row.old_name, row.old_phone = who.name, who.phone
        if draft.stays:
            return
        row.person_is_new = who is None
        if who is not None:
            row.from_seat_id, row.from_holding_id = who.id, who.holding_id
        if seat is not None and seat.person_id is not None:
            row.old_person_id, row.old_holding_id = seat.person_id, seat.holding_id
            row.old_reason = MOVED if seat.id in left else REPLACED
        if seat is not None and draft.line.code == seat.code and (row.old_reason or seat.used):
            row.reason = KNOWS_CODE

    def _area(self, place: Place) -> int:
        """Return the id of a place; it is made, its parents first, if it is new."""
        if place not in self._area_ids:
            parent = self._area(place[:-1]) if len(place) > 1 else None
            self._last_area += 1
            area = Area(self._last_area, parent, LEVELS[len(place) - 1], place[-1])
            self._areas.append(area)
            self._area_ids[place] = area.id
        return self._area_ids[place]

    def _code(self) -> str:
        while (code := codes.make(self._chance)) in self._codes:
            pass
        self._codes.add(code)
        return code

    def _number(self, rows: Iterable[Staged]) -> None:
        """Give ids in the order of places, so that a database writes them in one go."""
        writing = [row for row in rows if row.seat_is_new or row.kind in COMING]
        writing.sort(key=lambda r: (r.area_id or 0, r.role, r.number or 99, r.line))
        people = iter(self._people(sum(row.person_is_new for row in writing)))
        for row in writing:
            if row.seat_is_new:
                row.seat_id, self._next_seat = self._next_seat, self._next_seat + 1
            if row.person_is_new:
                row.person_id = next(people)
            if row.person_id is not None:
                row.holding_id, self._next_holding = self._next_holding, self._next_holding + 1

    def _people(self, count: int) -> Iterator[int]:
        """Yield new ids in rising order."""
        ids: set[int] = set()
        while len(ids) < count:
            ids.add(self._chance.getrandbits(53))
        yield from sorted(ids)

    def _gone(self, seat: KnownSeat) -> Staged:
        row = Staged(0, Kind.VANISHED, self._roster.places[seat.area_id], seat.role, seat.number)
        self._before(row, seat)
        row.code, row.sample, row.name, row.phone = seat.code, seat.sample, seat.name, seat.phone
        row.person_id = row.old_person_id = seat.person_id
        row.old_holding_id, row.old_reason = seat.holding_id, REMOVED
        return row


COMING = frozenset({Kind.NEW, Kind.MOVED, Kind.REPLACED})


def _kind(row: Staged, draft: Draft) -> Kind:
    """Return the one thing to call what a line does; it may do several."""
    if draft.who is not None and not draft.stays:
        is_back = draft.who.holding_id is None and row.old_person_id is None
        return Kind.NEW if is_back else Kind.MOVED
    if row.person_is_new and row.old_person_id is not None:
        return Kind.REPLACED
    if row.person_is_new or row.seat_is_new:
        return Kind.NEW
    changes = (
        (bool(row.name) and row.name != row.old_name, Kind.RENAMED),
        (bool(row.name) and row.phone != row.old_phone, Kind.PHONE),
        (row.number != row.old_number, Kind.NUMBERED),
        (row.code != row.old_code, Kind.CODE),
    )
    return next((kind for changed, kind in changes if changed), Kind.UNCHANGED)


def _given(line: Line) -> int:
    said = (
        (GIVEN_NUMBER, line.number is not None),
        (GIVEN_PHONE, bool(line.phone)),
        (GIVEN_CODE, bool(line.code)),
        (NOT_UNDERSTOOD, bool(line.problems)),
    )
    return sum(bit for bit, is_so in said if is_so)


def role_names(lines: Iterable[Line]) -> list[str]:
    """Return the roles that a file speaks of: only their holders can be missing from it."""
    return sorted({str(line.role) for line in lines if isinstance(line.role, Role)})
