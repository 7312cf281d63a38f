"""Factures and avoirs: what an employer sees of them, and their import by the service."""

from presantra.services.invoices.importing import InvoiceImportReport, import_invoices
from presantra.services.invoices.service import InvoiceService
from presantra.services.invoices.views import (
    INVOICE_FILTERS,
    DocumentView,
    InvoicePage,
    InvoiceQuery,
    InvoiceRow,
    PartView,
    PaymentPage,
    PaymentRow,
)

__all__ = [
    "INVOICE_FILTERS",
    "DocumentView",
    "InvoiceImportReport",
    "InvoicePage",
    "InvoiceQuery",
    "InvoiceRow",
    "InvoiceService",
    "PartView",
    "PaymentPage",
    "PaymentRow",
    "import_invoices",
]
