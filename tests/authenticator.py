"""A passkey of software: what a telephone would answer, and what a forger would."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Authenticator:
    """Holds one credential. Its fields may be changed to make it lie."""

    def __init__(self, origin: str = "http://localhost:3000", domain: str = "localhost") -> None:
        self.origin, self.domain = origin, domain
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(32)
        self.handle = b""
        self.counter = 0
        self.flags = PRESENT | VERIFIED

    def create(self, options: dict[str, Any]) -> str:
        """The answer to ``navigator.credentials.create``, as the page sends it."""
        self.handle = decoded(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        size = len(self.credential_id).to_bytes(2, "big")
        data = self._data(self.flags | ATTESTED) + bytes(16) + size + self.credential_id + public
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        return self._answer(clientDataJSON=encoded(client), attestationObject=encoded(attestation),
                            transports=["internal", "inconnu"])  # fmt: skip

    def get(self, options: dict[str, Any]) -> str:
        """The answer to ``navigator.credentials.get``."""
        self.counter += 1
        data, client = self._data(self.flags), self._client("webauthn.get", options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=encoded(client), authenticatorData=encoded(data), signature=encoded(signature),
            userHandle=encoded(self.handle),
        )  # fmt: skip

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.domain.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, **response: Any) -> str:
        name = encoded(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
