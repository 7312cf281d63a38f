"""The record of one employee, as the screen shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employee, Employment, PastAssignment
from presantra.db.repositories import assignments as past_jobs
from presantra.db.repositories import employees as repository
from presantra.db.repositories import follow_up_facts
from presantra.db.repositories import merges as merges_repository
from presantra.db.repositories import visits as visits_repository
from presantra.domain.clock import paris_date
from presantra.domain.identifiers import format_phone
from presantra.domain.rights import Right
from presantra.domain.vocabulary import (
    ContractType,
    DepartureReason,
    FollowUpKind,
    OtherEmployers,
    Sex,
    VisitKind,
    WorkingTime,
)
from presantra.services.actor import Actor
from presantra.services.audit import HistoryLine
from presantra.services.context import ServiceContext
from presantra.services.employees import jobs, links, social_numbers
from presantra.services.employees.access import departed, id_of
from presantra.services.employees.deadlines import Deadline, deadline, follow_up_of
from presantra.services.employees.listed import why_listed_of
from presantra.services.employees.views import EmployeeRecord, JobChangeView, JobView, PeriodView, due_state
from presantra.services.redaction import redacted_record, redacted_visits, sees_follow_up
from presantra.services.visit_papers import papers_of
from presantra.services.visit_views import VisitRow


def undo_until(employment: Employment, days: int) -> date | None:
    """Last legal day on which a departure may be undone; None when there is none."""
    if employment.end_date is None or employment.departure_recorded_at is None:
        return None
    return paris_date(employment.departure_recorded_at) + timedelta(days=days)


async def visit_rows(session: AsyncSession, actor: Actor, employee: Employee) -> tuple[VisitRow, ...]:
    """The requests about a person that the actor may see."""
    if not actor.may(Right.VISITS_READ):
        return ()
    member_id = actor.tenant()
    visits = await visits_repository.of_employee(session, member_id, id_of(employee))
    papers = await papers_of(session, member_id, id_of(employee))
    rows = tuple(VisitRow.of(visit, employee, papers.get(visit.id or 0, ())) for visit in visits)
    return rows if sees_follow_up(actor) else redacted_visits(rows)


async def build_record(
    session: AsyncSession, context: ServiceContext, actor: Actor, person: repository.Person
) -> EmployeeRecord:
    """The record as the actor may see it; ``person`` is of the company he works in."""
    employee, employment = person
    member_id, employee_id = actor.tenant(), id_of(employee)
    today, days = paris_date(context.clock()), context.settings.undo_departure_days
    merged = await merges_repository.into(session, member_id, employee_id)
    history = await links.history_of(session, member_id, employee, merged)
    life = await follow_up_facts.of_employee(session, member_id, employee_id)
    past = await past_jobs.of_employee(session, member_id, employee_id)
    previous = jobs.previous_of(employment, past)
    due = jobs.deadline_of(person, past, today)
    if why_listed := await why_listed_of(session, member_id, employment):
        due = deadline(replace(due.facts, why_listed=why_listed), on=today)
    gone = departed(employment.end_date, today)
    limit = undo_until(employment, days)
    all_periods = await repository.periods(session, member_id, employee_id)
    record = EmployeeRecord(
        public_id=str(employee.public_id),
        birth_name=employee.birth_name,
        usage_name=employee.usage_name,
        first_name=employee.first_name,
        birth_date=employee.birth_date,
        sex=Sex(employee.sex) if employee.sex else None,
        email=employee.email,
        phone=format_phone(employee.phone) if employee.phone else "",
        matricule=employee.matricule,
        current=_period(employment, past),
        periods=tuple(_period(period, past) for period in all_periods),
        departed=gone,
        due_state=due_state(employment.due_date, today, departed=gone),
        explanation=due.explanation,
        sources=due.sources,
        attestation_required=due.assessment.attestation_required,
        training_action=due.kind is None,
        visits=await visit_rows(session, actor, employee),
        history=history,
        version=employee.version,
        can_undo_departure=limit is not None and today <= limit and not links.left_by_transfer(history),
        undo_until=limit,
        form=_form(employee, employment),
        follow_up=follow_up_of(employee, employment, today, life, why_listed),
        overtaken=bool(employment.pending_reform),
        social_number=social_numbers.shown(context, employee),
        change=_change(employment, previous, due, history, today, days),
        transfer=await links.transfer_link(session, actor, person, history, today, days),
        merge=links.merge_view(merged, today, days),
    )
    return record if sees_follow_up(actor) else redacted_record(record)


def _change(
    employment: Employment,
    previous: PastAssignment | None,
    due: Deadline,
    history: Sequence[HistoryLine],
    today: date,
    days: int,
) -> JobChangeView | None:
    if previous is None or employment.job_since is None:
        return None
    limit = jobs.change_undo_until(employment, history, days)
    view = jobs.change_view(due, employment.job_since, previous.situations, employment.situations, today)
    return replace(view, undo_until=limit if limit is not None and today <= limit else None)


def _period(employment: Employment, past: Sequence[PastAssignment]) -> PeriodView:
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
        last_visit_kind=VisitKind(employment.last_visit_kind) if employment.last_visit_kind else None,
        last_exam_date=employment.last_exam_date,
        imposed_due_date=employment.imposed_due_date,
        waiver_claimed=employment.waiver_claimed,
        to_specify=employment.to_specify,
        working_time=WorkingTime(employment.working_time) if employment.working_time else None,
        other_employers=OtherEmployers(employment.other_employers) if employment.other_employers else None,
        idcc=employment.idcc,
        job_since=employment.job_since,
        jobs=tuple(
            JobView(job.start_date, job.end_date, job.job_title) for job in past if job.employment_id == employment.id
        ),
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
        "idcc": employment.idcc,
        "working_time": employment.working_time,
        "other_employers": employment.other_employers,
        "situations": tuple(situations),
        "email": employee.email,
        "phone": format_phone(employee.phone) if employee.phone else "",
        "matricule": employee.matricule,
    }
