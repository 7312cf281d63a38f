"""Keys: one a purpose; what is sealed opens in its own row only."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag

from presantra.services.keys import Keyring, keyed_digest, new_token, seal, token_digest, unseal

RING = Keyring.from_secrets("s" * 40, "p" * 40)


def test_every_purpose_has_its_own_key() -> None:
    keys = [RING.declarant, RING.outbox, RING.audit, RING.visitor]
    assert len({*keys}) == 4
    assert {len(key) for key in keys} == {32}
    other = Keyring.from_secrets("t" * 40, "p" * 40)
    assert not {*keys} & {other.declarant, other.outbox, other.audit, other.visitor}


def test_keys_are_stable() -> None:
    assert Keyring.from_secrets("s" * 40, "p" * 40) == RING


def test_keys_do_not_show_in_a_trace() -> None:
    assert "p" * 40 not in repr(RING)
    assert repr(RING.outbox) not in repr(RING)


def test_sealed_and_opened() -> None:
    sealed = seal(RING.outbox, "été".encode(), "ligne 1")
    assert b"\xc3\xa9t" not in sealed
    assert seal(RING.outbox, "été".encode(), "ligne 1") != sealed
    assert unseal(RING.outbox, sealed, "ligne 1").decode() == "été"


@pytest.mark.parametrize(
    ("key", "row", "spoil"),
    [(RING.outbox, "ligne 2", 0), (RING.audit, "ligne 1", 0), (RING.outbox, "ligne 1", 1)],
)
def test_moved_altered_or_wrong_key(key: bytes, row: str, spoil: int) -> None:
    sealed = bytearray(seal(RING.outbox, b"secret", "ligne 1"))
    sealed[-1] ^= spoil
    with pytest.raises(InvalidTag):
        unseal(key, bytes(sealed), row)


def test_tokens() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {43}
    assert token_digest("a") == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    assert keyed_digest(b"k", "a") != token_digest("a")
