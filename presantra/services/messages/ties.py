"""What a thread is about: an invoice, a visit or an employee of the same company, for who may see them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import MessageThread
from presantra.db.repositories import employees, invoices, visits
from presantra.domain.errors import InvalidValue
from presantra.domain.labels import label
from presantra.domain.messages import TIE_RIGHTS, TieKind
from presantra.domain.names import display_name
from presantra.domain.rights import Right
from presantra.domain.visits import EVERYDAY_KINDS
from presantra.domain.vocabulary import InvoiceKind, VisitKind
from presantra.services.actor import Actor
from presantra.services.messages.views import TieView

GONE = "Ce que vous vouliez joindre à votre demande n’existe pas ou n’est plus accessible."


async def find_tie(session: AsyncSession, actor: Actor, kind: TieKind, public_id: UUID) -> TieView | None:
    """None: unknown, another member's, or not for him: all the same."""
    if not actor.may(TIE_RIGHTS[kind]):
        return None
    words = await _label(session, actor, kind, public_id)
    return TieView(kind, str(public_id), words) if words else None


async def checked_tie(session: AsyncSession, actor: Actor, kind: str, public_id: str) -> TieView | None:
    """What a form says that it is about; None when it says nothing.

    Raises:
        InvalidValue: it is not this company's, or not for him.
    """
    if not kind:
        return None
    try:
        found = await find_tie(session, actor, TieKind(kind), UUID(public_id))
    except ValueError:
        found = None
    if found is None:
        raise InvalidValue(GONE)
    return found


async def tie_of(session: AsyncSession, actor: Actor, thread: MessageThread) -> TieView | None:
    if not thread.tie_kind or thread.tie_id is None:
        return None
    return await find_tie(session, actor, TieKind(thread.tie_kind), thread.tie_id)


async def _label(session: AsyncSession, actor: Actor, kind: TieKind, public_id: UUID) -> str:
    member_id = actor.tenant()
    if kind is TieKind.INVOICE:
        invoice = await invoices.get(session, member_id, public_id)
        return f"{label(InvoiceKind(invoice.kind))} {invoice.number}" if invoice else ""
    if kind is TieKind.VISIT:
        visit = await visits.find(session, member_id, public_id)
        told = actor.may(Right.FOLLOW_UP_READ) or (visit and VisitKind(visit[0].kind) in EVERYDAY_KINDS)
        return f"Demande de visite {visit[0].number}" if visit and told else ""
    person = await employees.find(session, member_id, public_id)
    if person is None:
        return ""
    return display_name(person[0].first_name, person[0].usage_name or person[0].birth_name)
