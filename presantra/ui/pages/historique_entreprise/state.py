"""« Historique des coordonnées »: the address says which page, which field, which person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from presantra.domain.labels import format_datetime
from presantra.services.companies import HistoryQuery
from presantra.services.companies.history import Change, CompanyEvent
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.forms import FormModel, FormState, Line

PAGE = "/espace/entreprise/historique"
EMPTY = "(vide)"


class FilterForm(FormModel):
    champ: Line = ""
    personne: Line = ""


@dataclass(frozen=True)
class ChangeLine:
    """``before`` is empty when there was nothing.

    ``restore_href``: where the form is filled with the former value; empty when it is the one stored.
    """

    label: str
    before: str
    after: str
    restore_href: str


@dataclass(frozen=True)
class EventLine:
    at: str
    by: str
    action: str
    changes: list[ChangeLine]


class HistoriqueEntrepriseState(FormState, rx.State):
    loaded: bool = False
    events: list[EventLine] = []
    people: list[str] = []
    field: str = ""
    person: str = ""
    filtered: bool = False
    first_page: bool = True
    older_href: str = ""
    form_key: str = ""

    @rx.event
    @private()
    async def load(self) -> None:
        before = query_of(self, "avant", 9)
        query = HistoryQuery(
            query_of(self, "champ", 60),
            query_of(self, "personne", 420),
            int(before) if before.isascii() and before.isdigit() else 0,
        )
        found = await services().company_history.page(acting(), query)
        self.events = [_line(event) for event in found.events]
        self.people = list(found.people)
        self.field, self.person = query.field, query.person if query.person in found.people else ""
        self.filtered = bool(query.field or query.person)
        self.first_page = query.before == 0
        self.older_href = _href(query.field, query.person, found.older) if found.older else ""
        # The lists are made anew when the address chooses something else.
        self.form_key = f"{self.field} {self.person}"
        self.loaded = True

    @rx.event
    @private(form=FilterForm)
    async def choose(self, form: dict[str, Any]) -> Any:
        chosen = FilterForm.model_validate(form)
        return rx.redirect(_href(chosen.champ, chosen.personne))


def _href(field: str, person: str, before: int = 0) -> str:
    wanted = {"champ": field, "personne": person, "avant": str(before) if before else ""}
    query = urlencode({name: value for name, value in wanted.items() if value})
    return f"{PAGE}?{query}" if query else PAGE


def _line(event: CompanyEvent) -> EventLine:
    return EventLine(
        format_datetime(event.at), event.by, event.action, [_change(event.position, c) for c in event.changes]
    )


def _change(position: int, change: Change) -> ChangeLine:
    href = f"/espace/entreprise?{urlencode({'reprendre': position, 'champ': change.field})}"
    return ChangeLine(change.label, change.before, change.after or EMPTY, href if change.restorable else "")
