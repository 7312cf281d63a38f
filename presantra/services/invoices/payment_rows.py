"""Rows of the file of payments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from presantra.domain.billing import check_paid_on
from presantra.domain.errors import InvalidValue
from presantra.domain.forms import FormReader, parse_date
from presantra.domain.identifiers import MemberCode, parse_member_code
from presantra.domain.labels import PAYMENT_MEANS_LABELS
from presantra.domain.names import fold
from presantra.domain.vocabulary import PaymentMeans
from presantra.services.invoices.rows import choice, parse_amount, parse_number
from presantra.services.tables import Layout, Problem, Row, Unique, read_each

LAYOUT = Layout(
    columns=("code_adherent", "date", "montant", "moyen", "reference", "factures"),
    required=frozenset({"code_adherent", "date", "montant", "moyen", "reference"}),
    widths={"code_adherent": 5},
)
MAX_CENTS = 1_000_000_000
MAX_FACTURES = 50
_MEANS = {fold(means.value): means for means in PaymentMeans} | {
    fold(name): means for means, name in PAYMENT_MEANS_LABELS.items()
}
_SEPARATORS = re.compile(r"[\s,;|]+")


@dataclass(frozen=True, slots=True)
class NewPayment:
    """``factures``: numbers, in the order in which they are to be paid; none for the oldest due first."""

    line: int
    code: MemberCode
    paid_on: date
    cents: int
    means: PaymentMeans
    reference: str
    factures: tuple[str, ...]


def read_payments(content: bytes, today: date) -> tuple[list[NewPayment], list[Problem]]:
    """Every row is looked at, the bad ones become problems.

    Raises:
        InvalidValue, ImportRefused: see :func:`presantra.services.tables.read_table`.
    """
    unique = Unique("reference", "Cette référence")
    return read_each(content, LAYOUT, unique, lambda row, form: _read(row, form, today))


def _read(row: Row, form: FormReader, today: date) -> NewPayment | None:
    code = form.parsed("code_adherent", parse_member_code)
    paid_on = form.parsed("date", parse_date)
    cents = form.parsed("montant", _received)
    means = form.parsed("moyen", choice(_MEANS, "« virement », « prélèvement », « chèque » ou « carte »"))
    reference = form.parsed("reference", parse_number)
    none: tuple[str, ...] = ()
    factures = form.optional("factures", _numbers, none)
    if paid_on and means:
        try:
            check_paid_on(means, paid_on, today)
        except InvalidValue as error:
            form.refuse("date", error.sentence)
    if code is None or paid_on is None or cents is None or means is None or reference is None:
        return None
    return NewPayment(row.line, code, paid_on, cents, means, reference, factures)


def _received(text: str) -> int:
    cents = parse_amount(text)
    if not 0 < cents <= MAX_CENTS:
        raise InvalidValue("Le montant d’un paiement est compris entre 0,01 € et 10 000 000 €.")
    return cents


def _numbers(text: str) -> tuple[str, ...]:
    numbers = tuple(dict.fromkeys(parse_number(part) for part in _SEPARATORS.split(text) if part))
    if len(numbers) > MAX_FACTURES:
        raise InvalidValue(f"Un paiement règle au plus {MAX_FACTURES} factures.")
    return numbers
