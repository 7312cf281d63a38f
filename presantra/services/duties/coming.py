"""What events and ages ask for in a whole company: returns, mid-career, end of exposure, attestations.

The record works these out for one person when it is read; here the same engine judges a bounded number of candidates,
so that a calendar and the record never disagree.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employee, Employment
from presantra.db.repositories import employees, events_ahead, follow_up_facts
from presantra.db.repositories.follow_up_facts import LifeAtWork
from presantra.db.repositories.members import CHUNK
from presantra.domain.absences import rule_of
from presantra.domain.follow_up import BOOK, Act, Obligation
from presantra.services.duties.views import facts_of
from presantra.services.employees.access import id_of
from presantra.services.employees.deadlines import follow_up_of

EVENT_ACTS = frozenset({Act.RETURN, Act.MID_CAREER, Act.POST_EXPOSURE, Act.ATTESTATION})
MAX_CANDIDATES = 1_000
"""Of each kind. In a company of 100,000 people more would be of that age than a calendar holds."""


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that an event or an age asks for."""

    employee: Employee
    employment: Employment
    due: Obligation


async def events_due(session: AsyncSession, member_id: int, today: date, until: date) -> tuple[Coming, ...]:
    """What is due by ``until``, overdue included, soonest first: of ``MAX_CANDIDATES`` people of each kind at most."""
    ids = sorted(await _candidates(session, member_id, today, until))
    people: list[employees.Person] = []
    for start in range(0, len(ids), CHUNK):
        people += await employees.by_ids(session, member_id, ids[start : start + CHUNK])
    lives = await follow_up_facts.of_employees(session, member_id, ids)
    found = await asyncio.to_thread(_judged, people, lives, today, until)
    return tuple(sorted(found, key=lambda coming: (coming.due.latest, id_of(coming.employee))))


def _judged(people: Sequence[employees.Person], lives: dict[int, LifeAtWork], today: date, until: date) -> list[Coming]:
    """Processor time: called in a thread."""
    return [
        Coming(employee, employment, due)
        for employee, employment in people
        for due in follow_up_of(employee, employment, today, lives[id_of(employee)]).obligations
        if due.act in EVENT_ACTS and due.latest <= until
    ]


async def _candidates(session: AsyncSession, member_id: int, today: date, until: date) -> set[int]:
    found = {
        absence.employee_id
        for absence in await events_ahead.absent(session, member_id, today, until, MAX_CANDIDATES)
        if rule_of(facts_of(absence), today).return_visit
    }
    for rule in BOOK.in_force(Act.MID_CAREER, today):
        first, last = date(today.year - rule.age - rule.behind, 1, 1), date(until.year - rule.age, 12, 31)
        found.update(await events_ahead.born_between(session, member_id, first, last, today, MAX_CANDIDATES))
    for rule in BOOK.in_force(Act.POST_EXPOSURE, today):
        since = rule.earliest(today)
        found.update(await events_ahead.leaving(session, member_id, since, until, MAX_CANDIDATES))
        found.update(await events_ahead.changed_job(session, member_id, since, today, MAX_CANDIDATES))
    found.update(await events_ahead.certified(session, member_id, today, until, MAX_CANDIDATES))
    return found
