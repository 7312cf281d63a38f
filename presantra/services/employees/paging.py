"""One page of the list: what is counted, where the page begins, and the cheapest way to find its lines."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.repositories import employee_pages as pages
from presantra.db.repositories.employee_lists import DATED, Selection
from presantra.db.repositories.employee_pages import Ordering, Span, Way
from presantra.services.employees.figures import Counting
from presantra.services.employees.views import PAGE_SIZES, EmployeeQuery

# A search is counted no further: « plus de 200 » says enough to somebody who looks for one person.
MOST_COUNTED = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """See :class:`~presantra.services.employees.views.EmployeePage`."""

    rows: Sequence[Row[Any]] = ()
    total: int = 0
    page: int = 1
    pages: int = 1
    size: int = PAGE_SIZES[0]
    more: bool = False
    has_previous: bool = False
    has_next: bool = False


@dataclass(frozen=True, slots=True)
class _Reading:
    counting: Counting
    selection: Selection
    ordering: Ordering
    way: Way
    total: int

    @classmethod
    async def of(cls, counting: Counting, query: EmployeeQuery, today: date) -> _Reading:
        selection = selection_of(query, today)
        small = await counting.count(Selection(today), pages.WALK + 1) <= pages.WALK
        total = await counting.count(selection, MOST_COUNTED + 1 if selection.words and not small else None)
        return cls(counting, selection, Ordering(query.sort, query.descending), _way(selection, total, small), total)

    async def rows(self, span: Span) -> list[Row[Any]]:
        if not self.total:
            return []
        counting = self.counting
        found = await pages.read(
            counting.session, counting.member_id, self.selection, self.ordering, span, way=self.way
        )
        return found[::-1] if span.backwards else found

    async def place(self, public_id: str) -> tuple[Any, ...] | None:
        if not public_id:
            return None
        counting = self.counting
        return await pages.place_of(counting.session, counting.member_id, UUID(public_id), self.ordering)


async def page_of(counting: Counting, query: EmployeeQuery, today: date) -> Sheet:
    size = query.page_size if query.page_size in PAGE_SIZES else PAGE_SIZES[0]
    reading = await _Reading.of(counting, query, today)
    more = bool(reading.selection.words) and reading.total > MOST_COUNTED
    total = min(reading.total, MOST_COUNTED) if more else reading.total
    sheet = Sheet(total=total, pages=max(1, -(-total // size)), size=size, more=more)
    if place := await reading.place(query.after):
        return await _after(reading, sheet, place, query.page)
    if place := await reading.place(query.before):
        return await _before(reading, sheet, place, query.page)
    return await _numbered(reading, sheet, 1 if query.after or query.before else query.page)


async def first(counting: Counting, query: EmployeeQuery, today: date, limit: int) -> list[Row[Any]]:
    reading = await _Reading.of(counting, query, today)
    return await reading.rows(Span(limit))


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom an action is about: the people ticked, or everybody that the list's question finds."""

    query: EmployeeQuery
    people: tuple[UUID, ...] = ()

    def selection(self, today: date) -> Selection:
        return Selection(today, people=self.people) if self.people else selection_of(self.query, today)

    @property
    def ordering(self) -> Ordering:
        return Ordering(self.query.sort, self.query.descending)


async def chosen_rows(
    session: AsyncSession, member_id: int, chosen: Chosen, today: date, columns: Sequence[Any], size: int
) -> AsyncIterator[list[Row[Any]]]:
    """Everybody chosen, in the order of the list, ``size`` at a time."""
    selection, ordering = chosen.selection(today), chosen.ordering
    way = Way.SEARCH if selection.words or selection.people else Way.ALONG
    place: tuple[Any, ...] | None = None
    while rows := await pages.read(
        session, member_id, selection, ordering, Span(size, after=place), way=way, columns=columns
    ):
        yield rows
        if len(rows) < size:
            return
        place = pages.place_in(rows[-1], ordering)


def selection_of(query: EmployeeQuery, today: date) -> Selection:
    return Selection(
        today=today,
        text=query.text,
        presence=query.presence,
        contract_type=query.contract_type or "",
        follow_up=query.follow_up or "",
        deadline=query.deadline,
        situation=query.situation,
        incomplete=query.incomplete,
        to_specify=query.to_specify,
    )


def _way(selection: Selection, total: int, small: bool) -> Way:
    if small:
        return Way.ALONG
    if selection.words:
        return Way.SEARCH if total <= MOST_COUNTED else Way.WALK_THEN_SEARCH
    return Way.FEW if selection.deadline in DATED and total <= pages.FEW else Way.ALONG


async def _after(reading: _Reading, sheet: Sheet, place: tuple[Any, ...], page: int) -> Sheet:
    rows = await reading.rows(Span(sheet.size + 1, after=place))
    if not rows:  # those who followed have left the list
        return await _numbered(reading, sheet, sheet.pages)
    has_next = len(rows) > sheet.size
    page = max(2, page)
    if not sheet.more:
        page = min(page, sheet.pages - 1) if has_next else sheet.pages
    return replace(sheet, rows=rows[: sheet.size], page=max(page, 1), has_previous=True, has_next=has_next)


async def _before(reading: _Reading, sheet: Sheet, place: tuple[Any, ...], page: int) -> Sheet:
    rows = await reading.rows(Span(sheet.size + 1, after=place, backwards=True))
    if len(rows) <= sheet.size:
        return await _numbered(reading, sheet, 1)
    page = max(2, page) if sheet.more else min(max(2, page), sheet.pages)
    return replace(sheet, rows=rows[1:], page=page, has_previous=True, has_next=True)


async def _numbered(reading: _Reading, sheet: Sheet, page: int) -> Sheet:
    """A page by its number, from the nearer end; an address without a person (the first, the last, an old link)."""
    page = min(max(1, page), sheet.pages)
    before, upto = (page - 1) * sheet.size, page * sheet.size
    if page == 1 or sheet.more or before <= sheet.total - upto:
        rows = await reading.rows(Span(sheet.size + 1, offset=before))
    else:
        left = max(0, sheet.total - upto)
        rows = await reading.rows(Span(min(sheet.size, sheet.total - before), backwards=True, offset=left))
        return replace(sheet, rows=rows, page=page, has_previous=page > 1, has_next=left > 0)
    return replace(sheet, rows=rows[: sheet.size], page=page, has_previous=page > 1, has_next=len(rows) > sheet.size)
