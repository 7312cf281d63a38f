"""The job of today and the one before it: what their difference asks for, and until when it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from presantra.db.models import Employment, PastAssignment
from presantra.db.repositories.employees import Person
from presantra.domain.assignments import Assignment, ended_exposures, new_exposures
from presantra.domain.clock import paris_date
from presantra.domain.follow_up import Facts, Held
from presantra.domain.labels import format_date
from presantra.services.audit import HistoryLine
from presantra.services.employees.deadlines import Deadline, deadline, facts_of
from presantra.services.employees.views import JobChangeView

CHANGED = "Poste ou situation changé"


def assignment_of(employment: Employment) -> Assignment:
    return Assignment(employment.job_title, employment.pcs_code, tuple(employment.situations))


def begun(employment: Employment) -> date:
    """First day of the current job."""
    return employment.job_since or employment.start_date


def previous_of(employment: Employment, past: Iterable[PastAssignment]) -> PastAssignment | None:
    """The job held just before the current one, within the same period."""
    return next((job for job in past if job.employment_id == employment.id), None)


def held_in(employment: Employment, past: Iterable[PastAssignment]) -> tuple[Held, ...]:
    """The jobs held before the current one, within the same period."""
    return tuple(
        Held(tuple(job.situations), job.start_date, job.end_date) for job in past if job.employment_id == employment.id
    )


def held_until(employment: Employment, past: Iterable[PastAssignment], since: date) -> tuple[Held, ...]:
    """The same, once another job begins on ``since``: the current one is among them."""
    current = Held(tuple(employment.situations), begun(employment), since - timedelta(days=1))
    return (current, *held_in(employment, past))


def derive(facts: Facts, since: date | None, held: tuple[Held, ...], today: date) -> Deadline:
    """Follow-up and next visit of a job held since ``since``, after those ``held`` within the same period."""
    return deadline(replace(facts, job_since=since, past=held), on=today)


def deadline_of(person: Person, past: Iterable[PastAssignment], today: date) -> Deadline:
    """The deadline of a record as it stands: lists, card and whatever proposes another one must agree."""
    return derive(facts_of(*person), person[1].job_since, held_in(person[1], past), today)


def facts_with(person: Person, assignment: Assignment) -> Facts:
    return replace(facts_of(*person), situations=assignment.situations)


def foreseen(
    person: Person, past: Iterable[PastAssignment], since: date | None, situations: Sequence[str], today: date
) -> JobChangeView:
    """What other situations would entail from a day on; without a day, only what does not depend on it."""
    employment = person[1]
    facts = replace(facts_of(*person), situations=tuple(situations))
    due = derive(facts, since or today, held_until(employment, past, since or today), today)
    view = change_view(due, since or today, employment.situations, situations, today)
    return view if since else replace(view, since=None, due_date=None, urgent=False)


def due_columns(due: Deadline) -> dict[str, object]:
    return {"follow_up": due.plan.profile.kind, "due_date": due.date, "due_kind": due.kind or "", "pending_reform": ""}


def change_view(due: Deadline, since: date, before: Sequence[str], after: Sequence[str], today: date) -> JobChangeView:
    visit = due.plan.next
    precedes = visit is not None and visit.before_start and visit.since == since
    return JobChangeView(
        since=since,
        follow_up=due.plan.profile.kind,
        due_kind=due.kind,
        due_date=due.date,
        before_start=precedes and bool(new_exposures(before, after)),
        urgent=due.date is not None and due.date <= today,
        ended=tuple(situation.label for situation in ended_exposures(before, after)),
        explanation=due.explanation,
        sources=due.sources,
    )


def change_undo_until(employment: Employment, history: Sequence[HistoryLine], days: int) -> date | None:
    """Last day on which the change of job may be taken back: counted from the day it was declared."""
    if employment.job_since is None:
        return None
    day = format_date(employment.job_since)
    for line in history:
        if line.action == CHANGED and any(c.field == "change_date" and c.after == day for c in line.changes):
            return paris_date(line.at) + timedelta(days=days)
    return None
