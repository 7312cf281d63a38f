"""From a person of the difference to the columns of the database and the words of the journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from presantra.db.repositories.employees import Identity, Period, identity_columns, period_columns
from presantra.db.repositories.import_people import StoredPerson
from presantra.domain.errors import FieldChange
from presantra.domain.follow_up import Facts, Held
from presantra.domain.imports.known import KnownPerson
from presantra.domain.vocabulary import FollowUpKind
from presantra.services.employees import jobs
from presantra.services.employees.changes import compare, shown_deadline
from presantra.services.employees.deadlines import Deadline, deadline

ACTION_LENGTH = 60


def identity_values(person: KnownPerson) -> dict[str, Any]:
    identity = Identity(
        birth_name=person.birth_name,
        first_name=person.first_name,
        birth_date=person.birth_date,
        sex=person.sex.value if person.sex else "",
        usage_name=person.usage_name,
        email=person.email,
        phone=person.phone,
        matricule=person.matricule,
    )
    return identity_columns(identity, person.job_title)


def period_values(person: KnownPerson) -> dict[str, Any]:
    """Columns of a period that the file may say; those of the follow-up are the caller's."""
    period = Period(
        start_date=person.entry_date,
        contract_type=person.contract_type.value,
        job_title=person.job_title,
        follow_up="",
        situations=person.situations,
        pcs_code=person.pcs_code,
        planned_end_date=person.planned_end_date,
    )
    return period_columns(period) | {
        "end_date": person.departure_date,
        "departure_reason": person.departure_reason.value if person.departure_reason else "",
        "last_visit_date": person.last_visit_date,
        "last_visit_kind": person.last_visit_kind.value if person.last_visit_kind else "",
        "last_exam_date": person.last_exam_date,
        "working_time": person.working_time,
        "other_employers": person.other_employers,
        "idcc": person.idcc,
    }


def journal_action(action: str, filename: str) -> str:
    """« Arrivée (import paie.xlsx) », within the length of the journal's column."""
    return f"{action} (import {filename}"[: ACTION_LENGTH - 1] + ")"


def due_of(person: KnownPerson, today: date, visits_since: date | None = None) -> Deadline:
    return deadline(replace(_facts(person), visits_since=visits_since), on=today)


def due_of_changed(after: KnownPerson, stored: StoredPerson, since: date | None, today: date) -> Deadline:
    """A job that the file changes begins today, see :class:`presantra.services.imports.plan.Planner`."""
    facts = replace(
        _facts(after),
        imposed_due_date=stored.imposed_due_date,
        waiver_claimed=stored.waiver_claimed,
        visits_since=stored.visits_since,
    )
    held = stored.held
    if since is not None and since != stored.job_since:
        begun = stored.job_since or stored.known.entry_date
        held = (*held, Held(stored.known.situations, begun, since - timedelta(days=1)))
    return jobs.derive(facts, since, held, today)


def _facts(person: KnownPerson) -> Facts:
    return Facts(
        birth_date=person.birth_date,
        entry_date=person.entry_date,
        contract_type=person.contract_type,
        planned_end_date=person.planned_end_date,
        situations=person.situations,
        last_visit=person.last_visit_date,
        last_visit_kind=person.last_visit_kind,
        last_exam=person.last_exam_date,
    )


def due_columns(due: Deadline) -> dict[str, Any]:
    return {
        "follow_up": due.plan.profile.kind.value,
        "due_date": due.date,
        "due_kind": due.kind.value if due.kind else "",
    }


def told_deadline(due: Deadline, stored: StoredPerson | None = None) -> tuple[FieldChange, ...]:
    before = shown_deadline(FollowUpKind(stored.follow_up), stored.due_date) if stored else {}
    return compare(before, shown_deadline(due.plan.profile.kind, due.date))
