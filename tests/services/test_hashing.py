"""Hashes: one bcrypt each, never on the event loop, never more than the queue holds."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Iterator
from statistics import median

import bcrypt
import pytest

from presantra.domain.errors import Busy
from presantra.services.hashing import QUEUE_LENGTH, PasswordHasher


@pytest.fixture
def hasher() -> Iterator[PasswordHasher]:
    built = PasswordHasher(b"p" * 40, 4)
    yield built
    built.close()


async def test_form_of_a_hash(hasher: PasswordHasher) -> None:
    first, second = await hasher.hash("été"), await hasher.hash("été")
    assert first.startswith("bcrypt-hmac-sha384$1$$2b$04$")
    assert first != second
    assert len(first) <= 300
    assert await hasher.verify("été", first)
    assert await hasher.verify("e\u0301te\u0301", first)
    assert not await hasher.verify("ete", first)


async def test_the_pepper_counts(hasher: PasswordHasher) -> None:
    other = PasswordHasher(b"q" * 40, 4)
    assert not await other.verify("été", await hasher.hash("été"))
    other.close()


@pytest.mark.parametrize("stored", ["", "rien", "$2b$04$" + "a" * 53, "bcrypt-hmac-sha384$2$$2b$04$" + "a" * 53])
async def test_what_is_not_ours_costs_one_bcrypt_and_is_refused(
    hasher: PasswordHasher, monkeypatch: pytest.MonkeyPatch, stored: str
) -> None:
    compared = []
    real = bcrypt.checkpw

    def counted(password: bytes, hashed: bytes) -> bool:
        compared.append(hashed)
        return real(password, hashed)

    monkeypatch.setattr(bcrypt, "checkpw", counted)
    assert not await hasher.verify("leurre", stored)
    assert len(compared) == 1


async def test_outdated(hasher: PasswordHasher) -> None:
    costlier = PasswordHasher(b"p" * 40, 5)
    stored = await hasher.hash("été")
    assert (hasher.outdated(stored), costlier.outdated(stored), hasher.outdated("")) == (False, True, True)
    costlier.close()


async def test_the_queue_is_sixteen_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    hasher = PasswordHasher(b"p" * 40, 4)
    door = threading.Event()
    monkeypatch.setattr(hasher, "_hash", lambda password: door.wait(20) and "fait")
    waiting = [asyncio.create_task(hasher.hash("x")) for _ in range(1 + QUEUE_LENGTH)]
    await asyncio.sleep(0.05)
    for attempt in (hasher.hash("x"), hasher.verify("x", "")):
        with pytest.raises(Busy) as caught:
            await attempt
    assert caught.value.sentence == "Le portail est très sollicité. Réessayez dans quelques secondes."
    door.set()
    assert await asyncio.gather(*waiting) == ["fait"] * 17
    assert await hasher.hash("x") == "fait"
    hasher.close()


async def test_those_who_leave_the_queue_do_not_make_room_for_more_than_the_pool_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A client that hangs up leaves the work it started: the bound counts it until it is done."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    hasher = PasswordHasher(b"p" * 40, 4)
    door = threading.Event()
    monkeypatch.setattr(hasher, "_hash", lambda password: door.wait(20) and "fait")
    running = asyncio.create_task(hasher.hash("x"))
    await asyncio.sleep(0.05)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    waiting = [asyncio.create_task(hasher.hash("x")) for _ in range(QUEUE_LENGTH)]
    await asyncio.sleep(0.05)
    with pytest.raises(Busy):
        await hasher.hash("x")
    door.set()
    assert await asyncio.gather(*waiting) == ["fait"] * QUEUE_LENGTH
    await asyncio.sleep(0.05)
    assert hasher._pending == 0
    hasher.close()


async def test_the_event_loop_keeps_turning() -> None:
    hasher = PasswordHasher(b"p" * 40, 10)
    work = [asyncio.create_task(hasher.hash("x")) for _ in range(8)]
    gaps = []
    while not all(task.done() for task in work):
        before = time.perf_counter()
        await asyncio.sleep(0.001)
        gaps.append(time.perf_counter() - before)
    assert median(gaps) < 0.03
    hasher.close()
