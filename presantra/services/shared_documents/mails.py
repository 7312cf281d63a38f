"""Who is told of a shared document, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Member, SharedDocument
from presantra.domain.rights import Right
from presantra.domain.shared_documents import KINDS, SharedKind
from presantra.domain.typography import french
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.notices import notify
from presantra.services.outbox import enqueue
from presantra.services.readership import own_readers

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
    for reader in await own_readers(session, member.id or 0, Right.DOCUMENTS_READ):
        if await notify(
            session, context, "document_shared", reader.account_id, company=member.name, code=member.code,
            document=KINDS[SharedKind(document.kind)].label, title=document.title, document_on=document.document_on,
            url=f"{context.settings.public_url}{PAGE}",
        ):  # fmt: skip
            told.append(reader.account.email)
    return told
