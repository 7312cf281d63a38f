"""Readiness: what the operator's probe reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from presantra.bootstrap import Container
from presantra.services.health import readiness
from presantra.services.throttle import Throttle
from tests.conftest import FixedClock, MakeContainer
from tests.connection import browser, enrol


async def test_ready(container: Container) -> None:
    report = await readiness(container.context, container.throttle)
    assert report.as_dict() == {
        "pret": True,
        "base": True,
        "migration": report.migration,
        "redis": True,
        "courriel_en_attente": 0,
        "courriels_bloques": 0,
    }
    assert report.migration


async def test_age_of_the_oldest_mail(container: Container, make_member: Any, clock: FixedClock) -> None:
    await make_member()
    await enrol(container, browser())
    clock.advance(minutes=7)
    report = await readiness(container.context, container.throttle)
    assert (report.ready, report.courriel_en_attente) == (True, 420)


async def test_redis_away(container: Container) -> None:
    throttle = Throttle("redis://127.0.0.1:1")
    report = await readiness(container.context, throttle)
    assert (report.ready, report.base, report.redis) == (False, True, False)
    await throttle.close()


async def test_a_database_never_migrated(make_container: MakeContainer, tmp_path: Path) -> None:
    container = make_container(f"sqlite+aiosqlite:///{tmp_path / 'vide.db'}")
    report = await readiness(container.context, container.throttle)
    assert (report.ready, report.base, report.migration) == (False, False, "")
    await container.close()


async def test_a_postgresql_never_migrated(make_container: MakeContainer, postgres_server: str) -> None:
    container = make_container(postgres_server)
    report = await readiness(container.context, container.throttle)
    assert (report.ready, report.base) == (False, False)
    await container.close()
