"""« Déclarer une arrivée »."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import reflex as rx

from presantra.domain.errors import DuplicateEmployee, InvalidForm
from presantra.ui.acting import acting, private, services
from presantra.ui.employees.address import record_of
from presantra.ui.employees.form import EmployeeForm
from presantra.ui.employees.state import EmployeeFormState
from presantra.ui.forms import Identifier


class ArriveeState(EmployeeFormState, rx.State):
    """``operation`` travels with the form, so that the same form sent twice creates one person."""

    operation: str = ""

    @rx.event
    @private()
    async def open(self) -> None:
        """When the form appears; not at a reconnection, which must leave alone what is typed."""
        self._start_over()
        self.operation = str(uuid4())
        self._follow(EmployeeForm())

    @rx.event
    @private(form=EmployeeForm)
    async def follow(self, form: dict[str, Any]) -> None:
        self._follow(form)

    @rx.event
    @private(form=EmployeeForm)
    async def save(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        async for event in self._save(form):
            yield event

    @rx.event
    @private(form=EmployeeForm)
    async def save_other(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """« C’est une autre personne »: confirmed on purpose."""
        async for event in self._save(form, confirm_duplicate=True):
            yield event

    @rx.event
    @private(employee_id=Identifier, form=EmployeeForm)
    async def save_return(self, employee_id: str, form: dict[str, Any]) -> AsyncIterator[Any]:
        async for event in self._save(form, returning=employee_id):
            yield event

    async def _save(
        self, form: EmployeeForm, *, confirm_duplicate: bool = False, returning: str = ""
    ) -> AsyncIterator[Any]:
        self.busy = True
        yield
        employees, operation = services().employees, _operation(form)
        try:
            if returning:
                view = await employees.rehire(acting(), returning, form.raw(), operation)
            else:
                view = await employees.declare_arrival(acting(), form.raw(), operation, confirm_duplicate)
        except DuplicateEmployee as error:
            self._ask(error)
            return
        except InvalidForm:
            self.candidates = []
            raise
        finally:
            self.busy = False
        self._start_over()
        yield rx.redirect(f"{record_of(view.public_id)}?info={'retour' if returning else 'arrivee'}")


def _operation(form: EmployeeForm) -> UUID:
    """A form without its number is alone of its kind: it cannot be recognised when sent twice."""
    try:
        return UUID(form.operation)
    except ValueError:
        return uuid4()
