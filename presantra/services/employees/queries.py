"""Reading employees: the list, one record, the choices of the visit form."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row

from presantra.db.repositories import employee_lists as lists
from presantra.domain.labels import format_date
from presantra.domain.names import display_name
from presantra.domain.visits import OPEN_STATUSES
from presantra.domain.vocabulary import ContractType, FollowUpKind, VisitKind
from presantra.services.actor import Actor
from presantra.services.employees.access import EmployeeDesk, departed, load
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
from presantra.services.visit_views import clamp_page

MAX_CHOICES = 50


class Queries(EmployeeDesk):
    async def list(self, actor: Actor, query: EmployeeQuery) -> EmployeePage:
        """One page of the employees of the current company."""
        member_id = actor.tenant()
        today = self._today()
        selection = lists.Selection(
            today=today,
            open_statuses=tuple(OPEN_STATUSES),
            text=query.text[:MAX_SEARCH_LENGTH],
            presence=query.presence,
            contract_type=query.contract_type or "",
            follow_up=query.follow_up or "",
            deadline=query.deadline,
        )
        async with self._context.database.reading() as session:
            total = await lists.count(session, member_id, selection)
            size, page, pages = clamp_page(total, query.page, query.page_size)
            rows = await lists.page(
                session,
                member_id,
                selection,
                lists.Ordering(query.sort, query.descending),
                offset=(page - 1) * size,
                limit=size,
            )
        return EmployeePage(tuple(_row(row, today) for row in rows), total, page, pages, size)

    async def record(self, actor: Actor, public_id: str) -> EmployeeRecord:
        """Raises:
        NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        async with self._context.database.reading() as session:
            person = await load(session, member_id, public_id)
            return await build_record(session, self._context, actor, person)

    async def search_choices(self, actor: Actor, text: str, limit: int = 20) -> tuple[EmployeeChoice, ...]:
        """Present employees whose name, job or matricule holds the words typed, by name."""
        member_id = actor.tenant()
        selection = lists.Selection(
            today=self._today(),
            open_statuses=(),
            text=text[:MAX_SEARCH_LENGTH],
            presence=lists.PresenceFilter.PRESENT,
        )
        async with self._context.database.reading() as session:
            rows = await lists.page(
                session,
                member_id,
                selection,
                lists.Ordering(),
                offset=0,
                limit=max(1, min(limit, MAX_CHOICES)),
            )
        return tuple(_choice(row) for row in rows)

    async def choice(self, actor: Actor, public_id: str) -> EmployeeChoice:
        """The choice of one employee, to fill a form opened from his record.

        Raises:
            NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        async with self._context.database.reading() as session:
            employee, employment = await load(session, member_id, public_id)
        name = display_name(employee.first_name, employee.usage_name or employee.birth_name)
        return EmployeeChoice(str(employee.public_id), _label(name, employee.birth_date, employment.job_title))


def _choice(row: Row[Any]) -> EmployeeChoice:
    name = display_name(row.first_name, row.usage_name or row.birth_name)
    return EmployeeChoice(str(row.public_id), _label(name, row.birth_date, row.job_title))


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
    )
