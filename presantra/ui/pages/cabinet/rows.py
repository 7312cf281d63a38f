"""The clients of a firm, searched, sorted and paged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from presantra.domain.labels import format_amount, format_date
from presantra.domain.names import fold
from presantra.services.cabinets import ClientRow, Totals

PAGE_SIZE = 50
UNSEEN = "–"


@dataclass(frozen=True)
class ClientLine:
    """Figures are texts, « – » where the mandate does not let them be seen."""

    id: str
    name: str
    code: str
    late: str
    due: str
    incomplete: str
    unread: str
    unpaid: str
    amount: str
    alert: bool
    mandate: str
    rights: str
    end: str
    near: bool


@dataclass(frozen=True)
class Total:
    name: str
    figure: str


SORTS: dict[str, Callable[[ClientRow], Any]] = {
    "nom": lambda row: fold(row.name),
    "code": lambda row: row.code,
    "retard": lambda row: row.late or 0,
    "echeances": lambda row: row.due or 0,
    "complements": lambda row: row.incomplete or 0,
    "messages": lambda row: row.unread or 0,
    "factures": lambda row: row.unpaid_cents or 0,
}


def found(rows: Sequence[ClientRow], text: str, sort: str, descending: bool) -> list[ClientRow]:
    """Clients whose name or code holds all the words typed, in the order asked; names settle ties."""
    words = fold(text).split()
    kept = [row for row in rows if all(word in f"{fold(row.name)} {row.code}" for word in words)]
    kept.sort(key=SORTS["nom"])
    kept.sort(key=SORTS.get(sort, SORTS["nom"]), reverse=descending)
    return kept


def line_of(row: ClientRow) -> ClientLine:
    return ClientLine(
        id=row.company_id,
        name=row.name,
        code=row.code,
        late=figure(row.late),
        due=figure(row.due),
        incomplete=figure(row.incomplete),
        unread=figure(row.unread),
        unpaid=figure(row.unpaid),
        amount=format_amount(row.unpaid_cents) if row.unpaid_cents else "",
        alert=bool(row.late),
        mandate=row.mandate_id,
        rights=row.rights,
        end=f"jusqu’au {format_date(row.ends_on)}" if row.ends_on else "sans date de fin",
        near=row.near,
    )


def figure(count: int | None) -> str:
    return UNSEEN if count is None else str(count)


def totals_of(totals: Totals) -> list[Total]:
    billed = figure(totals.unpaid)
    if totals.unpaid_cents:
        billed = f"{billed} · {format_amount(totals.unpaid_cents)}"
    return [
        Total("Visites en retard", figure(totals.late)),
        Total("Visites sous 30 jours", figure(totals.due)),
        Total("Compléments attendus", figure(totals.incomplete)),
        Total("Messages à lire", figure(totals.unread)),
        Total("Factures à régler", billed),
    ]
