"""Heavy work without the pauses of the garbage collector, which would hold the event loop too."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, TypeVar

SLICE = 500
T = TypeVar("T")


class _Collector:
    """Several works may overlap: the collector is back when the last one is over."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._working = 0

    def pause(self) -> None:
        with self._lock:
            self._working += 1
            gc.disable()

    def resume(self) -> None:
        with self._lock:
            self._working -= 1
            if not self._working:
                gc.enable()


_collector = _Collector()


@contextmanager
def no_collection() -> Iterator[None]:
    """A collection among hundreds of thousands of objects takes 80 ms and more, all threads stopped.

    To be held until they are dropped, or they would all be looked at when the collector comes back. Nothing made
    here holds cycles: it is freed at once all the same.
    """
    _collector.pause()
    try:
        yield
    finally:
        _collector.resume()


async def dropped(*lists: list[Any]) -> None:
    """Free what a work has made, a slice at a time: all at once, 50,000 people stop all threads for 100 ms.

    The caller keeps nothing else that holds them.
    """

    def drop() -> None:
        for objects in lists:
            while objects:
                del objects[-SLICE:]

    await in_thread(drop)


async def in_thread(work: Callable[[], T]) -> T:
    """Processor time away from the event loop."""
    with no_collection():
        return await asyncio.to_thread(work)
