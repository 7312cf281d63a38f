"""How fast events may come (``security.md``, section 3): who goes too fast waits, and loses nothing.

Only the door can make somebody wait without anything piling up here: it reads a socket one event after the other. But
who asks is known behind it, at the gate, which also sees the events that one event leads to.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from presantra.throttle_settings import ThrottleSettings

MAX_REMEMBERED = 10_000


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

    def arrived(self, socket: str, tab: str) -> float:
        """An event comes in; the seconds that it must wait, with all that this socket says after it."""
        self._count(socket, session=True)
        return max(self._debt(socket), self._debt(self._owners.get(tab, "")))

    def served(self, tab: str, owner: str, *, session: bool) -> None:
        """An event of a tab is counted for its owner: ``session``, a session's identity, otherwise a browser's."""
        _remember(self._owners, tab, owner)
        self._count(owner, session=session)

    def left(self, socket: str) -> None:
        self._buckets.pop(socket, None)

    def _count(self, key: str, *, session: bool) -> None:
        bucket = self._buckets.get(key)
        if bucket is None:
            limits = self._limits
            rate, burst = limits.events_anonymous_per_second, limits.events_anonymous_burst
            if session:
                rate, burst = limits.events_session_per_second, limits.events_session_burst
            bucket = _Bucket(rate, burst, burst, self._clock())
        bucket.debt(self._clock())
        bucket.level -= 1
        _remember(self._buckets, key, bucket)

    def _debt(self, key: str) -> float:
        bucket = self._buckets.get(key)
        return bucket.debt(self._clock()) if bucket else 0.0


def _remember(memory: OrderedDict[str, Any], key: str, value: Any) -> None:
    memory[key] = value
    memory.move_to_end(key)
    if len(memory) > MAX_REMEMBERED:
        memory.popitem(last=False)
