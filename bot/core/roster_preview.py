"""What storage tells of an import to the screens: the run, its counts, its lines (all frozen).

`bot.storage.imports` returns these; `bot.screens.roster` shows them (neither imports the other).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.people import Role
from bot.core.roster import Kind, where


@dataclass(frozen=True, slots=True)
class Said:
    """What the office said about a file beyond the file itself."""

    keep_missing: bool = False  # nobody who is not in the file vanishes
    allow_vanish: bool = False  # many may vanish
    accept_suggestions: bool = False  # misspelt desa are taken as the ones suggested
    new_areas: bool = False  # desa that nobody knows are new ones


@dataclass(frozen=True, slots=True)
class Run:
    """One import of one file. state: staging, previewed, applied, cancelled, undone, failed."""

    id: int
    file_name: str
    state: str
    said: Said
    chat_id: int | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What applying a run would do, counted in the database. Counts by Kind; 0 left out."""

    run: Run
    counts: Mapping[Kind, int]
    columns: tuple[tuple[str, str], ...]  # header in the file, our column or ''
    notes: tuple[str, ...]  # remarks on the file and warnings, for people
    roles: tuple[Role, ...]  # that occur in the file: only their holders can vanish
    holders: int  # who hold seats of these roles now
    new_desas: tuple[str, ...]
    same_phone: int  # pairs of lines with one number
    suggestions: int  # rejected lines that name a desa like one we know
    unknown_desas: int  # rejected lines that name a desa like none we know
    too_many_vanish: bool  # more than a tenth, and nobody said yes
    is_old: bool  # the roster changed since


@dataclass(frozen=True, slots=True)
class StagedRow:
    """One line of a run (line 0: a person who is not in the file), for a list."""

    line: int
    kind: Kind
    place: tuple[str, ...]  # kecamatan, desa, tps; empty parts left out
    role: str
    number: int | None
    name: str
    before: str  # what stood there, for people; empty if nothing
    column: str
    reason: str
    sheet: str = ""

    @property
    def at(self) -> str:
        """Return where the line is, for people."""
        return where(self.line, self.sheet)


@dataclass(frozen=True, slots=True)
class ErasedSeat:
    """A seat whose holder asked to be forgotten. choice: '' waits, 'tetap' was said."""

    seat_id: int
    place: tuple[str, ...]
    role: str
    number: int | None
    choice: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing a run did: seats restored, and those left out with the reason."""

    run: Run
    restored: int
    left_out: tuple[tuple[str, str], ...] = ()  # seat in words, why
