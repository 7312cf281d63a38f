"""The list of salariés. Its address holds the whole view: a link, a reload, the back button find it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from presantra.services.employees import EmployeePage, EmployeeQuery
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.forms import FormModel, Line
from presantra.ui.pages.salaries.choosing import Choosing
from presantra.ui.pages.salaries.rows import (
    PARAMETERS,
    address_of,
    filters_of,
    parameters_of,
    people,
    row_of,
    span_of,
    total_of,
)
from presantra.ui.sentences import INFOS

MAX_EXPECTED = 10


class FilterForm(FormModel):
    q: Line = ""
    statut: Line = ""
    contrat: Line = ""
    suivi: Line = ""
    echeance: Line = ""
    situation: Line = ""
    completer: Line = ""
    preciser: Line = ""


class SalariesState(Choosing, rx.State):
    """``form_key`` changes when the address no longer says what the filters show (back button, link)."""

    span: str = ""
    nothing: str = ""
    page: int = 1
    pages: int = 1
    size: str = ""
    has_previous: bool = False
    has_next: bool = False
    has_last: bool = False
    sort: str = "nom"
    descending: bool = False
    filtered: bool = False
    everybody_label: str = ""
    company: str = ""
    export_query: str = ""
    form_key: int = 0
    loaded: bool = False
    _expected: list[str] = []

    @rx.event
    @private()
    async def load(self) -> None:
        self._clear_feedback()
        query = EmployeeQuery.from_params({name: query_of(self, name) for name in PARAMETERS})
        page = await services().employees.list(acting(), query)
        self._show(query, page)
        self.success = INFOS.get(query_of(self, "info"), "")
        self.loaded = True

    @rx.event
    @private(form=FilterForm)
    async def filter(self, form: dict[str, Any]) -> Any:
        values = FilterForm.model_validate(form)
        return self._go(self._query(values.model_dump()))

    @rx.event
    @private(form=FilterForm)
    async def search(self, form: dict[str, Any]) -> Any:
        """While one types: the steps of a word do not fill the browser's history."""
        values = FilterForm.model_validate(form)
        return self._go(self._query(values.model_dump()), step=False)

    @rx.event
    @private(key=Line)
    async def sort_by(self, key: str) -> Any:
        descending = key == self.sort and not self.descending
        return self._go(self._query(self._asked() | {"tri": key, "sens": "desc" if descending else ""}))

    @rx.event
    @private(taille=Line)
    async def resize(self, taille: str) -> Any:
        return self._go(self._query(self._asked() | {"taille": taille}))

    @rx.event
    @private()
    async def first_page(self) -> Any:
        return self._go(self._query(self._asked()))

    @rx.event
    @private()
    async def previous_page(self) -> Any:
        page = max(1, self.page - 1)
        first = self.rows[0].id if self.rows and page > 1 else ""
        return self._go(replace(self._query(self._asked()), page=page, before=first))

    @rx.event
    @private()
    async def next_page(self) -> Any:
        last = self.rows[-1].id if self.rows else ""
        return self._go(replace(self._query(self._asked()), page=self.page + 1, after=last))

    @rx.event
    @private()
    async def last_page(self) -> Any:
        return self._go(replace(self._query(self._asked()), page=self.pages))

    def _asked(self) -> dict[str, str]:
        """The filters of the address: a click may come before the list has followed it."""
        return filters_of(EmployeeQuery.from_params({name: query_of(self, name) for name in PARAMETERS}))

    def _query(self, parameters: dict[str, str]) -> EmployeeQuery:
        """The first page of a view."""
        order = {"tri": self.sort, "sens": "desc" if self.descending else ""}
        return EmployeeQuery.from_params(order | {"taille": self.size} | parameters)

    def _go(self, query: EmployeeQuery, *, step: bool = True) -> Any:
        address = address_of(query)
        self._expected = [*self._expected, address][-MAX_EXPECTED:]
        return rx.redirect(address, replace=not step)

    def _show(self, query: EmployeeQuery, page: EmployeePage) -> None:
        address = address_of(query)
        if address in self._expected:
            # Typing goes on while answers arrive: the field must not be made anew under the fingers.
            self._expected = self._expected[self._expected.index(address) + 1 :]
        else:
            self.form_key += 1
        self.rows = [row_of(row) for row in page.rows]
        self.page, self.pages, self.size = page.page, page.pages, str(page.page_size)
        self.has_previous, self.has_next = page.has_previous, page.has_next
        self.has_last = page.has_next and not page.more
        self.total, self.span = total_of(page), span_of(page)
        self.nothing = "" if page.total else "Aucun salarié trouvé."
        self.sort, self.descending = query.sort.value, query.descending
        self.everybody_label = (
            "Sélectionner tous les salariés trouvés" if page.more else f"Sélectionner les {people(page.total)}"
        )
        self._keep_choice(query)
        self.filters = filters_of(query)
        self.filtered = self.filters != filters_of(EmployeeQuery())
        member = acting().member
        self.company = str(member.public_id) if member else ""
        self.export_query = urlencode({"entreprise": self.company} | parameters_of(query))
