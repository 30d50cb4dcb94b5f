"""The ledger: everything unasked-for is a row that is always in exactly one state (design D8)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.dialog import Reply

LATE = timedelta(minutes=60)  # whatever is sent later than so is said to be late


class State(StrEnum):
    """Where one message to one person stands; always exactly one of these."""

    PENDING = "pending"
    SENDING = "sending"
    ACCEPTED = "accepted"
    FAILED = "failed"
    BLOCKED = "blocked"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class Kind(StrEnum):
    BROADCAST = "siaran"
    REMINDER = "pengingat"


class Phase(StrEnum):
    """What was decided about a mailing as a whole."""

    DRAFT = "draft"
    WAITING = "waiting"  # for a second approver
    READY = "ready"
    PAUSED = "paused"
    STOPPED = "stopped"
    REFUSED = "refused"
    CANCELLED = "cancelled"


# Why a row is in its state, as stored → as people read it.
REASONS: Mapping[str, str] = {
    # pending: what is waited for
    "belum-daftar": "belum terdaftar di bot",
    "jam-tenang": "menunggu jam tenang berakhir",
    "hari-h": "menunggu penghitungan selesai",
    "batas-harian": "menunggu esok: sudah satu pesan hari ini",
    "diminta-menunggu": "Telegram meminta menunggu",
    "jaringan": "menunggu jaringan",
    "unggahan": "menunggu berkasnya selesai diunggah",
    "server": "menunggu server Telegram",
    # accepted
    "terlambat": "terkirim terlambat",
    "ringkasan": "terkirim dalam ringkasan",
    "dikirim-ulang": "dikirim ulang oleh koordinator",
    # failed
    "terlalu-panjang": "gagal: teks terlalu panjang",
    "berkas": "gagal: berkas tidak dapat dikirim",
    "obrolan-tidak-ada": "gagal: obrolan tidak ditemukan",
    "akun-nonaktif": "gagal: akun tidak aktif",
    "tidak-dikenal": "gagal: tidak dikenal",
    "server-gagal": "gagal: server Telegram terus menolak",
    "bot": "gagal: ada gangguan pada bot",
    # blocked
    "diblokir": "memblokir bot",
    # skipped
    "sudah-lewat": "dilewati: sudah lewat",
    "selesai": "dilewati: sudah selesai",
    "berhenti": "dilewati: meminta berhenti",
    "tidak-bertugas": "dilewati: tidak lagi bertugas",
    "dihapus": "dilewati: datanya dihapus",
    "tidak-berlaku": "dilewati: tidak berlaku baginya",
    # cancelled
    "dihentikan": "dibatalkan: siaran dihentikan",
    "ditolak": "dibatalkan: siaran ditolak",
    "dibatalkan": "dibatalkan sebelum dikirim",
    "jadwal-diubah": "dibatalkan: jadwal diubah",
    # unknown
    "bot-mati": "tidak diketahui: bot mati saat mengirim",
    "tanpa-jawaban": "tidak diketahui: tidak dijawab",
    "dipulihkan": "tidak diketahui: basis data dipulihkan",
}


def in_words(reason: str) -> str:
    """Return a reason for people; one that nobody worded is shown as it is."""
    return REASONS.get(reason, reason)


def lateness(due: datetime, now: datetime) -> str:
    """Return the reason of a message that is accepted now: "terlambat", or none."""
    return "terlambat" if now - due > LATE else ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of a mailing are in each state, and why: (state, reason) → rows."""

    by: Mapping[tuple[State, str], int] = field(default_factory=dict)
    read: int = 0  # of those accepted, seen on a web chat page

    def of(self, state: State) -> int:
        return sum(n for (one, _), n in self.by.items() if one is state)

    @property
    def audience(self) -> int:
        return sum(self.by.values())

    @property
    def open(self) -> int:
        """Return how many may still change by themselves."""
        return self.of(State.PENDING) + self.of(State.SENDING)

    def why(self, state: State) -> dict[str, int]:
        """Return the rows of one state by reason, the most first."""
        found = {reason: n for (one, reason), n in self.by.items() if one is state}
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


# --- what is decided about one row at the moment of sending ----------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One row to be decided. `planned_at` is when the mailing was due; `occurrence` names it."""

    id: int
    mailing: int
    kind: Kind
    rule: str
    occurrence: str
    person: int
    due_at: datetime
    planned_at: datetime
    valid_until: datetime | None = None
    urgent: bool = False
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Go:
    """Send `reply` now; `covers` are other rows of the same person that travel in it."""

    reply: Reply
    reason: str = ""  # of the accepted row: "", terlambat, ringkasan
    covers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Skip:
    """It is not sent, for good."""

    reason: str
    state: State = State.SKIPPED


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now: look again at `until`."""

    until: datetime
    reason: str


Decision = Go | Skip | Wait
