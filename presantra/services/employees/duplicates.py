"""The probable duplicates of a company, to be compared by a person."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from presantra.db.models import Employee, Employment
from presantra.db.repositories import duplicates as repository
from presantra.db.repositories import employees as people
from presantra.db.repositories import not_duplicates
from presantra.domain.duplicates import Candidate, Likeness, find_groups, pair
from presantra.domain.names import display_name, fold
from presantra.domain.rights import Right
from presantra.services.actor import Actor, needs
from presantra.services.employees.access import EmployeeDesk

MAX_CANDIDATES = 4_000
GROUPS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    public_id: str
    name: str
    birth_name: str
    birth_date: date
    matricule: str
    job_title: str
    entry_date: date
    departure_date: date | None


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    likeness: Likeness
    people: tuple[DuplicateRow, ...]


@dataclass(frozen=True, slots=True)
class DuplicatePage:
    """``groups`` holds the first ones of ``total``; ``more``: people remain that were not compared yet."""

    groups: tuple[DuplicateGroup, ...]
    total: int
    more: bool


class Duplicates(EmployeeDesk):
    @needs(Right.PEOPLE_WRITE)
    async def duplicates(self, actor: Actor) -> DuplicatePage:
        """Groups of records of the current company that may be one person."""
        member_id = actor.tenant()
        async with self._context.database.reading() as session:
            rows = await repository.sharing_identity(session, member_id, MAX_CANDIDATES)
            apart = {pair(row[0], row[1]) for row in await not_duplicates.pairs(session, member_id)}
            groups = await asyncio.to_thread(find_groups, [_candidate(row) for row in rows], apart)
            shown = groups[:GROUPS_SHOWN]
            found = await people.by_ids(session, member_id, [one for group in shown for one in group.ids])
        views = {employee.id: _row(employee, employment) for employee, employment in found}
        return DuplicatePage(
            groups=tuple(
                DuplicateGroup(group.likeness, tuple(views[one] for one in group.ids if one in views))
                for group in shown
            ),
            total=len(groups),
            more=len(rows) == MAX_CANDIDATES,
        )


def _candidate(row: Row[Any]) -> Candidate:
    return Candidate(
        id=row.id,
        birth=row.birth,
        birth_name=row.identity_key.removesuffix(f"|{row.birth}"),
        usage_name=fold(row.usage_name).replace(" ", ""),
        matricule=row.matricule,
        hidden=row.nir_index,
    )


def _row(employee: Employee, employment: Employment) -> DuplicateRow:
    return DuplicateRow(
        public_id=str(employee.public_id),
        name=display_name(employee.first_name, employee.usage_name or employee.birth_name),
        birth_name=employee.birth_name,
        birth_date=employee.birth_date,
        matricule=employee.matricule,
        job_title=employment.job_title,
        entry_date=employment.start_date,
        departure_date=employment.end_date,
    )
