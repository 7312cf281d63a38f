"""Pages of a list of salariés: from a person onwards or backwards, so that a deep page costs what the first does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, case, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Employee, Employment
from presantra.db.repositories.employee_lists import Selection, chosen, conditions, lines, searched
from presantra.db.repositories.employee_search import holding
from presantra.db.repositories.statements import is_postgresql

# Lines read in order before the index of the search is asked instead: what is found often is found at once.
WALK = 2_000
# Fewer than that are found by their due dates, then sorted.
FEW = 500
LAST_CHARACTER = "\U0010ffff"


class SortKey(StrEnum):
    NAME = "nom"
    FIRST_NAME = "prenom"
    BIRTH_DATE = "date_naissance"
    JOB_TITLE = "poste"
    ENTRY_DATE = "date_entree"
    FOLLOW_UP = "suivi"
    DUE_DATE = "echeance"


@dataclass(frozen=True, slots=True)
class Ordering:
    """Ties are in the order of names, then of arrival in the portal; those without deadline are always last.

    A search in the usual order shows those whose name begins with its first word before the others.
    """

    key: SortKey = SortKey.NAME
    descending: bool = False


class Way(StrEnum):
    """How to find the lines: along the sort order; few lines first, sorted after; or the first does not suffice."""

    ALONG = "along"
    FEW = "few"
    SEARCH = "search"
    WALK_THEN_SEARCH = "walk"


@dataclass(frozen=True, slots=True)
class Span:
    """Which lines: ``limit`` of them after a person (before him, nearest first, when ``backwards``)."""

    limit: int
    after: tuple[Any, ...] | None = None
    backwards: bool = False
    offset: int = 0


COLUMNS = (
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
    col(Employment.to_specify),
)
_PERSONAL: dict[SortKey, Any] = {
    SortKey.FIRST_NAME: col(Employee.sort_first_name),
    SortKey.BIRTH_DATE: col(Employee.birth_date),
}
_KEYS: dict[SortKey, Any] = {
    **_PERSONAL,
    SortKey.JOB_TITLE: col(Employment.sort_job),
    SortKey.ENTRY_DATE: col(Employment.start_date),
    SortKey.FOLLOW_UP: col(Employment.follow_up),
    SortKey.DUE_DATE: col(Employment.due_date),
}


async def read(
    session: AsyncSession,
    member_id: int,
    selection: Selection,
    ordering: Ordering,
    span: Span,
    *,
    way: Way = Way.ALONG,
    columns: Sequence[Any] = COLUMNS,
) -> list[Row[Any]]:
    """Rows of ``columns``, each followed by its place in the order, see :func:`place_in`."""
    desk = _Desk(session, member_id, selection, ordering, way, tuple(columns))
    found: list[Row[Any]] = []
    offset = span.offset
    for segment in desk.segments(span):
        rest = replace(segment.span, limit=span.limit - len(found), offset=offset)
        rows = await desk.rows(replace(segment, span=rest))
        found += rows
        if len(found) >= span.limit:
            break
        offset = max(0, offset - await desk.length(segment)) if offset and not rows else 0
    return found


async def place_of(
    session: AsyncSession, member_id: int, public_id: UUID, ordering: Ordering
) -> tuple[Any, ...] | None:
    """Where a person of the member stands in the order, or None when there is none such."""
    columns = _sort_columns(ordering.key)
    statement = (
        select(*columns)
        .select_from(Employee)
        .join(Employment, col(Employment.employee_id) == col(Employee.id))
        .where(col(Employee.public_id) == public_id, col(Employee.member_id) == member_id, col(Employment.latest))
    )
    row = (await session.execute(statement)).one_or_none()
    return None if row is None else tuple(row)


def place_in(row: Row[Any], ordering: Ordering) -> tuple[Any, ...]:
    """Where the person of a row of :func:`read` stands in the order."""
    return tuple(row[-len(_sort_columns(ordering.key)) :])


def _sort_columns(key: SortKey) -> tuple[Any, ...]:
    if key in _PERSONAL:
        return _PERSONAL[key], col(Employee.sort_name), col(Employee.id)
    ties: tuple[Any, ...] = (col(Employment.sort_name), col(Employment.employee_id))
    return ties if key is SortKey.NAME else (_KEYS[key], *ties)


@dataclass(frozen=True, slots=True)
class _Segment:
    """A part of the order in which no sort column is NULL: an index can be entered at any of its places."""

    sort: tuple[Any, ...]
    span: Span
    condition: ColumnElement[bool] | None = None
    until: tuple[Any, ...] | None = None

    def within(self, statement: Select[Any]) -> Select[Any]:
        """The lines of the segment after the span's place."""
        if self.condition is not None:
            statement = statement.where(self.condition)
        here = tuple_(*self.sort)
        if self.span.after is not None:
            there = tuple_(*self.span.after)
            statement = statement.where(here < there if self.span.backwards else here > there)
        if self.until is not None:
            there = tuple_(*self.until)
            statement = statement.where(here >= there if self.span.backwards else here <= there)
        return statement

    def sorted(self, statement: Select[Any]) -> Select[Any]:
        return statement.order_by(*(c.desc() if self.span.backwards else c.asc() for c in self.sort))


@dataclass(frozen=True, slots=True)
class _Desk:
    session: AsyncSession
    member_id: int
    selection: Selection
    ordering: Ordering
    way: Way
    columns: tuple[Any, ...]

    def segments(self, span: Span) -> list[_Segment]:
        """In the order of reading, from the one that holds the span's place."""
        sort, after = _sort_columns(self.ordering.key), span.after
        # Inside the database, descending is ascending read backwards.
        turned = replace(span, backwards=span.backwards is not self.ordering.descending)
        if self.begins is not None and self.way is Way.SEARCH:
            # Few lines, sorted once they are found: one question instead of two.
            place = None if after is None else (0 if self._begins(after) else 1, *after)
            return [_Segment((case((self.begins, 0), else_=1), *sort), replace(turned, after=place))]
        first, last, in_last = self._parts(after)
        if first is None:
            return [_Segment(sort, turned)]
        # What is constant in a segment does not sort it: no deadline has no place among the deadlines.
        tail = sort[1:] if self.ordering.key is SortKey.DUE_DATE else sort
        parts = [_Segment(sort, turned, first), _Segment(tail, turned, last)]
        here = len(parts) - 1 if in_last else 0
        parts = parts[: here + 1][::-1] if span.backwards and after is not None else parts[here:]
        if after is None:
            return parts[::-1] if span.backwards else parts
        place = after[-len(parts[0].sort) :]
        others = [replace(part, span=replace(turned, after=None)) for part in parts[1:]]
        return [replace(parts[0], span=replace(turned, after=place)), *others]

    def _parts(
        self, after: tuple[Any, ...] | None
    ) -> tuple[ColumnElement[bool] | None, ColumnElement[bool] | None, bool]:
        """Two conditions when the list has two parts, and whether a place is in the second.

        Those without deadline come last; of a search, those whose name begins with what was typed come first.
        """
        if self.ordering.key is SortKey.DUE_DATE:
            due = col(Employment.due_date)
            return due.is_not(None), due.is_(None), after is not None and after[0] is None
        if self.begins is not None:
            return self.begins, ~self.begins, after is not None and not self._begins(after)
        return None, None, False

    @property
    def begins(self) -> ColumnElement[bool] | None:
        """Whose name begins with the first word of a search shown in the usual order."""
        if self.ordering != Ordering() or not self.selection.words:
            return None
        word = self.selection.words[0]
        return (col(Employment.sort_name) >= word) & (col(Employment.sort_name) < word + LAST_CHARACTER)

    def _begins(self, place: tuple[Any, ...]) -> bool:
        word = self.selection.words[0]
        return bool(word <= place[0] < word + LAST_CHARACTER)

    async def rows(self, segment: _Segment) -> list[Row[Any]]:
        if self.way is not Way.WALK_THEN_SEARCH:
            return await self._fetch(segment, self._ids(self.way))
        if not segment.span.offset:
            near = replace(segment, until=await self._walked(segment))
            rows = await self._fetch(near, self._ids(Way.ALONG))
            if len(rows) == segment.span.limit:
                return rows
        return await self._fetch(segment, self._ids(Way.SEARCH))

    async def length(self, segment: _Segment) -> int:
        everything = replace(segment, span=Span(1))
        ids = everything.within(
            chosen(lines(col(Employment.id), member_id=self.member_id), self.member_id, self.selection)
        )
        return int((await self.session.execute(select(func.count()).select_from(ids.subquery()))).scalar_one())

    def _ids(self, way: Way) -> Select[Any]:
        id_: Any = col(Employment.id).label("id")
        if way is Way.SEARCH:
            postgresql = is_postgresql(self.session)
            return searched(select(id_), self.member_id, self.selection, postgresql=postgresql)
        if way is Way.FEW:
            # A limit that is never reached: the lines are found first, and sorted after.
            few = chosen(lines(id_, member_id=self.member_id), self.member_id, self.selection).limit(FEW + 1).subquery()
            return (
                select(id_)
                .join(few, few.c.id == col(Employment.id))
                .join(Employee, col(Employee.id) == col(Employment.employee_id))
            )
        if self.ordering.key in _PERSONAL:
            return self._of_people(select(id_)).where(
                *holding(self.selection.words), *conditions(self.member_id, self.selection)
            )
        return chosen(lines(id_, member_id=self.member_id), self.member_id, self.selection)

    def _of_people(self, statement: Select[Any]) -> Select[Any]:
        return (
            statement.select_from(Employee)
            .join(Employment, col(Employment.employee_id) == col(Employee.id))
            .where(col(Employee.member_id) == self.member_id, col(Employment.latest))
        )

    async def _walked(self, segment: _Segment) -> tuple[Any, ...] | None:
        """Where the next ``WALK`` lines end; None when there are fewer."""
        everybody = self._of_people if self.ordering.key in _PERSONAL else self._lines
        ahead = segment.sorted(segment.within(everybody(select(*segment.sort)))).offset(WALK - 1).limit(1)
        row = (await self.session.execute(ahead)).one_or_none()
        return None if row is None else tuple(row)

    def _lines(self, statement: Select[Any]) -> Select[Any]:
        return statement.where(col(Employment.member_id) == self.member_id, col(Employment.latest))

    async def _fetch(self, segment: _Segment, ids: Select[Any]) -> list[Row[Any]]:
        span = segment.span
        kept = segment.sorted(segment.within(ids)).limit(span.limit)
        wanted = (kept.offset(span.offset) if span.offset else kept).subquery()
        statement = (
            select(*self.columns, *_sort_columns(self.ordering.key))
            .select_from(wanted)
            .join(Employment, col(Employment.id) == wanted.c.id)
            .join(Employee, col(Employee.id) == col(Employment.employee_id))
        )
        return list((await self.session.execute(segment.sorted(statement))).all())
