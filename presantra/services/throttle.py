"""Limits of use. In Redis when it is configured; when Redis fails, in memory: never open."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from limits import parse
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from presantra.domain.errors import Throttled

logger = logging.getLogger(__name__)
T = TypeVar("T")

FIRST_WAIT_SECONDS = 60
LONGEST_WAIT_SECONDS = 900
REDIS_TIMEOUT_SECONDS = 1.0
REDIS_PAUSE_SECONDS = 5.0
Limit = tuple[str, str]
"""A limit in the notation of `limits` (« 5 per 5 minutes ») and the key it is counted under."""


class _Memory(MemoryStorage):
    async def clear(self, key: str) -> None:
        """The sweep of old uses goes through the keys that it saw at its start: one that is gone would end it."""
        await super().clear(key)
        self.events[key] = []


class Throttle:
    def __init__(self, redis_url: str = "") -> None:
        self._memory: Storage = _Memory()
        self._redis: RedisStorage | None = None
        self._redis_again_at = 0.0
        if redis_url:
            # A store of counters that does not answer at once must not keep people from logging in.
            options: dict[str, Any] = {
                "socket_timeout": REDIS_TIMEOUT_SECONDS,
                "socket_connect_timeout": REDIS_TIMEOUT_SECONDS,
                "retry": Retry(NoBackoff(), 1),
            }
            self._redis = RedisStorage(f"async+{redis_url}", implementation="redispy", **options)

    async def check(self, *limits: Limit) -> None:
        """Count nothing.

        Raises:
            Throttled: one of the limits is reached; ``retry_after`` is in seconds.
        """
        for notation, key in limits:
            wait = await self._call(lambda storage, n=notation, k=key: _wait(storage, n, k))  # type: ignore[misc]
            if wait:
                raise Throttled(wait)

    async def count(self, *limits: Limit) -> None:
        """Count one use under each key, reached or not."""
        for limit in limits:
            await self._hit(limit)

    async def use(self, *limits: Limit) -> None:
        """Check, then count.

        Raises:
            Throttled: one of the limits is reached.
        """
        await self.check(*limits)
        for limit in limits:
            # Others may have come between the check and here: counting decides.
            if not await self._hit(limit):
                await self.check(limit)
                raise Throttled(1)

    async def spend(self, limit: Limit, uses: int) -> bool:
        """Count several uses, all of them or none; whether the limit has room for them."""
        notation, key = limit
        return await self._call(lambda storage: _hit(storage, notation, key, uses))

    async def used(self, limit: Limit) -> int:
        """How many uses are counted in the window of a limit at this moment."""
        notation, key = limit
        return await self._call(lambda storage: _used(storage, notation, key))

    async def forget(self, *limits: Limit) -> None:
        for notation, key in limits:
            await self._call(lambda storage, n=notation, k=key: _clear(storage, n, k))  # type: ignore[misc]

    async def penalise(self, key: str) -> None:
        """Start a wait that doubles at each call of the day, from one minute to fifteen."""
        await self._call(lambda storage: _penalise(storage, key))

    async def waiting(self, key: str) -> None:
        """Raises:
        Throttled: a wait started by :meth:`penalise` is not over.
        """
        wait = await self._call(lambda storage: _penalty(storage, key))
        if wait:
            raise Throttled(wait)

    async def answers(self) -> bool:
        """Whether Redis answers; True when none is configured."""
        try:
            return self._redis is None or await self._redis.check()
        except Exception:
            return False

    async def close(self) -> None:
        if self._redis is not None:
            bridge: Any = self._redis.bridge
            await bridge.storage.aclose()

    async def _hit(self, limit: Limit) -> bool:
        notation, key = limit
        return await self._call(lambda storage: _hit(storage, notation, key))

    async def _call(self, action: Callable[[Storage], Awaitable[T]]) -> T:
        if self._redis is not None and time.monotonic() >= self._redis_again_at:
            try:
                return await action(self._redis)
            except Exception:
                self._redis_again_at = time.monotonic() + REDIS_PAUSE_SECONDS
                logger.warning("Redis ne répond pas : les limites sont tenues en mémoire.")
        return await action(self._memory)


async def _wait(storage: Storage, notation: str, key: str) -> int:
    limiter, item = MovingWindowRateLimiter(storage), parse(notation)
    if await limiter.test(item, key):
        return 0
    stats = await limiter.get_window_stats(item, key)
    return max(1, round(stats.reset_time - time.time()))


async def _hit(storage: Storage, notation: str, key: str, uses: int = 1) -> bool:
    return await MovingWindowRateLimiter(storage).hit(parse(notation), key, cost=uses)


async def _used(storage: Storage, notation: str, key: str) -> int:
    item = parse(notation)
    stats = await MovingWindowRateLimiter(storage).get_window_stats(item, key)
    return item.amount - stats.remaining


async def _clear(storage: Storage, notation: str, key: str) -> None:
    await MovingWindowRateLimiter(storage).clear(parse(notation), key)


async def _penalise(storage: Storage, key: str) -> None:
    rank = await storage.incr(f"rang/{key}", 86_400)
    wait = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** min(rank - 1, 4))
    await storage.clear(f"attente/{key}")
    await storage.incr(f"attente/{key}", wait)


async def _penalty(storage: Storage, key: str) -> int:
    if not await storage.get(f"attente/{key}"):
        return 0
    return max(1, round(await storage.get_expiry(f"attente/{key}") - time.time()))
