"""Mails about the security of an account: nobody can switch them off."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account
from presantra.domain.clock import paris_datetime
from presantra.domain.names import display_name
from presantra.services.context import ServiceContext
from presantra.services.outbox import enqueue


async def security_notice(
    session: AsyncSession, context: ServiceContext, account: Account, title: str, fact: str, ip: str = ""
) -> None:
    """Tell the holder, in the caller's transaction. ``title`` is the subject, ``fact`` a whole French sentence."""
    await enqueue(
        session, context, "security_notice", account.email,
        person=display_name(account.first_name, account.last_name), title=title, fact=fact,
        at=paris_datetime(context.clock()), ip=ip,
    )  # fmt: skip
