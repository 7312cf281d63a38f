"""Mails about a thread: its number and its theme, a way to it, never what was written in it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import MessageThread
from presantra.db.repositories import messages as repository
from presantra.domain.clock import paris_date
from presantra.domain.messages import THEMES
from presantra.domain.rights import Right
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.notices import notify
from presantra.services.outbox import enqueue
from presantra.services.readership import own_readers, readers_among


async def acknowledge(session: AsyncSession, context: ServiceContext, actor: Actor, thread: MessageThread) -> None:
    """« Votre demande est bien arrivée », to whoever wrote it."""
    assert actor.member is not None
    facts = _facts(context, thread, actor.member.name, actor.member.code)
    await notify(session, context, "message_acknowledged", actor.account(), **facts)


async def tell_secretariat(
    session: AsyncSession, context: ServiceContext, actor: Actor, thread: MessageThread, said: str
) -> None:
    assert actor.member is not None
    facts = _facts(context, thread, actor.member.name, actor.member.code)
    del facts["url"]
    recipient = context.settings.secretariat_email
    await enqueue(session, context, "message_secretariat", recipient, said=said, by=actor.signature, **facts)


async def tell_employer(
    session: AsyncSession, context: ServiceContext, thread: MessageThread, company: str, code: str, said: str,
    *, without: Collection[int | None] = (),
) -> None:  # fmt: skip
    """Those who have written in the thread; everybody who may read it, when none of them still can.

    ``without``: accounts that another mail already tells.
    """
    needed = [Right.MESSAGES_READ, THEMES[thread.theme].right]
    if not await repository.is_everyday(session, thread):
        needed.append(Right.FOLLOW_UP_READ)
    writers = await repository.writers(session, thread)
    today = paris_date(context.clock())
    people = await readers_among(session, writers, thread.member_id, today, *needed)
    for reader in people or await own_readers(session, thread.member_id, *needed):
        if reader.account_id in without:
            continue
        facts = _facts(context, thread, company, code)
        await notify(session, context, "message_answered", reader.account_id, said=said, **facts)


def _facts(context: ServiceContext, thread: MessageThread, company: str, code: str) -> dict[str, Any]:
    return {
        "number": thread.number,
        "theme": THEMES[thread.theme].label,
        "company": company,
        "code": code,
        "url": f"{context.settings.public_url}/espace/messages/{thread.public_id}",
    }
