"""From a difference to the rows to write: everything that costs processor time, before the transaction begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from secrets import token_bytes
from typing import Any
from uuid import UUID

from sqlalchemy import Dialect

from presantra.db.bulk import Columns, Row
from presantra.db.models import Employee, Employment, PastAssignment
from presantra.db.repositories.employees import Author, Identity, Period, identity_columns, period_columns
from presantra.db.repositories.import_people import StoredPerson
from presantra.domain.errors import FieldChange
from presantra.domain.imports import changes
from presantra.domain.imports.difference import WRITING, Difference, Line, Outcome
from presantra.domain.imports.known import KnownPerson
from presantra.services import audit
from presantra.services.context import ServiceContext
from presantra.services.employees.deadlines import Deadline, deadline, visit_columns
from presantra.services.employees.social_numbers import NO_NIR
from presantra.services.imports.numbers import number_columns
from presantra.services.imports.values import (
    due_columns,
    facts_of_change,
    facts_of_return,
    file_facts,
    identity_values,
    journal_action,
    period_values,
    told_deadline,
    told_visits,
)

ACTIONS = {
    Outcome.ARRIVAL: "Arrivée",
    Outcome.RETURN: "Retour",
    Outcome.DEPARTURE: "Départ",
    Outcome.CHANGE: "Fiche modifiée",
}
_FOLLOWED = frozenset(
    {
        "birth_date", "entry_date", "contract_type", "planned_end_date", "situations", "last_visit_date",
        "last_visit_kind",
    }
)  # fmt: skip
IDS_DRAWN = 1000


@dataclass(frozen=True, slots=True)
class Tables:
    """The columns that an import writes, for one kind of database."""

    employees: Columns
    employee_changes: Columns
    employee_key: Columns
    employments: Columns
    employment_changes: Columns
    employment_key: Columns
    assignments: Columns
    numbers: Columns
    number_key: Columns

    @classmethod
    def of(cls, dialect: Dialect) -> Tables:
        identity = identity_columns(Identity("", "", date.min, ""), "")
        written = (*identity, "updated_at", "updated_by", "version")
        of_period = (*period_columns(Period(date.min, "", "", "")), *_SAID_OF_A_PERIOD, *_KEPT_OF_A_PERIOD)
        period = tuple(dict.fromkeys(of_period))
        return cls(
            employees=Columns.of(
                Employee,
                ("public_id", "member_id", *written, "created_at", *NO_NIR, "id"),
                dialect,
            ),
            employee_changes=Columns.of(Employee, written, dialect),
            employee_key=Columns.of(Employee, ("member_id", "id", "version"), dialect),
            employments=Columns.of(
                Employment,
                ("public_id", "member_id", "latest", *period, "created_at", "employee_id", "id"),
                dialect,
            ),
            employment_changes=Columns.of(Employment, period, dialect),
            employment_key=Columns.of(Employment, ("member_id", "id"), dialect),
            assignments=Columns.of(PastAssignment, (*ASSIGNMENT, "id"), dialect),
            numbers=Columns.of(Employee, tuple(NO_NIR), dialect),
            number_key=Columns.of(Employee, ("member_id", "id"), dialect),
        )


_SAID_OF_A_PERIOD = (
    "end_date", "departure_reason", "last_visit_date", "last_visit_kind", "last_exam_date", "working_time",
    "other_employers", "idcc",
)  # fmt: skip
_KEPT_OF_A_PERIOD = ("departure_recorded_at", "imposed_due_date", "job_since", "waiver_claimed", "visits_since")
ASSIGNMENT = (
    "member_id", "employee_id", "employment_id", "start_date", "end_date", "job_title", "pcs_code", "situations",
    "follow_up",
)  # fmt: skip


def _public_ids() -> Iterator[UUID]:
    """Random ones, as ``uuid4``, drawn by the thousand: a call to the system for each takes longer than its row."""
    while True:
        drawn = token_bytes(16 * IDS_DRAWN)
        yield from (UUID(bytes=drawn[start : start + 16], version=4) for start in range(0, len(drawn), 16))


@dataclass(slots=True)
class Plan:
    """Rows of one member, in the driver's values; identifiers, which the database gives, are added at their end.

    ``new_periods`` are those of ``employees`` first, in the same order, then those of ``returning``.
    ``numbers``: the n° de sécurité sociale of known employees, ``numbered``.
    """

    member_id: int
    blind: bool = False
    employees: list[Row] = field(default_factory=list)
    arrivals: list[UUID] = field(default_factory=list)
    new_periods: list[Row] = field(default_factory=list)
    return_periods: list[Row] = field(default_factory=list)
    returning: list[StoredPerson] = field(default_factory=list)
    employee_updates: list[Row] = field(default_factory=list)
    employment_updates: list[Row] = field(default_factory=list)
    updated: list[StoredPerson] = field(default_factory=list)
    assignments: list[Row] = field(default_factory=list)
    reassigned: list[int] = field(default_factory=list)
    numbers: list[Row] = field(default_factory=list)
    numbered: set[int] = field(default_factory=set)
    entries: list[audit.Entry] = field(default_factory=list)

    def rows(self) -> list[list[Any]]:
        """Every list that it is made of."""
        return [value for value in (getattr(self, one.name) for one in fields(self)) if isinstance(value, list)]


class Planner:
    """``filename`` stands in the journal beside what it did."""

    def __init__(self, context: ServiceContext, tables: Tables, author: Author, today: date, filename: str) -> None:
        self._context = context
        self._tables = tables
        self._author = author
        self._today = today
        self._filename = filename
        self._public_ids = _public_ids()

    def plan(
        self, member_id: int, difference: Difference, stored: Mapping[str, StoredPerson], *, blind: bool = False
    ) -> Plan:
        """``blind``: who imports may not tell the situations de travail, which the employer will be asked for."""
        plan = Plan(member_id, blind=blind)
        for line in difference.lines:
            if line.outcome in WRITING and line.after is not None:
                self._add(plan, line, line.after, stored.get(line.after.key))
        for absent in difference.absents:
            if absent.after is not None:
                found = changes.differences(absent.before, absent.after)
                self._change(plan, stored[absent.before.key], absent.after, Outcome.DEPARTURE, found)
        return plan

    def _add(self, plan: Plan, line: Line, after: KnownPerson, stored: StoredPerson | None) -> None:
        if stored is None:
            self._arrive(plan, line, after)
        elif line.outcome is Outcome.RETURN:
            self._return(plan, line, stored, after)
        else:
            self._change(plan, stored, after, line.outcome, line.changes)
        if stored is not None:
            self._number(plan, line, stored)

    def _number(self, plan: Plan, line: Line, stored: StoredPerson) -> None:
        columns = number_columns(self._context, plan.member_id, UUID(stored.known.key), line)
        if columns["nir_sealed"]:
            key = {"member_id": plan.member_id, "id": stored.employee_id}
            plan.numbers.append(self._tables.numbers.row(columns) + self._tables.number_key.row(key))
            plan.numbered.add(stored.employee_id)

    def _arrive(self, plan: Plan, line: Line, after: KnownPerson) -> None:
        public_id = next(self._public_ids)
        due = deadline(file_facts(after), on=self._today)
        columns = self._identity(after, 1) | {
            "public_id": public_id,
            "member_id": plan.member_id,
            "created_at": self._author.at,
            **number_columns(self._context, plan.member_id, public_id, line),
            "id": 0,
        }
        plan.arrivals.append(public_id)
        plan.employees.append(self._tables.employees.row(columns)[:-1])
        plan.new_periods.append(self._new_period(plan, after, due))
        self._tell(plan, Outcome.ARRIVAL, public_id, (*line.changes, *told_deadline(due)))

    def _return(self, plan: Plan, line: Line, stored: StoredPerson, after: KnownPerson) -> None:
        due = deadline(facts_of_return(after, stored, blind=plan.blind), on=self._today)
        plan.returning.append(stored)
        plan.return_periods.append(self._new_period(plan, after, due))
        plan.employee_updates.append(self._employee_update(plan.member_id, stored, after))
        # Which visits count is known now, whatever the file said of them.
        found = [change for change in line.changes if change.field not in changes.LAST_VISIT]
        told = (*told_visits(due.facts, found), *told_deadline(due))
        self._tell(plan, Outcome.RETURN, UUID(after.key), (*found, *told))

    def _change(
        self,
        plan: Plan,
        stored: StoredPerson,
        after: KnownPerson,
        outcome: Outcome,
        found: tuple[FieldChange, ...],
    ) -> None:
        fields = {change.field for change in found}
        values = period_values(after) | {
            "follow_up": stored.follow_up,
            "due_date": stored.due_date,
            "due_kind": stored.due_kind,
            "imposed_due_date": stored.imposed_due_date,
            "departure_recorded_at": stored.departure_recorded_at,
            "job_since": stored.job_since,
            "waiver_claimed": stored.waiver_claimed,
            "visits_since": stored.visits_since,
            "to_specify": stored.to_specify and "situations" not in fields,
        }
        told: tuple[FieldChange, ...] = ()
        if "departure_date" in fields:
            values["departure_recorded_at"] = self._author.at
        if fields & changes.JOB:
            self._reassign(plan, stored, values)
            values["to_specify"] = values["to_specify"] or plan.blind
        if fields & _FOLLOWED:
            facts = facts_of_change(after, stored, values["job_since"], blind=values["to_specify"])
            due = deadline(facts, on=self._today)
            values |= due_columns(due) | visit_columns(facts)
            told = (*told_visits(facts, found, stored), *told_deadline(due, stored))
        plan.updated.append(stored)
        plan.employee_updates.append(self._employee_update(plan.member_id, stored, after))
        key = {"member_id": plan.member_id, "id": stored.employment_id}
        tables = self._tables
        plan.employment_updates.append(tables.employment_changes.row(values) + tables.employment_key.row(key))
        self._tell(plan, outcome, UUID(after.key), (*found, *told))

    def _reassign(self, plan: Plan, stored: StoredPerson, values: dict[str, Any]) -> None:
        """What he did until yesterday becomes a past assignment; a job begun today was only mistyped."""
        known = stored.known
        since = stored.job_since or known.entry_date
        if since >= self._today:
            return
        row = {
            "member_id": plan.member_id,
            "employee_id": stored.employee_id,
            "employment_id": stored.employment_id,
            "start_date": since,
            "end_date": self._today - timedelta(days=1),
            "job_title": known.job_title,
            "pcs_code": known.pcs_code,
            "situations": list(known.situations),
            "follow_up": stored.follow_up,
            "id": 0,
        }
        values["job_since"] = self._today
        plan.assignments.append(self._tables.assignments.row(row)[:-1])
        plan.reassigned.append(stored.employee_id)

    def _new_period(self, plan: Plan, after: KnownPerson, due: Deadline) -> Row:
        values = period_values(after) | {
            "public_id": next(self._public_ids),
            "member_id": plan.member_id,
            "latest": True,
            "to_specify": plan.blind,
            **due_columns(due),
            **visit_columns(due.facts),
            "job_since": None,
            "departure_recorded_at": self._author.at if after.departure_date else None,
            "created_at": self._author.at,
            "employee_id": 0,
            "id": 0,
        }
        return self._tables.employments.row(values)[:-2]

    def _employee_update(self, member_id: int, stored: StoredPerson, after: KnownPerson) -> Row:
        key = {"member_id": member_id, "id": stored.employee_id, "version": stored.version}
        columns = self._identity(after, stored.version + 1)
        return self._tables.employee_changes.row(columns) + self._tables.employee_key.row(key)

    def _identity(self, after: KnownPerson, version: int) -> dict[str, Any]:
        return identity_values(after) | {
            "updated_at": self._author.at,
            "updated_by": self._author.name[:200],
            "version": version,
        }

    def _tell(self, plan: Plan, outcome: Outcome, public_id: UUID, found: Iterable[FieldChange]) -> None:
        plan.entries.append(
            audit.Entry(
                journal_action(ACTIONS[outcome], self._filename), audit.Subject("employee", public_id), tuple(found)
            )
        )
