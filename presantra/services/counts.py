"""Counts and figures that were made once, kept in the memory of this process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

MAX_COUNTS = 20_000


class CountMemory:
    """The ``MAX_COUNTS`` last used. A key names the version of what was counted: nothing is ever out of date."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable) -> Any:
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key]

    def keep(self, key: Hashable, count: Any) -> None:
        self._kept[key] = count
        self._kept.move_to_end(key)
        while len(self._kept) > MAX_COUNTS:
            self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)
