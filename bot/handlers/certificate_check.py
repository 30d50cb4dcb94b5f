"""Whether a Tanda Selesai Belajar is genuine: for the page, the command line and the chat."""

from dataclasses import dataclass

from bot.core import certificate as rules
from bot.core.certificate import GENUINE, Certificate, Issued, Keys, Sealed, Verdict
from bot.core.signing import Signer, holds, key_id
from bot.storage import certificate as storage
from bot.storage.engine import Fetch


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of it. What it says is there only where its signature holds.

    `known` is what the office has on record under its number.
    """

    verdict: Verdict
    certificate: Certificate | None = None
    known: Issued | None = None


async def load_keys(fetch: Fetch, signer: Signer) -> Keys:
    """Return the office's public keys: today's, and those before it."""
    public = await storage.load_keys(fetch)
    return Keys(signer.id, {**public, signer.id: signer.public})


async def check(text: str, signer: Signer, fetch: Fetch) -> Checked:
    """Look at a pasted text, and ask the office's record; a bare number is only looked up."""
    found = rules.unseal(text)
    if isinstance(found, Sealed):
        return await _check_sealed(found, await load_keys(fetch, signer), fetch)
    number = rules.number_in(text)
    if not number:
        return Checked(found)
    known = await storage.find(fetch, number)
    if known is None:
        return Checked(Verdict.UNRECORDED)
    return Checked(Verdict.REVOKED if known.revoked_at else Verdict.VALID, None, known)


async def _check_sealed(sealed: Sealed, keys: Keys, fetch: Fetch) -> Checked:
    signed_with = key_of(sealed, keys)
    signature = rules.signature_text(sealed.signature)
    record = await storage.load_record(fetch, sealed.claims, signature, genuine=bool(signed_with))
    return _checked(rules.judge(sealed, signed_with, keys, record), sealed, record.by_number)


def check_alone(text: str, public: bytes) -> Checked:
    """Look at the signature alone, with a public key: no database, no network."""
    found = rules.unseal(text)
    if not isinstance(found, Sealed):
        return Checked(found)
    keys = Keys(key_id(public), {key_id(public): public})
    return _checked(rules.judge(found, key_of(found, keys), keys, None), found, None)


def _checked(verdict: Verdict, sealed: Sealed, known: Issued | None) -> Checked:
    """Show nothing of one that is not genuine: what it says may be anybody's invention."""
    if verdict not in GENUINE:
        return Checked(verdict)
    return Checked(verdict, sealed.claims, known)


def key_of(sealed: Sealed, keys: Keys) -> str:
    """Return the id of the key that has signed it, "" if it is none of ours."""
    claims = sealed.claims
    public = keys.public.get(claims.key) if claims else None
    if claims is None or public is None or not holds(public, sealed.payload, sealed.signature):
        return ""
    return claims.key
