"""« Déclarer une arrivée »."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import reflex as rx

from presantra.domain.errors import DuplicateEmployee, InvalidForm, NotFound
from presantra.services.employees import ArrivalView
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.employees.address import record_of
from presantra.ui.employees.form import EmployeeForm, box_name
from presantra.ui.employees.state import EmployeeFormState
from presantra.ui.forms import Identifier

# What two people hired together have in common; never anything of the person.
REPEATED = (
    "entry_date", "contract_type", "planned_end_date", "job_title", "pcs_code", "idcc", "working_time",
)  # fmt: skip
NEW_EACH_TIME = ("entry_date", "planned_end_date")


class ArriveeState(EmployeeFormState, rx.State):
    """``operation`` travels with the form, so that the same form sent twice creates one person.

    ``values`` and ``situations`` are those that the form begins with; ``form_key`` makes it anew. ``series``: the one
    before was saved from this very page. ``returning``: the former employee who comes back.
    """

    operation: str = ""
    values: dict[str, str] = {}
    situations: list[str] = []
    form_key: str = ""
    series: int = 0
    last_id: str = ""
    count: str = ""
    returning: str = ""
    returning_name: str = ""
    _chain: bool = False

    @rx.event
    @private()
    async def open(self) -> None:
        """When the form appears; not at a reconnection, which must leave alone what is typed."""
        self.returning = self.returning_name = ""
        self.series = 0
        values, situations = await self._begin_with(query_of(self, "retour", 36))
        self._renew(values, situations)

    @rx.event
    @private()
    async def close(self) -> None:
        """When the page goes: the next opening begins with nothing."""
        self._renew({}, [])

    @rx.event
    @private()
    async def clear(self) -> None:
        """« Vider le formulaire »: nothing is taken from the one before."""
        self._renew({}, [])

    @rx.event
    @private(form=EmployeeForm)
    async def follow(self, form: dict[str, Any]) -> None:
        await self._follow_live(form)

    @rx.event
    @private(form=EmployeeForm)
    async def save(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        self._chain = False
        async for event in self._save(form, returning=self.returning):
            yield event

    @rx.event
    @private(form=EmployeeForm)
    async def save_next(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """« Enregistrer et saisir le suivant »: the page stays, the form begins again."""
        self._chain = True
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
        if self._chain:
            self._go_on(form, view)
            return
        self._start_over()
        yield rx.redirect(f"{record_of(view.public_id)}?info={'retour' if returning else 'arrivee'}")

    def _go_on(self, form: EmployeeForm, view: ArrivalView) -> None:
        self.series += 1
        self._renew({name: getattr(form, name) for name in REPEATED}, list(form.situations))
        self.last_id = view.public_id
        self.count = (
            f"{self.series} arrivée{'s' if self.series > 1 else ''} enregistrée{'s' if self.series > 1 else ''}"
        )
        asked = f" Visite d’embauche demandée, n°\u00a0{view.visit_number}." if view.visit_number else ""
        self.success = f"L’arrivée de {view.name} est enregistrée.{asked}"

    async def _begin_with(self, employee_id: str) -> tuple[dict[str, str], list[str]]:
        """Values of a former employee who comes back; an address that means nobody begins an ordinary arrival."""
        if not employee_id:
            return {}, []
        try:
            record = await services().employees.record(acting(), employee_id)
        except NotFound:
            return {}, []
        if not record.departed:
            return {}, []
        self.returning, self.returning_name = record.public_id, record.name
        values = {name: value for name, value in record.form.items() if isinstance(value, str)}
        return values | dict.fromkeys(NEW_EACH_TIME, ""), list(record.current.situations)

    def _renew(self, values: dict[str, str], situations: list[str]) -> None:
        self._start_over()
        self.operation = str(uuid4())
        if values or situations or self.values or self.situations:
            # Otherwise the form is left as it is: somebody quick may have begun to type in it.
            self.form_key = self.operation
        self.values, self.situations = values, situations
        self._follow(EmployeeForm(**values, **{box_name(code): "oui" for code in situations}))


def _operation(form: EmployeeForm) -> UUID:
    """A form without its number is alone of its kind: it cannot be recognised when sent twice."""
    try:
        return UUID(form.operation)
    except ValueError:
        return uuid4()
