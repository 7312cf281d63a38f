"""Rows of ``factures.csv``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import TypeVar

from presantra.domain.errors import InvalidValue
from presantra.domain.files import PDF_MAGIC
from presantra.domain.forms import FormReader, parse_date
from presantra.domain.identifiers import MemberCode, parse_member_code
from presantra.domain.labels import INVOICE_KIND_LABELS, INVOICE_STATUS_LABELS, format_amount
from presantra.domain.names import clean_name, fold
from presantra.domain.vocabulary import InvoiceKind, InvoiceStatus
from presantra.services.tables import Layout, Problem, Row, Unique, read_each

MAX_PDF_BYTES = 20 * 1024 * 1024

LAYOUT = Layout(
    columns=(
        "numero",
        "code_adherent",
        "date",
        "type",
        "periode",
        "montant_ht",
        "montant_tva",
        "montant_ttc",
        "echeance",
        "statut",
        "montant_regle",
        "fichier",
    ),
    required=frozenset(
        {
            "numero", "code_adherent", "date", "type", "montant_ht", "montant_tva", "montant_ttc", "echeance",
            "statut", "fichier",
        }
    ),
    widths={"code_adherent": 5},
)  # fmt: skip

Choice = TypeVar("Choice")

_KINDS = {fold(name): kind for kind, name in INVOICE_KIND_LABELS.items()}
_WRITTEN = (InvoiceStatus.DUE, InvoiceStatus.PARTLY_PAID, InvoiceStatus.PAID)
_STATUSES = {fold(status.value): status for status in _WRITTEN} | {
    fold(INVOICE_STATUS_LABELS[status]): status for status in _WRITTEN
}
_AMOUNT = re.compile(r"([-\u2212])?([0-9]{1,9})(?:[.,]([0-9]{1,2}))?")
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")


@dataclass(frozen=True, slots=True)
class NewInvoice:
    """A valid row and its file. Amounts in euro cents, negative for an avoir.

    ``settled_cents``: what was already paid, or deducted.
    """

    line: int
    number: str
    code: MemberCode
    issued_on: date
    kind: InvoiceKind
    period: str
    net_cents: int
    vat_cents: int
    total_cents: int
    due_on: date | None
    settled_cents: int
    file: Path


def read_invoices(content: bytes, folder: Path) -> tuple[list[NewInvoice], list[Problem]]:
    """Every row and every file is looked at, the bad ones become problems.

    Raises:
        InvalidValue, ImportRefused: see :func:`presantra.services.tables.read_table`.
    """
    unique = Unique("numero", "Ce numéro")
    return read_each(content, LAYOUT, unique, lambda row, form: _read(row, form, folder))


def parse_amount(text: str) -> int:
    """Euro cents of « 1 234,56 », « 1234.56 € » or « -12 ». Raises InvalidValue."""
    match = _AMOUNT.fullmatch(re.sub(r"[\s€]", "", text))
    if match is None:
        raise InvalidValue("Indiquez un montant en euros (exemple : 1 234,56).")
    sign, euros, rest = match.groups()
    cents = int(Decimal(f"{euros}.{rest or '0'}") * 100)
    return -cents if sign else cents


def _read(row: Row, form: FormReader, folder: Path) -> NewInvoice | None:
    number = form.parsed("numero", parse_number)
    code = form.parsed("code_adherent", parse_member_code)
    issued_on = form.parsed("date", parse_date)
    kind = form.parsed("type", choice(_KINDS, "« facture » ou « avoir »"))
    period = form.optional("periode", lambda text: clean_name(text, 60), "")
    amounts = [form.parsed(column, parse_amount) for column in ("montant_ht", "montant_tva", "montant_ttc")]
    due_on = form.optional("echeance", parse_date, None)
    status = form.parsed("statut", choice(_STATUSES, "« à régler », « partiellement réglée » ou « réglée »"))
    file = form.parsed("fichier", lambda text: _pdf(folder, text))
    if kind is InvoiceKind.INVOICE and due_on is None:
        form.refuse("echeance", "Une facture a une date d’échéance.")
    if due_on and issued_on and due_on < issued_on:
        form.refuse("echeance", "L’échéance précède la date de la facture.")
    cents = _check_amounts(form, kind, amounts)
    settled = _settled(form, kind, status, cents[2])
    if number is None or code is None or issued_on is None or kind is None or status is None or file is None:
        return None
    return NewInvoice(row.line, number, code, issued_on, kind, period, *cents, due_on, settled, file)


def _check_amounts(form: FormReader, kind: InvoiceKind | None, amounts: list[int | None]) -> tuple[int, int, int]:
    net, vat, total = (amount or 0 for amount in amounts)
    if None in amounts:
        return 0, 0, 0
    if net + vat != total:
        sums = f"{format_amount(net)} HT + {format_amount(vat)} de TVA = {format_amount(net + vat)}"
        form.refuse("montant_ttc", f"Le total ne correspond pas : {sums}, et non {format_amount(total)}.")
    if len({amount < 0 for amount in (net, vat, total) if amount}) > 1:
        form.refuse("montant_ttc", "Les trois montants doivent avoir le même signe.")
    if kind is InvoiceKind.CREDIT_NOTE:
        # An avoir is written with or without its minus sign; it is kept negative, so that sums are right.
        return -abs(net), -abs(vat), -abs(total)
    if total < 0:
        form.refuse("montant_ttc", "Le montant d’une facture ne peut pas être négatif : est-ce un avoir ?")
    return net, vat, total


def _settled(form: FormReader, kind: InvoiceKind | None, status: InvoiceStatus | None, total: int) -> int:
    """What the status and « montant_regle » say together of what was already paid."""
    written = abs(form.optional("montant_regle", parse_amount, 0))
    paid = -written if kind is InvoiceKind.CREDIT_NOTE else written
    if "montant_regle" in form.errors or "montant_ttc" in form.errors or status is None:
        return 0
    if status is InvoiceStatus.PARTLY_PAID and not 0 < abs(paid) < abs(total):
        form.refuse("montant_regle", "Indiquez ce qui est déjà réglé : plus que zéro, moins que le total.")
    if status is InvoiceStatus.DUE and paid:
        form.refuse("montant_regle", "Ce document est à régler : rien ne peut être déjà réglé.")
    if status is InvoiceStatus.PAID and form.text("montant_regle") and paid != total:
        form.refuse("montant_regle", "Ce document est réglé : indiquez son total, ou rien.")
    return total if status is InvoiceStatus.PAID else paid


def parse_number(text: str) -> str:
    """The number of a facture, the reference of a payment. Raises InvalidValue."""
    if not _NUMBER.fullmatch(text):
        raise InvalidValue("Un numéro a au plus 40 lettres, chiffres, points, tirets ou barres obliques.")
    return text


def choice(known: dict[str, Choice], expected: str) -> Callable[[str], Choice]:
    """A parser of one value of a closed list; ``expected`` names them."""

    def parse(text: str) -> Choice:
        try:
            return known[fold(text)]
        except KeyError as error:
            raise InvalidValue(f"Valeur inconnue : {expected}.") from error

    return parse


def _pdf(folder: Path, name: str) -> Path:
    if PurePosixPath(name).name != name or "\\" in name or name in {".", ".."} or "\0" in name:
        raise InvalidValue("Indiquez seulement le nom du fichier, posé à côté de factures.csv.")
    path = folder / name
    try:
        size = path.stat().st_size if path.is_file() else -1
        with path.open("rb") as file:
            start = file.read(len(PDF_MAGIC))
    except OSError as error:
        raise InvalidValue(f"Le fichier « {name} » est introuvable ou illisible.") from error
    if start != PDF_MAGIC:
        raise InvalidValue(f"Le fichier « {name} » n’est pas un PDF.")
    if size > MAX_PDF_BYTES:
        raise InvalidValue(f"Le fichier « {name} » dépasse 20 Mo.")
    return path
