"""A roster file against the roster we have: what goes in, and what each line turns out to be."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.core.people import Role

Place = tuple[str, ...]  # area names from the kota down, fewer for those above a TPS


class Kind(StrEnum):
    """What an import does with one line of the file, or with one person who is not in it."""

    NEW = "baru"
    MOVED = "pindah"
    REPLACED = "diganti"
    RENAMED = "nama dibetulkan"
    PHONE = "telepon berubah"
    NUMBERED = "nomor ditetapkan"
    CODE = "kode berubah"
    VANISHED = "hilang dari daftar"
    UNCHANGED = "tetap"
    WAITING = "menunggu keputusan"  # the seat's holder asked to be forgotten
    REJECTED = "ditolak"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line cannot be used: the column as the file calls it, and a sentence for people."""

    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file as it was understood.

    `line` counts from 1 as the spreadsheet does. `phone` is in E.164 or empty, `code` tidied or
    empty, `tps` with its zeros ("004"). Names of places are as typed, spaces tidied; the roster
    we have tells which places they are. `sheet` is named where several sheets were read.
    """

    line: int
    kecamatan: str = ""
    desa: str = ""
    tps: str = ""
    role: Role | None = None
    number: int | None = None
    name: str = ""
    phone: str = ""
    code: str = ""
    problems: tuple[Problem, ...] = ()
    sheet: str = ""

    @property
    def at(self) -> str:
        """Return where the line is, for people: "17", or "17 lembar 'Beji'"."""
        return where(self.line, self.sheet)


def where(line: int, sheet: str) -> str:
    return f"{line} lembar '{sheet}'" if sheet else str(line)


# --- the roster we have ---------------------------------------------------------------------


class Erased(StrEnum):
    """Whether a seat's last holder asked to be forgotten, and what the office said since."""

    NO = ""
    WAITING = "menunggu"
    KEPT = "tetap"  # the seat stays without a holder


@dataclass(frozen=True, slots=True)
class Area:
    """A place in the tree kota › kecamatan › desa › tps."""

    id: int
    parent_id: int | None
    level: str
    name: str


@dataclass(frozen=True, slots=True)
class KnownSeat:
    """A seat as the database has it, with its holder: `person_id` is None where nobody is.

    `used`: somebody held it before, and may know its code.
    """

    id: int
    area_id: int
    role: Role
    number: int | None
    code: str
    sample: bool = False
    erased: Erased = Erased.NO
    used: bool = False
    person_id: int | None = None
    holding_id: int | None = None
    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """The whole roster at one moment, and the last id of each table that grows with it.

    `gone` are the people who hold no seat any more, the latest first: each as the seat they
    held last, without a holding.
    """

    areas: tuple[Area, ...] = ()
    seats: tuple[KnownSeat, ...] = ()
    last_area: int = 0
    last_seat: int = 0
    last_holding: int = 0
    gone: tuple[KnownSeat, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """What whoever imports has said. `kota` names the deployment while it has no roster yet.

    `public` are the codes of the sample, which everyone can know.
    """

    kota: str = "Kota"
    keep_missing: bool = False
    accept_suggestions: bool = False
    new_areas: bool = False
    public: frozenset[str] = frozenset()


# --- what comes of it -----------------------------------------------------------------------


@dataclass(slots=True)
class Staged:
    """One line with all that it will write, or (line 0) one person who is not in the file.

    `code`, `number`, `name` and `phone` are as they will be, the `old_` ones as they are: of
    the seat, and of the person who stays or comes; where somebody is replaced, of whom. A seat's
    present holding is `old_holding_id`; the one a person leaves elsewhere, `from_holding_id`.
    For a rejected line `column` and `reason` say why; elsewhere `reason` is a warning.
    `from_seat_id` without a holding is where somebody sat who comes back to the roster.
    `given` adds up what the file itself says: 1 the number, 2 the phone, 4 the code; 8 that
    the line could not be understood.
    """

    line: int
    kind: Kind
    place: Place = ()
    role: str = ""
    number: int | None = None
    code: str = ""
    sample: bool = False
    name: str = ""
    phone: str = ""
    area_id: int | None = None
    seat_id: int | None = None
    seat_is_new: bool = False
    person_id: int | None = None
    person_is_new: bool = False
    holding_id: int | None = None
    old_person_id: int | None = None
    old_holding_id: int | None = None
    old_reason: str = ""
    from_seat_id: int | None = None
    from_holding_id: int | None = None
    old_name: str = ""
    old_phone: str = ""
    old_number: int | None = None
    old_code: str = ""
    old_sample: bool = False
    column: str = ""
    reason: str = ""
    given: int = 0
    sheet: str = ""


GIVEN_NUMBER, GIVEN_PHONE, GIVEN_CODE, NOT_UNDERSTOOD = 1, 2, 4, 8


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything an import would do: one row for each line, and the areas it would make."""

    rows: list[Staged]
    areas: list[Area]


QUIET = frozenset({Kind.UNCHANGED, Kind.WAITING, Kind.REJECTED})  # what changes nothing
TOO_MANY_VANISH = 10  # per cent of the holders in the file's roles: more needs an explicit yes


def vanish_too_many(vanished: int, holders: int) -> bool:
    return vanished * 100 > holders * TOO_MANY_VANISH


def count_changes(counts: Mapping[Kind, int]) -> int:
    return sum(n for kind, n in counts.items() if kind not in QUIET)


def seat_words(role: str, number: int | None, place: Place) -> str:
    """Return a seat in words: "KPPS 3, TPS 004, Beji"."""
    who = f"{role} {number}" if number is not None else str(role)
    where = [f"TPS {part}" if level == 3 else part for level, part in enumerate(place)]
    return ", ".join([who, *(part for part in reversed(where[1:]) if part)])
