"""A file arrives: it is read, and waits as a job; the list of the last ones."""

from __future__ import annotations

import asyncio

from presantra.db.models import ImportJob
from presantra.db.repositories import imports as repository
from presantra.domain.errors import Busy
from presantra.domain.imports.columns import signature
from presantra.domain.imports.model import DsnFile, RawTable
from presantra.domain.rights import Right
from presantra.services.actor import Actor, needs
from presantra.services.context import ServiceContext
from presantra.services.imports.comparing import Comparing
from presantra.services.imports.mapping import FOLLOW_UP_COLUMNS, first_choices, recalled, without_columns
from presantra.services.imports.payload import Payload
from presantra.services.imports.quiet import in_thread, no_collection
from presantra.services.imports.reading import FileRefused, read_file
from presantra.services.imports.running import Status
from presantra.services.imports.views import JobView, job_view
from presantra.services.redaction import tells_follow_up
from presantra.services.throttle import Throttle

RECENT = 10
REMEMBERED = 20
"""Files whose answers serve the next one."""
FILENAME_LENGTH = 200


class Reception(Comparing):
    def __init__(self, context: ServiceContext, throttle: Throttle) -> None:
        super().__init__(context)
        self._throttle = throttle
        self._reading = asyncio.Semaphore(1)
        self._senders: set[int] = set()

    async def admit(self, actor: Actor) -> None:
        """Before a file is even taken in: each one costs memory, processor time and a row.

        Raises:
            Throttled: this account has sent too many lately.
        """
        limit = self._context.settings.throttle.import_account
        await self._throttle.use((limit, f"imports/compte/{actor.account()}"))

    @needs(Right.PEOPLE_WRITE)
    async def receive(self, actor: Actor, filename: str, content: bytes) -> str:
        """Read a file and keep it as a job of the current company; the job's public id.

        A file that cannot be read is a job too: its sentence says why.

        Raises:
            Busy: the same account is already sending one.
        """
        actor.tenant()
        account = actor.account()
        if account in self._senders:
            raise Busy("Un fichier est déjà en cours de lecture : attendez qu’il s’affiche.")
        self._senders.add(account)
        try:
            with no_collection():
                return await self._received(actor, clean_filename(filename), content)
        finally:
            self._senders.discard(account)

    @needs(Right.PEOPLE_WRITE)
    async def refuse(self, actor: Actor, filename: str, sentence: str) -> str:
        """A job that only says why a file was not even read."""
        job = self._new_job(actor, clean_filename(filename), "inconnu", Status.REFUSED)
        job.sentence = sentence
        return await self._insert(actor, job)

    @needs(Right.PEOPLE_WRITE)
    async def jobs(self, actor: Actor) -> tuple[JobView, ...]:
        """The last imports of this person in the current company, newest first."""
        async with self._context.database.reading() as session:
            rows = await repository.recent_jobs(session, actor.tenant(), actor.account(), RECENT)
        now = self._context.clock()
        return tuple(job_view(job, now, self._runner.progress_of(job.public_id)) for job in rows)

    @needs(Right.PEOPLE_WRITE)
    async def job(self, actor: Actor, public_id: str) -> JobView:
        """Raises:
        NotFound: unknown, or somebody else's.
        """
        job = await self._current(actor, public_id)
        return job_view(job, self._context.clock(), self._runner.progress_of(job.public_id))

    async def _received(self, actor: Actor, filename: str, content: bytes) -> str:
        try:
            async with self._reading:
                source = await in_thread(lambda: read_file(content, filename, nir=self._context.settings.nir_enabled))
        except FileRefused as error:
            return await self.refuse(actor, filename, error.sentence)
        if isinstance(source, RawTable):
            return await self._receive_table(actor, filename, source)
        return await self._receive_dsn(actor, filename, source)

    async def _receive_table(self, actor: Actor, filename: str, table: RawTable) -> str:
        left_out: tuple[str, ...] = ()
        if not tells_follow_up(actor):
            # Before anything is kept: neither the preview nor what is remembered for the next file knows of them.
            table, left_out = await in_thread(lambda: without_columns(table, FOLLOW_UP_COLUMNS))
        key = await in_thread(lambda: signature(table))
        async with self._context.database.reading() as session:
            former = await repository.remembered(session, actor.tenant(), key, REMEMBERED)
        payload = await in_thread(lambda: Payload.of(table))
        job = self._new_job(actor, filename, "table", Status.MAPPING)
        job.mapping, meta = await in_thread(lambda: first_choices(table, recalled(table, key, former)))
        payload.meta |= meta | {"signature": key}
        job.options = {"laissees": list(left_out)} if left_out else {}
        job.payload = await self._sealed(job, payload)
        return await self._insert(actor, job)

    async def _receive_dsn(self, actor: Actor, filename: str, source: DsnFile) -> str:
        job = self._new_job(actor, filename, "dsn", Status.ANALYSING)
        job.options = {"avant": Status.PREVIEW.value}
        payload = await in_thread(lambda: Payload.of(source))
        job.payload = await self._sealed(job, payload)
        with self._runner.beginning(job.public_id):
            public_id = await self._insert(actor, job)
            self._runner.start(job, Status.ANALYSING, self._analyse(actor, public_id, payload))
        return public_id

    def _new_job(self, actor: Actor, filename: str, kind: str, status: Status) -> ImportJob:
        now = self._context.clock()
        return ImportJob(
            member_id=actor.tenant(),
            account_id=actor.account(),
            kind=kind,
            filename=filename,
            status=status.value,
            created_at=now,
            updated_at=now,
        )

    async def _insert(self, actor: Actor, job: ImportJob) -> str:
        async with self._context.database.transaction() as session:
            await repository.insert_job(session, job)
            await self._journal(session, actor, job, "Fichier de salariés déposé")
        return str(job.public_id)


def clean_filename(filename: str) -> str:
    """The last part of the name that a browser gives, without what a screen or a journal could not show."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(character for character in last if character.isprintable()).strip()
    return shown[-FILENAME_LENGTH:] or "fichier"
