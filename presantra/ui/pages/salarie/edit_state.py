"""« Modifier » a record, alone or after somebody else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from presantra.domain.errors import DuplicateEmployee, InvalidForm, NotFound, StaleEdit
from presantra.domain.labels import format_datetime
from presantra.services.employees import EmployeeRecord
from presantra.ui.acting import acting, private, services
from presantra.ui.employees.address import employee_in, record_of
from presantra.ui.employees.form import EmployeeForm, box_name
from presantra.ui.employees.missing import MISSING_TITLE
from presantra.ui.employees.state import EmployeeFormState
from presantra.ui.pages.salarie.rows import ChangeLine, change_lines

TITLE = "Modifier la fiche"


class ModificationState(EmployeeFormState, rx.State):
    """``values`` are those of the version the form was opened on; ``form_key`` makes the form anew.

    ``masked``: n° de sécurité sociale on record, as it may be shown. ``stale_by`` is empty unless somebody else saved
    meanwhile.
    """

    title: str = TITLE
    employee_id: str = ""
    name: str = ""
    form_key: str = ""
    values: dict[str, str] = {}
    situations: list[str] = []
    masked: str = ""
    missing: bool = False
    stale_by: str = ""
    stale_at: str = ""
    stale_changes: list[ChangeLine] = []
    _version: int = 0
    _stale_version: int = 0

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
    @private(form=EmployeeForm)
    async def follow(self, form: dict[str, Any]) -> None:
        await self._follow_live(form)

    @rx.event
    @private(form=EmployeeForm)
    async def save(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        async for event in self._save(form, self._version):
            yield event

    @rx.event
    @private(form=EmployeeForm)
    async def save_over(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """After having seen what somebody else changed."""
        async for event in self._save(form, self._stale_version or self._version):
            yield event

    @rx.event
    @private(form=EmployeeForm)
    async def save_other(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """« C’est une autre personne »: confirmed on purpose."""
        async for event in self._save(form, self._version, confirm_duplicate=True):
            yield event

    async def _open(self) -> None:
        self._start_over()
        self._forget_stale()
        try:
            record = await services().employees.record(acting(), employee_in(self))
        except NotFound:
            self.missing, self.title, self.employee_id = True, MISSING_TITLE, ""
            return
        self.missing, self.title = False, TITLE
        self.employee_id, self.name = record.public_id, record.name
        self.values, self.situations = _texts(record), list(record.current.situations)
        self.masked = record.social_number.masked if record.social_number else ""
        self._version = record.version
        self.form_key = f"{record.public_id}-{record.version}"
        await self._follow_live(_form_of(record))

    async def _save(self, form: EmployeeForm, version: int, *, confirm_duplicate: bool = False) -> AsyncIterator[Any]:
        self.busy = True
        yield
        employee_id = employee_in(self)
        try:
            record = await services().employees.edit(acting(), employee_id, form.raw(), version, confirm_duplicate)
        except StaleEdit as error:
            await self._show_stale(employee_id, error)
            return
        except DuplicateEmployee as error:
            self._forget_stale()
            # What somebody else changed has been seen already: only the identity is in question now.
            self._version = version
            self._ask(error)
            return
        except InvalidForm:
            self.candidates = []
            raise
        finally:
            self.busy = False
        self._start_over()
        self._forget_stale()
        # A second click finds nothing left to change, instead of its own first click as « somebody else ».
        self._version = record.version
        yield rx.redirect(f"{record_of(record.public_id)}?info=modification")

    async def _show_stale(self, employee_id: str, error: StaleEdit) -> None:
        self._start_over()
        self.attempt += 1
        self.stale_by, self.stale_at = error.by, format_datetime(error.at)
        self.stale_changes = list(change_lines(error.changes))
        self._stale_version = (await services().employees.record(acting(), employee_id)).version

    def _forget_stale(self) -> None:
        self.stale_by = self.stale_at = ""
        self.stale_changes = []
        self._stale_version = 0


def _texts(record: EmployeeRecord) -> dict[str, str]:
    return {name: value for name, value in record.form.items() if isinstance(value, str)}


def _form_of(record: EmployeeRecord) -> EmployeeForm:
    ticked = {box_name(code): "oui" for code in record.current.situations}
    return EmployeeForm(**_texts(record), **ticked)
