"""Follow-ups that a change of the Code has overtaken: found in the background, counted by their own small index."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, func, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Counter, Employee, Employment
from presantra.db.repositories.employees import Person, joined, present_on
from presantra.db.repositories.statements import insert_ignoring, like_pattern

COUNT_CAP = 1000

# A literal, not a parameter: SQLite uses the partial index only for the very words of its condition.
_OVERTAKEN: ColumnElement[bool] = col(Employment.pending_reform) != literal_column("''")


async def count_pending(session: AsyncSession, member_id: int, today: date, *, at_most: int | None = None) -> int:
    """Present people of one member whose follow-up must be seen again; counting stops at ``at_most``."""
    found = (
        select(literal_column("1"))
        .where(col(Employment.member_id) == member_id, col(Employment.latest), _OVERTAKEN, present_on(today))
        .limit(at_most)
        .subquery()
    )
    return int((await session.execute(select(func.count()).select_from(found))).scalar_one())


async def pending(session: AsyncSession, member_id: int, today: date, limit: int) -> Sequence[Person]:
    """Present people of one member whose follow-up must be seen again, by name."""
    statement = joined(Employee, Employment, member_id=member_id).where(_OVERTAKEN, present_on(today))
    ordered = statement.order_by(col(Employee.sort_name), col(Employee.id)).limit(limit)
    return [(row[0], row[1]) for row in (await session.execute(ordered)).all()]


async def pending_among(
    session: AsyncSession, member_id: int, today: date, public_ids: Collection[UUID]
) -> Sequence[Person]:
    """Those of these people that still are to be seen again; others' and unknown ones are simply not there."""
    statement = joined(Employee, Employment, member_id=member_id).where(
        _OVERTAKEN, present_on(today), col(Employee.public_id).in_(public_ids)
    )
    ordered = statement.order_by(col(Employee.sort_name), col(Employee.id))
    fresh = ordered.execution_options(populate_existing=True)
    return [(row[0], row[1]) for row in (await session.execute(fresh)).all()]


async def last_period(session: AsyncSession) -> int:
    """The highest id of a period, whoever's."""
    return (await session.execute(select(func.max(col(Employment.id))))).scalar_one() or 0


async def candidates(
    session: AsyncSession, situations: Collection[str] | None, after: int, until: int
) -> Sequence[Person]:
    """People of every member that a reform may be about, whatever their situations if None: some ids of periods.

    A range of ids rather than a number of people: to find those, PostgreSQL would read the whole table each time.
    Those who left are among them: a departure can be undone.
    """
    statement = (
        select(Employee, Employment)
        .join(Employment, col(Employment.employee_id) == col(Employee.id))
        .where(col(Employment.latest), col(Employment.id) > after, col(Employment.id) <= until)
    )
    if situations is not None:
        codes = cast(col(Employment.situations), Text)
        statement = statement.where(or_(*(codes.like(like_pattern(f'"{code}"'), escape="\\") for code in situations)))
    return [(row[0], row[1]) for row in (await session.execute(statement)).all()]


async def mark(session: AsyncSession, reform: str, employment_ids: Collection[int]) -> None:
    await session.execute(
        update(Employment)
        .where(col(Employment.id).in_(employment_ids))
        .values(pending_reform=reform)
        .execution_options(synchronize_session=False)
    )


async def followed_until(session: AsyncSession, name: str) -> date:
    """Day of the newest reform that everybody has been compared with."""
    statement = select(col(Counter.value)).where(col(Counter.name) == name)
    value = (await session.execute(statement)).scalar_one_or_none()
    return date.fromordinal(value) if value else date.min


async def set_followed_until(session: AsyncSession, name: str, day: date) -> None:
    await insert_ignoring(session, Counter, {"name": name, "value": 0})
    await session.execute(update(Counter).where(col(Counter.name) == name).values(value=day.toordinal()))
