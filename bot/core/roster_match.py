"""Which seat each line of a file means, and who is to sit there."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from bot.core import codes
from bot.core.people import Role
from bot.core.roster import Erased, Kind, Known, KnownSeat, Line, Place, seat_words
from bot.core.roster_names import SAME, likeness, name_key, plain

Group = tuple[Place, Role]
CODE_COLUMN = "Kode"


@dataclass(slots=True, eq=False)
class Draft:
    """A line on its way: where, on which seat, and who comes or stays.

    `who` is the seat where the person sits now: `seat` itself for one who stays, another for
    one who moves, None for somebody new.
    """

    line: Line
    place: Place = ()
    kind: Kind | None = None  # set as soon as it is certain
    column: str = ""
    reason: str = ""
    seat: KnownSeat | None = None
    matched: bool = False
    who: KnownSeat | None = None

    @property
    def group(self) -> Group:
        return self.place, self.line.role or Role.TAMU

    def reject(self, column: str, reason: str) -> None:
        self.kind, self.column, self.reason = Kind.REJECTED, column, reason

    def take(self, seat: KnownSeat | None) -> None:
        self.seat, self.matched = seat, True

    @property
    def stays(self) -> bool:
        return self.who is not None and self.who is self.seat


class Roster:
    """The seats we have, found by what lines say of them."""

    def __init__(self, known: Known, places: dict[int, Place]) -> None:
        seats = known.seats
        self.places = places
        self.gone_by_name: dict[str, list[KnownSeat]] = defaultdict(list)
        for gone in known.gone:
            self.gone_by_name[name_key(gone.name)].append(gone)
        self.groups: dict[Group, list[KnownSeat]] = defaultdict(list)
        self.by_code = {seat.code: seat for seat in seats}
        self.by_number: dict[tuple[Group, int], KnownSeat] = {}
        self.by_phone: dict[str, list[KnownSeat]] = defaultdict(list)
        self.held = [seat for seat in seats if seat.person_id is not None]
        for seat in seats:
            group = (places[seat.area_id], seat.role)
            self.groups[group].append(seat)
            if seat.number is not None:
                self.by_number[group, seat.number] = seat
        self.by_name: dict[tuple[Group, str], list[KnownSeat]] = defaultdict(list)
        for seat in self.held:
            self.by_name[self.group_of(seat), name_key(seat.name)].append(seat)
            if seat.phone:
                self.by_phone[seat.phone].append(seat)

    def with_name(self, group: Group, name: str) -> list[KnownSeat]:
        """Return the held seats of a place and role whose holders have this name."""
        return self.by_name.get((group, name_key(name)), [])

    def with_phone(self, phone: str) -> list[KnownSeat]:
        return self.by_phone.get(phone, [])

    def group_of(self, seat: KnownSeat) -> Group:
        return self.places[seat.area_id], seat.role


@dataclass(slots=True)
class Protected:
    """Whom rejected and waiting lines may mean: none of them is taken off the roster."""

    seats: set[int] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)

    def add(self, draft: Draft, roster: Roster) -> None:
        line = draft.line
        self.names |= {name_key(line.name)} if line.name else set()
        self.phones |= {line.phone} if line.phone else set()
        self.codes |= {line.code} if line.code else set()
        meant = draft.seat
        if meant is None and draft.place and line.number is not None:
            meant = roster.by_number.get((draft.group, line.number))
        self.seats |= {meant.id} if meant else set()

    def __contains__(self, seat: KnownSeat) -> bool:
        return (
            seat.id in self.seats
            or name_key(seat.name) in self.names
            or seat.phone in self.phones
            or seat.code in self.codes
        )


# --- within the file ------------------------------------------------------------------------


def reject_repeated(drafts: Iterable[Draft]) -> None:
    """Reject seats that stand in the file twice: the later of two alike, both if they differ."""
    seen: dict[Hashable, list[Draft]] = defaultdict(list)
    for draft in drafts:
        line = draft.line
        if line.number is not None:
            seen[draft.group, line.number].append(draft)
        elif line.name or line.code:
            seen[draft.group, _content(line)].append(draft)
        else:
            reason = "nomor, nama, dan kode kosong, jadi kursinya tidak dapat dikenali."
            draft.reject("Nama", reason)
    for same in seen.values():
        if len({_content(draft.line) for draft in same}) == 1:
            for draft in same[1:]:
                draft.reject("", f"sama dengan baris {same[0].line.at}.")
        else:
            for draft in same:
                others = _others(draft, same)
                draft.reject("Nomor", f"kursi ini juga ada pada baris {others} dengan isi lain.")


def _content(line: Line) -> tuple[str, str, str]:
    return plain(line.name), line.phone, line.code


def _others(draft: Draft, same: Iterable[Draft]) -> str:
    return ", ".join(other.line.at for other in same if other is not draft)


def reject_codes(drafts: Sequence[Draft], roster: Roster) -> None:
    """Reject codes that stand in the file twice, and those of another seat."""
    seen: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.line.code and not draft.reason.startswith("sama dengan"):
            seen[draft.line.code].append(draft)
    for same in seen.values():
        for draft in same if len(same) > 1 else ():
            if draft.kind is None:
                draft.reject(CODE_COLUMN, f"kode ini juga ada pada baris {_others(draft, same)}.")
    for draft in drafts:
        seat = roster.by_code.get(draft.line.code)
        if draft.kind is None and seat is not None and not _may_mean(draft, seat, roster):
            refuse_code(draft, seat, roster)


def _may_mean(draft: Draft, seat: KnownSeat, roster: Roster) -> bool:
    """Tell whether a line may speak of the seat whose code it gives."""
    if roster.group_of(seat) != draft.group:
        return False
    if draft.line.number is None:
        return True
    numbered = roster.by_number.get((draft.group, draft.line.number))
    return numbered is seat if numbered else seat.number is None


def refuse_code(draft: Draft, seat: KnownSeat, roster: Roster) -> None:
    where = seat_words(seat.role, seat.number, roster.places[seat.area_id])
    reason = f"kode {codes.shown(draft.line.code)} sudah dipakai kursi lain: {where}."
    draft.reject(CODE_COLUMN, reason)


# --- seats ----------------------------------------------------------------------------------

Key = Callable[[str, str, str], Hashable | None]  # of a name, a phone and a code

BY_CODE: Key = lambda _name, _phone, code: code or None  # noqa: E731 - one of a kind
EXACT: tuple[tuple[bool, Key], ...] = (  # whether lines with a number, too, are known by it
    (True, lambda name, phone, _code: (name_key(name), phone) if name and phone else None),
    (True, lambda name, _phone, _code: name_key(name) if name else None),
    (False, lambda _name, phone, _code: phone or None),
)


def match_group(drafts: Sequence[Draft], roster: Roster, group: Group) -> list[KnownSeat]:
    """Give the lines of one place and role the seats that they certainly mean.

    Returns the seats that are left.
    """
    free = {seat.id: seat for seat in roster.groups.get(group, ())}
    for draft in drafts:
        if draft.line.number is not None:
            seat = roster.by_number.get((group, draft.line.number))
            if seat is not None:
                draft.take(free.pop(seat.id))
    _match(drafts, free, BY_CODE, numbered_too=True)
    for draft in drafts:
        _refuse_taken(draft, roster)
    for numbered_too, key in EXACT:
        _match(drafts, free, key, numbered_too=numbered_too)
    _match_alike(drafts, free)
    return list(free.values())


def _match(
    drafts: Iterable[Draft], free: dict[int, KnownSeat], key: Key, *, numbered_too: bool
) -> None:
    waiting: dict[Hashable, list[KnownSeat]] = defaultdict(list)
    for seat in reversed(free.values()):
        if (found := key(seat.name, seat.phone, seat.code)) is not None:
            waiting[found].append(seat)
    for draft in drafts:
        line = draft.line
        if _settled(draft) or (line.number is not None and not numbered_too):
            continue
        found = key(line.name, line.phone, line.code)
        fitting = waiting.get(found, []) if found is not None else []
        taken = next((s for s in reversed(fitting) if _open_to(draft, s)), None)
        if taken is not None:
            fitting.remove(taken)
            draft.take(free.pop(taken.id))


def _settled(draft: Draft) -> bool:
    return draft.matched or draft.kind is not None


def _open_to(draft: Draft, seat: KnownSeat) -> bool:
    """Tell whether the seat's number lets the line have it: one with a number gives its own."""
    return draft.line.number is None or seat.number is None


def _refuse_taken(draft: Draft, roster: Roster) -> None:
    """Reject a line without a number whose code is that of a seat another line has."""
    seat = roster.by_code.get(draft.line.code)
    if seat is not None and not _settled(draft):
        refuse_code(draft, seat, roster)


def _match_alike(drafts: Iterable[Draft], free: dict[int, KnownSeat]) -> None:
    for draft in drafts:
        if _settled(draft) or not draft.line.name:
            continue
        scores = [
            (likeness(draft.line.name, seat.name), -seat.id)
            for seat in free.values()
            if seat.name and _open_to(draft, seat)
        ]
        score, seat_id = max(scores, default=(0.0, 0))
        if score >= SAME:
            draft.take(free.pop(-seat_id))


def pair_leftovers(
    drafts: Sequence[Draft], free: Sequence[KnownSeat], protected: Protected, *, keep: bool
) -> None:
    """Give lines whose person is new here the seats that nobody in the file has.

    `keep`: only seats that nobody holds.
    """
    _doubt(drafts, [seat for seat in free if seat.erased and seat.person_id is None])
    usable = [
        seat
        for seat in free
        if not seat.erased
        and seat.id not in protected.seats
        and (seat.person_id is None or not (keep or seat in protected))
    ]
    # The ketua's seat last: a line without a number does not say that it is hers.
    usable.sort(key=lambda s: (s.person_id is None, s.number == 1, s.number or 99, s.id))
    for draft in drafts:
        if _settled(draft):
            continue
        fitting = usable if draft.line.number is None else []
        seat = next((s for s in fitting if draft.line.name or s.person_id is None), None)
        if seat is not None:
            usable.remove(seat)
        draft.take(seat)


def _doubt(drafts: Sequence[Draft], erased: Sequence[KnownSeat]) -> None:
    """Hold back the lines that may mean a seat whose holder asked to be forgotten."""
    meant = {id(d): [seat for seat in erased if _open_to(d, seat)] for d in drafts}
    doubtful = [draft for draft in drafts if meant[id(draft)]]
    for draft in doubtful:
        seats = meant[id(draft)]
        asked = [seat for seat in seats if seat.erased == Erased.WAITING]
        if not asked and len(doubtful) > len(erased):
            draft.reject("Nomor", UNCLEAR)
        else:
            draft.take((asked or seats)[0])


UNCLEAR = (
    "data seorang pemegang kursi di sini sudah dihapus atas permintaannya, jadi tidak jelas"
    " kursi mana yang dimaksud; isi nomornya."
)
