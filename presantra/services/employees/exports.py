"""The list as a file: exactly what is filtered or ticked, with the headings that an import reads back."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Row

from presantra.db.models import VisitRequest
from presantra.db.repositories import employee_exports, employee_lists, visits
from presantra.domain.clock import paris_date, paris_datetime
from presantra.domain.errors import FieldChange, NotFound
from presantra.domain.labels import FOLLOW_UP_SHORT_LABELS, format_date, label
from presantra.domain.rights import Right
from presantra.domain.situations import SITUATIONS_BY_CODE
from presantra.domain.visits import VisitStatus
from presantra.domain.vocabulary import ContractType, DepartureReason, FollowUpKind, Sex, VisitKind
from presantra.services import audit
from presantra.services.actor import Actor, needs
from presantra.services.context import ServiceContext
from presantra.services.employees.access import departed
from presantra.services.employees.export_folders import new_folder, sweep
from presantra.services.employees.paging import Chosen, chosen_rows
from presantra.services.recent import demand_recent
from presantra.services.redaction import plain_query, sees_follow_up
from presantra.services.tables_out import Cell, TableFormat, table_writer
from presantra.services.throttle import Throttle

# Small enough to hold up nobody else: rows become values on the event loop.
CHUNK = 250
AT_ONCE = 2
NOBODY = "Aucun salarié ne correspond : il n’y a rien à exporter."
HEADINGS = (
    "Nom de naissance", "Nom d'usage", "Prénom", "Date de naissance", "Sexe", "Date d'entrée", "Type de contrat",
    "Date de fin prévue", "Poste", "Code PCS-ESE", "Situations de travail", "Temps de travail", "Établissement",
    "E-mail", "Téléphone", "Matricule", "Date de sortie", "Motif de sortie", "Date de dernière visite",
    "Type de dernière visite", "Type de suivi", "Échéance", "Visite",
)  # fmt: skip
FOLLOW_UP_HEADINGS = frozenset(
    {
        "Situations de travail", "Date de dernière visite", "Type de dernière visite", "Type de suivi", "Échéance",
        "Visite",
    }
)  # fmt: skip
_WORKING_TIMES = {"complet": "Temps complet", "partiel": "Temps partiel"}


@dataclass(frozen=True, slots=True)
class Export:
    """A file in a folder of its own, which :meth:`discard` removes."""

    path: Path
    filename: str
    people: int
    folder: TemporaryDirectory[str]

    def discard(self) -> None:
        self.folder.cleanup()


class ExportService:
    def __init__(self, context: ServiceContext, throttle: Throttle) -> None:
        self._context = context
        self._throttle = throttle
        self._places = asyncio.Semaphore(AT_ONCE)

    @needs(Right.PEOPLE_EXPORT)
    async def write(self, actor: Actor, chosen: Chosen, kind: TableFormat) -> Export:
        """Make the file, in a thread, and note it in the journal before it leaves.

        Raises:
            ReauthenticationNeeded: too many people leave within an hour, in one file or several, for an open tab.
            NotFound: nobody is chosen.
        """
        chosen = _allowed(actor, chosen)
        await self._admit(actor, chosen)
        async with self._places:
            folder = await asyncio.to_thread(self._folder)
            path = Path(folder.name) / f"salaries.{kind}"
            try:
                people = await self._fill(actor, chosen, kind, path)
                if not people:
                    raise NotFound(NOBODY)
                await self._record(actor, people, kind)
            except BaseException:
                folder.cleanup()
                raise
        assert actor.member is not None
        day = paris_date(self._context.clock())
        return Export(path, f"salaries-{actor.member.code}-{day.isoformat()}.{kind}", people, folder)

    async def clean(self) -> None:
        """At the start of a process: what one that was killed has left. With SQLite there is no other process."""
        alone = not self._context.database.is_postgresql
        await asyncio.to_thread(sweep, self._context.settings.exports_dir, younger_too=alone)

    def _folder(self) -> TemporaryDirectory[str]:
        root = self._context.settings.exports_dir
        sweep(root)
        return new_folder(root)

    async def _admit(self, actor: Actor, chosen: Chosen) -> None:
        limit = self._context.settings.export_confirm_above
        selection = chosen.selection(paris_date(self._context.clock()))
        async with self._context.database.reading() as session:
            people = await employee_lists.count(session, actor.tenant(), selection, limit + 1)
        if not people:
            raise NotFound(NOBODY)
        budget = (f"{limit} per hour", f"exports/compte/{actor.account()}")
        if people > limit or not await self._throttle.spend(budget, people):
            demand_recent(self._context, actor)

    async def _fill(self, actor: Actor, chosen: Chosen, kind: TableFormat, path: Path) -> int:
        member_id, today = actor.tenant(), paris_date(self._context.clock())
        assert actor.member is not None
        people = 0
        shown = [rank for rank, name in enumerate(HEADINGS) if sees_follow_up(actor) or name not in FOLLOW_UP_HEADINGS]
        headings = tuple(HEADINGS[rank] for rank in shown)
        writer = await asyncio.to_thread(table_writer, kind, path, "Salariés", headings)
        try:
            async with self._context.database.reading() as session:
                if self._context.database.is_postgresql:
                    # One snapshot for all the blocks: the file is the list at one instant.
                    await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
                async for rows in chosen_rows(session, member_id, chosen, today, employee_exports.COLUMNS, CHUNK):
                    asked = await visits.open_ones(session, member_id, [row.id for row in rows])
                    lines = [_line(row, asked.get(row.id, []), actor.member.code, today) for row in rows]
                    await asyncio.to_thread(writer.write, [tuple(line[rank] for rank in shown) for line in lines])
                    people += len(rows)
        finally:
            await asyncio.to_thread(writer.close)
        return people

    async def _record(self, actor: Actor, people: int, kind: TableFormat) -> None:
        assert actor.member is not None
        plural = "s" if people > 1 else ""
        async with self._context.database.transaction() as session:
            await audit.record(
                session, self._context, actor, f"Export de la liste ({people} salarié{plural})",
                member_id=actor.tenant(), subject=audit.Subject("member", actor.member.public_id),
                changes=[FieldChange("export", "Fichier", "", kind.upper())],
            )  # fmt: skip


def _allowed(actor: Actor, chosen: Chosen) -> Chosen:
    return chosen if sees_follow_up(actor) else replace(chosen, query=plain_query(chosen.query))


def _line(row: Row[Any], asked: Sequence[VisitRequest], code: str, today: date) -> tuple[Cell, ...]:
    situations = [SITUATIONS_BY_CODE[item].label for item in row.situations if item in SITUATIONS_BY_CODE]
    return (
        row.birth_name, row.usage_name, row.first_name, row.birth_date, label(Sex(row.sex)) if row.sex else "",
        row.start_date, label(ContractType(row.contract_type)), row.planned_end_date, row.job_title, row.pcs_code,
        " ; ".join(situations), _WORKING_TIMES.get(row.working_time, row.working_time), code, row.email, row.phone,
        row.matricule, row.end_date,
        label(DepartureReason(row.departure_reason)) if row.departure_reason else "",
        row.last_visit_date, label(VisitKind(row.last_visit_kind)) if row.last_visit_kind else "",
        FOLLOW_UP_SHORT_LABELS[FollowUpKind(row.follow_up)],
        None if departed(row.end_date, today) else row.due_date, " ; ".join(map(_visit, asked)),
    )  # fmt: skip


def _visit(visit: VisitRequest) -> str:
    status = label(VisitStatus(visit.status))
    day = f" le {format_date(paris_datetime(visit.planned_at).date())}" if visit.planned_at else ""
    return f"{label(VisitKind(visit.kind))} : {status.lower()}{day}"
