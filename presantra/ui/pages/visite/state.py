"""One request for a visit: where it stands, what was asked, its cancellation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import reflex as rx

from presantra.domain.clock import paris_date
from presantra.domain.errors import NotFound
from presantra.domain.labels import format_date, format_datetime, label
from presantra.domain.visits import VisitStatus
from presantra.services.visit_views import VisitView
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.forms import FormState
from presantra.ui.visit_statuses import TONES

MISSING = "Page introuvable"
NEXT_STEPS: dict[VisitStatus, str] = {
    VisitStatus.SENT: "Le service prend votre demande en charge, puis vous propose un rendez-vous.",
    VisitStatus.ACCEPTED: "Le service recherche un rendez-vous : il apparaîtra ici.",
    VisitStatus.MORE_INFORMATION: (
        "Le service a besoin d’une précision. Contactez-le en rappelant le numéro de la demande."
    ),
    VisitStatus.PLANNED: "Le rendez-vous est fixé. La convocation suivra.",
    VisitStatus.SUMMONED: "La convocation est partie. Le temps de la visite est du temps de travail.",
}


@dataclass(frozen=True)
class Step:
    """A line of the timeline, oldest first."""

    status: str
    tone: str
    at: str
    by: str
    note: str


class VisiteState(FormState, rx.State):
    loaded: bool = False
    missing: bool = False
    busy: bool = False
    title: str = "Demande de visite"
    number: str = ""
    employee: str = ""
    employee_href: str = ""
    kind: str = ""
    status: str = ""
    tone: str = "neutral"
    asked_on: str = ""
    deadline: str = ""
    appointment: str = ""
    reason: str = ""
    availabilities: str = ""
    comment: str = ""
    next_step: str = ""
    can_cancel: bool = False
    steps: list[Step] = []
    _id: str = ""

    @rx.event
    @private()
    async def load(self) -> AsyncIterator[Any]:
        asked = self.router.url.path.rstrip("/").rsplit("/", 1)[-1][:100]
        if asked != self._id:
            # Nothing of the request seen before may stay on the screen meanwhile.
            self.reset()
            self._id = asked
            yield
        self._clear_feedback()
        try:
            view = await services().visits.record(acting(), asked)
        except NotFound:
            self.missing, self.loaded, self.title = True, True, MISSING
            return
        self._show(view)
        if query_of(self, "info") == "envoyee" and view.visit.is_open:
            self.success = (
                f"Votre demande {view.number} est envoyée. "
                f"Un accusé de réception vous est adressé par e-mail à {acting().email}."
            )

    @rx.event
    @private()
    async def cancel(self) -> AsyncIterator[Any]:
        self._clear_feedback()
        self.busy = True
        yield
        try:
            self._show(await services().visits.cancel(acting(), self._id))
            self.success = f"La demande {self.number} est annulée."
        finally:
            self.busy = False

    def _show(self, view: VisitView) -> None:
        visit = view.visit
        self.title = f"Demande {visit.number}"
        self.number, self.kind, self.status = visit.number, label(visit.kind), label(visit.status)
        self.tone, self.next_step = TONES[visit.status], NEXT_STEPS.get(visit.status, "")
        self.employee, self.employee_href = visit.employee_name, f"/espace/salaries/{visit.employee_id}"
        self.asked_on = format_date(paris_date(visit.created_at))
        self.deadline = format_date(visit.due_date) if visit.due_date else ""
        self.appointment = format_datetime(visit.planned_at) if visit.planned_at else ""
        self.reason, self.availabilities, self.comment = view.reason, view.availabilities, view.comment
        self.can_cancel = visit.can_cancel
        self.steps = [
            Step(label(line.status), TONES[line.status], format_datetime(line.at), line.by, line.note)
            for line in view.timeline
        ]
        self.missing, self.loaded = False, True
