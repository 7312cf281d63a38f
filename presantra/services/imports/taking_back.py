"""« Annuler cet import », for 24 hours."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.repositories import import_people
from presantra.db.repositories import imports as repository
from presantra.domain.errors import InvalidValue
from presantra.domain.names import display_name
from presantra.domain.rights import Right
from presantra.services.actor import Actor, needs
from presantra.services.imports.desk import CHANGED_ELSEWHERE, ImportDesk
from presantra.services.imports.payload import decode_undo, dump, opened, sealed
from presantra.services.imports.plan import Tables
from presantra.services.imports.quiet import in_thread
from presantra.services.imports.running import Status
from presantra.services.imports.undoing import lock_members, put_back, untouched
from presantra.services.imports.views import UNDO_HOURS, KeptPerson

PATIENCE = 0.5


class TakingBack(ImportDesk):
    @needs(Right.PEOPLE_WRITE)
    async def undo(self, actor: Actor, public_id: str) -> None:
        """Take a whole import back, within UNDO_HOURS; people whom somebody has modified since stay as they are.

        Raises:
            InvalidValue: too late, or not applied.
        """
        job = await self._current(actor, public_id)
        if job.status in (Status.UNDOING, Status.UNDONE):
            return
        if job.status != Status.DONE or job.applied_at is None:
            raise InvalidValue(CHANGED_ELSEWHERE)
        if self._context.clock() >= job.applied_at + timedelta(hours=UNDO_HOURS):
            raise InvalidValue(f"Cet import ne peut plus être annulé : il pouvait l’être pendant {UNDO_HOURS} heures.")
        with self._runner.beginning(job.public_id):
            await self._save(job, status=Status.UNDOING.value, sentence="", progress=0)
            self._runner.start(job, Status.UNDOING, self._take_back(actor, public_id))
        await self._runner.wait(job.public_id, PATIENCE)

    @needs(Right.PEOPLE_WRITE)
    async def kept(self, actor: Actor, public_id: str) -> tuple[KeptPerson, ...]:
        """People whom the undo of an import has left as they are."""
        job = await self._in(actor, public_id, Status.UNDONE)
        async with self._context.database.reading() as session:
            content = await repository.sealed_of(session, job, "undo")
        if content is None:
            return ()
        lines = opened(self._context, job.public_id, "undo", content).splitlines()
        return tuple(KeptPerson(*json.loads(line)) for line in lines)

    async def _take_back(self, actor: Actor, public_id: str) -> None:
        async with self._context.database.reading() as session:
            job = await self._find(session, actor, public_id)
            content = await repository.sealed_of(session, job, "undo")
        if content is None or job.applied_at is None:
            raise InvalidValue(CHANGED_ELSEWHERE)
        undos = await in_thread(lambda: decode_undo(opened(self._context, job.public_id, "undo", content)))
        tables = Tables.of(self._context.database.engine.dialect)
        self._runner.tell(job.public_id, 30)
        async with self._context.database.transaction() as session:
            await lock_members(session, undos)
            kept: list[list[str]] = []
            put = 0
            for undo in undos:
                found = await untouched(session, undo, job.applied_at)
                await put_back(session, self._context, actor, tables, found.undo, job.filename)
                put += len(found.undo.created) + len(found.undo.before)
                kept += await _named(session, undo.member_id, found.kept)
            now = self._context.clock()
            said = sealed(self._context, job.public_id, "undo", b"\n".join(map(dump, kept)))
            counts = job.counts | {"repris": put, "gardes": len(kept)}
            undone = {"status": Status.UNDONE.value, "undone_at": now, "undo": said, "counts": counts}
            if not await repository.save_job(session, job, now, **undone):
                raise InvalidValue(CHANGED_ELSEWHERE)
            await self._journal(session, actor, job, "Import de salariés annulé")


async def _named(session: AsyncSession, member_id: int, public_ids: Iterable[UUID]) -> list[list[str]]:
    rows = await import_people.names(session, member_id, list(public_ids))
    return [[str(row.public_id), display_name(row.first_name, row.usage_name or row.birth_name)] for row in rows]
