"""Ed25519 (RFC 8032): who can sign, and whether a signature holds."""

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ID_LENGTH: Final = 8  # hexadecimal digits by which a key is named
PUBLIC_BYTES: Final = 32
_DER: Final = bytes.fromhex("302a300506032b6570032100")  # what comes before it in a PEM (RFC 8410)


@dataclass(frozen=True, slots=True, repr=False)
class Signer:
    """Signs with the private key that is this seed of 32 bytes."""

    seed: bytes

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return self._key().public_key().public_bytes_raw()

    @property
    def id(self) -> str:
        return key_id(self.public)

    def sign(self, message: bytes) -> bytes:
        """Return the signature, 64 bytes: the same for the same message."""
        return self._key().sign(message)

    def _key(self) -> "Ed25519PrivateKey":
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - heavy

        return ed25519.Ed25519PrivateKey.from_private_bytes(self.seed)


def key_id(public: bytes) -> str:
    """Return the name of a public key: the beginning of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:ID_LENGTH]


def holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether the owner of this public key has signed `message`."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - heavy
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - heavy

    try:
        ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def pem(public: bytes) -> str:
    """Return a public key as programs like openssl read it."""
    body = base64.b64encode(_DER + public).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"
