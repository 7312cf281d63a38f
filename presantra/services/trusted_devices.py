"""Appareils de confiance: browsers that log in with the password alone, for some days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import TrustedDevice
from presantra.db.repositories import factors
from presantra.domain.errors import NotFound
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.identity import parse_public_id
from presantra.services.keys import new_token, token_digest
from presantra.services.sessions import describe_device


@dataclass(frozen=True, slots=True)
class TrustedView:
    """``until`` is aware UTC: the last instant of the trust."""

    public_id: str
    current: bool
    device: str
    ip: str
    since: datetime
    last_used_at: datetime
    until: datetime


class TrustedDeviceService:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def accepts(self, session: AsyncSession, account_id: int, visitor: Actor) -> bool:
        """Whether this browser is trusted for this account; notes its use in the caller's transaction."""
        if not visitor.trust:
            return False
        now = self._context.clock()
        found = await factors.trusted(session, account_id, token_digest(visitor.trust), now)
        if found is None:
            return False
        found.last_used_at, found.ip = now, visitor.ip
        return True

    async def trust(self, session: AsyncSession, account_id: int, visitor: Actor) -> str:
        """Trust a browser in the caller's transaction; the token for its cookie."""
        now = self._context.clock()
        token = new_token()
        session.add(
            TrustedDevice(
                account_id=account_id,
                token_digest=token_digest(token),
                created_at=now,
                last_used_at=now,
                expires_at=now + timedelta(days=self._context.settings.trusted_device_days),
                ip=visitor.ip,
                user_agent=visitor.user_agent[:200],
            )
        )
        await session.flush()
        return token

    async def list(self, actor: Actor) -> tuple[TrustedView, ...]:
        account_id = actor.account()
        own = token_digest(actor.trust)
        async with self._context.database.reading() as session:
            rows = await factors.trusted_of(session, account_id, self._context.clock())
        return tuple(
            TrustedView(
                str(row.public_id), row.token_digest == own, describe_device(row.user_agent), row.ip,
                row.created_at, row.last_used_at, row.expires_at,
            )
            for row in rows
        )  # fmt: skip

    async def revoke(self, actor: Actor, public_id: str) -> None:
        """Raises:
        NotFound: no such trusted device of this account.
        """
        account_id, wanted = actor.account(), parse_public_id(public_id)
        async with self._context.database.transaction() as session:
            if not await factors.distrust_one(session, account_id, wanted, self._context.clock()):
                raise NotFound
            await audit.record(session, self._context, actor, "Appareil de confiance retiré")
