"""The link by which a password is chosen anew; it goes to the account's own address and nowhere else."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, PasswordToken
from presantra.domain.names import display_name
from presantra.services.context import ServiceContext
from presantra.services.keys import new_token, token_digest
from presantra.services.outbox import enqueue


async def send_reset_link(session: AsyncSession, context: ServiceContext, account: Account) -> None:
    """Write the link and its mail in the caller's transaction."""
    now, settings = context.clock(), context.settings
    expires_at = now + timedelta(minutes=settings.reset_link_minutes)
    token = new_token()
    session.add(
        PasswordToken(
            token_digest=token_digest(token), account_id=account.id or 0, purpose="reset",
            created_at=now, expires_at=expires_at,
        )
    )  # fmt: skip
    await enqueue(
        session, context, "reset_link", account.email,
        person=display_name(account.first_name, account.last_name),
        link=f"{settings.public_url}/reinitialiser-mot-de-passe#{token}",
        expires_at=expires_at,
    )  # fmt: skip
