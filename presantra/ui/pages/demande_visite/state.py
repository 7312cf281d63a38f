"""« Demander une visite »: the employee found by name, what the law says of the visit, the request sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import reflex as rx

from presantra.domain.errors import InvalidForm, NotFound
from presantra.domain.visits import KIND_NOTICES, REQUESTABLE_KINDS, VisitKind, needs_reason
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.forms import FormModel, FormState, Identifier, Line, Text
from presantra.ui.pages.demande_visite.employees import CHOICES, EmployeeFinder

KINDS = frozenset(kind.value for kind in REQUESTABLE_KINDS)


class RequestForm(FormModel):
    operation: Identifier
    employee: Line = ""
    kind: Line = ""
    reason: Text = ""
    worker_informed: Line = ""
    availabilities: Text = ""
    comment: Text = ""


@dataclass(frozen=True)
class SourceLink:
    """An article of law; ``url`` is empty when its address was not checked."""

    article: str
    url: str


class DemandeVisiteState(FormState, rx.State):
    loaded: bool = False
    busy: bool = False
    operation: str = ""
    employee: str = ""
    choices: list[str] = []
    found: str = ""
    kind: str = VisitKind.HIRE.value
    notice: str = ""
    sources: list[SourceLink] = []
    reason_asked: bool = False
    _chosen_id: str = ""

    @rx.event
    @private()
    async def load(self) -> None:
        self._clear_feedback()
        self.busy, self.found, self._chosen_id, self.employee = False, "", "", ""
        self.operation = self.operation or str(uuid4())
        asked_kind = query_of(self, "type")
        self._show_kind(asked_kind if asked_kind in KINDS else VisitKind.HIRE.value)
        found = await services().employees.search_choices(acting(), "", CHOICES)
        self.choices = [choice.label for choice in found]
        await self._preselect(query_of(self, "salarie"))
        self.loaded = True

    @rx.event
    @private(text=Line)
    async def search(self, text: str) -> None:
        """Propose the employees that the typed words may mean."""
        found = await EmployeeFinder(services().employees, acting()).proposals(text)
        self.choices = [choice.label for choice in found]
        if not text.strip() or text.strip() in self.choices:
            self.found = ""
        elif found:
            self.found = f"{len(found)} salarié{'s' if len(found) > 1 else ''} à choisir dans la liste."
        else:
            self.found = "Aucun salarié présent ne correspond."

    @rx.event
    @private(kind=Line)
    async def choose_kind(self, kind: str) -> None:
        self._show_kind(kind)

    @rx.event
    @private(form=RequestForm)
    async def send(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = RequestForm.model_validate(form)
        self._clear_feedback()
        self.busy = True
        yield
        try:
            yield await self._send(values)
        finally:
            self.busy = False

    async def _send(self, values: RequestForm) -> Any:
        chosen = (self.employee, self._chosen_id)
        finder = EmployeeFinder(services().employees, acting())
        employee_id, problem = await finder.resolve(values.employee, chosen)
        try:
            view = await services().visits.request(acting(), _raw(values, employee_id), UUID(values.operation))
        except InvalidForm as error:
            errors = dict(error.errors)
            if missing := errors.pop("employee_id", ""):
                errors["employee"] = problem or missing
            raise InvalidForm(errors) from None
        self.operation = str(uuid4())
        return rx.redirect(f"/espace/visites/{view.public_id}?info=envoyee")

    async def _preselect(self, employee_id: str) -> None:
        """The employee whose record led here; an address that names nobody says nothing."""
        if not employee_id:
            return
        try:
            choice = await services().employees.choice(acting(), employee_id)
        except NotFound:
            return
        self.employee, self._chosen_id = choice.label, choice.id

    def _show_kind(self, kind: str) -> None:
        known = VisitKind(kind) if kind in KINDS else None
        notice = KIND_NOTICES[known] if known else None
        self.kind = kind if known else ""
        self.notice = notice.sentence if notice else ""
        self.sources = [SourceLink(source.article, source.url) for source in notice.sources] if notice else []
        self.reason_asked = known is not None and needs_reason(known)


def _raw(values: RequestForm, employee_id: str) -> dict[str, object]:
    """What the domain reads; a reason typed before another kind was chosen stays on the screen."""
    asked = values.kind in KINDS and needs_reason(VisitKind(values.kind))
    return {
        "employee_id": employee_id,
        "kind": values.kind,
        "reason": values.reason if asked else "",
        "worker_informed": values.worker_informed if asked else "",
        "availabilities": values.availabilities,
        "comment": values.comment,
    }
