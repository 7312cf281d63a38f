"""« Déclarer un départ »."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import reflex as rx

from presantra.domain.employees import DepartureReason
from presantra.domain.errors import NotFound, StaleEdit
from presantra.domain.labels import format_date
from presantra.domain.rights import Right
from presantra.ui.acting import acting, private, services
from presantra.ui.employees.address import employee_in, record_of
from presantra.ui.employees.missing import MISSING_TITLE
from presantra.ui.forms import FormModel, FormState, Line, OptionalIdentifier

TITLE = "Déclarer un départ"


class DepartureForm(FormModel):
    departure_date: Line = ""
    reason: Line = ""
    inform_service: Line = ""
    operation: OptionalIdentifier = ""


class DepartState(FormState, rx.State):
    """``declared`` is the date of a departure that is declared already; ``exposures``: the risks, now or once."""

    title: str = TITLE
    employee_id: str = ""
    name: str = ""
    entry_date: str = ""
    declared: str = ""
    missing: bool = False
    duties: list[str] = []
    exposures: str = ""
    operation: str = ""
    busy: bool = False
    _version: int = 0

    @rx.event
    @private()
    async def open(self) -> None:
        """When the page appears; not at a reconnection, which must leave alone what is typed."""
        self._clear_feedback()
        self.busy = False
        await self._read()
        self.operation = str(uuid4())
        if not self.missing:
            self.duties = list(await services().employees.duties(acting(), self.employee_id))
            self.exposures = ""
            if acting().may(Right.FOLLOW_UP_READ):
                self.exposures = ", ".join(await services().employees.exposures(acting(), self.employee_id))

    @rx.event
    @private(reason=Line)
    async def remind(self, reason: str) -> None:
        """The duties that follow from the motive chosen."""
        chosen = DepartureReason(reason) if reason in set(DepartureReason) else None
        self.duties = list(await services().employees.duties(acting(), employee_in(self), chosen))

    @rx.event
    @private(form=DepartureForm)
    async def save(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = DepartureForm.model_validate(form)
        self.busy = True
        yield
        raw = values.model_dump(exclude={"operation"})
        operation = UUID(values.operation) if values.operation else uuid4()
        try:
            view = await services().employees.declare_departure(
                acting(), employee_in(self), raw, self._version, operation
            )
        except StaleEdit:
            # Seen again with what was typed: pressing the button once more is then on purpose.
            await self._read()
            raise
        finally:
            self.busy = False
        self._clear_feedback()
        yield rx.redirect(f"{record_of(view.public_id)}?info=depart")

    async def _read(self) -> None:
        try:
            record = await services().employees.record(acting(), employee_in(self))
        except NotFound:
            self.missing, self.title, self.employee_id = True, MISSING_TITLE, ""
            return
        self.missing, self.title = False, TITLE
        self.employee_id, self.name = record.public_id, record.name
        self.entry_date = format_date(record.current.entry_date)
        departure = record.current.departure_date
        self.declared = format_date(departure) if departure else ""
        self._version = record.version
