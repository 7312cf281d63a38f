"""From a person of the difference to the columns of the database and the words of the journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from presantra.db.repositories.employees import Identity, Period, identity_columns, period_columns
from presantra.db.repositories.import_people import StoredPerson
from presantra.domain.errors import FieldChange
from presantra.domain.follow_up import Facts, Former, Held, corrected, taken_over
from presantra.domain.imports.known import KnownPerson
from presantra.domain.vocabulary import FollowUpKind, VisitKind
from presantra.services.employees.changes import compare, shown_deadline, shown_visits
from presantra.services.employees.deadlines import Deadline

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


def facts_of_return(after: KnownPerson, stored: StoredPerson, *, blind: bool) -> Facts:
    """``blind``: whoever imports may not tell the situations, so nobody knows whether a risk begins with the return."""
    return file_facts(after) if blind else taken_over(_former(stored), file_facts(after))


def facts_of_change(after: KnownPerson, stored: StoredPerson, since: date | None, *, blind: bool) -> Facts:
    """``since``: first day of the job; one that the file changes begins today. ``blind``: see above."""
    held = stored.held
    if since is not None and since != stored.job_since:
        begun = stored.job_since or stored.known.entry_date
        held = (*held, Held(stored.known.situations, begun, since - timedelta(days=1)))
    facts = replace(_facts_of(stored, after), job_since=since, past=held)
    before = replace(_facts_of(stored, stored.known), past=stored.held)
    former = _former(stored.earlier) if stored.earlier else None
    return corrected(before, facts, former, blind=blind, specified=stored.to_specify)


def _former(stored: StoredPerson) -> Former:
    facts = replace(
        _facts_of(stored, stored.known), job_since=stored.job_since, departure_date=stored.known.departure_date
    )
    return Former(facts, VisitKind(stored.due_kind) if stored.due_kind else None)


def _facts_of(stored: StoredPerson, said: KnownPerson) -> Facts:
    """Of a period as it is stored, but for what is now ``said`` of it."""
    return replace(
        file_facts(said),
        imposed_due_date=stored.imposed_due_date,
        waiver_claimed=stored.waiver_claimed,
        visits_since=stored.visits_since,
    )


def file_facts(person: KnownPerson) -> Facts:
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


def told_visits(
    facts: Facts, said: Iterable[FieldChange], stored: StoredPerson | None = None
) -> tuple[FieldChange, ...]:
    """What a period takes over, or gives back, besides what the file itself ``said``."""
    before = shown_visits(_facts_of(stored, stored.known)) if stored else {}
    fields = {change.field for change in said}
    return tuple(change for change in compare(before, shown_visits(facts)) if change.field not in fields)


def told_deadline(due: Deadline, stored: StoredPerson | None = None) -> tuple[FieldChange, ...]:
    before = shown_deadline(FollowUpKind(stored.follow_up), stored.due_date) if stored else {}
    return compare(before, shown_deadline(due.plan.profile.kind, due.date))
