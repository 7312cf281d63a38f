"""What was read of a file does not stay longer than it serves."""

from __future__ import annotations

from typing import Any

import pytest

from presantra.bootstrap import Container
from presantra.db.models import ImportJob
from presantra.domain.errors import NotFound
from presantra.services.actor import Actor, System
from presantra.services.imports import Status
from presantra.services.retention import purge
from tests.import_steps import MARGOT, PAUL, SHEET, applied, preview, rows, staff


async def held(container: Container) -> list[tuple[Any, ...]]:
    found = await rows(container, ImportJob.status, ImportJob.payload, ImportJob.undo, order=ImportJob.id)
    return [(status, payload is not None, undo is not None) for status, payload, undo in found]


async def test_undo_goes_after_a_day_and_what_was_read_after_a_week(
    container: Container, claire: Actor, clock: Any
) -> None:
    done = await applied(container, claire, SHEET + MARGOT)
    waiting = await preview(container, claire, SHEET + MARGOT + PAUL)
    assert (await purge(container.context, System())).imports == 0
    clock.advance(hours=24, seconds=1)
    assert (await purge(container.context, System())).imports == 1
    assert await held(container) == [("termine", True, False), ("apercu", True, False)]
    clock.advance(days=6)
    assert (await purge(container.context, System())).imports == 2
    assert await held(container) == [("termine", False, False), ("abandonne", False, False)]
    assert (await purge(container.context, System())).imports == 0
    view = await container.imports.job(claire, waiting.public_id)
    assert (view.status, view.counts) == (Status.DROPPED, {})
    assert (await container.imports.job(claire, done.public_id)).counts["arrivee"] == 1
    with pytest.raises(NotFound):
        await container.imports.rejected(claire, done.public_id)
    clock.advance(days=365)
    await purge(container.context, System())
    assert await held(container) == []
    assert len(await staff(container)) == 1
