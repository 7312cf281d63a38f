"""Factures and avoirs of the current company; which ones are shown stands in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from presantra.domain.labels import format_amount, format_date
from presantra.domain.vocabulary import InvoiceKind, InvoiceStatus
from presantra.services.invoices import INVOICE_FILTERS, InvoiceQuery, InvoiceRow
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.forms import FormState, Line

LIST = "/espace/factures"
LATE = "en_retard"
TONES = {
    InvoiceStatus.DUE.value: "info",
    InvoiceStatus.PARTLY_PAID.value: "warning",
    InvoiceStatus.PAID.value: "success",
    LATE: "danger",
}


@dataclass(frozen=True)
class InvoiceLine:
    """One document, ready to show; ``download`` ends the name of its link."""

    number: str
    issued_on: str
    due_on: str
    kind: str
    period: str
    net: str
    vat: str
    total: str
    status: str
    tone: str
    href: str
    download: str


class FacturesState(FormState, rx.State):
    loaded: bool = False
    rows: list[InvoiceLine] = []
    years: list[str] = []
    year: str = ""
    status: str = ""
    page: int = 1
    pages: int = 1
    total: str = ""
    amount_due: str = ""
    unpaid: int = 0
    empty: bool = False
    filtered: bool = False

    @rx.event
    @private()
    async def load(self) -> None:
        year, page = query_of(self, "annee", 4), query_of(self, "page", 6)
        status = query_of(self, "statut")
        query = InvoiceQuery(
            year=_number(year) or None,
            status=status if status in dict(INVOICE_FILTERS) else "",
            page=_number(page) or 1,
        )
        found = await services().invoices.list(acting(), query)
        self.year = str(query.year) if query.year in found.years else ""
        self.status, self.filtered = query.status, bool(query.status or query.year)
        self.rows = [_line(row) for row in found.rows]
        self.years = [str(known) for known in found.years]
        self.page, self.pages, self.empty = found.page, found.pages, found.total == 0
        self.total = f"{found.total} document{'s' if found.total > 1 else ''}"
        self.amount_due, self.unpaid = format_amount(found.due_cents), found.unpaid_count
        self._clear_feedback()
        self.loaded = True

    @rx.event
    @private(year=Line)
    async def filter_year(self, year: str) -> Any:
        return self._go(annee=year)

    @rx.event
    @private(status=Line)
    async def filter_status(self, status: str) -> Any:
        return self._go(statut=status)

    @rx.event
    @private()
    async def previous_page(self) -> Any:
        return self._go(page=str(self.page - 1))

    @rx.event
    @private()
    async def next_page(self) -> Any:
        return self._go(page=str(self.page + 1))

    def _go(self, **changes: str) -> Any:
        """The same list with something changed; any change but the page's goes back to the first."""
        view = {"annee": self.year, "statut": self.status, "page": "", **changes}
        wanted = {name: value for name, value in view.items() if value}
        return rx.redirect(f"{LIST}?{urlencode(wanted)}" if wanted else LIST)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _line(row: InvoiceRow) -> InvoiceLine:
    credit = row.kind == InvoiceKind.CREDIT_NOTE.value
    return InvoiceLine(
        number=row.number,
        issued_on=format_date(row.issued_on),
        due_on=format_date(row.due_on) if row.due_on and row.status != InvoiceStatus.PAID.value else "",
        kind=row.kind_label,
        period=row.period,
        net=format_amount(row.net_cents),
        vat=format_amount(row.vat_cents),
        total=format_amount(row.total_cents),
        status=row.status_label,
        tone="neutral" if credit else TONES[row.status],
        href=f"/documents/factures/{row.public_id}",
        download=f"{'l’avoir' if credit else 'la facture'} {row.number}",
    )
