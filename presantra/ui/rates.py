"""How many events a second somebody may send."""

from __future__ import annotations

import time
from collections import OrderedDict

MAX_BUCKETS = 10_000


class Buckets:
    """One token bucket a key; the keys least seen are forgotten beyond ten thousand."""

    def __init__(self) -> None:
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allow(self, key: str, rate: int, burst: int) -> bool:
        """Count one event. ``rate``: a second, for ever; ``burst``: at once, after a rest."""
        now = time.monotonic()
        level, since = self._levels.pop(key, (float(burst), now))
        level = min(burst, level + (now - since) * rate)
        allowed = level >= 1
        self._levels[key] = (level - 1 if allowed else level, now)
        if len(self._levels) > MAX_BUCKETS:
            self._levels.popitem(last=False)
        return allowed

    def forget(self, key: str) -> None:
        self._levels.pop(key, None)
