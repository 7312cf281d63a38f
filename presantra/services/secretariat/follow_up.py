"""What a visit that took place changes of the follow-up of the employee."""

from __future__ import annotations

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employment
from presantra.db.repositories import employees as repository
from presantra.domain.follow_up import next_periodic
from presantra.domain.visits import HIRE_KINDS, VisitKind
from presantra.domain.vocabulary import FollowUpKind
from presantra.services.employees.access import id_of
from presantra.services.employees.deadlines import deadline, facts_of
from presantra.services.visit_requests import PERIODIC_KINDS, legal_kind
from presantra.services.visits.cases import Case

# The others (reprise, à la demande…) do not start a new period: the legal deadline stays what it was.
RENEWING = HIRE_KINDS | PERIODIC_KINDS


async def record_visit(session: AsyncSession, case: Case, day: date) -> None:
    """Last visit and next deadline of the employee, after a visit held on ``day``."""
    person = await repository.find(session, case.member_id, case.employee.public_id)
    if person is None:
        return
    employee, employment = person
    kind = legal_kind(VisitKind(case.visit.kind), employment)
    if kind in RENEWING and (employment.last_visit_date is None or day >= employment.last_visit_date):
        due = deadline(facts_of(employee, employment), day)
        values = {
            "last_visit_date": day,
            "last_visit_kind": kind.value,
            "due_date": due.date,
            "due_kind": due.kind or "",
        }
        await repository.save_latest(session, case.member_id, id_of(employee), values)
    elif kind is VisitKind.INTERMEDIATE and (after := _after_intermediate(employment)):
        await repository.save_latest(session, case.member_id, id_of(employee), after)


def _after_intermediate(employment: Employment) -> dict[str, object]:
    """The examination within four years of the one before: the intermediate visit does not replace it."""
    if employment.last_visit_date is None:
        return {}
    following = next_periodic(
        FollowUpKind(employment.follow_up), employment.last_visit_date, tuple(employment.situations)
    )
    exam = next((due for due in following if due.visit is VisitKind.APTITUDE_PERIODIC), None)
    return {"due_date": exam.latest, "due_kind": exam.visit.value} if exam else {}
