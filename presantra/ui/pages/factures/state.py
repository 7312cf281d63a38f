"""Factures and avoirs of the current company; which ones are shown stands in the address."""

from __future__ import annotations

from typing import Any

import reflex as rx

from presantra.domain.labels import format_amount
from presantra.services.invoices import INVOICE_FILTERS, InvoiceQuery
from presantra.services.invoices.archives import TOO_MANY
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.forms import Line
from presantra.ui.paged import Paged, query_string
from presantra.ui.pages.factures.rows import LIST, InvoiceLine, line_of, number_in, some

ERRORS = {"rien": "Cochez au moins un document à télécharger.", "archive": TOO_MANY}


class FacturesState(Paged, rx.State):
    """``balance`` is what the company owes; below zero (``in_credit``) it has paid more."""

    loaded: bool = False
    rows: list[InvoiceLine] = []
    years: list[str] = []
    year: str = ""
    status: str = ""
    archive_label: str = ""
    amount_due: str = ""
    in_credit: bool = False
    unpaid: int = 0
    empty: bool = False
    filtered: bool = False
    company: str = ""
    archive_href: str = ""

    @rx.event
    @private()
    async def load(self) -> None:
        year, page = query_of(self, "annee", 4), query_of(self, "page", 6)
        status = query_of(self, "statut")
        query = InvoiceQuery(
            year=number_in(year) or None,
            status=status if status in dict(INVOICE_FILTERS) else "",
            page=number_in(page) or 1,
        )
        actor = acting()
        found = await services().invoices.list(actor, query)
        self.year = str(query.year) if query.year in found.years else ""
        self.status, self.filtered = query.status, bool(query.status or query.year)
        self.rows = [line_of(row) for row in found.rows]
        self.years = [str(known) for known in found.years]
        self.page, self.pages, self.empty = found.page, found.pages, found.total == 0
        self.total = some(found.total, "document")
        self.archive_label = "ce document" if found.total == 1 else f"les {found.total} documents"
        self.amount_due, self.in_credit = format_amount(abs(found.due_cents)), found.due_cents < 0
        self.unpaid = found.unpaid_count
        self.company = str(actor.member.public_id) if actor.member else ""
        self.archive_href = f"/documents/factures.zip?{query_string(self._shown()[1] | {'entreprise': self.company})}"
        self._clear_feedback()
        if problem := ERRORS.get(query_of(self, "erreur")):
            self.errors = {"": problem}
        self.loaded = True

    @rx.event
    @private(year=Line)
    async def filter_year(self, year: str) -> Any:
        return self._go(annee=year)

    @rx.event
    @private(status=Line)
    async def filter_status(self, status: str) -> Any:
        return self._go(statut=status)

    def _shown(self) -> tuple[str, dict[str, str]]:
        return LIST, {"annee": self.year, "statut": self.status}
