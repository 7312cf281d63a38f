"""Everybody of a member read at once, and written at once: what an import compares with and what it leaves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from presantra.db.bulk import chunks
from presantra.db.confidential import INCLUDING_CONFIDENTIAL
from presantra.db.models import (
    Absence,
    Attestation,
    Employee,
    EmployeeMerge,
    Employment,
    PastAssignment,
    VisitRequest,
)
from presantra.db.repositories.employees import joined
from presantra.domain.follow_up import Held
from presantra.domain.imports.known import KnownPerson
from presantra.domain.vocabulary import ContractType, DepartureReason, Sex, VisitKind

PARTITION = 250
IN_LIST = 500


@dataclass(frozen=True, slots=True)
class StoredPerson:
    """A known person with what only the database needs to know of him.

    ``held``: jobs before the current one. ``earlier``: the period of employment before the current one.
    """

    known: KnownPerson
    employee_id: int
    employment_id: int
    version: int
    follow_up: str
    due_date: date | None
    due_kind: str
    imposed_due_date: date | None
    departure_recorded_at: datetime | None
    job_since: date | None
    nir_sealed: str = field(default="", repr=False)
    to_specify: bool = False
    waiver_claimed: bool = False
    visits_since: date | None = None
    held: tuple[Held, ...] = ()
    earlier: StoredPerson | None = None


_COLUMNS: tuple[Any, ...] = (
    col(Employee.id).label("employee_id"), col(Employee.public_id), col(Employee.version),
    col(Employee.birth_name), col(Employee.usage_name), col(Employee.first_name), col(Employee.birth_date),
    col(Employee.sex), col(Employee.email), col(Employee.phone), col(Employee.matricule),
    col(Employment.id).label("employment_id"), col(Employment.start_date), col(Employment.end_date),
    col(Employment.departure_reason), col(Employment.departure_recorded_at), col(Employment.contract_type),
    col(Employment.planned_end_date), col(Employment.job_title), col(Employment.pcs_code),
    col(Employment.situations), col(Employment.follow_up), col(Employment.due_date), col(Employment.due_kind),
    col(Employment.last_visit_date), col(Employment.last_visit_kind), col(Employment.imposed_due_date),
    col(Employment.job_since), col(Employment.working_time), col(Employment.other_employers), col(Employment.idcc),
    col(Employee.nir_sealed), col(Employee.nir_index), col(Employment.last_exam_date),
    col(Employment.to_specify), col(Employment.waiver_claimed), col(Employment.visits_since),
)  # fmt: skip


async def everybody(session: AsyncSession, member_id: int) -> dict[str, StoredPerson]:
    """Present and departed people of a member, by ``KnownPerson.key``.

    Read by partitions: between two of them the event loop does what others wait for.
    """
    earlier, held = await _earlier(session, member_id), await _held(session, member_id)
    statement = joined(*_COLUMNS, member_id=member_id).order_by(col(Employee.id))
    found: dict[str, StoredPerson] = {}
    async for row in _rows(session, statement):
        stored = _stored(row, earlier.get(row.employee_id), held)
        found[stored.known.key] = stored
    return found


async def _rows(session: AsyncSession, statement: Select[Any]) -> AsyncIterator[Row[Any]]:
    stream = await session.stream(statement.execution_options(yield_per=PARTITION))
    async for rows in stream.partitions():
        for row in rows:
            yield row


async def fingerprint(session: AsyncSession, member_id: int) -> tuple[int, int, int]:
    """Changes with every write on a person of the member: his version rises, or he comes, or he goes."""
    ids, versions = col(Employee.id), col(Employee.version)
    statement: Any = select(func.count(), func.coalesce(func.max(ids), 0), func.coalesce(func.sum(versions), 0))
    row = (await session.execute(statement.where(col(Employee.member_id) == member_id))).one()
    return int(row[0]), int(row[1]), int(row[2])


async def versions(session: AsyncSession, member_id: int, employee_ids: Sequence[int]) -> dict[int, int]:
    """Versions of those who still exist."""
    found: dict[int, int] = {}
    for part in chunks(employee_ids, IN_LIST):
        statement: Any = select(col(Employee.id), col(Employee.version)).where(
            col(Employee.member_id) == member_id, col(Employee.id).in_(part)
        )
        found |= {int(row[0]): int(row[1]) for row in (await session.execute(statement)).all()}
    return found


async def names(session: AsyncSession, member_id: int, public_ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """Public id and names, by name."""
    found: list[Row[Any]] = []
    for part in chunks(public_ids, IN_LIST):
        statement: Any = select(
            col(Employee.public_id), col(Employee.birth_name), col(Employee.usage_name), col(Employee.first_name)
        ).where(col(Employee.member_id) == member_id, col(Employee.public_id).in_(part))
        found += (await session.execute(statement.order_by(col(Employee.sort_name)))).all()
    return found


async def with_something_attached(session: AsyncSession, member_id: int, employee_ids: Sequence[int]) -> set[int]:
    """Those of whom something else has been declared since: a visit, an absence, a second period…"""
    attached: set[int] = set()
    owners = (
        (VisitRequest, col(VisitRequest.employee_id)),
        (Absence, col(Absence.employee_id)),
        (Attestation, col(Attestation.employee_id)),
        (PastAssignment, col(PastAssignment.employee_id)),
        (EmployeeMerge, col(EmployeeMerge.kept_employee_id)),
    )
    for part in chunks(employee_ids, IN_LIST):
        for model, owner in owners:
            # A visit that the employer does not see keeps its person all the same.
            statement = select(owner).where(_member_of(model) == member_id, owner.in_(part))
            attached.update((await session.execute(statement, execution_options=INCLUDING_CONFIDENTIAL)).scalars())
        several = select(col(Employment.employee_id)).where(
            col(Employment.member_id) == member_id, col(Employment.employee_id).in_(part)
        )
        several = several.group_by(col(Employment.employee_id)).having(func.count() > 1)
        attached.update((await session.execute(several)).scalars())
    return attached


async def with_something_since(
    session: AsyncSession, member_id: int, employee_ids: Sequence[int], instant: datetime
) -> set[int]:
    """Those of whom a visit, an absence or an attestation was declared after an instant."""
    attached: set[int] = set()
    for part in chunks(employee_ids, IN_LIST):
        for model in (VisitRequest, Absence, Attestation):
            statement = select(col(model.employee_id)).where(
                _member_of(model) == member_id, col(model.employee_id).in_(part), col(model.created_at) > instant
            )
            attached.update((await session.execute(statement)).scalars())
    return attached


async def erase(session: AsyncSession, member_id: int, employee_ids: Sequence[int]) -> None:
    """Remove people who only ever were an import, with their one period."""
    for part in chunks(employee_ids, IN_LIST):
        for model, owner in ((Employment, col(Employment.employee_id)), (Employee, col(Employee.id))):
            statement: Any = delete(model).where(_member_of(model) == member_id, owner.in_(part))
            await session.execute(statement.execution_options(synchronize_session=False))


async def erase_periods(session: AsyncSession, member_id: int, employment_ids: Collection[int]) -> None:
    await _erase_by_id(session, Employment, member_id, list(employment_ids))


async def erase_assignments(session: AsyncSession, member_id: int, assignment_ids: Collection[int]) -> None:
    await _erase_by_id(session, PastAssignment, member_id, list(assignment_ids))


async def set_latest(session: AsyncSession, member_id: int, employment_ids: Collection[int], *, latest: bool) -> None:
    """Mark periods as those shown in lists, or no longer."""
    for part in chunks(list(employment_ids), IN_LIST):
        statement = update(Employment).where(col(Employment.member_id) == member_id, col(Employment.id).in_(part))
        await session.execute(statement.values(latest=latest).execution_options(synchronize_session=False))


async def _erase_by_id(session: AsyncSession, model: Any, member_id: int, ids: Sequence[int]) -> None:
    for part in chunks(ids, IN_LIST):
        statement: Any = delete(model).where(col(model.member_id) == member_id, col(model.id).in_(part))
        await session.execute(statement.execution_options(synchronize_session=False))


def _member_of(model: type[SQLModel]) -> Any:
    return col(model.member_id)  # type: ignore[attr-defined]


async def _earlier(session: AsyncSession, member_id: int) -> Mapping[int, StoredPerson]:
    """The last of the former periods, by employee: in a trade of seasons, nearly everybody has some."""
    statement = joined(*_COLUMNS, member_id=member_id, latest=False).order_by(col(Employment.start_date))
    return {row.employee_id: _stored(row, None, {}) async for row in _rows(session, statement)}


async def _held(session: AsyncSession, member_id: int) -> Mapping[int, tuple[Held, ...]]:
    """Former jobs of every period, by its id: few people have any."""
    statement: Any = select(
        col(PastAssignment.employment_id), col(PastAssignment.situations), col(PastAssignment.start_date),
        col(PastAssignment.end_date),
    ).where(col(PastAssignment.member_id) == member_id)  # fmt: skip
    found: dict[int, tuple[Held, ...]] = {}
    for period, situations, start, end in (await session.execute(statement)).all():
        found[period] = (*found.get(period, ()), Held(tuple(situations), start, end))
    return found


def _stored(row: Row[Any], earlier: StoredPerson | None, held: Mapping[int, tuple[Held, ...]]) -> StoredPerson:
    known = KnownPerson(
        key=str(row.public_id),
        birth_name=row.birth_name,
        first_name=row.first_name,
        birth_date=row.birth_date,
        entry_date=row.start_date,
        contract_type=ContractType(row.contract_type),
        job_title=row.job_title,
        usage_name=row.usage_name,
        sex=Sex(row.sex) if row.sex else None,
        planned_end_date=row.planned_end_date,
        pcs_code=row.pcs_code,
        situations=tuple(row.situations),
        email=row.email,
        phone=row.phone,
        matricule=row.matricule,
        departure_date=row.end_date,
        departure_reason=DepartureReason(row.departure_reason) if row.departure_reason else None,
        last_visit_date=row.last_visit_date,
        last_visit_kind=VisitKind(row.last_visit_kind) if row.last_visit_kind else None,
        last_exam_date=row.last_exam_date,
        working_time=row.working_time,
        other_employers=row.other_employers,
        idcc=row.idcc,
        previous_end=earlier.known.departure_date if earlier else None,
        nir_mark=row.nir_index,
    )
    return StoredPerson(
        known, row.employee_id, row.employment_id, row.version, row.follow_up, row.due_date, row.due_kind,
        row.imposed_due_date, row.departure_recorded_at, row.job_since, row.nir_sealed, row.to_specify,
        row.waiver_claimed, row.visits_since, held.get(row.employment_id, ()), earlier,
    )  # fmt: skip
