"""« Signaler un arrêt de travail », or the correction of one: what is typed, what follows from it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import reflex as rx

from presantra.domain.absences import AbsenceFacts, AbsenceRule, parse_absence, rule_of
from presantra.domain.clock import paris_date
from presantra.domain.errors import InvalidForm, InvalidValue, NotFound
from presantra.services.duties.views import AbsenceView
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.articles import SourceLink, source_links
from presantra.ui.employees.address import employee_in, record_of
from presantra.ui.employees.missing import MISSING_TITLE
from presantra.ui.forms import FormModel, FormState, Line, OptionalIdentifier

TITLE = "Signaler un arrêt de travail"
EDIT_TITLE = "Modifier un arrêt de travail"
FORM_ID = "arret"
# Read when the event leaves: what is typed by then, whichever control sends it.
TYPED = rx.Var(f"Object.fromEntries(new FormData(document.getElementById('{FORM_ID}')))")
WAITING = "Choisissez la catégorie et les dates : ce qui en découle s’affiche ici."


class AbsenceForm(FormModel):
    cause: Line = ""
    start_date: Line = ""
    end_date: Line = ""
    prescribed_on: Line = ""
    pre_return_without_measure: Line = ""
    operation: OptionalIdentifier = ""


class ArretState(FormState, rx.State):
    """``absence_id`` is empty for a new absence. ``values`` and ``version`` are those that the form was opened with."""

    title: str = TITLE
    employee_id: str = ""
    name: str = ""
    departed: bool = False
    missing: bool = False
    absence_id: str = ""
    values: dict[str, str] = {}
    without_measure: bool = False
    sentences: list[str] = [WAITING]
    sources: list[SourceLink] = []
    operation: str = ""
    busy: bool = False
    version: int = 0
    _stored: int = 0

    @rx.event
    @private()
    async def open(self) -> None:
        """When the page appears; not at a reconnection, which must leave alone what is typed."""
        self._clear_feedback()
        self.busy = False
        self.operation = str(uuid4())
        try:
            await self._read(query_of(self, "arret"))
        except NotFound:
            self.missing, self.title, self.employee_id = True, MISSING_TITLE, ""

    @rx.event
    @private(form=AbsenceForm)
    async def follow(self, form: dict[str, Any]) -> None:
        """What follows from what is typed so far; nothing is stored."""
        self._show_rule(AbsenceForm.model_validate(form).model_dump(exclude={"operation"}))

    @rx.event
    @private(form=AbsenceForm)
    async def save(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = AbsenceForm.model_validate(form)
        self.busy = True
        yield
        raw = values.model_dump(exclude={"operation"})
        employee_id, absence_id = employee_in(self), query_of(self, "arret")
        try:
            if absence_id:
                await services().absences.edit(acting(), employee_id, absence_id, raw, self._stored)
            else:
                operation = UUID(values.operation) if values.operation else uuid4()
                await services().absences.declare(acting(), employee_id, raw, operation)
        except InvalidValue:
            # Told once: pressing the button again is then on purpose.
            self._stored = await self._stored_version(absence_id)
            raise
        finally:
            self.busy = False
        self._clear_feedback()
        yield rx.redirect(f"{record_of(employee_id)}?info=arret")

    @rx.event
    @private()
    async def remove(self) -> Any:
        employee_id = employee_in(self)
        await services().absences.remove(acting(), employee_id, query_of(self, "arret"), self._stored)
        self._clear_feedback()
        return rx.redirect(f"{record_of(employee_id)}?info=arret-retire")

    async def _stored_version(self, absence_id: str) -> int:
        found = await services().absences.of_employee(acting(), employee_in(self))
        return next((a.version for a in found.absences if a.public_id == absence_id), 0)

    async def _read(self, absence_id: str) -> None:
        found = await services().absences.of_employee(acting(), employee_in(self))
        absence = next((a for a in found.absences if a.public_id == absence_id), None)
        if absence_id and absence is None:
            raise NotFound
        self.missing, self.title = False, EDIT_TITLE if absence else TITLE
        self.employee_id, self.name, self.departed = found.employee_id, found.name, found.departed
        self.absence_id = absence.public_id if absence else ""
        self.version = self._stored = absence.version if absence else 0
        self.values = _values(absence) if absence else {}
        self.without_measure = bool(absence and absence.facts.pre_return_without_measure)
        self.sentences, self.sources = [WAITING], []
        if absence:
            self._tell(absence.rule)

    def _show_rule(self, raw: dict[str, str]) -> None:
        today = paris_date(services().context.clock())
        try:
            facts: AbsenceFacts = parse_absence(raw, date.min, today)
        except InvalidForm:
            self.sentences, self.sources = [WAITING], []
            return
        self._tell(rule_of(facts, today))

    def _tell(self, rule: AbsenceRule) -> None:
        self.sentences = list(rule.sentences)
        self.sources = list(source_links(rule.sources))


def _values(absence: AbsenceView) -> dict[str, str]:
    facts = absence.facts
    return {
        "cause": facts.cause.value,
        "start_date": facts.start_date.isoformat(),
        "end_date": facts.end_date.isoformat() if facts.end_date else "",
        "prescribed_on": facts.prescribed_on.isoformat() if facts.prescribed_on else "",
    }
