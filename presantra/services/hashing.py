"""bcrypt away from the event loop: a pool the size of the cores, a short queue, then a polite refusal."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

import bcrypt

from presantra.domain.errors import Busy
from presantra.domain.passwords import normalize_password

T = TypeVar("T")
SCHEME = "bcrypt-hmac-sha384"
KEY_ID = "1"
QUEUE_LENGTH = 16


def _step_aside() -> None:
    # Hashing must not take the processor from the event loop that serves everybody else.
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


class PasswordHasher:
    """``bcrypt(base64(HMAC-SHA-384(pepper, password)))`` with scheme and key id in front."""

    def __init__(self, pepper: bytes, cost: int) -> None:
        self._pepper = pepper
        self._cost = cost
        self._workers = max(1, (os.cpu_count() or 2) - 1)
        self._pool = ThreadPoolExecutor(self._workers, thread_name_prefix="bcrypt", initializer=_step_aside)
        self._pending = 0
        self._prefix = f"{SCHEME}${KEY_ID}$"
        self._decoy = self._hash("leurre")

    async def hash(self, password: str) -> str:
        """Raises:
        Busy: sixteen others are already waiting.
        """
        return await self._run(lambda: self._hash(password))

    async def verify(self, password: str, stored: str) -> bool:
        """One bcrypt in every case, also when ``stored`` is empty or of another scheme.

        Raises:
            Busy: sixteen others are already waiting.
        """
        return await self._run(lambda: self._verify(password, stored))

    def outdated(self, stored: str) -> bool:
        return not stored.startswith(f"{self._prefix}$2b${self._cost:02d}$")

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[[], T]) -> T:
        if self._pending >= self._workers + QUEUE_LENGTH:
            raise Busy
        self._pending += 1
        loop = asyncio.get_running_loop()

        def done(_finished: Future[T]) -> None:
            # A client that hangs up leaves behind the work it started: it counts until it is over.
            with suppress(RuntimeError):  # the loop is gone when the server stops
                loop.call_soon_threadsafe(self._leave)

        future = self._pool.submit(work)
        future.add_done_callback(done)
        return await asyncio.wrap_future(future)

    def _leave(self) -> None:
        self._pending -= 1

    def _material(self, password: str) -> bytes:
        # A lone surrogate cannot be typed, but it can be sent: it makes a wrong password, not an error.
        material = normalize_password(password).encode("utf-8", "surrogatepass")
        digest = hmac.new(self._pepper, material, hashlib.sha384).digest()
        return base64.b64encode(digest)

    def _hash(self, password: str) -> str:
        return self._prefix + bcrypt.hashpw(self._material(password), bcrypt.gensalt(self._cost)).decode()

    def _verify(self, password: str, stored: str) -> bool:
        known = stored.startswith(self._prefix)
        reference = (stored if known else self._decoy).removeprefix(self._prefix)
        return bcrypt.checkpw(self._material(password), reference.encode()) and known
