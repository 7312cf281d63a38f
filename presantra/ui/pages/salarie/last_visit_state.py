"""« Dernière visite »: what the last paper says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from presantra.domain.errors import NotFound, StaleEdit
from presantra.services.employees import EmployeeRecord
from presantra.ui.acting import acting, private, services
from presantra.ui.employees.address import employee_in, record_of
from presantra.ui.employees.missing import MISSING_TITLE
from presantra.ui.forms import FormModel, FormState, Line

TITLE = "Dernière visite"


class LastVisitForm(FormModel):
    last_visit_date: Line = ""
    last_visit_kind: Line = ""
    last_exam_date: Line = ""
    imposed_due_date: Line = ""
    waiver_claimed: Line = ""


class DerniereVisiteState(FormState, rx.State):
    """``values`` are those of the version the form was opened on; ``form_key`` makes the form anew."""

    title: str = TITLE
    employee_id: str = ""
    name: str = ""
    form_key: str = ""
    values: dict[str, str] = {}
    claimed: bool = False
    missing: bool = False
    busy: bool = False
    _version: int = 0

    @rx.event
    @private()
    async def load(self) -> None:
        """Another salarié's address in the same page; a reconnection leaves alone what is typed."""
        if employee_in(self) != self.employee_id:
            await self._open()

    @rx.event
    @private()
    async def open(self) -> None:
        """When the page appears."""
        await self._open()

    @rx.event
    @private()
    async def close(self) -> None:
        """When the page goes: the next opening must not begin with these values."""
        self.employee_id = ""

    @rx.event
    @private(form=LastVisitForm)
    async def save(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        raw = LastVisitForm.model_validate(form).model_dump()
        self.busy = True
        yield
        employee_id = employee_in(self)
        try:
            record = await services().employees.record_last_visit(acting(), employee_id, raw, self._version)
        except StaleEdit:
            # Seen again with what was typed: pressing the button once more is then on purpose.
            self._version = (await services().employees.record(acting(), employee_id)).version
            raise
        finally:
            self.busy = False
        self._clear_feedback()
        self._version = record.version
        yield rx.redirect(f"{record_of(record.public_id)}?info=derniere-visite")

    async def _open(self) -> None:
        self._clear_feedback()
        self.busy = False
        try:
            record = await services().employees.record(acting(), employee_in(self))
        except NotFound:
            self.missing, self.title, self.employee_id = True, MISSING_TITLE, ""
            return
        self.missing, self.title = False, TITLE
        self.employee_id, self.name = record.public_id, record.name
        self.values, self.claimed = _values(record), record.current.waiver_claimed
        self._version = record.version
        self.form_key = f"{record.public_id}-{record.version}"


def _values(record: EmployeeRecord) -> dict[str, str]:
    current = record.current
    return {
        "last_visit_date": current.last_visit_date.isoformat() if current.last_visit_date else "",
        "last_visit_kind": current.last_visit_kind or "",
        "last_exam_date": current.last_exam_date.isoformat() if current.last_exam_date else "",
        "imposed_due_date": current.imposed_due_date.isoformat() if current.imposed_due_date else "",
    }
