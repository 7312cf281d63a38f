"""Mails about factures, to those who may read them and want to know, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

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
    facts = await _facts(session, context, member_id) | {
        "documents": documents,
        "count": len(published),
        "more": len(published) - len(documents),
    }
    readers = await own_readers(session, member_id, Right.INVOICES_READ)
    return sum([await notify(session, context, "invoices_published", one.account_id, **facts) for one in readers])


def _owed(invoice: Invoice) -> bool:
    return invoice.settled_cents < invoice.total_cents


async def tell_rejected(
    session: AsyncSession, context: ServiceContext, payment: Payment, due_again: Sequence[Invoice], day: date
) -> int:
    """Tell that a payment did not come, and what is due again; returns how many mails."""
    facts = await _facts(session, context, payment.member_id) | {
        "means": label(PaymentMeans(payment.means)),
        "reference": payment.reference,
        "amount": format_amount(payment.cents),
        "paid_on": payment.paid_on,
        "rejected_on": day,
        "message": payment.cancel_reason,
        "invoices": ", ".join(invoice.number for invoice in due_again),
    }
    readers = await own_readers(session, payment.member_id, Right.INVOICES_READ)
    return sum([await notify(session, context, "payment_rejected", one.account_id, **facts) for one in readers])


async def _facts(session: AsyncSession, context: ServiceContext, member_id: int) -> dict[str, Any]:
    member = await session.get_one(Member, member_id)
    return {"company": member.name, "code": member.code, "url": f"{context.settings.public_url}/espace/factures"}
