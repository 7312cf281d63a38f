"""« Muter vers un autre établissement »."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import reflex as rx

from presantra.domain.labels import format_date
from presantra.services.employees import EmployeeRecord
from presantra.ui.acting import acting, private, services
from presantra.ui.employees.address import employee_in
from presantra.ui.employees.assignment import AssignmentForm
from presantra.ui.employees.job_move import JobMove
from presantra.ui.forms import Line
from presantra.ui.layout.state import CompanyOption

TITLE = "Muter vers un autre établissement"
DAY = "transfer_date"


class TransferForm(AssignmentForm):
    company: Line = ""


class MutationState(JobMove, rx.State):
    """``declared`` is the day of a departure that is declared already; ``others``: where one may go."""

    title: str = TITLE
    declared: str = ""
    others: list[CompanyOption] = []

    @rx.event
    @private()
    async def open(self) -> None:
        actor = acting()
        self.others = [
            CompanyOption(str(c.public_id), c.name, c.code) for c in actor.side_by_side() if c != actor.member
        ]
        record = await self._begin(TITLE)
        departure = record.current.departure_date if record else None
        self.declared = format_date(departure) if departure else ""

    @rx.event
    @private(form=TransferForm)
    async def follow(self, form: dict[str, Any]) -> None:
        await self._foresee(TransferForm.model_validate(form))

    @rx.event
    @private(form=TransferForm)
    async def save(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = TransferForm.model_validate(form)

        async def write(operation: UUID) -> EmployeeRecord:
            raw = {**values.raw(DAY), "company": values.company}
            return await services().employees.transfer(acting(), employee_in(self), raw, self._version, operation)

        async for event in self._save(values, write, day=DAY, info="mutation"):
            yield event
