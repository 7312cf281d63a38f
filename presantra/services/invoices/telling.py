"""Mails about factures, to those who may read them and want to know, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Invoice, Member, Payment
from presantra.domain.labels import format_amount, format_date, label
from presantra.domain.rights import Right
from presantra.domain.vocabulary import InvoiceKind, PaymentMeans
from presantra.services.context import ServiceContext
from presantra.services.notices import notify
from presantra.services.readership import own_readers

# A mail is not a list: the page shows them all.
SHOWN = 20


async def tell_published(
    session: AsyncSession, context: ServiceContext, member_id: int, published: Sequence[Invoice]
) -> int:
    """One mail a person, whatever the number of factures; returns how many mails."""
    documents = [
        {
            "number": invoice.number,
            "kind": label(InvoiceKind(invoice.kind)),
            "amount": format_amount(invoice.total_cents),
            "due": format_date(invoice.due_on) if invoice.due_on and _owed(invoice) else "",
        }
        for invoice in published[:SHOWN]
    ]
    return await _tell(
        session, context, member_id, "invoices_published",
        documents=documents, count=len(published), more=len(published) - len(documents),
    )  # fmt: skip


def _owed(invoice: Invoice) -> bool:
    return invoice.settled_cents < invoice.total_cents


async def tell_rejected(
    session: AsyncSession, context: ServiceContext, payment: Payment, due_again: Sequence[Invoice], day: date
) -> int:
    """Tell that a payment did not come, and what is due again; returns how many mails."""
    return await _tell(
        session, context, payment.member_id, "payment_rejected",
        means=label(PaymentMeans(payment.means)),
        reference=payment.reference, amount=format_amount(payment.cents),
        paid_on=payment.paid_on, rejected_on=day, message=payment.cancel_reason,
        invoices=", ".join(invoice.number for invoice in due_again),
    )  # fmt: skip


async def _tell(session: AsyncSession, context: ServiceContext, member_id: int, kind: str, **facts: object) -> int:
    member = await session.get_one(Member, member_id)
    url = f"{context.settings.public_url}/espace/factures"
    told = [
        await notify(session, context, kind, reader.account_id, company=member.name, code=member.code, url=url, **facts)
        for reader in await own_readers(session, member_id, Right.INVOICES_READ)
    ]
    return sum(told)
