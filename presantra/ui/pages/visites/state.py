"""The list of requests; which ones are shown stands in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from presantra.domain.clock import paris_date
from presantra.domain.labels import format_date, format_datetime, label
from presantra.domain.rights import Right
from presantra.services.visit_views import VisitQuery, VisitRow
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.forms import FormModel, Line
from presantra.ui.live import watchers
from presantra.ui.paged import Paged
from presantra.ui.pages.visites.month import LIST, MoisState
from presantra.ui.visit_statuses import TONES

NAMES = ("q", "statut", "type", "page", "taille")


class SearchForm(FormModel):
    q: Line = ""


@dataclass(frozen=True)
class VisitLine:
    """One request, ready to show. ``date`` is the appointment, or the legal deadline while there is none."""

    href: str
    number: str
    employee: str
    kind: str
    asked_on: str
    status: str
    tone: str
    date: str


class VisitesState(Paged, rx.State):
    """``month``: the month is shown instead of the list."""

    loaded: bool = False
    month: bool = False
    rows: list[VisitLine] = []
    text: str = ""
    status: str = ""
    kind: str = ""
    empty: bool = False
    filtered: bool = False

    @rx.event
    @private()
    async def load(self) -> Any:
        query = self._query()
        self.month = query_of(self, "vue") == "mois"
        self._watch()
        await self._fetch(query)
        changed, self.text = self.text != query.text, query.text
        self._clear_feedback()
        self.loaded = True
        # The field is uncontrolled: the back button must bring back its words too.
        return rx.set_value("champ-q", self.text) if changed else None

    @rx.event
    @private()
    async def refresh(self) -> Any:
        """The server has said that a request has changed; an event for a page that was left does nothing."""
        if not self.loaded or self.router.url.path.rstrip("/") != LIST:
            return None
        watchers.looking(self.router.session.client_token)
        await self._fetch(self._query())
        return MoisState.load if self.month else None

    def _query(self) -> VisitQuery:
        return VisitQuery.from_params({name: query_of(self, name) for name in NAMES})

    def _watch(self) -> None:
        member_id = acting().clear(Right.VISITS_READ).tenant()
        watchers.watch(self.router.session.client_token, member_id, None, VisitesState.refresh())  # type: ignore[call-arg, func-returns-value]

    async def _fetch(self, query: VisitQuery) -> None:
        found = await services().visits.list(acting(), query)
        self.status, self.kind = query.status.value, query.kind.value if query.kind else ""
        self.filtered = bool(query.text or query.statuses or query.kind)
        self.rows = [_line(row) for row in found.rows]
        self.page, self.pages, self.empty = found.page, found.pages, found.total == 0
        self.total = f"{found.total} demande{'s' if found.total > 1 else ''}"

    @rx.event
    @private(form=SearchForm)
    async def search(self, form: dict[str, Any]) -> Any:
        return self._go(q=SearchForm.model_validate(form).q.strip())

    @rx.event
    @private(status=Line)
    async def filter_status(self, status: str) -> Any:
        return self._go(statut=status)

    @rx.event
    @private(kind=Line)
    async def filter_kind(self, kind: str) -> Any:
        return self._go(type=kind)

    def _shown(self) -> tuple[str, dict[str, str]]:
        return LIST, {"q": self.text, "statut": self.status, "type": self.kind}


def _line(row: VisitRow) -> VisitLine:
    if row.planned_at is not None:
        when = f"Rendez-vous le {format_datetime(row.planned_at)}"
    else:
        when = f"Au plus tard le {format_date(row.due_date)}" if row.due_date and row.is_open else "–"
    return VisitLine(
        href=f"{LIST}/{row.public_id}",
        number=row.number,
        employee=row.employee_name,
        kind=label(row.kind),
        asked_on=format_date(paris_date(row.created_at)),
        status=label(row.status),
        tone=TONES[row.status],
        date=when,
    )
