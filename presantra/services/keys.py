"""Keys derived from the master secret, one a purpose (HKDF-SHA-256)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12


def _derive(master: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"presantra/{purpose}".encode()).derive(master)


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    declarant: bytes
    outbox: bytes
    audit: bytes
    visitor: bytes
    device: bytes
    nir: bytes
    imports: bytes
    digest: bytes
    totp: bytes
    recovery: bytes
    membership: bytes
    pepper: bytes

    @classmethod
    def from_secrets(cls, master: str, pepper: str) -> Keyring:
        key = master.encode()
        return cls(
            declarant=_derive(key, "declarant-number/1"),
            outbox=_derive(key, "outbox/1"),
            audit=_derive(key, "audit/1"),
            visitor=_derive(key, "visitor/1"),
            device=_derive(key, "device/1"),
            nir=_derive(key, "nir/1"),
            imports=_derive(key, "imports/1"),
            digest=_derive(key, "digest/1"),
            totp=_derive(key, "totp/1"),
            recovery=_derive(key, "recovery/1"),
            membership=_derive(key, "membership/1"),
            pepper=pepper.encode(),
        )


def keyed_digest(key: bytes, text: str) -> str:
    """HMAC-SHA-256, hexadecimal."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def token_digest(token: str) -> str:
    """SHA-256 of a 256-bit random token, hexadecimal: the only form that is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def seal(key: bytes, plaintext: bytes, bound_to: str) -> bytes:
    """AES-256-GCM, nonce in front, bound to the row that holds it."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, bound_to.encode())


def unseal(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    """Reverse of :func:`seal`.

    Raises:
        cryptography.exceptions.InvalidTag: altered, or moved to another row.
    """
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to.encode())
