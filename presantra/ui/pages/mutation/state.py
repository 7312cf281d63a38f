"""« Muter vers un autre établissement »."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import reflex as rx

from presantra.domain.errors import InvalidForm, NotFound, StaleEdit
from presantra.domain.labels import format_date
from presantra.ui.acting import acting, private, services
from presantra.ui.employees.address import employee_in, record_of
from presantra.ui.employees.assignment import AssignmentForm, Consequences, foresee, on_screen, texts_of
from presantra.ui.employees.form import box_name
from presantra.ui.employees.missing import MISSING_TITLE
from presantra.ui.forms import FormState, Line
from presantra.ui.layout.state import CompanyOption

TITLE = "Muter vers un autre établissement"
DAY = "transfer_date"


class TransferForm(AssignmentForm):
    company: Line = ""


class MutationState(FormState, rx.State):
    """``declared`` is the day of a departure that is declared already; ``others``: where one may go."""

    title: str = TITLE
    employee_id: str = ""
    name: str = ""
    begun: str = ""
    declared: str = ""
    others: list[CompanyOption] = []
    values: dict[str, str] = {}
    situations: list[str] = []
    preview: Consequences = Consequences()
    missing: bool = False
    operation: str = ""
    busy: bool = False
    _version: int = 0

    @rx.event
    @private()
    async def open(self) -> None:
        """When the page appears; not at a reconnection, which must leave alone what is typed."""
        self._clear_feedback()
        self.busy = False
        self.operation = str(uuid4())
        actor = acting()
        self.others = [
            CompanyOption(str(c.public_id), c.name, c.code) for c in actor.side_by_side() if c != actor.member
        ]
        await self._read()
        if not self.missing:
            ticked = {box_name(code): "oui" for code in self.situations}
            await self._foresee(TransferForm(**ticked))

    @rx.event
    @private()
    async def close(self) -> None:
        """When the page goes: the next opening must not begin with these values."""
        self.employee_id = ""

    @rx.event
    @private(form=TransferForm)
    async def follow(self, form: dict[str, Any]) -> None:
        await self._foresee(form)

    @rx.event
    @private(form=TransferForm)
    async def save(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = TransferForm.model_validate(form)
        self.busy = True
        yield
        operation = UUID(values.operation) if values.operation else uuid4()
        raw = {**values.raw(DAY), "company": values.company}
        try:
            record = await services().employees.transfer(acting(), employee_in(self), raw, self._version, operation)
        except StaleEdit:
            # Seen again with what was typed: pressing the button once more is then on purpose.
            self._version = (await services().employees.record(acting(), employee_in(self))).version
            raise
        except InvalidForm as error:
            raise InvalidForm(on_screen(error.errors, DAY)) from None
        finally:
            self.busy = False
        self._clear_feedback()
        yield rx.redirect(f"{record_of(record.public_id)}?info=mutation")

    async def _foresee(self, form: TransferForm) -> None:
        self.preview = await foresee(services().employees, acting(), employee_in(self), form)

    async def _read(self) -> None:
        try:
            record = await services().employees.record(acting(), employee_in(self))
        except NotFound:
            self.missing, self.title, self.employee_id = True, MISSING_TITLE, ""
            return
        self.missing, self.title = False, TITLE
        self.employee_id, self.name, self._version = record.public_id, record.name, record.version
        self.begun = format_date(record.current.job_since or record.current.entry_date)
        departure = record.current.departure_date
        self.declared = format_date(departure) if departure else ""
        self.values, self.situations = texts_of(record), list(record.current.situations)
