"""What the screens « Changer de poste ou de situation » and « Muter vers un autre établissement » share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import reflex as rx

from presantra.domain.errors import InvalidForm, NotFound, StaleEdit
from presantra.domain.labels import format_date
from presantra.services.employees import EmployeeRecord
from presantra.ui.acting import acting, private, services
from presantra.ui.employees.address import employee_in, record_of
from presantra.ui.employees.assignment import AssignmentForm, Consequences, foresee, on_screen, texts_of
from presantra.ui.employees.form import box_name
from presantra.ui.employees.listed import list_empty
from presantra.ui.employees.missing import MISSING_TITLE
from presantra.ui.forms import FormState

Write = Callable[[UUID], Awaitable[EmployeeRecord]]
"""The use case, given the number of the operation."""


class JobMove(FormState, rx.State, mixin=True):
    """``values`` and ``situations`` are those of the current job; ``begun``: since when it is held."""

    title: str = ""
    employee_id: str = ""
    name: str = ""
    begun: str = ""
    values: dict[str, str] = {}
    situations: list[str] = []
    preview: Consequences = Consequences()
    missing: bool = False
    operation: str = ""
    busy: bool = False
    _version: int = 0

    @rx.event
    @private()
    async def close(self) -> None:
        """When the page goes: the next opening must not begin with these values."""
        self.employee_id = ""

    async def _begin(self, title: str) -> EmployeeRecord | None:
        """When the page appears; not at a reconnection, which must leave alone what is typed. None: nobody is here."""
        self._clear_feedback()
        self.busy = False
        self.operation = str(uuid4())
        record = await self._read(title)
        if record is not None:
            ticked = {box_name(code): "oui" for code in self.situations}
            await self._foresee(AssignmentForm(**ticked))
        return record

    async def _foresee(self, form: AssignmentForm) -> None:
        foreseen = await foresee(services().employees, acting(), employee_in(self), form)
        self.preview = replace(foreseen, list_empty=await list_empty(form.situations))

    async def _save(self, values: AssignmentForm, write: Write, *, day: str, info: str) -> AsyncIterator[Any]:
        """``day``: how the domain names the day; ``info``: what the record then says."""
        self.busy = True
        yield
        try:
            record = await write(UUID(values.operation) if values.operation else uuid4())
        except StaleEdit:
            # Seen again with what was typed: pressing the button once more is then on purpose.
            self._version = (await services().employees.record(acting(), employee_in(self))).version
            raise
        except InvalidForm as error:
            raise InvalidForm(on_screen(error.errors, day)) from None
        finally:
            self.busy = False
        self._clear_feedback()
        yield rx.redirect(f"{record_of(record.public_id)}?info={info}")

    async def _read(self, title: str) -> EmployeeRecord | None:
        try:
            record = await services().employees.record(acting(), employee_in(self))
        except NotFound:
            self.missing, self.title, self.employee_id = True, MISSING_TITLE, ""
            return None
        self.missing, self.title = False, title
        self.employee_id, self.name, self._version = record.public_id, record.name, record.version
        self.begun = format_date(record.current.job_since or record.current.entry_date)
        self.values, self.situations = texts_of(record), list(record.current.situations)
        return record
