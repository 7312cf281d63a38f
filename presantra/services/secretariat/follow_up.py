"""What a visit that took place changes of the follow-up of the employee."""

from __future__ import annotations

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.repositories import assignments as past_jobs
from presantra.db.repositories import employees as repository
from presantra.domain.last_visits import LAST_VISIT_KINDS, exam_before
from presantra.domain.visits import VisitKind, renews
from presantra.services.employees import jobs
from presantra.services.employees.access import id_of
from presantra.services.visit_requests import legal_kind
from presantra.services.visits.cases import Case


async def record_visit(session: AsyncSession, case: Case, day: date, author: repository.Author, today: date) -> None:
    """Last visit and next deadline of the employee, after a visit held on ``day``.

    The others start no new period: the legal deadline stays what it was. A reprise, a mi-carrière or a post-exposition
    needs nothing written either: that the request is held closes what it answers (``follow_up_facts``).
    """
    person = await repository.find(session, case.member_id, case.employee.public_id)
    # Of a confidential visit the employer must not even see that a deadline has moved.
    if person is None or case.confidential:
        return
    employee, employment = person
    kind = legal_kind(VisitKind(case.visit.kind), employment)
    before = VisitKind(employment.last_visit_kind) if employment.last_visit_kind else None
    known = employment.last_visit_date if renews(before) else None
    if kind not in LAST_VISIT_KINDS or (known is not None and day < known):
        return
    # Whoever has the record open is told that it changed: what he types was written before the visit.
    await repository.save(session, case.member_id, employee, author, {})
    exam = exam_before(day, kind, known, before, employment.last_exam_date)
    seen = {
        "last_visit_date": day, "last_visit_kind": kind.value, "last_exam_date": exam,
        # Whatever becomes of the day of entry, what the service recorded for this employment counts.
        "visits_since": min(day, employment.visits_since or day),
    }  # fmt: skip
    await repository.save_latest(session, case.member_id, id_of(employee), seen)
    person = await repository.find(session, case.member_id, case.employee.public_id)
    assert person is not None
    past = await past_jobs.of_employee(session, case.member_id, id_of(employee))
    due = jobs.deadline_of(person, past, today)
    await repository.save_latest(session, case.member_id, id_of(employee), jobs.due_columns(due))
