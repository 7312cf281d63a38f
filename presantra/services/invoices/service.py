"""Factures of the current company, and their files."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from uuid import UUID

from presantra.db.models import Invoice
from presantra.db.repositories import invoices
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
    row_view,
)

PAGE_SIZE = 20
_YEARS = range(1990, 2200)


class InvoiceService:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._store = DocumentStore(context.settings.documents_dir)

    @needs(Right.INVOICES_READ)
    async def list(self, actor: Actor, query: InvoiceQuery = InvoiceQuery()) -> InvoicePage:
        """One page, newest first. A page beyond the last is the last; an unknown filter is no filter."""
        member_id = actor.tenant()
        query = _sound(query)
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
            unpaid_count, due_cents = await invoices.unpaid(session, member_id)
        rows = tuple(row_view(invoice, today) for invoice in found)
        return InvoicePage(rows, total, query.page, pages, years, due_cents, unpaid_count)

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
        return await asyncio.to_thread(self._file, invoice)

    def _file(self, invoice: Invoice) -> DocumentView:
        path = self._store.path(invoice.document_key)
        number = re.sub(r"[^A-Za-z0-9._-]+", "-", invoice.number).strip("-.") or "document"
        return DocumentView(path, f"{invoice.kind}-{number}.pdf", path.stat().st_size)


def _sound(query: InvoiceQuery) -> InvoiceQuery:
    """The same query without what cannot match: these values come from an address."""
    known = {code for code, _ in INVOICE_FILTERS}
    return InvoiceQuery(
        year=query.year if query.year in _YEARS else None,
        status=query.status if query.status in known else "",
        page=min(max(query.page, 1), 1_000_000),
    )
