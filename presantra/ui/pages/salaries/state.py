"""The list of salariés. Its address holds the whole view: a link, a reload, the back button find it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from presantra.domain.labels import FOLLOW_UP_SHORT_LABELS, format_date
from presantra.domain.names import display_name
from presantra.services.employees import DueState, EmployeePage, EmployeeQuery, EmployeeRow
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.employees.address import LIST
from presantra.ui.employees.deadlines import due_badge, due_tone
from presantra.ui.forms import FormModel, FormState, Line

PARAMETERS = ("q", "statut", "contrat", "suivi", "echeance", "tri", "sens", "page", "taille")
MAX_EXPECTED = 10


class FilterForm(FormModel):
    q: Line = ""
    statut: Line = ""
    contrat: Line = ""
    suivi: Line = ""
    echeance: Line = ""


@dataclass(frozen=True)
class Row:
    id: str
    full_name: str
    last_name: str
    birth_name: str
    first_name: str
    birth_date: str
    job_title: str
    entry_date: str
    follow_up: str
    deadline: str
    badge: str
    tone: str


class SalariesState(FormState, rx.State):
    """``form_key`` changes when the address no longer says what the filters show (back button, link)."""

    rows: list[Row] = []
    total: str = ""
    nothing: str = ""
    page: int = 1
    pages: int = 1
    sort: str = "nom"
    descending: bool = False
    filters: dict[str, str] = {}
    filtered: bool = False
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
        self.loaded = True

    @rx.event
    @private(form=FilterForm)
    async def filter(self, form: dict[str, Any]) -> Any:
        values = FilterForm.model_validate(form)
        return self._go(replace(self._query(values.model_dump()), page=1))

    @rx.event
    @private(form=FilterForm)
    async def search(self, form: dict[str, Any]) -> Any:
        """While one types: the steps of a word do not fill the browser's history."""
        values = FilterForm.model_validate(form)
        return self._go(replace(self._query(values.model_dump()), page=1), step=False)

    @rx.event
    @private(key=Line)
    async def sort_by(self, key: str) -> Any:
        descending = key == self.sort and not self.descending
        return self._go(self._query(self.filters | {"tri": key, "sens": "desc" if descending else ""}))

    @rx.event
    @private()
    async def previous_page(self) -> Any:
        return self._go(replace(self._query(self.filters), page=max(1, self.page - 1)))

    @rx.event
    @private()
    async def next_page(self) -> Any:
        return self._go(replace(self._query(self.filters), page=self.page + 1))

    def _query(self, parameters: dict[str, str]) -> EmployeeQuery:
        order = {"tri": self.sort, "sens": "desc" if self.descending else ""}
        return EmployeeQuery.from_params(order | {"taille": query_of(self, "taille")} | parameters)

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
        self.rows = [_row(row) for row in page.rows]
        self.page, self.pages = page.page, page.pages
        self.total = f"{page.total} salarié{'s' if page.total > 1 else ''}"
        self.nothing = "" if page.total else "Aucun salarié trouvé."
        self.sort, self.descending = query.sort.value, query.descending
        self.filters = _filters_of(query)
        self.filtered = self.filters != _filters_of(EmployeeQuery())


def _filters_of(query: EmployeeQuery) -> dict[str, str]:
    return {
        "q": query.text,
        "statut": query.presence.value,
        "contrat": query.contract_type.value if query.contract_type else "",
        "suivi": query.follow_up.value if query.follow_up else "",
        "echeance": query.deadline.value,
    }


def address_of(query: EmployeeQuery) -> str:
    """The address of a view, without what goes without saying."""
    plain = EmployeeQuery()
    usual = _filters_of(plain)
    parameters = {name: value for name, value in _filters_of(query).items() if value != usual[name]}
    if query.sort is not plain.sort:
        parameters["tri"] = query.sort.value
    if query.descending:
        parameters["sens"] = "desc"
    if query.page_size != plain.page_size:
        parameters["taille"] = str(query.page_size)
    if query.page > 1:
        parameters["page"] = str(query.page)
    return f"{LIST}?{urlencode(parameters)}" if parameters else LIST


def _row(row: EmployeeRow) -> Row:
    last_name = row.usage_name or row.birth_name
    return Row(
        id=row.public_id,
        full_name=display_name(row.first_name, last_name),
        last_name=last_name.upper(),
        birth_name=row.birth_name.upper() if row.usage_name and row.usage_name != row.birth_name else "",
        first_name=row.first_name,
        birth_date=format_date(row.birth_date),
        job_title=row.job_title,
        entry_date=format_date(row.entry_date),
        follow_up=FOLLOW_UP_SHORT_LABELS[row.follow_up],
        deadline=_deadline(row),
        # What needs nothing stays quiet.
        badge="" if row.due_state is DueState.LATER else due_badge(row.due_state),
        tone=due_tone(row.due_state),
    )


def _deadline(row: EmployeeRow) -> str:
    if row.due_state is DueState.NONE:
        return f"Sorti le {format_date(row.departure_date)}" if row.departure_date else "Aucune"
    return format_date(row.due_date) if row.due_date else "Aucune"
