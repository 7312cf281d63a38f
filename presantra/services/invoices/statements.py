"""Relevé de compte: the balance of a company between two days, on paper or as a table."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.repositories import payments
from presantra.domain.account_statement import Entry, EntryKind, Period, Statement, draw_up, parse_period, presets
from presantra.domain.clock import paris_date
from presantra.domain.errors import DomainError
from presantra.domain.labels import label
from presantra.domain.rights import Right
from presantra.domain.typography import NARROW_NBSP, french
from presantra.domain.vocabulary import InvoiceKind, PaymentMeans
from presantra.services.actor import Actor, needs
from presantra.services.context import ServiceContext
from presantra.services.invoices.statement_pdf import StatementPaper, render_statement
from presantra.services.tables_out import Cell, CsvTable
from presantra.services.throttle import Throttle

LIMIT = "30 per 5 minutes"
HEADINGS = ("Date", "Nature", "Référence", "Débit", "Crédit", "Solde")


class StatementFormat(StrEnum):
    PDF = "pdf"
    CSV = "csv"


# A page of paper takes a twentieth of a second to draw; a table costs almost nothing.
MAX_LINES = {StatementFormat.PDF: 3_000, StatementFormat.CSV: 20_000}


class TooManyLines(DomainError):
    code = "too_many_lines"

    def __init__(self, kind: StatementFormat) -> None:
        most = f"{MAX_LINES[kind]:,}".replace(",", NARROW_NBSP)
        other = ", ou le format CSV" if kind is StatementFormat.PDF else ""
        super().__init__(f"Ce relevé dépasserait {most} lignes : choisissez une période plus courte{other}.")


@dataclass(frozen=True, slots=True)
class StatementFile:
    filename: str
    content: bytes


class StatementService:
    def __init__(self, context: ServiceContext, throttle: Throttle) -> None:
        self._context = context
        self._throttle = throttle
        # Paper is paid in processor time: one at a time in this process.
        self._drawing = asyncio.Semaphore(1)

    def presets(self) -> tuple[tuple[str, Period], ...]:
        """See :func:`presantra.domain.account_statement.presets`."""
        return presets(paris_date(self._context.clock()))

    def period(self, raw: Mapping[str, object]) -> Period:
        """See :func:`presantra.domain.account_statement.parse_period`."""
        return parse_period(raw, paris_date(self._context.clock()))

    @needs(Right.INVOICES_READ)
    async def statement(
        self, actor: Actor, raw: Mapping[str, object], kind: StatementFormat = StatementFormat.CSV
    ) -> tuple[Period, Statement]:
        """What moved the balance between the days ``du`` and ``au``.

        Raises:
            InvalidForm: not a period.
            TooManyLines: more than a file of this kind holds.
        """
        most = MAX_LINES[kind]
        member_id, period = actor.tenant(), self.period(raw)
        async with self._context.database.reading() as session:
            if self._context.database.is_postgresql:
                # One snapshot for all the statements: the lines lead from the opening balance to the closing one.
                await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            opening = await payments.balance_before(session, member_id, period.start)
            entries = await _entries(session, member_id, period, most + 1)
        if len(entries) > most:
            raise TooManyLines(kind)
        return period, await asyncio.to_thread(draw_up, opening, entries)

    @needs(Right.INVOICES_READ)
    async def file(self, actor: Actor, raw: Mapping[str, object], kind: StatementFormat) -> StatementFile:
        """The same as a file.

        Raises:
            InvalidForm, TooManyLines: see :meth:`statement`.
            Throttled: too many files asked for.
        """
        await self._throttle.use((LIMIT, f"releve/compte/{actor.account()}"))
        period, statement = await self.statement(actor, raw, kind)
        assert actor.member is not None
        name = f"releve-{actor.member.code}-{period.start.isoformat()}-{period.end.isoformat()}.{kind}"
        if kind is StatementFormat.CSV:
            return StatementFile(name, await asyncio.to_thread(_csv, period, statement))
        member, now = actor.member, self._context.clock()
        paper = StatementPaper(member.name, member.code, actor.signature, now, period, statement)
        async with self._drawing:
            return StatementFile(name, await asyncio.to_thread(render_statement, self._context.settings, paper))


async def _entries(session: AsyncSession, member_id: int, period: Period, limit: int) -> list[Entry]:
    found: list[Entry] = []
    async for invoices in payments.invoices_between(session, member_id, period.start, period.end, limit):
        for issued_on, kind, number, words, total, settled in invoices:
            found.extend(_invoiced(issued_on, InvoiceKind(kind), number, words, total, settled))
    async for moves in payments.payments_between(session, member_id, period.start, period.end, limit):
        for paid_on, cancelled_on, means, reference, cents in moves:
            found.extend(_paid(period, paid_on, cancelled_on, PaymentMeans(means), reference, cents))
    return found


def _invoiced(
    issued_on: date, kind: InvoiceKind, number: str, period: str, total: int, settled: int
) -> Iterator[Entry]:
    credit = kind is InvoiceKind.CREDIT_NOTE
    words = f"{label(kind)}, {period}" if period else label(kind)
    yield Entry(issued_on, EntryKind.CREDIT_NOTE if credit else EntryKind.INVOICE, words, number, total)
    if settled:
        yield Entry(
            issued_on, EntryKind.SETTLED_BEFORE,
            "Avoir déduit avant sa mise en ligne" if credit else "Règlement reçu avant la mise en ligne",
            number, -settled,
        )  # fmt: skip


def _paid(
    period: Period, paid_on: date, cancelled_on: date | None, means: PaymentMeans, reference: str, cents: int
) -> Iterator[Entry]:
    if period.start <= paid_on <= period.end:
        yield Entry(paid_on, EntryKind.PAYMENT, label(means), reference, -cents)
    if cancelled_on and period.start <= cancelled_on <= period.end:
        yield Entry(cancelled_on, EntryKind.CANCELLATION, cancel_label(means), reference, cents)


def cancel_label(means: PaymentMeans) -> str:
    debit = means is PaymentMeans.DIRECT_DEBIT
    return "Rejet de prélèvement" if debit else f"{label(means)} annulé{'e' if means is PaymentMeans.CARD else ''}"


def _csv(period: Period, statement: Statement) -> bytes:
    with TemporaryDirectory(prefix="presantra-releve-") as folder:
        path = Path(folder) / "releve.csv"
        table = CsvTable(path, HEADINGS)
        table.write([(period.start, "Solde au début de la période", "", None, None, _euros(statement.opening_cents))])
        table.write(
            [
                (
                    line.entry.on, line.entry.label, line.entry.reference, _amount(line.entry.debit_cents),
                    _amount(line.entry.credit_cents), _euros(line.balance_cents),
                )
                for line in statement.lines
            ]
        )  # fmt: skip
        table.write([_total(period, statement)])
        table.close()
        return path.read_bytes()


def _total(period: Period, statement: Statement) -> Sequence[Cell]:
    return (
        period.end, french("Solde à la fin de la période"), "", _euros(statement.debit_cents),
        _euros(statement.credit_cents), _euros(statement.closing_cents),
    )  # fmt: skip


def _amount(cents: int) -> Decimal | None:
    return _euros(cents) if cents else None


def _euros(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
