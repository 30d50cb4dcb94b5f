"""Links that work for a while: signed with our key, and timed by our clock (design D15)."""

import hashlib
from datetime import timedelta
from typing import Final

from itsdangerous import BadSignature, SignatureExpired, TimestampSigner

from bot.core.ports import Clock

LASTS: Final = timedelta(hours=12)
_LIMIT: Final = 200  # characters of a token that are looked at


class WrongLink(Exception):
    """We never made this link."""


class OldLink(Exception):
    """We made this link too long ago."""


class _Signer(TimestampSigner):
    def __init__(self, key: str | bytes, clock: Clock) -> None:
        super().__init__(
            key, salt="bimtek link", key_derivation="hmac", digest_method=hashlib.sha256
        )
        self._clock = clock

    def get_timestamp(self) -> int:
        return int(self._clock.now().timestamp())


class Links:
    """Makes and reads the part of an address that says what it opens: `buku:12`."""

    def __init__(self, key: str | bytes, clock: Clock) -> None:
        self._signer = _Signer(key, clock)

    def make(self, what: str) -> str:
        """Return a token for an address; whoever has it can open `what` until it is old."""
        return self._signer.sign(what).decode()

    def read(self, token: str, lasts: timedelta = LASTS) -> str:
        """Return what a token opens; raises WrongLink or OldLink."""
        try:
            opened = self._signer.unsign(token[:_LIMIT], max_age=int(lasts.total_seconds()))
        except SignatureExpired:
            raise OldLink from None
        except (BadSignature, UnicodeError):
            raise WrongLink from None
        return opened.decode()
