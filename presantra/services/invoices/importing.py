"""Import of invoices by the service: all of the folder, or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Invoice
from presantra.db.repositories import invoices, members
from presantra.domain.clock import paris_date
from presantra.domain.errors import InvalidValue
from presantra.domain.typography import french
from presantra.services import audit
from presantra.services.actor import System
from presantra.services.context import ServiceContext
from presantra.services.documents import DocumentStore
from presantra.services.invoices.rows import NewInvoice, read_invoices
from presantra.services.invoices.telling import tell_published
from presantra.services.tables import ImportRefused, Problem

TABLE = "factures.csv"


@dataclass(frozen=True, slots=True)
class InvoiceImportReport:
    invoices: int
    members: int
    mails: int = 0


async def import_invoices(
    context: ServiceContext, system: System, folder: Path, *, tell: bool = True
) -> InvoiceImportReport:
    """Load ``factures.csv`` and the PDF files beside it, and ``tell`` those who read the factures of each company.

    The files are stored before the rows: a row never waits for its file, and a file without row harms nobody.

    Raises:
        InvalidValue: no ``factures.csv``, or not a table.
        ImportRefused: lines are wrong; nothing was written.
    """
    rows, problems = await asyncio.to_thread(_read, folder)
    async with context.database.reading() as session:
        ids = await members.ids_by_code(session, {row.code.code for row in rows})
        known = await invoices.known_numbers(session, {row.number for row in rows})
    problems += _against_database(rows, ids, known) + _in_the_future(rows, paris_date(context.clock()))
    if problems or not rows:
        raise ImportRefused(problems)
    keys = await asyncio.to_thread(_store, DocumentStore(context.settings.documents_dir), rows)
    try:
        async with context.database.transaction() as session:
            mails = await _insert(context, session, system, rows, ids, keys, tell=tell)
    except IntegrityError as error:
        async with context.database.reading() as session:
            known = await invoices.known_numbers(session, {row.number for row in rows})
        raise ImportRefused(_against_database(rows, ids, known)) from error
    return InvoiceImportReport(len(rows), len(ids), mails)


def _read(folder: Path) -> tuple[list[NewInvoice], list[Problem]]:
    try:
        content = (folder / TABLE).read_bytes()
    except OSError as error:
        raise InvalidValue(f"Le fichier {folder / TABLE} est introuvable ou illisible.") from error
    return read_invoices(content, folder)


def _against_database(rows: list[NewInvoice], ids: Mapping[str, int], known: Collection[str]) -> list[Problem]:
    found = []
    for row in rows:
        if row.code.code not in ids:
            sentence = f"Aucun adhérent ne porte le code {row.code}."
            found.append(Problem(row.line, "code_adherent", french(sentence)))
        if row.number in known:
            found.append(Problem(row.line, "numero", french(f"La facture {row.number} est déjà présente.")))
    return found


def _in_the_future(rows: list[NewInvoice], today: date) -> list[Problem]:
    """A balance is told on a day: a facture of another day would be in it and on no relevé."""
    return [Problem(row.line, "date", "Cette date est dans l’avenir.") for row in rows if row.issued_on > today]


def _store(store: DocumentStore, rows: list[NewInvoice]) -> dict[str, str]:
    try:
        return {row.number: store.put(row.file.read_bytes()) for row in rows}
    except OSError as error:
        raise InvalidValue("Un fichier n’a pas pu être copié : rien n’a été enregistré.") from error


async def _insert(
    context: ServiceContext,
    session: AsyncSession,
    system: System,
    rows: list[NewInvoice],
    ids: Mapping[str, int],
    keys: Mapping[str, str],
    *,
    tell: bool,
) -> int:
    now = context.clock()
    created = [
        Invoice(
            member_id=ids[row.code.code],
            number=row.number,
            issued_on=row.issued_on,
            kind=row.kind.value,
            period=row.period,
            net_cents=row.net_cents,
            vat_cents=row.vat_cents,
            total_cents=row.total_cents,
            due_on=row.due_on,
            settled_at_import_cents=row.settled_cents,
            settled_cents=row.settled_cents,
            document_key=keys[row.number],
            created_at=now,
        )
        for row in rows
    ]
    await invoices.add_all(session, created)
    for invoice in created:
        await audit.record(
            session, context, system, "Facture déposée",
            member_id=invoice.member_id, subject=audit.Subject("invoice", invoice.public_id),
        )  # fmt: skip
    mails = 0
    by_member = sorted(created, key=lambda invoice: invoice.member_id) if tell else []
    for member_id, published in groupby(by_member, key=lambda invoice: invoice.member_id):
        mails += await tell_published(session, context, member_id, list(published))
    return mails
