"""The one transaction of an import: rows of all its members, the journal, and what is needed to take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db import bulk
from presantra.db.models import Employee, Employment, PastAssignment
from presantra.db.repositories import employees as employees_repository
from presantra.db.repositories import import_people as people
from presantra.db.repositories.import_people import StoredPerson
from presantra.services import audit
from presantra.services.context import ServiceContext
from presantra.services.imports.plan import Plan, Tables
from presantra.services.imports.quiet import in_thread

Fingerprint = tuple[int, int, int]


class PeopleChanged(Exception):
    """Somebody wrote on people of the member since the difference was computed: nothing of it may be applied."""


@dataclass(frozen=True, slots=True)
class Created:
    employee_id: int
    public_id: UUID


@dataclass(frozen=True, slots=True)
class Returned:
    """``before``: the person as he was, with his former period. ``numbered``: his n° de sécurité sociale changed."""

    before: StoredPerson
    period_id: int
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    before: StoredPerson
    assignment_id: int | None = None
    numbered: bool = False


@dataclass(slots=True)
class Undo:
    """What one member was before the import."""

    member_id: int
    created: list[Created] = field(default_factory=list)
    returned: list[Returned] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)

    @property
    def before(self) -> list[StoredPerson]:
        """Those who were there already, as they were."""
        return [one.before for one in self.returned] + [one.before for one in self.changed]

    @property
    def numbered(self) -> list[StoredPerson]:
        """Those of them whose n° de sécurité sociale it wrote."""
        back = [one.before for one in self.returned if one.numbered]
        return back + [one.before for one in self.changed if one.numbered]


async def check_unchanged(session: AsyncSession, member_id: int, seen: Fingerprint) -> None:
    """Keep the other writers of the member away until the end of the transaction.

    Raises:
        PeopleChanged: one of them came first.
    """
    await employees_repository.lock_member(session, member_id)
    if await people.fingerprint(session, member_id) != seen:
        raise PeopleChanged


async def write(
    session: AsyncSession, context: ServiceContext, tables: Tables, plan: Plan, journal: audit.Prepared
) -> Undo:
    """Raises:
    PeopleChanged: a row to change is no longer what it was.
    """
    undo = Undo(plan.member_id)
    await _write_new_periods(session, tables, plan, undo)
    assignments = await _write_assignments(session, tables, plan)
    undo.changed += [
        Changed(stored, assignments.get(stored.employee_id), stored.employee_id in plan.numbered)
        for stored in plan.updated
    ]
    found = await bulk.update(session, tables.employee_changes, tables.employee_key, plan.employee_updates)
    if found != len(plan.employee_updates):
        raise PeopleChanged
    found = await bulk.update(session, tables.employment_changes, tables.employment_key, plan.employment_updates)
    if found != len(plan.employment_updates):
        raise PeopleChanged
    await bulk.update(session, tables.numbers, tables.number_key, plan.numbers)
    await audit.record_many(session, context, journal)
    return undo


async def _write_new_periods(session: AsyncSession, tables: Tables, plan: Plan, undo: Undo) -> None:
    employee_ids = await bulk.allocate(session, Employee, len(plan.employees))
    await bulk.insert(session, tables.employees, await in_thread(lambda: _with(plan.employees, employee_ids)))
    former = [stored.employment_id for stored in plan.returning]
    await people.set_latest(session, plan.member_id, former, latest=False)
    periods = [*plan.new_periods, *plan.return_periods]
    owners = [*employee_ids, *(stored.employee_id for stored in plan.returning)]
    period_ids = await bulk.allocate(session, Employment, len(periods))
    await bulk.insert(session, tables.employments, await in_thread(lambda: _with(periods, owners, period_ids)))
    undo.created += await in_thread(lambda: list(map(Created, employee_ids, plan.arrivals)))
    numbered = [stored.employee_id in plan.numbered for stored in plan.returning]
    undo.returned += map(Returned, plan.returning, period_ids[len(plan.new_periods) :], numbered)


async def _write_assignments(session: AsyncSession, tables: Tables, plan: Plan) -> dict[int, int]:
    """Employee → his past assignment."""
    ids = await bulk.allocate(session, PastAssignment, len(plan.assignments))
    await bulk.insert(session, tables.assignments, await in_thread(lambda: _with(plan.assignments, ids)))
    return dict(zip(plan.reassigned, ids, strict=True))


def _with(rows: Sequence[bulk.Row], *columns: Sequence[int]) -> list[bulk.Row]:
    """Rows completed by the identifiers that the database has given."""
    return [(*row, *ids) for row, *ids in zip(rows, *columns, strict=True)]
