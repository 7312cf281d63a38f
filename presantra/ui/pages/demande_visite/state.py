"""« Demander une visite »: the employee found by name, what the law says of the visit, the request sent or kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import reflex as rx

from presantra.domain.errors import InvalidForm, NotFound
from presantra.domain.visit_vocabulary import VisitAct
from presantra.domain.visits import KIND_NOTICES, VisitKind
from presantra.services.visit_views import VisitView
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.articles import SourceLink, source_links
from presantra.ui.closures import DayWarnings
from presantra.ui.employees.finder import CHOICES, EmployeeFinder
from presantra.ui.forms import FormState, Line
from presantra.ui.pages.demande_visite.advice import Advice
from presantra.ui.pages.demande_visite.form import KINDS, Draft, RequestForm, draft_of
from presantra.ui.pages.demande_visite.known import known_draft


class DemandeVisiteState(Advice, DayWarnings, FormState, rx.State):
    """``draft``: what the controls begin with; ``form_key`` makes them anew when it is another one's.

    ``keeping``: the button pressed was « Enregistrer le brouillon ». ``closed_days``: « lundi »…, closed every week.
    """

    loaded: bool = False
    busy: bool = False
    operation: str = ""
    employee: str = ""
    choices: list[str] = []
    found: str = ""
    kind: str = VisitKind.HIRE.value
    notice: str = ""
    sources: list[SourceLink] = []
    draft: Draft = Draft()
    number: str = ""
    form_key: str = ""
    closed_days: list[str] = []
    _keeping: bool = False
    _chosen_id: str = ""
    _draft_id: str = ""

    @rx.event
    @private()
    async def load(self) -> None:
        self._clear_feedback()
        self.busy, self.found, self._chosen_id, self.employee = False, "", "", ""
        self.operation = self.operation or str(uuid4())
        self._draft_id, self.number, self.draft = "", "", Draft()
        await self._show_closures()
        asked_kind = query_of(self, "type")
        self._show_kind(asked_kind if asked_kind in KINDS else VisitKind.HIRE.value)
        found = await services().employees.search_choices(acting(), "", CHOICES)
        self.choices = [choice.label for choice in found]
        await self._resume(query_of(self, "brouillon"))
        await self._preselect(query_of(self, "salarie"))
        self._judge_draft(self.draft)
        await self._judge_visit(self.employee, self.kind, (self.employee, self._chosen_id))
        # The controls may have appeared with what the State held of another visit to this page.
        self.form_key = f"{self._draft_id} {self._chosen_id} {self.kind}"
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
        await self._judge_visit(text, self.kind, (self.employee, self._chosen_id))

    @rx.event
    @private(kind=Line)
    async def choose_kind(self, kind: str) -> None:
        self._show_kind(kind)
        await self._judge_visit(self._typed, self.kind, (self.employee, self._chosen_id))

    @rx.event
    @private()
    async def mean_to_send(self) -> None:
        self._keeping = False

    @rx.event
    @private()
    async def mean_to_keep(self) -> None:
        """Two buttons, one form: which one was pressed comes just before the form."""
        self._keeping = True

    @rx.event
    @private(form=RequestForm)
    async def send(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = RequestForm.model_validate(form)
        keeping, self._keeping = self._keeping, False
        self._clear_feedback()
        self.busy = True
        yield
        try:
            yield await self._send(values, keeping)
        finally:
            self.busy = False

    async def _send(self, values: RequestForm, keeping: bool) -> Any:
        chosen = (self.employee, self._chosen_id)
        finder = EmployeeFinder(services().employees, acting())
        employee_id, problem = await finder.resolve(values.employee, chosen)
        try:
            view = await self._write(values, employee_id, keeping)
        except InvalidForm as error:
            errors = dict(error.errors)
            if missing := errors.pop("employee_id", ""):
                errors["employee"] = problem or missing
            raise InvalidForm(errors) from None
        self.operation = str(uuid4())
        return rx.redirect(f"/espace/visites/{view.public_id}?info={'brouillon' if keeping else 'envoyee'}")

    async def _write(self, values: RequestForm, employee_id: str, keeping: bool) -> VisitView:
        visits, actor = services().visits, acting()
        raw, operation = values.raw(employee_id), UUID(values.operation)
        if keeping:
            return await visits.save_draft(actor, raw, operation, self._draft_id)
        if self._draft_id:
            return await visits.send_draft(actor, self._draft_id, raw, operation)
        return await visits.request(actor, raw, operation)

    async def _show_closures(self) -> None:
        reminder = await services().closures.reminder(acting())
        self.day_warning, self.closures = "", list(reminder.lines)
        self.closed_days = list(reminder.weekdays)

    async def _resume(self, draft_id: str) -> None:
        """The draft to go on with; an address that names none says nothing."""
        try:
            view = await services().visits.record(acting(), draft_id)
        except NotFound:
            return
        if VisitAct.SEND in view.acts:
            self._draft_id, self.number, self.draft = view.public_id, view.number, draft_of(view)
            self._show_kind(view.visit.kind.value)
            await self._preselect(view.visit.employee_id)

    async def _preselect(self, employee_id: str) -> None:
        """The employee whose record led here; an address that names nobody says nothing."""
        if not employee_id:
            return
        try:
            choice = await services().employees.choice(acting(), employee_id)
        except NotFound:
            return
        self.employee, self._chosen_id = choice.label, choice.id
        if not self._draft_id:
            self.draft = await known_draft(services(), acting(), choice.id, self.kind)

    def _show_kind(self, kind: str) -> None:
        known = VisitKind(kind) if kind in KINDS else None
        notice = KIND_NOTICES[known] if known else None
        self.kind = kind if known else ""
        self.notice = notice.sentence if notice else ""
        self.sources = list(source_links(notice.sources)) if notice else []
