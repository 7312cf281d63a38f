"""Figures of the current company, prepared for display."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import reflex as rx

from presantra.domain.labels import format_amount, format_date, label
from presantra.services.dashboard import Dashboard
from presantra.services.duties.overview import MustWait
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.forms import FormState

LOST = "Vous n’avez plus accès à l’entreprise de cet onglet : ce qui y était saisi n’a pas été enregistré."

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


@dataclass(frozen=True)
class ActionLine:
    """One thing to do, with the screen where it is done."""

    sentence: str
    href: str


@dataclass(frozen=True)
class WaitingLine:
    """Somebody who must not start before his visit."""

    id: str
    name: str
    sentence: str


MAX_WAITING = 5


class TableauDeBordState(FormState, rx.State):
    loaded: bool = False
    month: str = ""
    headcount: int = 0
    arrivals: int = 0
    departures: int = 0
    to_plan: int = 0
    requested: int = 0
    planned: int = 0
    late: int = 0
    due_30: int = 0
    due_90: int = 0
    appointed: int = 0
    up_to_date: int = 0
    waiting: list[WaitingLine] = []
    all_waiting: int = 0
    unpaid: int = 0
    amount_due: str = ""
    actions: list[ActionLine] = []

    @rx.event
    @private()
    async def load(self) -> None:
        self._show(await services().dashboard.overview(acting()))
        self._clear_feedback()
        if query_of(self, "acces") == "retire":
            self.errors = {"": LOST}
        self.loaded = True

    def _show(self, view: Dashboard) -> None:
        self.month = _month_name(view.month)
        # What is not counted is not shown either.
        self.headcount = view.headcount or 0
        self.arrivals, self.departures = view.arrivals or 0, view.departures or 0
        self.to_plan, self.late = view.visits_to_plan or 0, view.visits_late or 0
        self.requested, self.planned = view.visits_requested or 0, view.visits_planned or 0
        self.due_30, self.due_90 = view.due_30 or 0, view.due_90 or 0
        self.appointed, self.up_to_date = view.appointed or 0, view.up_to_date or 0
        self.waiting = [_waiting(person) for person in view.must_wait[:MAX_WAITING]]
        self.all_waiting = len(view.must_wait)
        self.unpaid, self.amount_due = view.unpaid_invoices or 0, format_amount(view.unpaid_cents or 0)
        self.actions = [ActionLine(action.sentence, action.href) for action in view.actions]


def _waiting(person: MustWait) -> WaitingLine:
    begins = "entrée le" if person.begun else "prise de poste prévue le"
    return WaitingLine(
        person.employee_id, person.name, f"{label(person.kind)}, {begins} {format_date(person.starts_on)}"
    )


def _month_name(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.year}"
