"""Tanda Selesai Belajar: what it says, the text that is signed, and how one is judged.

The signed bytes and the text in the QR code are described in docs/adr/0032-certificates.md, so
that somebody else can check one without this program.
"""

import base64
import binascii
import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from bot.core import codes
from bot.core.dialog import clip
from bot.core.ports import Chance

FORM: Final = "TSB1"  # the first line of what is signed, and how the text in the QR code begins
NUMBER_LENGTH: Final = 12  # 11 random characters (54 bits) and a check character
REASON_LIMIT: Final = 200  # characters of why one is revoked
TEXT_LIMIT: Final = 20_000  # characters of a pasted text that are looked at

_LONGEST = 100  # UTF-16 units of a name or place
_SIGNATURE_LENGTH = 103  # of 64 bytes in Base32
_LINES = 9
_LONG = re.compile(r"[A-Z2-7]{60,}")  # surely a piece of one
_DROPPED = frozenset("=>|*_~`\"'“”‘’")  # what messengers add when they quote, wrap or embellish


# --- what it says ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Holder:
    """Who it is for: a name, an office (`KPPS 3, TPS 004, Desa Beji`), and what lies above it."""

    name: str
    office: str
    area: str

    @property
    def mark(self) -> str:
        """A few characters that differ when any of it does: buttons carry them."""
        told = "\n".join((self.name, self.office, self.area))
        return hashlib.sha256(told.encode()).hexdigest()[:8]


def holder(name: str, office: str, area: str) -> Holder:
    """Return who it is for as it is written down: each on one line, and not endless."""
    return Holder(*(unicodedata.normalize("NFC", clip(t, _LONGEST)) for t in (name, office, area)))


@dataclass(frozen=True, slots=True)
class Certificate:
    """What one says. Dates are those of the place.

    `key` names the key it is signed with, `round` is the day of the voting, `sessions` when each
    session was completed, in their order.
    """

    key: str
    number: str
    issued: date
    sessions: tuple[date, ...]
    round: date
    holder: Holder

    def payload(self) -> str:
        """Return the text that is signed: a field a line, UTF-8, no newline at the end."""
        sessions = ",".join(on.isoformat() for on in self.sessions)
        lines = (FORM, self.key, self.number, self.issued.isoformat(), sessions)
        return "\n".join((*lines, ending(self.round, self.holder)))


def ending(round_: date, who: Holder) -> str:
    """Return how the payload of everything issued to this holder in this round ends."""
    return "\n".join((round_.isoformat(), who.name, who.office, who.area))


def parse(payload: str) -> Certificate:
    """Return what a payload says; raises ValueError for what we never wrote."""
    lines = payload.split("\n")
    if len(lines) != _LINES or lines[0] != FORM:
        raise ValueError("not a payload of ours")
    _, key, number, issued, sessions, round_, *who = lines
    return Certificate(
        key,
        number,
        date.fromisoformat(issued),
        tuple(date.fromisoformat(on) for on in sessions.split(",")),
        date.fromisoformat(round_),
        Holder(*who),
    )


# --- numbers --------------------------------------------------------------------------------


def new_number(chance: Chance) -> str:
    """Return a random number: nobody finds one by guessing."""
    body = "".join(chance.choice(codes.ALPHABET) for _ in range(NUMBER_LENGTH - 1))
    return body + codes.check_character(body)


def shown_number(number: str) -> str:
    """Return a number in three groups of four, as printed."""
    return "-".join(number[n : n + 4] for n in range(0, len(number), 4))


def number_in(text: str) -> str:
    """Return the number that a typed text is, "" if it is none or mistyped."""
    number = codes.tidy(text)
    if len(number) != NUMBER_LENGTH or any(c not in codes.ALPHABET for c in number):
        return ""
    return number if codes.check_character(number[:-1]) == number[-1] else ""


# --- the text in the QR code ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sealed:
    """A payload with the signature it came with; nobody has looked at either yet."""

    payload: bytes
    signature: bytes

    @property
    def claims(self) -> Certificate | None:
        """What it says, true or not; None for what nobody can read."""
        try:
            return parse(self.payload.decode())
        except ValueError:
            return None


def seal(payload: bytes, signature: bytes) -> str:
    """Return `TSB1-<payload>-<signature>`, both in Base32: letters of any case will do."""
    return f"{FORM}-{_base32(payload)}-{_base32(signature)}"


def signature_text(signature: bytes) -> str:
    """Return a signature as it is stored."""
    return _base32(signature)


def unseal(text: str) -> "Sealed | Verdict":
    """Return what a pasted text, link or scan holds; or that it is cut, damaged, or none at all.

    Case, spaces, line breaks and the marks of quoting do not matter, nor what stands around it.
    """
    kept = _tidied(text[:TEXT_LIMIT])
    begin = kept.rfind(f"{FORM}-")
    if begin < 0:
        return Verdict.CUT if _LONG.search(kept) else Verdict.NOT_ONE
    body, dash, rest = kept[begin + len(FORM) + 1 :].partition("-")
    signature = rest[:_SIGNATURE_LENGTH]
    if not body or not dash or len(signature) < _SIGNATURE_LENGTH:
        return Verdict.CUT
    try:
        return Sealed(_bytes(body), _bytes(signature))
    except binascii.Error:
        return Verdict.ALTERED


def _tidied(text: str) -> str:
    kept = []
    for c in unicodedata.normalize("NFKC", text).upper():
        category = unicodedata.category(c)
        if category == "Pd":
            kept.append("-")
        elif category[0] not in "ZC" and c not in _DROPPED:
            kept.append(c)
    return "".join(kept)


def _base32(content: bytes) -> str:
    return base64.b32encode(content).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8))


# --- the office's record --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Issued:
    """One on record. `again`: after this revocation its person may have another made."""

    number: str
    person: int
    round: date
    payload: str
    signature: str
    issued_at: datetime
    revoked_at: datetime | None = None
    revoked_by: int | None = None
    reason: str = ""
    again: bool = False

    @property
    def certificate(self) -> Certificate:
        return parse(self.payload)

    @property
    def text(self) -> str:
        """The text in its QR code."""
        return f"{FORM}-{_base32(self.payload.encode())}-{self.signature}"


def that_counts(own: Sequence[Issued], round_: date | None) -> Issued | None:
    """Return a person's certificate in a round: the valid one, else the one revoked last.

    Without a round (no seat any more): of any, the newest valid one first.
    """
    found = [one for one in own if round_ is None or one.round == round_]
    return max(found, key=lambda one: (one.revoked_at is None, one.issued_at), default=None)


# --- judging --------------------------------------------------------------------------------


class Verdict(StrEnum):
    """What came of looking at one."""

    VALID = "sah"
    OLD_KEY = "sah-kunci-lama"  # signed with a key that the office has since changed; on record
    SIGNED = "tanda-tangan-sah"  # nobody has asked the office's record
    REVOKED = "dicabut"
    UNRECORDED = "tidak-tercatat"
    OLD_UNRECORDED = "kunci-lama-tidak-tercatat"
    DOUBLE_NUMBER = "nomor-ganda"
    DOUBLE_PERSON = "orang-ganda"
    ALTERED = "diubah"
    FORGED = "palsu"  # names our key, and was not made with it
    OTHER_KEY = "kunci-lain"
    CUT = "terpotong"
    NOT_ONE = "bukan-tanda"


GOOD: Final = frozenset({Verdict.VALID, Verdict.OLD_KEY, Verdict.SIGNED})
GENUINE: Final = GOOD | {
    *(Verdict.REVOKED, Verdict.UNRECORDED, Verdict.OLD_UNRECORDED),
    *(Verdict.DOUBLE_NUMBER, Verdict.DOUBLE_PERSON),
}


@dataclass(frozen=True, slots=True)
class Keys:
    """The office's public keys by id: the one of today and those before it."""

    current: str
    public: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Record:
    """What the office has on record that touches a certificate.

    `by_number` has its number, `by_signature` its signature; `is_twin`: nothing has its number,
    and its holder has a valid one of another number in the same round.
    """

    by_number: Issued | None = None
    by_signature: Issued | None = None
    is_twin: bool = False


def judge(sealed: Sealed, signed_with: str, keys: Keys, record: Record | None) -> Verdict:
    """Judge one; `signed_with` is the id of the key whose signature holds, "" if none does."""
    if not signed_with:
        return _judge_unsigned(sealed, keys, record)
    if record is None:
        return Verdict.SIGNED
    is_old = signed_with != keys.current
    if record.by_number is None:
        if record.is_twin:
            return Verdict.DOUBLE_PERSON
        return Verdict.OLD_UNRECORDED if is_old else Verdict.UNRECORDED
    return _judge_recorded(sealed, record.by_number, is_old=is_old)


def _judge_recorded(sealed: Sealed, known: Issued, *, is_old: bool) -> Verdict:
    if known.payload.encode() != sealed.payload:
        return Verdict.DOUBLE_NUMBER
    if known.revoked_at:
        return Verdict.REVOKED
    return Verdict.OLD_KEY if is_old else Verdict.VALID


def _judge_unsigned(sealed: Sealed, keys: Keys, record: Record | None) -> Verdict:
    """Tell altered from forged: an altered one still has a signature or a payload of ours."""
    claims = sealed.claims
    known = record.by_number if record else None
    if record and record.by_signature:
        return Verdict.ALTERED
    if known and known.payload.encode() == sealed.payload:
        return Verdict.ALTERED
    if claims is None:
        return Verdict.ALTERED
    if claims.key not in keys.public:
        return Verdict.OTHER_KEY
    return Verdict.FORGED if record else Verdict.ALTERED
