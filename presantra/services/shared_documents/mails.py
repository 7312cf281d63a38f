"""Who is told of a shared document, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, Member, SharedDocument
from presantra.db.repositories import accounts
from presantra.domain.names import display_name
from presantra.domain.rights import Right, read_roles, rights_of
from presantra.domain.shared_documents import KINDS, SharedKind
from presantra.domain.typography import french
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.outbox import enqueue

PAGE = "/espace/documents"


async def tell_service(
    session: AsyncSession, context: ServiceContext, actor: Actor, document: SharedDocument, *, withdrawn: bool
) -> None:
    """The deposit is the transmission that article L. 4121-3-1 asks for: the secretariat learns it at once."""
    assert actor.member is not None
    await enqueue(
        session, context, "document_deposited_secretariat", context.settings.secretariat_email,
        company=actor.member.name, code=actor.member.code, document=KINDS[SharedKind(document.kind)].label,
        document_on=document.document_on, next_update_on=document.next_update_on, identifier=str(document.public_id),
        withdrawn=withdrawn, requested_by=french(f"{actor.signature} ({actor.email})"),
    )  # fmt: skip


async def tell_company(
    session: AsyncSession, context: ServiceContext, member: Member, document: SharedDocument
) -> Sequence[str]:
    """Everybody who may read the documents and wants these mails; returns their addresses."""
    told = []
    for account in await readers(session, member.id or 0):
        if not account.mail_documents:
            continue
        await enqueue(
            session, context, "document_shared", account.email,
            person=display_name(account.first_name, account.last_name), company=member.name, code=member.code,
            document=KINDS[SharedKind(document.kind)].label, title=document.title, document_on=document.document_on,
            url=f"{context.settings.public_url}{PAGE}",
        )  # fmt: skip
        told.append(account.email)
    return told


async def readers(session: AsyncSession, member_id: int) -> list[Account]:
    """Accounts in use that may read the documents of a member."""
    return [
        account
        for account, attachment in await accounts.people_of(session, member_id)
        if account.disabled_at is None
        and attachment.suspended_at is None
        and Right.DOCUMENTS_READ in rights_of(read_roles(attachment.roles))
    ]
