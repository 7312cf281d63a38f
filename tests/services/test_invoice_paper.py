"""The facture on paper says what the screen says."""

from __future__ import annotations

import io
from datetime import date

from pypdf import PdfReader

from presantra.services.invoice_pdf import InvoiceLine, InvoicePaper, render_invoice
from presantra.settings import load_settings


def test_amounts_client_and_terms_are_printed() -> None:
    paper = InvoicePaper(
        title="Avoir",
        number="AV-2026-00001",
        issued_on=date(2026, 3, 1),
        due_on=None,
        code="10001",
        client=("Menuiserie Lefèvre", "14 rue des Ébénistes", "35000 RENNES"),
        period="1er trimestre 2026",
        lines=[InvoiceLine("Salariés communs 🎉", 2, -11600), InvoiceLine("Frais", 1, -3500)],
        vat_rate=20,
        vat_cents=-5340,
        note="Document de démonstration.",
    )
    reader = PdfReader(io.BytesIO(render_invoice(load_settings(_env_file=None), paper)))
    assert len(reader.pages) == 1
    assert reader.metadata is not None
    assert reader.metadata.title == "Avoir AV-2026-00001"
    text = " ".join(reader.pages[0].extract_text().replace("\u00a0", " ").replace("\u202f", " ").split())
    for words in (
        "N° AV-2026-00001", "01/03/2026", "Menuiserie Lefèvre", "35000 RENNES", "1er trimestre 2026",
        "Salariés communs", "−232,00 €", "−267,00 €", "TVA 20 %", "−53,40 €", "−320,40 €",
        "Document de démonstration.",
    ):  # fmt: skip
        assert words in text
