"""« Mes clients »: the portfolio of an accounting firm."""

from __future__ import annotations

from typing import Any

import reflex as rx

from presantra.services.cabinets import Portfolio
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.forms import FormModel, FormState, Identifier, Line
from presantra.ui.pages.cabinet.rows import PAGE_SIZE, SORTS, ClientLine, Total, found, line_of, totals_of

LOST = "Ce client a mis fin au mandat de votre cabinet : ce qui était saisi n’a pas été enregistré."


class SearchForm(FormModel):
    q: Line = ""


class FirmForm(FormModel):
    name: Line = ""
    siren: Line = ""


class ClientsState(FormState, rx.State):
    """``firm`` is empty until the firm has told its name; ``lines``: a page of those found."""

    loaded: bool = False
    lost: str = ""
    firm: str = ""
    administrator: bool = False
    waiting: list[str] = []
    lines: list[ClientLine] = []
    clients: int = 0
    totals_title: str = ""
    totals: list[Total] = []
    total: str = ""
    text: str = ""
    sort: str = "nom"
    descending: bool = False
    page: int = 1
    pages: int = 1

    @rx.event
    @private()
    async def load(self) -> None:
        self._clear_feedback()
        self.lost = LOST if query_of(self, "acces") == "retire" else ""
        await self._read()
        self.loaded = True

    @rx.event
    @private(form=SearchForm)
    async def search(self, form: dict[str, Any]) -> None:
        self.text, self.page = SearchForm.model_validate(form).q, 1
        await self._read()

    @rx.event
    @private(key=Line)
    async def sort_by(self, key: str) -> None:
        """Figures begin with the greatest: that is where there is something to do."""
        again = key == self.sort
        self.descending = not self.descending if again else key not in ("nom", "code")
        self.sort, self.page = key if key in SORTS else "nom", 1
        await self._read()

    @rx.event
    @private()
    async def previous_page(self) -> None:
        self.page -= 1
        await self._read()

    @rx.event
    @private()
    async def next_page(self) -> None:
        self.page += 1
        await self._read()

    @rx.event
    @private(form=FirmForm)
    async def introduce(self, form: dict[str, Any]) -> Any:
        """The firm tells who it is: its first mandates hold from now on."""
        values = FirmForm.model_validate(form).model_dump()
        await services().cabinets.introduce(acting(), values)
        # The menu and the clients are those of the session as the next event finds it.
        return rx.redirect("/espace/cabinet", replace=True)

    @rx.event
    @private(mandate=Identifier)
    async def renounce(self, mandate: str) -> Any:
        name = next((line.name for line in self.lines if line.mandate == mandate), "ce client")
        await services().cabinets.renounce(acting(), mandate)
        self._clear_feedback()
        self.attempt += 1
        self.success = f"Votre cabinet n’agit plus pour {name}."
        return ClientsState.refresh

    @rx.event
    @private()
    async def refresh(self) -> None:
        await self._read()

    async def _read(self) -> None:
        self._show(await services().cabinets.portfolio(acting()))

    def _show(self, view: Portfolio) -> None:
        self.firm, self.administrator, self.waiting = view.firm, view.administrator, list(view.waiting)
        rows = found(view.clients, self.text, self.sort, self.descending)
        self.pages = max(1, -(-len(rows) // PAGE_SIZE))
        self.page = min(max(1, self.page), self.pages)
        start = (self.page - 1) * PAGE_SIZE
        self.lines = [line_of(row) for row in rows[start : start + PAGE_SIZE]]
        self.clients = view.totals.clients
        self.total = _clients(len(rows))
        self.totals_title, self.totals = f"Au total, pour {_clients(self.clients)}", totals_of(view.totals)


def _clients(number: int) -> str:
    return f"{number} client{'s' if number > 1 else ''}"
