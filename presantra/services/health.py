"""Readiness: database write, migration head, oldest mail, Redis."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.exc import DBAPIError

from presantra.db.repositories import health
from presantra.domain.errors import DatabaseUnavailable
from presantra.services.context import ServiceContext
from presantra.services.throttle import Throttle


@dataclass(frozen=True, slots=True)
class Readiness:
    """``courriel_en_attente`` is the age of the oldest waiting mail, in seconds."""

    base: bool
    migration: str
    redis: bool
    courriel_en_attente: int
    courriels_bloques: int

    @property
    def ready(self) -> bool:
        return self.base and self.redis

    def as_dict(self) -> dict[str, Any]:
        return {"pret": self.ready, **asdict(self)}


async def readiness(context: ServiceContext, throttle: Throttle) -> Readiness:
    redis = await throttle.answers()
    try:
        async with context.database.transaction() as session:
            await health.prove_write(session)
            revision = await health.revision(session)
            oldest, parked = await health.mails(session)
    except (DatabaseUnavailable, DBAPIError):  # does not answer, or was never migrated
        return Readiness(False, "", redis, 0, 0)
    age = int((context.clock() - oldest).total_seconds()) if oldest else 0
    return Readiness(True, revision, redis, max(0, age), parked)
