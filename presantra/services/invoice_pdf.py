"""A facture or an avoir on paper. The service's real ones are imported; the demonstration draws its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from presantra.domain.labels import format_amount, format_date
from presantra.domain.typography import french
from presantra.services.paper import ACCENT, INK, MARGIN, MUTED, RIGHT, WASH, WIDTH, Paper
from presantra.settings import Settings

_COLUMNS = (
    (MARGIN, 94.0, "L"),
    (MARGIN + 94, 18.0, "R"),
    (MARGIN + 112, 28.0, "R"),
    (MARGIN + 140, 30.0, "R"),
)


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    label: str
    quantity: int
    unit_cents: int

    @property
    def cents(self) -> int:
        return self.quantity * self.unit_cents


@dataclass(frozen=True, slots=True)
class InvoicePaper:
    """What is printed. Amounts in euro cents, negative for an avoir; ``vat_rate`` in percent."""

    title: str
    number: str
    issued_on: date
    due_on: date | None
    code: str
    client: tuple[str, ...]
    period: str
    lines: Sequence[InvoiceLine]
    vat_rate: int
    vat_cents: int
    note: str = ""

    @property
    def net_cents(self) -> int:
        return sum(line.cents for line in self.lines)


def render_invoice(settings: Settings, invoice: InvoicePaper) -> bytes:
    """PDF of one page."""
    now = datetime.combine(invoice.issued_on, time(8), UTC)
    paper = Paper(f"{invoice.title} {invoice.number}", now)
    _head(paper, settings, invoice)
    top = _table(paper, invoice, 112)
    top = _totals(paper, invoice, top + 6)
    _terms(paper, settings, invoice, top + 12)
    return paper.content()


def _head(paper: Paper, settings: Settings, invoice: InvoicePaper) -> None:
    paper.ink(20, "B", ACCENT)
    paper.put(MARGIN, 17, settings.service_name)
    paper.ink(9, "", MUTED)
    lines = [line for line in settings.service_address.splitlines() if line.strip() != settings.service_name]
    _stack(paper, MARGIN, 28, [*lines, settings.service_phone, settings.service_email])
    paper.ink(20, "B", INK)
    paper.put(110, 17, invoice.title, width=RIGHT - 110, align="R")
    paper.ink(11, "", MUTED)
    paper.put(110, 26.5, f"N° {invoice.number}", width=RIGHT - 110, align="R")
    paper.ink(10.5, "B", INK)
    paper.put(110, 50, invoice.client[0])
    paper.ink(10.5, "", INK)
    _stack(paper, 110, 55, invoice.client[1:])
    facts = [
        ("Date", format_date(invoice.issued_on)),
        ("Échéance", format_date(invoice.due_on) if invoice.due_on else "–"),
        ("Code adhérent", invoice.code),
        ("Période", invoice.period),
    ]
    for index, (name, value) in enumerate(facts):
        x = MARGIN + index * 36
        paper.ink(9, "", MUTED)
        paper.put(x, 88, name, width=34)
        paper.ink(10.5, "B", INK)
        paper.put(x, 92.5, value, width=WIDTH - index * 36)


def _stack(paper: Paper, x: float, top: float, lines: Sequence[str]) -> None:
    for line in lines:
        paper.put(x, top, line, width=84)
        top += paper.line_height


def _table(paper: Paper, invoice: InvoicePaper, top: float) -> float:
    paper.set_fill_color(*WASH)
    paper.rect(MARGIN, top - 2, WIDTH, 8.5, style="F")
    paper.ink(9, "B", MUTED)
    _row(paper, top, ("Désignation", "Quantité", "Prix unitaire HT", "Montant HT"), inset=3)
    top += 10
    for line in invoice.lines:
        paper.ink(10.5)
        amounts = (str(line.quantity), format_amount(line.unit_cents), format_amount(line.cents))
        _row(paper, top, (line.label, *amounts), inset=3)
        top += 8
        paper.rule(top - 1.3)
    return top


def _row(paper: Paper, top: float, cells: Sequence[str], inset: float) -> None:
    for (x, width, align), text in zip(_COLUMNS, cells, strict=True):
        left = inset if align == "L" else 0
        paper.put(x + left, top, text, width=width - inset, align=align)


def _totals(paper: Paper, invoice: InvoicePaper, top: float) -> float:
    rows = (
        ("Total HT", invoice.net_cents),
        (french(f"TVA {invoice.vat_rate} %"), invoice.vat_cents),
        ("Total TTC", invoice.net_cents + invoice.vat_cents),
    )
    for name, cents in rows:
        final = name == "Total TTC"
        paper.ink(12 if final else 10.5, "B" if final else "", ACCENT if final else INK)
        if final:
            paper.rule(top - 1, x=118, colour=ACCENT)
            top += 1
        paper.put(118, top, name)
        paper.put(150, top, format_amount(cents), width=RIGHT - 153, align="R")
        top += 7
    return top


def _terms(paper: Paper, settings: Settings, invoice: InvoicePaper, top: float) -> None:
    paper.ink(9.5, "", MUTED)
    paper.set_y(top)
    for sentence in (invoice.note, f"Une question ? {settings.service_phone}, {settings.service_email}."):
        if sentence:
            paper.multi_cell(WIDTH, 5, french(sentence), new_x="LMARGIN", new_y="NEXT")
    paper.rule(281)
    paper.ink(8.5, "", MUTED)
    address = " · ".join(settings.service_address.splitlines())
    paper.put(MARGIN, 283, address, width=WIDTH, align="C")
