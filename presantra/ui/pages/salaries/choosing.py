"""Ticking people of the list, page after page, and what can be done for all of them at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import reflex as rx

from presantra.domain.typography import french
from presantra.services.employees import EmployeeQuery
from presantra.services.employees.paging import Chosen
from presantra.services.visit_batches import BatchResult
from presantra.ui.acting import acting, private, services
from presantra.ui.forms import FormState, Identifier
from presantra.ui.pages.salaries.rows import Row, filters_of, people

MOST_TICKED = 500
TOO_MANY = french(
    f"Vous pouvez cocher {MOST_TICKED} salariés au plus : filtrez la liste, puis sélectionnez-la en entier."
)


class Choosing(FormState, rx.State, mixin=True):
    """``ticked`` lasts while one pages and sorts; another filter begins anew. ``everybody``: all that is filtered.

    A box changes under the finger, before the server knows: it is made anew (``row_boxes``, ``page_box``) only when
    something else than its own click decides what it shows.
    """

    rows: list[Row] = []
    filters: dict[str, str] = {}
    ticked: list[str] = []
    everybody: bool = False
    page_ticked: bool = False
    row_boxes: int = 0
    page_box: int = 0
    choice: str = ""
    asking: bool = False
    total: str = ""
    _operation: str = ""

    @rx.event
    @private(employee_id=Identifier)
    async def tick(self, employee_id: str) -> None:
        """Tick somebody, or no longer."""
        before = self.page_ticked
        kept = [known for known in self._ticked() if known != employee_id]
        self._choose(kept if len(kept) < len(self._ticked()) else [*kept, employee_id])
        self.page_box += before is not self.page_ticked

    @rx.event
    @private()
    async def tick_page(self) -> None:
        """Everybody on the page; nobody of it when all were ticked."""
        here = [row.id for row in self.rows]
        others = [known for known in self._ticked() if known not in here]
        self._choose(others if self.page_ticked else [*others, *here])
        self.row_boxes += 1

    @rx.event
    @private()
    async def tick_everybody(self) -> None:
        self._choose([], everybody=True)
        self._boxes_anew()

    @rx.event
    @private()
    async def tick_nobody(self) -> None:
        self._choose([])
        self._boxes_anew()

    @rx.event
    @private()
    async def request_visits(self) -> Any:
        """A visit for each person chosen who has none asked for."""
        if self.asking or not (self.ticked or self.everybody):
            return
        self.asking = True
        self._clear_feedback()
        yield
        try:
            query = EmployeeQuery.from_params(self.filters)
            chosen = Chosen(query, () if self.everybody else tuple(map(UUID, self.ticked)))
            result = await services().visit_batches.request(acting(), chosen, UUID(self._operation))
            self.success = _told(result)
            self.attempt += 1
            self._choose([])
            self._boxes_anew()
        finally:
            self.asking = False

    def _ticked(self) -> list[str]:
        return [row.id for row in self.rows] if self.everybody else self.ticked

    def _choose(self, ticked: list[str], *, everybody: bool = False) -> None:
        if len(ticked) > MOST_TICKED:
            self.errors = {"": TOO_MANY}
            self.attempt += 1
            self._boxes_anew()
            return
        self.errors = {}
        self.ticked, self.everybody = ticked, everybody
        self._operation = str(uuid4())
        self._show_choice()

    def _show_choice(self) -> None:
        known = set(self.ticked)
        self.page_ticked = bool(self.rows) and (self.everybody or all(row.id in known for row in self.rows))
        chosen = self.total if self.everybody else people(len(self.ticked))
        agreed = f"{chosen} sélectionné{'s' if chosen.endswith('s') else ''}"
        self.choice = agreed if self.everybody or self.ticked else ""

    def _keep_choice(self, query: EmployeeQuery) -> None:
        """After a load: the same people stay ticked unless the filters have changed."""
        if filters_of(query) != self.filters:
            self.ticked, self.everybody = [], False
        self._show_choice()
        self._boxes_anew()

    def _boxes_anew(self) -> None:
        self.row_boxes += 1
        self.page_box += 1


def _told(result: BatchResult) -> str:
    if result.again:
        return "Ces demandes ont déjà été envoyées."
    parts = [_some(result.opened, "demande de visite envoyée", "demandes de visite envoyées")]
    if result.already:
        parts.append(_some(result.already, "demande était déjà en cours", "demandes étaient déjà en cours"))
    if result.without:
        parts.append(f"pour {_some(result.without, 'salarié', 'salariés')}, aucune visite n’est à demander")
    sentence = " ; ".join(parts) + "."
    return french(sentence[0].upper() + sentence[1:])


def _some(number: int, one: str, several: str) -> str:
    if number == 0:
        return f"aucune {one}"
    return f"{number} {one if number == 1 else several}"
