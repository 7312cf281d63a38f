"""Mails about a thread: its number and its theme, a way to it, never what was written in it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, Attachment, MessageThread
from presantra.db.repositories import accounts
from presantra.db.repositories import messages as repository
from presantra.domain.messages import THEMES
from presantra.domain.names import display_name
from presantra.domain.rights import Right, read_roles, rights_of
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.outbox import enqueue
from presantra.services.preferences import Notice, wants


async def acknowledge(session: AsyncSession, context: ServiceContext, actor: Actor, thread: MessageThread) -> None:
    """« Votre demande est bien arrivée », to whoever wrote it."""
    if not await wants(session, actor.account(), Notice.MESSAGES):
        return
    assert actor.member is not None
    await enqueue(
        session, context, "message_acknowledged", actor.email, person=actor.name,
        **_facts(context, thread, actor.member.name, actor.member.code),
    )  # fmt: skip


async def tell_secretariat(
    session: AsyncSession, context: ServiceContext, actor: Actor, thread: MessageThread, said: str
) -> None:
    assert actor.member is not None
    facts = _facts(context, thread, actor.member.name, actor.member.code)
    del facts["url"]
    recipient = context.settings.secretariat_email
    await enqueue(session, context, "message_secretariat", recipient, said=said, by=actor.signature, **facts)


async def tell_employer(
    session: AsyncSession, context: ServiceContext, thread: MessageThread, company: str, code: str, said: str
) -> None:
    """Those who have written in the thread; everybody who may read it, when none of them still can.

    Each by his own choice of notices.
    """
    people = [
        account
        for account, attachment in await accounts.people_of(session, thread.member_id)
        if _may_read(account, attachment, thread)
    ]
    writers = await repository.writers(session, thread)
    for account in [one for one in people if one.id in writers] or people:
        if account.mail_messages:
            await enqueue(
                session, context, "message_answered", account.email, said=said,
                person=display_name(account.first_name, account.last_name), **_facts(context, thread, company, code),
            )  # fmt: skip


def _may_read(account: Account, attachment: Attachment, thread: MessageThread) -> bool:
    rights = rights_of(read_roles(attachment.roles))
    here = attachment.suspended_at is None and account.disabled_at is None
    return here and {Right.MESSAGES_READ, THEMES[thread.theme].right} <= rights


def _facts(context: ServiceContext, thread: MessageThread, company: str, code: str) -> dict[str, Any]:
    return {
        "number": thread.number,
        "theme": THEMES[thread.theme].label,
        "company": company,
        "code": code,
        "url": f"{context.settings.public_url}/espace/messages/{thread.public_id}",
    }
