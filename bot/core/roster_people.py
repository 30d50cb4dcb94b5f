"""Who sits on the seats that lines mean: who stays, who moves, who comes, who is missing."""

from collections.abc import Iterable, Sequence

from bot.core.roster import Erased, Kind, KnownSeat
from bot.core.roster_match import CODE_COLUMN, Draft, Protected, Roster
from bot.core.roster_names import SAME_WITH_PHONE, likeness, name_key, same_person

WAITS = "pemegang kursi ini meminta datanya dihapus; putuskan dahulu siapa penggantinya."
NAMELESS = "nama kosong, padahal kursi ini dipegang."


def keep_those_who_stay(drafts: Iterable[Draft], roster: Roster) -> None:
    """Let the forgotten's seats wait, and tell which lines speak of a seat's present holder."""
    for draft in drafts:
        seat = draft.seat
        if seat is None:
            continue
        if seat.person_id is None and seat.erased:
            waits = seat.erased == Erased.WAITING
            draft.kind, draft.reason = (Kind.WAITING, WAITS) if waits else (Kind.UNCHANGED, "")
        elif seat.person_id is not None and draft.line.name and _stays(draft, seat, roster):
            draft.who = seat


def _stays(draft: Draft, seat: KnownSeat, roster: Roster) -> bool:
    """Tell whether a line names the holder of its seat: not, if it names another one better."""
    line = draft.line
    if name_key(line.name) == name_key(seat.name):
        return True
    if roster.with_name(draft.group, line.name) or _exact(draft, roster):
        return False
    return same_person(line.name, line.phone, seat.name, seat.phone)


def reject_contested(drafts: Sequence[Draft]) -> None:
    """Reject lines that would change a code which a rejected line gives for another seat.

    The same file would otherwise do more when it comes a second time.
    """
    contested = {
        d.line.code: d.line.at
        for d in drafts
        if d.kind == Kind.REJECTED and d.column == CODE_COLUMN and d.line.code
    }
    for draft in drafts:
        seat = draft.seat
        if draft.kind is None and seat and seat.code in contested and gets_code(draft, seat):
            line = contested[seat.code]
            draft.reject(CODE_COLUMN, f"kode kursi ini disebut pada baris {line}; betulkan itu.")


def gets_code(draft: Draft, seat: KnownSeat) -> bool:
    """Tell whether a seat will have another code: as the file says, or as its old one is known."""
    if draft.line.code:
        return draft.line.code != seat.code
    comes = bool(draft.line.name) and not draft.stays
    return seat.sample or (comes and (seat.used or seat.person_id is not None))


def move_those_who_move(drafts: Sequence[Draft], roster: Roster, protected: Protected) -> set[int]:
    """Find those who come from another seat, the surest first; return the seats they leave."""
    coming = [d for d in drafts if d.kind is None and d.who is None and d.line.name]
    taken = {draft.seat.id for draft in drafts if draft.seat and draft.stays}
    left: set[int] = set()
    for found in (_exact, _alike_with_phone, _quiet_namesakes):
        for draft in coming:
            fitting = (
                s
                for s in found(draft, roster)
                if s.id not in taken and not _named_at(s, draft, protected)
            )
            if draft.who is None and (seat := next(fitting, None)):
                draft.who = seat
                taken.add(seat.id)
                left.add(seat.id)
    return left


def _exact(draft: Draft, roster: Roster) -> list[KnownSeat]:
    """Return where somebody with this very name and number sits."""
    key = name_key(draft.line.name)
    return [s for s in roster.with_phone(draft.line.phone) if name_key(s.name) == key]


def _alike_with_phone(draft: Draft, roster: Roster) -> list[KnownSeat]:
    name = draft.line.name
    found = roster.with_phone(draft.line.phone)
    return [seat for seat in found if likeness(name, seat.name) >= SAME_WITH_PHONE]


def _quiet_namesakes(draft: Draft, roster: Roster) -> list[KnownSeat]:
    """Return those of the same name in the same TPS whose number does not speak against it."""
    found = roster.with_name(draft.group, draft.line.name)
    return [seat for seat in found if not (seat.phone and draft.line.phone)]


def _named_at(seat: KnownSeat, draft: Draft, protected: Protected) -> bool:
    """Tell whether a rejected line names this person on the seat they have."""
    return seat.id in protected.seats and name_key(draft.line.name) in protected.names


def take_back(drafts: Iterable[Draft], roster: Roster) -> None:
    """Find those who come back after they had left the roster, with all that they learned."""
    taken: set[int | None] = set()
    for draft in drafts:
        if draft.kind is not None or draft.who is not None or not draft.line.name:
            continue
        namesakes = roster.gone_by_name.get(name_key(draft.line.name), ())
        fitting = (
            gone for gone in namesakes if gone.person_id not in taken and _comes_back(draft, gone)
        )
        draft.who = next(fitting, None)
        if draft.who is not None:
            taken.add(draft.who.person_id)


def _comes_back(draft: Draft, gone: KnownSeat) -> bool:
    """Tell whether a line names somebody who left: by the number, else by the seat alone."""
    if draft.line.phone and gone.phone:
        return draft.line.phone == gone.phone
    return draft.seat is not None and draft.seat.id == gone.id


def reject_nameless(drafts: Iterable[Draft], left: set[int]) -> None:
    """Reject lines that would empty a seat without saying so."""
    for draft in drafts:
        seat = draft.seat
        held = seat is not None and seat.person_id is not None and seat.id not in left
        if draft.kind is None and held and not draft.line.name:
            draft.reject("Nama", NAMELESS)


def missing(
    drafts: Sequence[Draft], roster: Roster, left: set[int], protected: Protected
) -> list[KnownSeat]:
    """Return the seats whose holders are in roles of the file, but not in it."""
    roles = {draft.line.role for draft in drafts}
    meant = left | {d.seat.id for d in drafts if d.seat and d.kind != Kind.REJECTED}
    return [s for s in roster.held if s.role in roles and s.id not in meant and s not in protected]
