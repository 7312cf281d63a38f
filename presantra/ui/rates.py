"""How fast events may come (``security.md``, section 3): who goes too fast waits, and loses nothing.

Only the door can make somebody wait without anything piling up here: it reads a socket one event after the other. But
who asks is known behind it, at the gate, which also sees the events that one event leads to. What comes by sockets of
which the gate has not yet heard, the gate refuses beyond ``PATIENCE``: nobody may run up a debt without end.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from presantra.throttle_settings import ThrottleSettings

MAX_REMEMBERED = 10_000
PATIENCE = 2
"""Bursts that a session, or a browser, may be ahead of its time."""


@dataclass(slots=True)
class _Bucket:
    """``level``: events that may still come at once; below zero, those that came before their time."""

    rate: int
    burst: int
    level: float
    since: float

    def debt(self, now: float) -> float:
        """Seconds until the bucket is no longer below zero."""
        self.level, self.since = min(self.burst, self.level + (now - self.since) * self.rate), now
        return max(0.0, -self.level / self.rate)


class Pace:
    """A token bucket for each socket, and one for each session or anonymous browser, however many its tabs.

    What was seen least recently is forgotten beyond ten thousand.
    """

    def __init__(self, limits: ThrottleSettings, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._owners: OrderedDict[str, str] = OrderedDict()

    def arrived(self, socket: str) -> float:
        """An event comes in; the seconds that it must wait, with all that this socket says after it."""
        bucket = self._bucket(socket, session=True)
        bucket.level -= 1
        return max(bucket.debt(self._clock()), self._debt(self._owners.get(socket, "")))

    def served(self, socket: str, owner: str, *, session: bool) -> bool:
        """Count an event for whoever stands behind its socket: ``session``, a session's name, otherwise a browser's.

        False: it is so far ahead of its time that it is not to be served; it is not counted either.
        """
        _remember(self._owners, socket, owner)
        bucket = self._bucket(owner, session=session)
        if bucket.level - 1 < -PATIENCE * bucket.burst:
            return False
        bucket.level -= 1
        return True

    def left(self, socket: str) -> None:
        self._buckets.pop(socket, None)
        self._owners.pop(socket, None)

    def _bucket(self, key: str, *, session: bool) -> _Bucket:
        """As it is now."""
        bucket = self._buckets.get(key)
        if bucket is None:
            limits = self._limits
            rate, burst = limits.events_anonymous_per_second, limits.events_anonymous_burst
            if session:
                rate, burst = limits.events_session_per_second, limits.events_session_burst
            bucket = _Bucket(rate, burst, burst, self._clock())
        bucket.debt(self._clock())
        _remember(self._buckets, key, bucket)
        return bucket

    def _debt(self, key: str) -> float:
        bucket = self._buckets.get(key)
        return bucket.debt(self._clock()) if bucket else 0.0


def _remember(memory: OrderedDict[str, Any], key: str, value: Any) -> None:
    memory[key] = value
    memory.move_to_end(key)
    if len(memory) > MAX_REMEMBERED:
        memory.popitem(last=False)
