"""Reading employees: the list, one record, the choices of the visit form."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row

from presantra.db.models import Employee
from presantra.domain.labels import format_date
from presantra.domain.names import display_name
from presantra.domain.rights import Right
from presantra.domain.vocabulary import ContractType, FollowUpKind, VisitKind
from presantra.services.actor import Actor, needs
from presantra.services.employees import paging
from presantra.services.employees.access import EmployeeDesk, departed, load
from presantra.services.employees.figures import Counting
from presantra.services.employees.records import build_record
from presantra.services.employees.views import (
    MAX_SEARCH_LENGTH,
    EmployeeChoice,
    EmployeePage,
    EmployeeQuery,
    EmployeeRecord,
    EmployeeRow,
    due_state,
)
from presantra.services.redaction import plain_query, redacted_row, sees_follow_up

MAX_CHOICES = 50


class Queries(EmployeeDesk):
    @needs(Right.PEOPLE_READ)
    async def list(self, actor: Actor, query: EmployeeQuery) -> EmployeePage:
        """One page of the employees of the current company."""
        member_id, seeing = actor.tenant(), sees_follow_up(actor)
        today = self._today()
        async with self._context.database.reading() as session:
            counting = await Counting.of(session, self._context, member_id)
            sheet = await paging.page_of(counting, query if seeing else plain_query(query), today)
        rows = tuple(_row(row, today) for row in sheet.rows)
        return EmployeePage(
            rows=rows if seeing else tuple(map(redacted_row, rows)),
            total=sheet.total,
            page=sheet.page,
            pages=sheet.pages,
            page_size=sheet.size,
            more=sheet.more,
            has_previous=sheet.has_previous,
            has_next=sheet.has_next,
        )

    @needs(Right.PEOPLE_READ)
    async def record(self, actor: Actor, public_id: str) -> EmployeeRecord:
        """Raises:
        NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        async with self._context.database.reading() as session:
            person = await load(session, member_id, public_id)
            return await build_record(session, self._context, actor, person)

    @needs(Right.PEOPLE_READ)
    async def search_choices(self, actor: Actor, text: str, limit: int = 20) -> tuple[EmployeeChoice, ...]:
        """Present employees whose name, job or matricule holds the words typed, by name."""
        member_id = actor.tenant()
        query = EmployeeQuery(text=text[:MAX_SEARCH_LENGTH])
        async with self._context.database.reading() as session:
            counting = await Counting.of(session, self._context, member_id)
            rows = await paging.first(counting, query, self._today(), max(1, min(limit, MAX_CHOICES)))
        return tuple(_choice(row) for row in rows)

    @needs(Right.PEOPLE_READ)
    async def choice(self, actor: Actor, public_id: str) -> EmployeeChoice:
        """The choice of one employee, to fill a form opened from his record.

        Raises:
            NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        async with self._context.database.reading() as session:
            employee, employment = await load(session, member_id, public_id)
        return choice_of(employee, employment.job_title)


def _choice(row: Row[Any]) -> EmployeeChoice:
    return choice_of(row, row.job_title)


def choice_of(person: Employee | Row[Any], job_title: str) -> EmployeeChoice:
    """The line by which somebody is chosen among others who may bear the same name."""
    name = display_name(person.first_name, person.usage_name or person.birth_name)
    return EmployeeChoice(str(person.public_id), _label(name, person.birth_date, job_title))


def _label(name: str, birth_date: date, job_title: str) -> str:
    return f"{name} ({format_date(birth_date)}) – {job_title}"


def _row(row: Row[Any], today: date) -> EmployeeRow:
    return EmployeeRow(
        public_id=str(row.public_id),
        birth_name=row.birth_name,
        usage_name=row.usage_name,
        first_name=row.first_name,
        birth_date=row.birth_date,
        job_title=row.job_title,
        entry_date=row.start_date,
        departure_date=row.end_date,
        follow_up=FollowUpKind(row.follow_up),
        due_date=row.due_date,
        due_kind=VisitKind(row.due_kind) if row.due_kind else None,
        due_state=due_state(row.due_date, today, departed=departed(row.end_date, today)),
        contract_type=ContractType(row.contract_type),
        to_specify=bool(row.to_specify),
    )
