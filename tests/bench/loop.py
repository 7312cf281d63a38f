"""How long the event loop is held, which is how long every other person of the process waits."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

LIMIT_TICK_MS = 50.0


@asynccontextmanager
async def watched_loop() -> AsyncIterator[list[float]]:
    """Milliseconds of work of this process between two ticks of a task, and no more than by the clock.

    Other processes of a shared machine, which may well stop this one, do not count.
    """
    late: list[float] = []

    async def tick() -> None:
        while True:
            begun, worked = time.perf_counter(), time.process_time()
            await asyncio.sleep(0.002)
            late.append(min(time.perf_counter() - begun - 0.002, time.process_time() - worked) * 1000)

    # As the portal does when it starts.
    gc.collect()
    gc.freeze()
    task = asyncio.create_task(tick())
    try:
        yield late
    finally:
        task.cancel()
