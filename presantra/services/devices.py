"""Browsers that have opened an account before: the failures of a stranger never make them wait.

The « device cookies » of OWASP: signed for one address, without any right of their own.
"""

from __future__ import annotations

import hmac
import secrets

from presantra.services.keys import Keyring, keyed_digest


def known_device(keys: Keyring, address: str, proof: str) -> str:
    """Name of the browser whose cookie this is, or an empty string when it does not hold for this address."""
    name, _, seal = proof.partition(".")
    genuine = hmac.compare_digest(seal.encode(), _seal(keys, address, name).encode())
    return name if name and genuine else ""


def device_proof(keys: Keyring, address: str, proof: str) -> str:
    """What a browser that has just proven itself is given to keep: the proof it had, or a new one."""
    if known_device(keys, address, proof):
        return proof
    name = secrets.token_hex(16)
    return f"{name}.{_seal(keys, address, name)}"


def _seal(keys: Keyring, address: str, name: str) -> str:
    return keyed_digest(keys.device, f"{name} {address}")
