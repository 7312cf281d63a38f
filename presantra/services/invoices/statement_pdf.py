"""The relevé de compte on paper. Blocking: call it from a thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from presantra.domain.account_statement import Period, Statement
from presantra.domain.labels import format_amount, format_date, format_datetime
from presantra.services.paged_paper import PagedPaper
from presantra.services.paper import ACCENT, INK, MUTED, literal
from presantra.settings import Settings

TITLE = "Relevé de compte"
_COLUMNS = (("Date", 18.0), ("Nature", 48.0), ("Référence", 32.0), ("Débit", 23.0), ("Crédit", 23.0), ("Solde", 26.0))
_NOTE = (
    "Débit : ce que le service vous facture, ou un paiement rejeté. Crédit : vos paiements et vos avoirs. "
    "Un solde précédé du signe moins est en votre faveur."
)


@dataclass(frozen=True, slots=True)
class StatementPaper:
    company: str
    code: str
    author: str
    at: datetime
    period: Period
    statement: Statement


def render_statement(settings: Settings, file: StatementPaper) -> bytes:
    """PDF of as many pages as it takes."""
    span = f"du {format_date(file.period.start)} au {format_date(file.period.end)}"
    foot = f"{file.company} ({file.code}), relevé {span}"
    paper = PagedPaper(f"{TITLE} {file.code} {span}", file.at, foot)
    paper.ink(20, "B", ACCENT)
    paper.paragraph(TITLE)
    paper.ink(12.5, "B", INK)
    paper.paragraph(f"{literal(file.company)}, {span}")
    paper.ln(2)
    statement = file.statement
    paper.facts(
        (
            ("Code adhérent", file.code),
            ("Service", settings.service_name),
            ("Établi", f"le {format_datetime(file.at)} par {file.author}"),
            (f"Solde au {format_date(file.period.start)}", format_amount(statement.opening_cents)),
            ("Total des débits", format_amount(statement.debit_cents)),
            ("Total des crédits", format_amount(statement.credit_cents)),
            (f"Solde au {format_date(file.period.end)}", said(statement.closing_cents)),
        )
    )
    paper.ln(2)
    paper.ink(9, "", MUTED)
    paper.paragraph(_NOTE)
    paper.ln(3)
    paper.lines(_COLUMNS, _rows(file.period, statement), amounts=3)
    return paper.content()


def said(balance_cents: int) -> str:
    """« 1 234,56 € à régler », « 12,00 € en votre faveur »."""
    if balance_cents == 0:
        return f"{format_amount(0)}, votre compte est à jour"
    return f"{format_amount(abs(balance_cents))} {'à régler' if balance_cents > 0 else 'en votre faveur'}"


def _rows(period: Period, statement: Statement) -> Iterator[tuple[str, ...]]:
    yield (format_date(period.start), "Solde au début", "", "", "", format_amount(statement.opening_cents))
    for line in statement.lines:
        entry = line.entry
        yield (
            format_date(entry.on), entry.label, entry.reference,
            format_amount(entry.debit_cents) if entry.debit_cents else "",
            format_amount(entry.credit_cents) if entry.credit_cents else "",
            format_amount(line.balance_cents),
        )  # fmt: skip
    yield (format_date(period.end), "Solde à la fin", "", "", "", format_amount(statement.closing_cents))
