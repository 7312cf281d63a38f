"""« Changer de poste ou de situation »."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import reflex as rx

from presantra.services.employees import EmployeeRecord
from presantra.ui.acting import acting, private, services
from presantra.ui.employees.address import employee_in
from presantra.ui.employees.assignment import AssignmentForm
from presantra.ui.employees.job_move import JobMove

TITLE = "Changer de poste ou de situation"
DAY = "change_date"


class ChangementState(JobMove, rx.State):
    title: str = TITLE

    @rx.event
    @private()
    async def open(self) -> None:
        await self._begin(TITLE)

    @rx.event
    @private(form=AssignmentForm)
    async def follow(self, form: dict[str, Any]) -> None:
        await self._foresee(AssignmentForm.model_validate(form))

    @rx.event
    @private(form=AssignmentForm)
    async def save(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = AssignmentForm.model_validate(form)

        async def write(operation: UUID) -> EmployeeRecord:
            raw, version = values.raw(DAY), self._version
            return await services().employees.change_job(acting(), employee_in(self), raw, version, operation)

        async for event in self._save(values, write, day=DAY, info="changement"):
            yield event
