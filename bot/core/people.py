"""Who people are: roles, seats, the person in front of a chat, and who may do what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.dialog import Nothing, Waiting


class Role(StrEnum):
    """What a seat is for. `TAMU` is a person without a seat."""

    KPPS = "KPPS"
    PPS = "PPS"
    PPK = "PPK"
    SOSDIKLIH = "Sosdiklih"
    TAMU = "tamu"


@dataclass(frozen=True, slots=True)
class Seat:
    """What the SK names: a place (area names from kota down), a role, and a number."""

    id: int
    role: Role
    number: int | None
    kecamatan: str = ""
    desa: str = ""
    tps: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Who learns. `name` is empty for a tamu."""

    id: int
    name: str = ""
    seat: Seat | None = None

    @property
    def role(self) -> Role:
        return self.seat.role if self.seat else Role.TAMU

    @property
    def number(self) -> int | None:
        return self.seat.number if self.seat else None


def reads_everything(person: Person) -> bool:
    """Tell whether everything is theirs: a tamu and Sosdiklih have no duties at a TPS."""
    return person.role in {Role.TAMU, Role.SOSDIKLIH}


@dataclass(frozen=True, slots=True)
class Chat:
    """Where a person is reached, as the database has it at the start of a turn."""

    id: int
    channel: str
    address: str
    person: Person | None = None
    waiting: Waiting = Nothing()  # noqa: RUF009 - frozen
    language: str = "id"
    seq: int = 0
    blocked_at: datetime | None = None
    consent: int = 0  # the version of the consent that `person` gave here


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a page, form or question is for.

    `roles` empty means everybody; `numbers` narrows KPPS to members with these numbers (1 is
    the ketua).
    """

    roles: frozenset[Role] = frozenset()
    numbers: frozenset[int] = frozenset()

    def fits(self, person: Person) -> bool:
        if not self.roles and not self.numbers:
            return True
        if person.role in self.roles:
            return True
        return person.role == Role.KPPS and person.number in self.numbers


# --- who may do what ------------------------------------------------------------------------


class Standing(StrEnum):
    """What a person acts as. A ketua is KPPS 1; the others come with a seat or a grant.

    Everybody else (a member, a tamu) has no standing: one's own things need none.
    """

    KETUA = "ketua"
    PPS = "PPS"
    PPK = "PPK"
    SOSDIKLIH = "Sosdiklih"


class Action(StrEnum):
    """What is more than one's own things. The operator's command line may do everything."""

    SEE_TEAM = "lihat tim"  # siap or belum of each member, no scores
    NUMBER_TEAM = "atur nomor"
    SEE_AREA = "lihat wilayah"  # counts by area
    SEE_CONTACTS = "lihat kontak"  # names, phones and links of those to be reached, the kit
    MARK_CONTACT = "tandai kontak"
    RECORD_TRAINED = "catat tatap muka"
    FREE_SEAT = "bebaskan kursi"
    REPLACE_HOLDER = "ganti anggota"
    DECIDE_REQUEST = "putuskan permohonan"
    IMPORT_ROSTER = "impor daftar"
    BROADCAST = "siarkan"  # write, send, pause and stop one's own, approve a colleague's
    HALT_DELIVERY = "hentikan pengiriman"  # all of it; emergencies; what was complained about
    SEE_RESULTS = "lihat hasil"  # scores of groups, questions, the dashboard; marks questions
    ANSWER_QUESTION = "jawab pertanyaan"  # what members ask and report; forward, close
    EDIT_FAQ = "atur tanya jawab"
    HOLD_CLASS = "selenggarakan kelas"
    REVOKE_CERTIFICATE = "cabut tanda selesai"


Path = tuple[int, ...]  # area ids from the kota down: (kota, kecamatan, desa, tps), or fewer

_COORDINATORS = frozenset({Standing.PPS, Standing.PPK, Standing.SOSDIKLIH})
_TEAM = _COORDINATORS | {Standing.KETUA}

# The one table: who may do what, within the area of their authority. `docs/hak-akses.md` shows it
# to the office, and a test keeps both equal. A ketua numbers members 2 to 7: making another
# ketua also needs REPLACE_HOLDER.
MAY: Mapping[Action, frozenset[Standing]] = {
    Action.SEE_TEAM: _TEAM,
    Action.NUMBER_TEAM: _TEAM,
    Action.SEE_AREA: _COORDINATORS,
    Action.SEE_CONTACTS: _COORDINATORS,
    Action.MARK_CONTACT: _COORDINATORS,
    Action.RECORD_TRAINED: _COORDINATORS,
    Action.FREE_SEAT: _COORDINATORS,
    Action.REPLACE_HOLDER: _COORDINATORS,
    Action.DECIDE_REQUEST: _COORDINATORS,
    Action.IMPORT_ROSTER: frozenset({Standing.SOSDIKLIH}),
    Action.BROADCAST: _COORDINATORS,
    Action.HALT_DELIVERY: frozenset({Standing.SOSDIKLIH}),
    Action.SEE_RESULTS: frozenset({Standing.SOSDIKLIH}),
    Action.ANSWER_QUESTION: _COORDINATORS,
    Action.EDIT_FAQ: frozenset({Standing.SOSDIKLIH}),
    Action.HOLD_CLASS: _COORDINATORS,
    Action.REVOKE_CERTIFICATE: frozenset({Standing.SOSDIKLIH}),
}

# Who is above a seat. Whoever frees a seat, names its holder or corrects its number can take it
# and read what its holder wrote: that is for those above, nobody's own, and not for colleagues.
# Nobody is above Sosdiklih, so there the colleagues are.
ABOVE: Mapping[Role, frozenset[Standing]] = {
    Role.KPPS: _COORDINATORS,
    Role.PPS: frozenset({Standing.PPK, Standing.SOSDIKLIH}),
    Role.PPK: frozenset({Standing.SOSDIKLIH}),
    Role.SOSDIKLIH: frozenset({Standing.SOSDIKLIH}),
}


@dataclass(frozen=True, slots=True)
class Authority:
    """A standing and the area it reaches over: the seat's own, or a grant's."""

    standing: Standing
    path: Path


def may(authorities: Iterable[Authority], action: Action, at: Path) -> bool:
    """Tell whether one of the authorities allows `action` in the area `at`, or below its own."""
    return any(
        authority.standing in MAY[action] and at[: len(authority.path)] == authority.path
        for authority in authorities
    )


def may_over(
    person: Person, authorities: Iterable[Authority], action: Action, seat: Seat, at: Path
) -> bool:
    """Tell whether `person` is above a seat in `at` and may do this to it; never to their own."""
    if person.seat and person.seat.id == seat.id:
        return False
    return may([a for a in authorities if a.standing in ABOVE[seat.role]], action, at)


def areas_of(authorities: Iterable[Authority], action: Action) -> tuple[Path, ...]:
    """Return the areas in which `action` is allowed, those inside another left out."""
    paths = {a.path for a in authorities if a.standing in MAY[action]}
    return tuple(sorted(p for p in paths if not any(p != q and p[: len(q)] == q for q in paths)))
