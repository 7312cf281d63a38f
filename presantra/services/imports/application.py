"""The import itself, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import ImportJob
from presantra.db.repositories import employees as employees_repository
from presantra.db.repositories import imports as repository
from presantra.domain.errors import InvalidValue
from presantra.domain.imports.difference import Outcome
from presantra.domain.rights import Right
from presantra.domain.typography import french
from presantra.domain.visits import VisitKind
from presantra.services import audit
from presantra.services.actor import Actor, needs
from presantra.services.imports.analysis import Target
from presantra.services.imports.comparing import Comparing, Comparison
from presantra.services.imports.desk import CHANGED_ELSEWHERE
from presantra.services.imports.payload import Payload, encode_undo, sealed
from presantra.services.imports.plan import Plan, Planner, Tables
from presantra.services.imports.quiet import dropped, in_thread
from presantra.services.imports.running import Status
from presantra.services.imports.writing import Fingerprint, PeopleChanged, Undo, check_unchanged, write
from presantra.services.visit_requests import Wish, open_request, pending

MAX_VISITS = 200
PATIENCE = 0.5
PEOPLE_CHANGED = french(
    "Des fiches ont changé depuis cet aperçu : rien n’a été appliqué. Voici la différence recalculée ; "
    "vérifiez-la, puis confirmez à nouveau."
)


@dataclass(frozen=True, slots=True)
class Ready:
    """Rows of each member, with their journal. ``seen``: the state of the members that they were made for."""

    tables: Tables
    prepared: list[tuple[Plan, audit.Prepared]]
    counts: Mapping[str, Any]
    seen: Mapping[int, Fingerprint]

    def pieces(self) -> list[list[Any]]:
        """All that is big in it, to be ``dropped`` once it is written."""
        return [piece for plan, journal in self.prepared for piece in (*plan.rows(), journal.rows, journal.contents)]


class Application(Comparing):
    @needs(Right.PEOPLE_WRITE)
    async def confirm(self, actor: Actor, public_id: str, version: int, *, ask_visits: bool = False) -> None:
        """Apply what the preview of this ``version`` shows; a second confirmation of the same import does nothing.

        Raises:
            InvalidValue: nothing to apply, another preview than the one on screen, or too many visits to ask for.
        """
        job = await self._current(actor, public_id)
        if job.status in (Status.APPLYING, Status.DONE):
            return
        if job.status != Status.PREVIEW or job.version != version:
            raise InvalidValue(CHANGED_ELSEWHERE)
        if not job.counts.get("ecrit"):
            raise InvalidValue("Il n’y a rien à importer : aucune arrivée, aucun départ, aucun changement.")
        arrivals = sum(job.counts.get(outcome, 0) for outcome in (Outcome.ARRIVAL, Outcome.RETURN))
        if ask_visits and arrivals > MAX_VISITS:
            raise InvalidValue(
                f"Les visites se demandent ainsi pour {MAX_VISITS} arrivées au plus (il y en a {arrivals}) : "
                "décochez la case, puis demandez-les depuis la liste des salariés."
            )
        options = job.options | {"visites": ask_visits}
        with self._runner.beginning(job.public_id):
            await self._save(job, status=Status.APPLYING.value, options=options, sentence="", progress=0)
            self._runner.start(job, Status.APPLYING, self._apply(actor, public_id))
        await self._runner.wait(job.public_id, PATIENCE)

    async def _apply(self, actor: Actor, public_id: str) -> None:
        async with self._context.database.reading() as session:
            job = await self._find(session, actor, public_id)
        ready = await self._ready(actor, job)
        if ready is None:
            return
        try:
            await self._write(actor, job, ready)
        except PeopleChanged:
            await self._show_again(actor, job)
        await dropped(*ready.pieces())

    async def _ready(self, actor: Actor, job: ImportJob) -> Ready | None:
        """Everything that takes processor time; None when what it gives is no longer what the person has seen.

        The difference and the file are dropped on the way out: only rows to write stay in memory.
        """
        payload, targets = await self._read(actor, job)
        shown = payload.meta["digest"]
        comparison = await self._compare(job, payload, targets)
        if payload.meta["digest"] != shown:
            await self._save_preview(job, payload, comparison, PEOPLE_CHANGED)
            return None
        ready = await in_thread(partial(self._prepare, actor, job, comparison))
        self._runner.tell(job.public_id, 80)
        pieces = comparison.pieces()
        del comparison
        await dropped(*pieces)
        return ready

    async def _show_again(self, actor: Actor, job: ImportJob) -> None:
        payload, targets = await self._read(actor, job)
        comparison = await self._compare(job, payload, targets)
        await self._save_preview(job, payload, comparison, PEOPLE_CHANGED)

    async def _read(self, actor: Actor, job: ImportJob) -> tuple[Payload, Sequence[Target]]:
        async with self._context.database.reading() as session:
            return await self._payload(session, job), await self._targets(session, actor)

    def _prepare(self, actor: Actor, job: ImportJob, comparison: Comparison) -> Ready:
        tables = Tables.of(self._context.database.engine.dialect)
        author = employees_repository.Author(actor.signature, at=self._context.clock())
        planner = Planner(self._context, tables, author, self._today(), job.filename)
        prepared = []
        for member_id, difference in sorted(comparison.analysis.differences.items()):
            plan = planner.plan(member_id, difference, comparison.known[member_id], blind=member_id in comparison.blind)
            journal = audit.prepare_many(self._context, actor, plan.entries, member_id=member_id)
            plan.entries.clear()
            prepared.append((plan, journal))
        return Ready(tables, prepared, comparison.counts, comparison.seen)

    async def _write(self, actor: Actor, job: ImportJob, ready: Ready) -> None:
        """The one transaction. It ends with the job: somebody who has meanwhile told it dead makes it vanish.

        Raises:
            PeopleChanged: nothing was written.
        """
        async with self._context.database.transaction() as session:
            for member_id, seen in sorted(ready.seen.items()):
                await check_unchanged(session, member_id, seen)
            undos: list[Undo] = []
            for plan, journal in ready.prepared:
                undos.append(await write(session, self._context, ready.tables, plan, journal))
            self._runner.tell(job.public_id, 95)
            counts = dict(ready.counts)
            if job.options.get("visites"):
                counts["visites"] = await self._ask_for_visits(session, actor, undos)
            content = await in_thread(lambda: sealed(self._context, job.public_id, "undo", encode_undo(undos)))
            now = self._context.clock()
            done = {"status": Status.DONE.value, "applied_at": now, "undo": content, "counts": counts, "progress": 100}
            if not await repository.save_job(session, job, now, **done):
                raise InvalidValue(CHANGED_ELSEWHERE)
            await self._journal(session, actor, job, "Import de salariés appliqué")

    async def _ask_for_visits(self, session: AsyncSession, actor: Actor, undos: Sequence[Undo]) -> int:
        asked = 0
        companies = {company.id: company.public_id for company in actor.companies}
        for undo in undos:
            working = actor.working_in(companies[undo.member_id])
            keys = [one.public_id for one in undo.created] + [UUID(one.before.known.key) for one in undo.returned]
            for public_id in keys:
                person = await employees_repository.find(session, undo.member_id, public_id)
                if person is None or not person[1].due_kind or person[1].end_date:
                    continue
                if await pending(session, undo.member_id, person[0].id or 0, VisitKind.HIRE):
                    continue
                await open_request(session, self._context, working, person, Wish(VisitKind.HIRE))
                asked += 1
        return asked
