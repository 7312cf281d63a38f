"""Relevé de compte: what moved the balance of a member between two days. Amounts are integer euro cents."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from presantra.domain.clock import add_months
from presantra.domain.forms import FormReader, parse_date

LONGEST_YEARS = 10


class EntryKind(StrEnum):
    """In the order of one day: what is owed, then what is taken away from it, then what comes back."""

    INVOICE = "facture"
    CREDIT_NOTE = "avoir"
    SETTLED_BEFORE = "reprise"
    PAYMENT = "paiement"
    CANCELLATION = "annulation"


_RANKS = {kind: rank for rank, kind in enumerate(EntryKind)}


@dataclass(frozen=True, slots=True)
class Entry:
    """``cents``: above zero when the member owes more after it, below when he owes less."""

    on: date
    kind: EntryKind
    label: str
    reference: str
    cents: int

    @property
    def debit_cents(self) -> int:
        return max(self.cents, 0)

    @property
    def credit_cents(self) -> int:
        return max(-self.cents, 0)


@dataclass(frozen=True, slots=True)
class Line:
    """``balance_cents``: the balance once this is done, above zero when the member owes."""

    entry: Entry
    balance_cents: int


@dataclass(frozen=True, slots=True)
class Statement:
    opening_cents: int
    lines: tuple[Line, ...]

    @property
    def closing_cents(self) -> int:
        return self.lines[-1].balance_cents if self.lines else self.opening_cents

    @property
    def debit_cents(self) -> int:
        return sum(line.entry.debit_cents for line in self.lines)

    @property
    def credit_cents(self) -> int:
        return sum(line.entry.credit_cents for line in self.lines)


def draw_up(opening_cents: int, entries: Iterable[Entry]) -> Statement:
    """The entries in their order, each with the balance that it leaves."""
    balance = opening_cents
    lines = []
    for entry in sorted(entries, key=lambda entry: (entry.on, _RANKS[entry.kind], entry.reference)):
        balance += entry.cents
        lines.append(Line(entry, balance))
    return Statement(opening_cents, tuple(lines))


@dataclass(frozen=True, slots=True)
class Period:
    """Both days are part of it."""

    start: date
    end: date


def this_year(today: date) -> Period:
    return Period(date(today.year, 1, 1), today)


def presets(today: date) -> tuple[tuple[str, Period], ...]:
    """Periods that people ask for; none ends after today, because a statement tells nothing of the future."""
    before = today.year - 1
    return (
        ("Année en cours", this_year(today)),
        (f"Année {before}", Period(date(before, 1, 1), date(before, 12, 31))),
        ("12 derniers mois", Period(add_months(today, -12) + timedelta(days=1), today)),
    )


def parse_period(raw: Mapping[str, object], today: date) -> Period:
    """Fields ``du`` and ``au``; empty ones are those of the current year.

    Raises:
        InvalidForm: not dates, in the wrong order, in the future, or too far from each other.
    """
    form = FormReader(raw)
    usual = this_year(today)
    end = form.optional("au", parse_date, usual.end)
    start = form.optional("du", parse_date, min(usual.start, date(end.year, 1, 1)))
    if "au" not in form.errors and end > today:
        form.refuse("au", "Cette date est dans l’avenir : un relevé s’arrête au plus tard aujourd’hui.")
    if not form.errors and start > end:
        form.refuse("au", "La fin de la période précède son début.")
    if not form.errors and add_months(end, -12 * LONGEST_YEARS) > start:
        form.refuse("du", f"Une période dure {LONGEST_YEARS} ans au plus.")
    form.finish(("du", "au"))
    return Period(start, end)
