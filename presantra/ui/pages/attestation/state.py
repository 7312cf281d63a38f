"""« Attestation du médecin du travail »: the dates that the worker has shown."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import reflex as rx

from presantra.domain.errors import NotFound
from presantra.services.duties.views import EmployeeAttestations
from presantra.ui.acting import acting, private, services
from presantra.ui.employees.address import employee_in
from presantra.ui.employees.attestations import NeededLine, needed_lines
from presantra.ui.employees.missing import MISSING_TITLE
from presantra.ui.forms import FormModel, FormState, Identifier, Line, OptionalIdentifier

TITLE = "Attestation présentée"


class AttestationForm(FormModel):
    kind: Line = ""
    issued_on: Line = ""
    operation: OptionalIdentifier = ""


class AttestationState(FormState, rx.State):
    title: str = TITLE
    employee_id: str = ""
    name: str = ""
    departed: bool = False
    missing: bool = False
    needed: list[NeededLine] = []
    only_kind: str = ""
    operation: str = ""
    form_key: int = 0
    busy: bool = False

    @rx.event
    @private()
    async def open(self) -> None:
        """When the page appears; not at a reconnection, which must leave alone what is typed."""
        self._clear_feedback()
        self.busy = False
        try:
            self._show(await services().attestations.of_employee(acting(), employee_in(self)))
        except NotFound:
            self.missing, self.title, self.employee_id = True, MISSING_TITLE, ""

    @rx.event
    @private(form=AttestationForm)
    async def save(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = AttestationForm.model_validate(form)
        self.busy = True
        yield
        operation = UUID(values.operation) if values.operation else uuid4()
        raw = values.model_dump(exclude={"operation"})
        try:
            view = await services().attestations.present(acting(), employee_in(self), raw, operation)
        finally:
            self.busy = False
        self._show(view)
        self.form_key += 1
        self._tell("L’attestation est enregistrée : vous serez prévenu avant son échéance.")

    @rx.event
    @private(attestation=Identifier)
    async def remove(self, attestation: str) -> None:
        self._show(await services().attestations.remove(acting(), employee_in(self), attestation))
        self._tell("L’attestation est retirée.")

    def _tell(self, sentence: str) -> None:
        self._clear_feedback()
        self.attempt += 1
        self.success = sentence

    def _show(self, view: EmployeeAttestations) -> None:
        self.missing, self.title = False, TITLE
        self.employee_id, self.name, self.departed = view.employee_id, view.name, view.departed
        self.needed = needed_lines(view)
        self.only_kind = self.needed[0].kind if len(self.needed) == 1 else ""
        self.operation = str(uuid4())
