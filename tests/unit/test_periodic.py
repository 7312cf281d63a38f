"""Work done now and then survives its failures and ends at once."""

from __future__ import annotations

import asyncio

import pytest

from presantra.domain.errors import DatabaseUnavailable
from presantra.services.periodic import repeat


async def test_what_fails_is_tried_again_and_nobodys_data_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    stop, failures = asyncio.Event(), iter([DatabaseUnavailable(), ValueError("Camille Durand"), None])

    async def work() -> None:
        if (failure := next(failures)) is not None:
            raise failure
        stop.set()

    async with asyncio.timeout(10):
        await repeat("essai", work, 0.001, stop)
    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"]
    assert "ValueError" in caplog.text
    assert "Durand" not in caplog.text


async def test_it_does_not_wait_for_its_hour_to_stop() -> None:
    stop, rounds = asyncio.Event(), 0

    async def work() -> None:
        nonlocal rounds
        rounds += 1

    running = asyncio.create_task(repeat("essai", work, 3600, stop))
    await asyncio.sleep(0)
    stop.set()
    async with asyncio.timeout(10):
        await running
    assert rounds == 1
