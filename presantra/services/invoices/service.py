"""Factures of the current company, and their files."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from uuid import UUID

from presantra.db.models import Invoice
from presantra.db.repositories import invoices, payments
from presantra.domain.clock import paris_date
from presantra.domain.errors import NotFound
from presantra.domain.rights import Right
from presantra.services.actor import Actor, needs
from presantra.services.context import ServiceContext
from presantra.services.documents import DocumentStore
from presantra.services.identity import parse_public_id
from presantra.services.invoices.views import (
    INVOICE_FILTERS,
    DocumentView,
    InvoicePage,
    InvoiceQuery,
    PaymentPage,
    payment_view,
    row_view,
)

PAGE_SIZE = 20
MAX_PAGE = 1_000_000
_YEARS = range(1990, 2200)


class InvoiceService:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._store = DocumentStore(context.settings.documents_dir)

    @needs(Right.INVOICES_READ)
    async def list(self, actor: Actor, query: InvoiceQuery = InvoiceQuery()) -> InvoicePage:
        """One page, newest first. A page beyond the last is the last; an unknown filter is no filter."""
        member_id = actor.tenant()
        query = sound(query)
        today = paris_date(self._context.clock())
        async with self._context.database.reading() as session:
            found, total = await invoices.page(
                session, member_id, year=query.year, status=query.status, today=today,
                limit=PAGE_SIZE, offset=(query.page - 1) * PAGE_SIZE,
            )  # fmt: skip
            pages = max(1, -(-total // PAGE_SIZE))
            if query.page > pages:
                return await self.list(actor, replace(query, page=pages))
            years = await invoices.years(session, member_id)
            unpaid_count, due_cents = await invoices.unpaid(session, member_id, today)
            ids = [row.invoice.id or 0 for row in found]
            parts = await payments.of_invoices(session, member_id, ids)
        rows = tuple(
            row_view(row, [put for put in parts if row.invoice.id in (put.invoice_id, put.credit_note_id)], today)
            for row in found
        )
        return InvoicePage(rows, total, query.page, pages, years, due_cents, unpaid_count)

    @needs(Right.INVOICES_READ)
    async def payments(self, actor: Actor, page: int = 1) -> PaymentPage:
        """One page, latest first; a page beyond the last is the last."""
        member_id, today = actor.tenant(), paris_date(self._context.clock())
        page = min(max(page, 1), MAX_PAGE)
        async with self._context.database.reading() as session:
            found, total = await payments.page(session, member_id, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
            pages = max(1, -(-total // PAGE_SIZE))
            if page > pages:
                return await self.payments(actor, pages)
            parts = await payments.of_payments(session, member_id, [payment.id or 0 for payment in found])
        rows = tuple(
            payment_view(row, [put for put in parts if put.payment and put.payment.id == row.id], today)
            for row in found
        )
        return PaymentPage(rows, total, page, pages)

    @needs(Right.INVOICES_READ)
    async def document(self, actor: Actor, public_id: str | UUID) -> DocumentView:
        """The PDF of one of the actor's invoices.

        Raises:
            NotFound: malformed, unknown, or another member's.
            DocumentMissing: the invoice is his and its file is not in the store.
        """
        member_id = actor.tenant()
        wanted = parse_public_id(public_id)
        async with self._context.database.reading() as session:
            invoice = await invoices.get(session, member_id, wanted)
        if invoice is None:
            raise NotFound
        return await asyncio.to_thread(file_of, self._store, invoice)


def file_of(store: DocumentStore, invoice: Invoice) -> DocumentView:
    """Blocking. Raises DocumentMissing."""
    path = store.path(invoice.document_key)
    number = re.sub(r"[^A-Za-z0-9._-]+", "-", invoice.number).strip("-.") or "document"
    return DocumentView(path, f"{invoice.kind}-{number}.pdf", path.stat().st_size)


def sound(query: InvoiceQuery) -> InvoiceQuery:
    """The same query without what cannot match: these values come from an address."""
    known = {code for code, _ in INVOICE_FILTERS}
    return InvoiceQuery(
        year=query.year if query.year in _YEARS else None,
        status=query.status if query.status in known else "",
        page=min(max(query.page, 1), MAX_PAGE),
    )
