"""Payments of the current company; the page shown stands in the address."""

from __future__ import annotations

import reflex as rx

from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.paged import Paged
from presantra.ui.pages.factures.rows import LIST, PaymentLine, number_in, payment_line, some

PAYMENTS = f"{LIST}/paiements"


class PaiementsState(Paged, rx.State):
    loaded: bool = False
    rows: list[PaymentLine] = []

    @rx.event
    @private()
    async def load(self) -> None:
        found = await services().invoices.payments(acting(), number_in(query_of(self, "page", 6)) or 1)
        self.rows = [payment_line(row) for row in found.rows]
        self.page, self.pages, self.total = found.page, found.pages, some(found.total, "paiement")
        self._clear_feedback()
        self.loaded = True

    def _shown(self) -> tuple[str, dict[str, str]]:
        return PAYMENTS, {}
