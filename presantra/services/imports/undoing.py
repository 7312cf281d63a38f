"""Taking an import back: what it changed becomes what it was, but for people whom somebody has modified since."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db import bulk
from presantra.db.repositories import employees as employees_repository
from presantra.db.repositories import import_people as people
from presantra.db.repositories.employees import Author
from presantra.db.repositories.import_people import StoredPerson
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.imports.plan import Tables
from presantra.services.imports.values import identity_values, journal_action, period_values
from presantra.services.imports.writing import Undo

UNDONE = "Retour en arrière"


@dataclass(frozen=True, slots=True)
class Untouched:
    """Who can be put back; ``kept``: employees who stay as they are, because something followed the import."""

    undo: Undo
    kept: tuple[UUID, ...]


async def untouched(session: AsyncSession, undo: Undo, applied_at: datetime) -> Untouched:
    """The member is locked by the caller."""
    created = [one.employee_id for one in undo.created]
    known = [stored.employee_id for stored in undo.before]
    versions = await people.versions(session, undo.member_id, [*created, *known])
    attached = await people.with_something_attached(session, undo.member_id, created)
    # What was declared of somebody since his return belongs to the period that would go.
    back = [one.before.employee_id for one in undo.returned]
    held = await people.with_something_since(session, undo.member_id, back, applied_at)

    def as_left(before: StoredPerson) -> bool:
        return versions.get(before.employee_id) == before.version + 1 and before.employee_id not in held

    erasable = [one for one in undo.created if versions.get(one.employee_id) == 1 and one.employee_id not in attached]
    returned = [one for one in undo.returned if as_left(one.before)]
    changed = [one for one in undo.changed if as_left(one.before)]
    gone = {one.employee_id for one in erasable}
    kept = [one.public_id for one in undo.created if one.employee_id in versions and one.employee_id not in gone]
    kept += [UUID(stored.known.key) for stored in undo.before if stored.employee_id in versions and not as_left(stored)]
    return Untouched(Undo(undo.member_id, erasable, returned, changed), tuple(kept))


async def put_back(
    session: AsyncSession, context: ServiceContext, actor: Actor, tables: Tables, undo: Undo, filename: str
) -> None:
    """Write what was before; each person's history says so."""
    member_id = undo.member_id
    await people.erase(session, member_id, [one.employee_id for one in undo.created])
    await people.erase_periods(session, member_id, [one.period_id for one in undo.returned])
    former = [one.before.employment_id for one in undo.returned]
    await people.set_latest(session, member_id, former, latest=True)
    assignments = [one.assignment_id for one in undo.changed if one.assignment_id is not None]
    await people.erase_assignments(session, member_id, assignments)
    rows = await asyncio.to_thread(_rows, tables, undo, Author(actor.signature, at=context.clock()))
    await bulk.update(session, tables.employee_changes, tables.employee_key, rows[0])
    await bulk.update(session, tables.employment_changes, tables.employment_key, rows[1])
    numbers = [_number_row(tables, member_id, stored) for stored in undo.numbered]
    await bulk.update(session, tables.numbers, tables.number_key, numbers)
    entries = _entries(undo, filename)
    journal = await asyncio.to_thread(audit.prepare_many, context, actor, entries, member_id=member_id)
    await audit.record_many(session, context, journal)


async def lock_members(session: AsyncSession, undos: Iterable[Undo]) -> None:
    for undo in sorted(undos, key=lambda one: one.member_id):
        await employees_repository.lock_member(session, undo.member_id)


def _entries(undo: Undo, filename: str) -> Iterable[audit.Entry]:
    for created in undo.created:
        action = journal_action("Arrivée annulée", filename)
        yield audit.Entry(action, audit.Subject("employee", created.public_id))
    for stored in undo.before:
        yield audit.Entry(journal_action(UNDONE, filename), audit.Subject("employee", UUID(stored.known.key)))


def _rows(tables: Tables, undo: Undo, author: Author) -> tuple[list[bulk.Row], list[bulk.Row]]:
    employees = [_employee_row(tables, undo.member_id, stored, author) for stored in undo.before]
    return employees, [_employment_row(tables, undo.member_id, stored) for stored in undo.before]


def _employee_row(tables: Tables, member_id: int, stored: StoredPerson, author: Author) -> bulk.Row:
    written = identity_values(stored.known) | {
        "updated_at": author.at,
        "updated_by": author.name[:200],
        "version": stored.version + 2,
    }
    key = {"member_id": member_id, "id": stored.employee_id, "version": stored.version + 1}
    return tables.employee_changes.row(written) + tables.employee_key.row(key)


def _number_row(tables: Tables, member_id: int, stored: StoredPerson) -> bulk.Row:
    columns = {"nir_sealed": stored.nir_sealed, "nir_index": stored.known.nir_mark}
    key = {"member_id": member_id, "id": stored.employee_id}
    return tables.numbers.row(columns) + tables.number_key.row(key)


def _employment_row(tables: Tables, member_id: int, stored: StoredPerson) -> bulk.Row:
    values = period_values(stored.known) | {
        "follow_up": stored.follow_up,
        "due_date": stored.due_date,
        "due_kind": stored.due_kind,
        "imposed_due_date": stored.imposed_due_date,
        "departure_recorded_at": stored.departure_recorded_at,
        "job_since": stored.job_since,
        "waiver_claimed": stored.waiver_claimed,
        "visits_since": stored.visits_since,
        "to_specify": stored.to_specify,
    }
    key = {"member_id": member_id, "id": stored.employment_id}
    return tables.employment_changes.row(values) + tables.employment_key.row(key)
