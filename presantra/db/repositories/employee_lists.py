"""What a list of salariés holds: search and filters as conditions, and counts of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, func, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Employee, Employment, VisitRequest
from presantra.db.repositories.employee_search import candidates, holding, indexed, words_of
from presantra.db.repositories.employees import present_on
from presantra.db.repositories.statements import is_postgresql, like_pattern
from presantra.domain.employees import PLANNED_END_REQUIRED
from presantra.domain.visits import PLANNED_STATUSES, SENT_STATUSES

# The very words of its index: SQLite uses a partial index only for them.
_TO_SPECIFY: ColumnElement[bool] = literal_column("employment.to_specify")


class PresenceFilter(StrEnum):
    PRESENT = "presents"
    DEPARTED = "sortis"
    ALL = "tous"


class DeadlineFilter(StrEnum):
    """``LATE`` is past, the two next ones begin today; ``TO_PLAN`` is past or soon, without open request.

    ``PLANNED`` has an appointment. ``UP_TO_DATE`` has nothing due within 90 days: with ``LATE`` and
    ``WITHIN_90_DAYS`` it makes everybody.
    """

    ALL = "toutes"
    LATE = "en_retard"
    WITHIN_30_DAYS = "30_jours"
    WITHIN_90_DAYS = "90_jours"
    TO_PLAN = "a_planifier"
    PLANNED = "planifiee"
    UP_TO_DATE = "a_jour"


# Answered by a span of due dates: the index of due dates finds them without reading the others.
DATED = frozenset(
    {DeadlineFilter.LATE, DeadlineFilter.WITHIN_30_DAYS, DeadlineFilter.WITHIN_90_DAYS, DeadlineFilter.TO_PLAN}
)


@dataclass(frozen=True, slots=True)
class Selection:
    """What a list holds on a legal day. ``situation``: code of a situation de travail.

    ``incomplete``: no sex, or a contract that must have a planned end and has none. ``people``: these and no other.
    ``to_specify``: the situations de travail are still to be told by the employer.
    """

    today: date
    text: str = ""
    presence: PresenceFilter = PresenceFilter.ALL
    contract_type: str = ""
    follow_up: str = ""
    deadline: DeadlineFilter = DeadlineFilter.ALL
    situation: str = ""
    incomplete: bool = False
    to_specify: bool = False
    people: tuple[UUID, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return words_of(self.text)


async def count(session: AsyncSession, member_id: int, selection: Selection, limit: int | None = None) -> int:
    """How many the selection holds; counts no further than ``limit``."""
    if selection.words or selection.people:
        found = searched(select(col(Employment.id)), member_id, selection, postgresql=is_postgresql(session))
    else:
        found = chosen(lines(col(Employment.id), member_id=member_id), member_id, selection)
    if limit is None:
        statement = found.with_only_columns(func.count(), maintain_column_froms=True)
    else:
        statement = select(func.count()).select_from(found.limit(limit).subquery())
    return int((await session.execute(statement)).scalar_one())


def lines(*columns: Any, member_id: int) -> Select[Any]:
    """Latest periods of a member: one line a person, and one table as long as nothing else is asked."""
    return select(*columns).where(col(Employment.member_id) == member_id, col(Employment.latest))


def searched(statement: Select[Any], member_id: int, selection: Selection, *, postgresql: bool) -> Select[Any]:
    """The selection, found through the index of the search when it holds a word long enough."""
    words = selection.words
    # From the person to his period: to name the member there too would lead SQLite to all the member's periods.
    statement = (
        statement.select_from(Employee)
        .join(Employment, col(Employment.employee_id) == col(Employee.id))
        .where(col(Employee.member_id) == member_id, col(Employment.latest))
    )
    if indexed(words):
        found = candidates(member_id, words, postgresql=postgresql).subquery()
        statement = statement.join(found, found.c.id == col(Employee.id))
    if selection.people:
        statement = statement.where(col(Employee.public_id).in_(selection.people))
    return statement.where(*holding(words), *conditions(member_id, selection))


def chosen(statement: Select[Any], member_id: int, selection: Selection) -> Select[Any]:
    """The selection, read along the lines; joins the person when the selection asks something of him."""
    if selection.words or selection.incomplete:
        statement = statement.join(Employee, col(Employee.id) == col(Employment.employee_id)).where(
            col(Employee.member_id) == member_id
        )
    return statement.where(*holding(selection.words), *conditions(member_id, selection))


def conditions(member_id: int, selection: Selection) -> list[ColumnElement[bool]]:
    """All but the search."""
    found: list[ColumnElement[bool]] = []
    if selection.presence is PresenceFilter.PRESENT:
        found.append(present_on(selection.today))
    elif selection.presence is PresenceFilter.DEPARTED:
        found.append(col(Employment.end_date) < selection.today)
    if selection.contract_type:
        found.append(col(Employment.contract_type) == selection.contract_type)
    if selection.follow_up:
        found.append(col(Employment.follow_up) == selection.follow_up)
    if selection.situation:
        wanted = like_pattern(f'"{selection.situation}"')
        found.append(cast(col(Employment.situations), String).like(wanted, escape="\\"))
    if selection.to_specify:
        found.append(_TO_SPECIFY)
    if selection.incomplete:
        endless = col(Employment.contract_type).in_(sorted(PLANNED_END_REQUIRED))
        found.append(or_(col(Employee.sex) == "", endless & col(Employment.planned_end_date).is_(None)))
    if selection.deadline is not DeadlineFilter.ALL:
        # Nothing is due any more for somebody who has left.
        found += [present_on(selection.today), _due(member_id, selection)]
    return found


def _due(member_id: int, selection: Selection) -> ColumnElement[bool]:
    today = selection.today
    soon = today + timedelta(days=90)
    due = col(Employment.due_date)
    match selection.deadline:
        case DeadlineFilter.LATE:
            return due < today
        case DeadlineFilter.WITHIN_30_DAYS:
            return due.between(today, today + timedelta(days=30))
        case DeadlineFilter.WITHIN_90_DAYS:
            return due.between(today, soon)
        case DeadlineFilter.UP_TO_DATE:
            return or_(due.is_(None), due > soon)
        case DeadlineFilter.PLANNED:
            return col(Employment.employee_id).in_(_with_request(member_id, PLANNED_STATUSES))
    asked = _with_request(member_id, SENT_STATUSES).where(col(VisitRequest.employee_id) == col(Employment.employee_id))
    return (due <= soon) & ~asked.exists()


def _with_request(member_id: int, statuses: frozenset[Any]) -> Select[Any]:
    return select(col(VisitRequest.employee_id)).where(
        col(VisitRequest.member_id) == member_id, col(VisitRequest.status).in_(sorted(statuses))
    )
