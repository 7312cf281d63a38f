"""The record of one employee, as the screen shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employee, Employment
from presantra.db.repositories import employees as repository
from presantra.db.repositories import visits as visits_repository
from presantra.domain.clock import paris_date
from presantra.domain.identifiers import format_phone
from presantra.domain.vocabulary import ContractType, DepartureReason, FollowUpKind, Sex, VisitKind
from presantra.services import audit
from presantra.services.employees.access import departed, id_of
from presantra.services.employees.deadlines import deadline, facts_of
from presantra.services.employees.views import EmployeeRecord, PeriodView, due_state
from presantra.services.visit_papers import papers_of
from presantra.services.visit_views import VisitRow


def undo_until(employment: Employment, days: int) -> date | None:
    """Last legal day on which a departure may be undone; None when there is none."""
    if employment.end_date is None or employment.departure_recorded_at is None:
        return None
    return paris_date(employment.departure_recorded_at) + timedelta(days=days)


async def visit_rows(session: AsyncSession, member_id: int, employee: Employee) -> tuple[VisitRow, ...]:
    visits = await visits_repository.of_employee(session, member_id, id_of(employee))
    papers = await papers_of(session, member_id, id_of(employee))
    return tuple(VisitRow.of(visit, employee, papers.get(visit.id or 0, ())) for visit in visits)


async def build_record(
    session: AsyncSession, member_id: int, person: repository.Person, today: date, undo_days: int
) -> EmployeeRecord:
    employee, employment = person
    due = deadline(facts_of(employee, employment), employment.last_visit_date)
    gone = departed(employment.end_date, today)
    limit = undo_until(employment, undo_days)
    history = await audit.history(session, member_id, audit.Subject("employee", employee.public_id))
    all_periods = await repository.periods(session, member_id, id_of(employee))
    return EmployeeRecord(
        public_id=str(employee.public_id),
        birth_name=employee.birth_name,
        usage_name=employee.usage_name,
        first_name=employee.first_name,
        birth_date=employee.birth_date,
        sex=Sex(employee.sex),
        email=employee.email,
        phone=format_phone(employee.phone) if employee.phone else "",
        matricule=employee.matricule,
        current=_period(employment),
        periods=tuple(_period(period) for period in all_periods),
        departed=gone,
        due_state=due_state(employment.due_date, today, departed=gone),
        explanation=due.explanation,
        sources=due.sources,
        attestation_required=due.assessment.attestation_required,
        training_action=due.kind is None,
        visits=await visit_rows(session, member_id, employee),
        history=history,
        version=employee.version,
        can_undo_departure=limit is not None and today <= limit,
        undo_until=limit,
        form=_form(employee, employment),
    )


def _period(employment: Employment) -> PeriodView:
    reason = employment.departure_reason
    return PeriodView(
        entry_date=employment.start_date,
        departure_date=employment.end_date,
        departure_reason=DepartureReason(reason) if reason else None,
        contract_type=ContractType(employment.contract_type),
        planned_end_date=employment.planned_end_date,
        job_title=employment.job_title,
        pcs_code=employment.pcs_code,
        situations=tuple(employment.situations),
        follow_up=FollowUpKind(employment.follow_up),
        due_date=employment.due_date,
        due_kind=VisitKind(employment.due_kind) if employment.due_kind else None,
        last_visit_date=employment.last_visit_date,
    )


def _form(employee: Employee, employment: Employment) -> dict[str, str | tuple[str, ...]]:
    """Raw values of the edit page, in the names of ``ARRIVAL_FIELDS``; dates in ISO form."""
    planned_end = employment.planned_end_date
    situations: Sequence[str] = employment.situations
    return {
        "birth_name": employee.birth_name,
        "usage_name": employee.usage_name,
        "first_name": employee.first_name,
        "birth_date": employee.birth_date.isoformat(),
        "sex": employee.sex,
        "entry_date": employment.start_date.isoformat(),
        "contract_type": employment.contract_type,
        "planned_end_date": planned_end.isoformat() if planned_end else "",
        "job_title": employment.job_title,
        "pcs_code": employment.pcs_code,
        "situations": tuple(situations),
        "email": employee.email,
        "phone": format_phone(employee.phone) if employee.phone else "",
        "matricule": employee.matricule,
    }
