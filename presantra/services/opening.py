"""The end of every log-in: a session, a line in the journal, a mail when the browser is a new one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account
from presantra.domain.clock import paris_datetime
from presantra.domain.names import display_name
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.devices import device_proof, known_device
from presantra.services.outbox import enqueue
from presantra.services.sessions import SessionService, describe_device


@dataclass(frozen=True, slots=True, repr=False)
class Login:
    """``device`` proves afterwards that this browser has logged in before.

    ``step``, alone: the password was right and the second factor is still to come. ``trust``: for the cookie of an
    « appareil de confiance ».
    """

    token: str
    provisional: bool
    device: str
    step: str = ""
    trust: str = ""


class Opener:
    def __init__(self, context: ServiceContext, sessions: SessionService) -> None:
        self._context = context
        self._sessions = sessions

    async def open_full(
        self, session: AsyncSession, account: Account, visitor: Actor, action: str, *, trust: str = ""
    ) -> Login:
        """Open a full session in the caller's transaction. ``action``: what the journal says of it, in French."""
        token = await self._sessions.open(session, account, visitor, provisional=False)
        await audit.record(session, self._context, person_of(account, visitor), action)
        if not known_device(self._context.keys, account.email_key, visitor.device):
            await self._tell_new_device(session, account, visitor)
        return Login(token, False, device_proof(self._context.keys, account.email_key, visitor.device), trust=trust)

    async def _tell_new_device(self, session: AsyncSession, account: Account, visitor: Actor) -> None:
        await enqueue(
            session, self._context, "new_device", account.email,
            person=display_name(account.first_name, account.last_name), at=paris_datetime(self._context.clock()),
            ip=visitor.ip, device=describe_device(visitor.user_agent),
        )  # fmt: skip


def person_of(account: Account, visitor: Actor) -> Actor:
    """The holder of an account, before he has a session."""
    name = display_name(account.first_name, account.last_name)
    return Actor(account_id=account.id, name=name, email=account.email, ip=visitor.ip)
