"""What every part of the service shares: the way to one job, its payload, the companies it may touch."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import ImportJob
from presantra.db.repositories import imports as repository
from presantra.domain.clock import paris_date
from presantra.domain.errors import InvalidValue, NotFound
from presantra.domain.imports.columns import Column
from presantra.domain.imports.people import Choices
from presantra.domain.rights import Right
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.identity import parse_public_id
from presantra.services.imports.analysis import Target
from presantra.services.imports.payload import Payload, opened, sealed
from presantra.services.imports.running import BUSY, Runner, Status

CHANGED_ELSEWHERE = "Cet import a changé entre-temps, peut-être dans un autre onglet : vérifiez-le, puis recommencez."
COMPANY_LOST = (
    "Cet import concerne une entreprise qui n’est plus rattachée à votre compte : il ne peut plus être consulté."
)


class ImportDesk:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._runner = Runner(context)

    async def close(self) -> None:
        await self._runner.close()

    def _today(self) -> date:
        return paris_date(self._context.clock())

    async def _find(self, session: AsyncSession, actor: Actor, public_id: str) -> ImportJob:
        """Raises:
        NotFound: unknown, somebody else's, or another company's.
        InvalidValue: a company that it concerns has left the account since.
        """
        job = await repository.find_job(session, actor.tenant(), actor.account(), parse_public_id(public_id))
        if job is None:
            raise NotFound
        if not set(job.options.get("entreprises", ())) <= {company.id for company in actor.side_by_side()}:
            raise InvalidValue(COMPANY_LOST)
        return job

    async def _current(self, actor: Actor, public_id: str) -> ImportJob:
        """A job, with the status it has in truth."""
        async with self._context.database.reading() as session:
            job = await self._find(session, actor, public_id)
        if Status(job.status) in BUSY and await self._runner.truth(job):
            async with self._context.database.reading() as session:
                job = await self._find(session, actor, public_id)
        return job

    async def _in(self, actor: Actor, public_id: str, *statuses: Status) -> ImportJob:
        """Raises:
        InvalidValue: the job is not in one of these statuses.
        """
        job = await self._current(actor, public_id)
        if Status(job.status) not in statuses:
            raise InvalidValue(CHANGED_ELSEWHERE)
        return job

    async def _payload(self, session: AsyncSession, job: ImportJob) -> Payload:
        """Raises:
        NotFound: erased, its time is over.
        """
        content = await repository.sealed_of(session, job, "payload")
        if content is None:
            raise NotFound
        return await asyncio.to_thread(lambda: Payload.decode(opened(self._context, job.public_id, "payload", content)))

    async def _sealed(self, job: ImportJob, payload: Payload) -> bytes:
        return await asyncio.to_thread(lambda: sealed(self._context, job.public_id, "payload", payload.encode()))

    async def _targets(self, session: AsyncSession, actor: Actor) -> Sequence[Target]:
        together = {company.id: company for company in actor.side_by_side()}
        rows = await repository.establishments(session, list(together))
        return [
            Target(row.id, row.code, row.siret, row.name, Right.FOLLOW_UP_WRITE not in together[row.id].rights)
            for row in rows
        ]

    async def _journal(self, session: AsyncSession, actor: Actor, job: ImportJob, action: str) -> None:
        """An entry about the import itself, beside those of the people."""
        subject = audit.Subject("import", job.public_id)
        await audit.record(session, self._context, actor, action, member_id=job.member_id, subject=subject)

    async def _save(self, job: ImportJob, **values: Any) -> None:
        """Raises:
        InvalidValue: somebody wrote on the job since it was read.
        """
        async with self._context.database.transaction() as session:
            if not await repository.save_job(session, job, self._context.clock(), **values):
                raise InvalidValue(CHANGED_ELSEWHERE)


def choices_of(job: ImportJob) -> Choices | None:
    """None for a DSN, whose columns are known."""
    mapping = job.mapping
    if not mapping:
        return None
    columns = tuple(Column(name) for name in mapping["columns"])
    return Choices(columns, mapping["words"], mapping["defaults"])
