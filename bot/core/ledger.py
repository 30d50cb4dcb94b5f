"""How the ledger is read: the words of its states, and where a whole mailing stands."""

from collections.abc import Mapping
from datetime import datetime

from bot.core.outbox import Counts, Phase, State

# A bot gets no delivered or read receipt: what Telegram took is "diterima", never "terbaca".
WORDS: Mapping[State, str] = {
    State.PENDING: "menunggu",
    State.SENDING: "sedang dikirim",
    State.ACCEPTED: "diterima",
    State.FAILED: "gagal",
    State.BLOCKED: "memblokir bot",
    State.SKIPPED: "dilewati",
    State.CANCELLED: "dibatalkan",
    State.UNKNOWN: "tidak diketahui",
}
_STANDING: Mapping[Phase, str] = {
    Phase.DRAFT: "draf",
    Phase.WAITING: "menunggu persetujuan",
    Phase.PAUSED: "dijeda",
    Phase.REFUSED: "ditolak",
    Phase.CANCELLED: "dibatalkan",
}


def standing(phase: Phase, due_at: datetime, counts: Counts, now: datetime) -> str:
    """Say where a mailing stands: what was decided, and what follows from its rows."""
    if phase in _STANDING:
        return _STANDING[phase]
    if phase is Phase.STOPPED:
        return "sedang dihentikan" if counts.open else "dihentikan"
    if not counts.open:
        return "selesai"
    return "terjadwal" if due_at > now else "berjalan"


def changes_soon(phase: Phase, counts: Counts) -> bool:
    """Tell whether somebody who looks at the counts should look again."""
    return bool(counts.open) and phase not in {Phase.DRAFT, Phase.REFUSED, Phase.CANCELLED}


def numbers(counts: Counts) -> dict[str, int]:
    """Return the audience and every state with its rows, zeros too: they add up."""
    return {"audience": counts.audience} | {str(one): counts.of(one) for one in State}


def reasons(counts: Counts) -> dict[str, dict[str, int]]:
    """Return the rows by state and reason, where a reason is known."""
    found = {str(one): counts.why(one) for one in State}
    known = {state: {why: n for why, n in by.items() if why} for state, by in found.items()}
    return {state: by for state, by in known.items() if by}
