"""Work that outlives the event that began it, and the truth about work whose process has died.

SQLite means one process: a busy job that is not in its memory is dead. With PostgreSQL the process that works says
so every second, and how far it is; when it is silent for a lease, another one tells what happened. A job is never
resumed: its transaction has vanished with the process, and the person begins it again.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from presantra.db.models import ImportJob
from presantra.db.repositories import imports as repository
from presantra.domain.errors import DatabaseUnavailable
from presantra.domain.imports.status import BUSY as BUSY
from presantra.domain.imports.status import Status as Status
from presantra.domain.typography import french
from presantra.services.context import ServiceContext
from presantra.services.imports.quiet import no_collection

logger = logging.getLogger(__name__)
LEASE = timedelta(seconds=15)
BEAT_SECONDS = 1.0


_INTERRUPTED = {
    Status.ANALYSING: "La comparaison s’est interrompue : le portail s’est arrêté. Relancez-la.",
    Status.APPLYING: (
        "Cet import n’a pas été appliqué : le portail s’est arrêté pendant l’enregistrement. "
        "Rien n’a été modifié : vous pouvez le relancer."
    ),
    Status.UNDOING: (
        "L’annulation n’a pas eu lieu : le portail s’est arrêté avant la fin. "
        "L’import est toujours en place : vous pouvez relancer l’annulation."
    ),
}
_FAILED = {
    Status.ANALYSING: "La comparaison a échoué. Rien n’a été modifié : réessayez, ou contactez le service.",
    Status.APPLYING: "L’import a échoué. Rien n’a été modifié : réessayez, ou contactez le service.",
    Status.UNDOING: "L’annulation a échoué. L’import est toujours en place : réessayez, ou contactez le service.",
}


@dataclass(slots=True)
class Running:
    task: asyncio.Task[None]
    progress: int = 0


class Runner:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._running: dict[UUID, Running] = {}
        self._beginning: Counter[UUID] = Counter()

    @contextmanager
    def beginning(self, public_id: UUID) -> Iterator[None]:
        """Around the write that makes a job busy and its start: between the two nobody may take it for dead."""
        self._beginning[public_id] += 1
        try:
            yield
        finally:
            self._beginning[public_id] -= 1
            if not self._beginning[public_id]:
                del self._beginning[public_id]

    def start(self, job: ImportJob, status: Status, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """``status``: the busy one that the job has just been given."""
        task = asyncio.create_task(self._run(job.public_id, (job.member_id, job.account_id), status, work))
        self._running[job.public_id] = Running(task)
        return task

    def tell(self, public_id: UUID, progress: int) -> None:
        """Percents done of a job that runs here."""
        if public_id in self._running:
            self._running[public_id].progress = progress

    def progress_of(self, public_id: UUID) -> int:
        running = self._running.get(public_id)
        return running.progress if running else 0

    async def wait(self, public_id: UUID, seconds: float) -> None:
        """Return as soon as the work is over, or after some time; it goes on."""
        running = self._running.get(public_id)
        if running is not None:
            await asyncio.wait({running.task}, timeout=seconds)

    async def truth(self, job: ImportJob) -> bool:
        """Give a busy job whose process is dead the status it has in truth; whether it was so."""
        status = Status(job.status)
        here = job.public_id in self._running or job.public_id in self._beginning
        if status not in BUSY or here or self._may_run_elsewhere(job):
            return False
        async with self._context.database.transaction() as session:
            return await self._release(session, job, _INTERRUPTED[status])

    async def close(self) -> None:
        """Stop what runs: transactions are rolled back, jobs say that they were interrupted."""
        tasks = [running.task for running in self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _may_run_elsewhere(self, job: ImportJob) -> bool:
        return self._context.database.is_postgresql and self._context.clock() - job.updated_at < LEASE

    async def _run(
        self, public_id: UUID, owner: tuple[int, int], status: Status, work: Coroutine[Any, Any, None]
    ) -> None:
        beat = asyncio.create_task(self._beat(public_id))
        sentence = ""
        try:
            with no_collection():
                await work
        except asyncio.CancelledError:
            sentence = _INTERRUPTED[status]
            raise
        except DatabaseUnavailable:
            # Nothing can be written now; whoever looks at the job when the database is back is told the truth.
            logger.warning("base de données indisponible pendant un import")
        except Exception as error:
            # Where, and not its message, which could quote somebody's data.
            where = "".join(traceback.format_tb(error.__traceback__))
            logger.error("import interrompu par une erreur : %s\n%s", type(error).__name__, where)
            sentence = _FAILED[status]
        finally:
            beat.cancel()
            if sentence:
                await self._let_go(public_id, owner, status, sentence)
            # What this work has saved may have been confirmed already: the job's next work is not ours to end.
            if (running := self._running.get(public_id)) and running.task is asyncio.current_task():
                del self._running[public_id]

    async def _let_go(self, public_id: UUID, owner: tuple[int, int], status: Status, sentence: str) -> None:
        with suppress(DatabaseUnavailable):
            async with self._context.database.transaction() as session:
                job = await repository.find_job(session, *owner, public_id)
                if job is not None and job.status == status:
                    await self._release(session, job, sentence)

    async def _release(self, session: Any, job: ImportJob, sentence: str) -> bool:
        before = {
            Status.ANALYSING: Status(job.options.get("avant", Status.MAPPING)),
            Status.APPLYING: Status.PREVIEW,
            Status.UNDOING: Status.DONE,
        }[Status(job.status)]
        values = {"status": before.value, "sentence": french(sentence), "progress": 0}
        return await repository.save_job(session, job, self._context.clock(), **values)

    async def _beat(self, public_id: UUID) -> None:
        if not self._context.database.is_postgresql:
            return
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            with suppress(DatabaseUnavailable):
                async with self._context.database.transaction() as session:
                    busy = [status.value for status in BUSY]
                    await repository.beat(session, public_id, busy, self._context.clock(), self.progress_of(public_id))
