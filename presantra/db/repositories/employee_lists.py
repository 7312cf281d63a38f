"""The list of employees: search, filters, sort and pages in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Employee, Employment, VisitRequest
from presantra.db.repositories.employees import joined, present_on
from presantra.db.repositories.statements import like_pattern
from presantra.domain.names import fold

# SQLite lowers ASCII only; these are the letters that begin French words.
_ACCENTS = {"É": "e", "È": "e", "Ê": "e", "À": "a", "Â": "a", "Î": "i", "Ô": "o", "Ç": "c", "Œ": "oe"}
MAX_SEARCH_WORDS = 8


class PresenceFilter(StrEnum):
    PRESENT = "presents"
    DEPARTED = "sortis"
    ALL = "tous"


class DeadlineFilter(StrEnum):
    """``LATE`` is past, the two next ones begin today; ``TO_PLAN`` is past or soon, without open request."""

    ALL = "toutes"
    LATE = "en_retard"
    WITHIN_30_DAYS = "30_jours"
    WITHIN_90_DAYS = "90_jours"
    TO_PLAN = "a_planifier"


class SortKey(StrEnum):
    NAME = "nom"
    FIRST_NAME = "prenom"
    BIRTH_DATE = "date_naissance"
    JOB_TITLE = "poste"
    ENTRY_DATE = "date_entree"
    FOLLOW_UP = "suivi"
    DUE_DATE = "echeance"


@dataclass(frozen=True, slots=True)
class Selection:
    """What a list holds; ``open_statuses`` are the visit statuses that still lead to a visit."""

    today: date
    open_statuses: Sequence[str]
    text: str = ""
    presence: PresenceFilter = PresenceFilter.ALL
    contract_type: str = ""
    follow_up: str = ""
    deadline: DeadlineFilter = DeadlineFilter.ALL


@dataclass(frozen=True, slots=True)
class Ordering:
    key: SortKey = SortKey.NAME
    descending: bool = False


async def count(session: AsyncSession, member_id: int, selection: Selection) -> int:
    statement = _selected(joined(func.count(), member_id=member_id).select_from(Employee), member_id, selection)
    return int((await session.execute(statement)).scalar_one())


async def page(
    session: AsyncSession,
    member_id: int,
    selection: Selection,
    ordering: Ordering,
    *,
    offset: int,
    limit: int,
) -> Sequence[Row[Any]]:
    """Rows ``(Employee columns…, Employment columns…)`` of one page."""
    statement = _selected(joined(*_COLUMNS, member_id=member_id), member_id, selection)
    sorted_on = _SORT_COLUMNS[ordering.key]
    direction = sorted_on.desc() if ordering.descending else sorted_on.asc()
    if ordering.key is SortKey.DUE_DATE:
        direction = direction.nulls_last()
    statement = statement.order_by(direction, col(Employee.sort_name), col(Employee.id))
    rows: Sequence[Row[Any]] = (await session.execute(statement.offset(offset).limit(limit))).all()
    return rows


_COLUMNS = (
    col(Employee.public_id),
    col(Employee.birth_name),
    col(Employee.usage_name),
    col(Employee.first_name),
    col(Employee.birth_date),
    col(Employment.job_title),
    col(Employment.start_date),
    col(Employment.end_date),
    col(Employment.follow_up),
    col(Employment.due_date),
    col(Employment.due_kind),
    col(Employment.contract_type),
)


def _unaccented(column: Any) -> Any:
    for accented, plain in _ACCENTS.items():
        column = func.replace(func.replace(column, accented, plain), accented.lower(), plain)
    return func.lower(column)


_SORT_COLUMNS: dict[SortKey, Any] = {
    SortKey.NAME: col(Employee.sort_name),
    SortKey.FIRST_NAME: col(Employee.search_text),
    SortKey.BIRTH_DATE: col(Employee.birth_date),
    SortKey.JOB_TITLE: _unaccented(col(Employment.job_title)),
    SortKey.ENTRY_DATE: col(Employment.start_date),
    SortKey.FOLLOW_UP: col(Employment.follow_up),
    SortKey.DUE_DATE: col(Employment.due_date),
}


def _selected(statement: Select[Any], member_id: int, selection: Selection) -> Select[Any]:
    for word in fold(selection.text).split()[:MAX_SEARCH_WORDS]:
        statement = statement.where(col(Employee.search_text).like(like_pattern(word), escape="\\"))
    if selection.presence is PresenceFilter.PRESENT:
        statement = statement.where(present_on(selection.today))
    elif selection.presence is PresenceFilter.DEPARTED:
        statement = statement.where(col(Employment.end_date) < selection.today)
    if selection.contract_type:
        statement = statement.where(col(Employment.contract_type) == selection.contract_type)
    if selection.follow_up:
        statement = statement.where(col(Employment.follow_up) == selection.follow_up)
    if selection.deadline is not DeadlineFilter.ALL:
        # Nothing is due any more for somebody who has left.
        statement = statement.where(present_on(selection.today), _due(member_id, selection))
    return statement


def _due(member_id: int, selection: Selection) -> ColumnElement[bool]:
    today = selection.today
    due = col(Employment.due_date)
    if selection.deadline is DeadlineFilter.LATE:
        return due < today
    if selection.deadline is DeadlineFilter.WITHIN_30_DAYS:
        return due.between(today, today + timedelta(days=30))
    if selection.deadline is DeadlineFilter.WITHIN_90_DAYS:
        return due.between(today, today + timedelta(days=90))
    asked = (
        select(col(VisitRequest.id))
        .where(
            col(VisitRequest.member_id) == member_id,
            col(VisitRequest.employee_id) == col(Employee.id),
            col(VisitRequest.status).in_(selection.open_statuses),
        )
        .exists()
    )
    return and_(due <= today + timedelta(days=90), ~asked)
