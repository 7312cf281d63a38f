"""The lines of a preview: read by pages of 50, corrected, answered; the people whom the file does not name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

import reflex as rx
from pydantic import Field

from presantra.services.imports import JobView, Status
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.forms import FormModel, FormState, Identifier, Line
from presantra.ui.pages.importation.rows import ABSENTS, TABS, AbsentRow, LineRow, absent_row, line_row

LineNumber = Annotated[int, Field(ge=0, le=10_000_000)]
EVERYONE = "tous"
Answer = Annotated[str, Field(max_length=36)]


class LineForm(FormModel):
    line: Line = ""
    birth_name: Line = ""
    usage_name: Line = ""
    first_name: Line = ""
    birth_date: Line = ""
    sex: Line = ""
    entry_date: Line = ""
    contract_type: Line = ""
    planned_end_date: Line = ""
    job_title: Line = ""
    pcs_code: Line = ""
    email: Line = ""
    phone: Line = ""
    matricule: Line = ""
    departure_date: Line = ""
    departure_reason: Line = ""


class LeavingForm(FormModel):
    departure_date: Line = ""
    reason: Line = ""


class ImportLinesState(FormState, rx.State):
    """``editing``: the line whose form is open, 0 when none is. ``leaver``: the absent person who is said to leave."""

    tab: str = "arrivees"
    lines: list[LineRow] = []
    absents: list[AbsentRow] = []
    everyone: bool = False
    page: int = 1
    pages: int = 1
    total: str = ""
    editing: int = 0
    form: dict[str, str] = {}
    leaver: str = ""
    leaver_name: str = ""
    can_change: bool = False
    busy: bool = False
    _job: str = ""

    @rx.event
    @private(tab=Line)
    async def show_tab(self, tab: str) -> None:
        self._close()
        self.tab = tab if tab in TABS or tab == ABSENTS else "arrivees"
        await self._read(1)

    @rx.event
    @private()
    async def previous_page(self) -> None:
        await self._read(self.page - 1)

    @rx.event
    @private()
    async def next_page(self) -> None:
        await self._read(self.page + 1)

    @rx.event
    @private(line=LineNumber)
    async def edit(self, line: int) -> None:
        self._close()
        self.form = await services().imports.form(acting(), self._id(), line)
        self.editing = line
        self.attempt += 1

    @rx.event
    @private()
    async def close(self) -> None:
        self._close()

    @rx.event
    @private(form=LineForm)
    async def correct(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = LineForm.model_validate(form).model_dump()
        line = int(values.pop("line")) if values["line"].isdecimal() else 0
        async for event in self._decide(services().imports.correct(acting(), self._id(), line, values)):
            yield event

    @rx.event
    @private(line=LineNumber, excluded=bool)
    async def exclude(self, line: int, excluded: bool) -> AsyncIterator[Any]:
        async for event in self._decide(services().imports.exclude(acting(), self._id(), line, excluded)):
            yield event

    @rx.event
    @private(line=LineNumber, key=Answer)
    async def answer(self, line: int, key: str) -> AsyncIterator[Any]:
        async for event in self._decide(services().imports.answer(acting(), self._id(), line, key)):
            yield event

    @rx.event
    @private(key=Answer, name=Line)
    async def ask_leaving(self, key: str, name: str) -> None:
        """Open the small form: for one person, or for all with an empty key."""
        self._close()
        self.leaver, self.leaver_name = key or EVERYONE, name
        self.attempt += 1

    @rx.event
    @private(form=LeavingForm)
    async def leave(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        raw, imports = LeavingForm.model_validate(form).model_dump(), services().imports
        if self.leaver == EVERYONE:
            work = imports.leave_all(acting(), self._id(), raw)
        else:
            work = imports.leave(acting(), self._id(), self.leaver, raw)
        async for event in self._decide(work):
            yield event

    @rx.event
    @private(key=Identifier)
    async def stay(self, key: str) -> AsyncIterator[Any]:
        async for event in self._decide(services().imports.leave(acting(), self._id(), key, None)):
            yield event

    @rx.event
    @private()
    async def stay_all(self) -> AsyncIterator[Any]:
        async for event in self._decide(services().imports.leave_all(acting(), self._id(), None)):
            yield event

    async def _decide(self, work: Any) -> AsyncIterator[Any]:
        """The comparison is made again with the decision; the page then asks where the import stands."""
        self.busy = True
        yield
        try:
            await work
            self._close()
        finally:
            self.busy = False

    async def _open(self, view: JobView) -> None:
        """Called when the page shows the import: the same tab again after a decision, the first useful one before."""
        if self._job != view.public_id:
            self._job, self.page = view.public_id, 1
            self.tab = next(
                (tab for tab, (_, outcomes) in TABS.items() if any(view.counts.get(o) for o in outcomes)), ABSENTS
            )
            self._close()
        self.can_change = view.status is Status.PREVIEW
        await self._read(self.page)

    async def _read(self, page: int) -> None:
        imports = services().imports
        if self.tab == ABSENTS:
            absents = await imports.absents(acting(), self._id(), page)
            self.absents, self.lines = [absent_row(view) for view in absents.absents], []
            self.page, self.pages, total = absents.page, absents.pages, absents.total
            self.everyone = absents.everyone is not None
        else:
            outcomes = [outcome.value for outcome in TABS[self.tab][1]]
            found = await imports.lines(acting(), self._id(), outcomes, page)
            self.lines, self.absents = [line_row(view) for view in found.lines], []
            self.page, self.pages, total = found.page, found.pages, found.total
        self.total = f"{total} personne{'s' if total > 1 else ''}"

    def _close(self) -> None:
        self._clear_feedback()
        self.editing, self.form, self.leaver, self.leaver_name = 0, {}, "", ""
        self.busy = False

    def _id(self) -> str:
        return query_of(self, "import", 36)
