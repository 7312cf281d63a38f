"""What changes from one kind of invitation to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, Invitation
from presantra.services.actor import Actor


@dataclass(frozen=True, slots=True)
class Described:
    """What one is invited to, in French. ``code``: code adhérent, empty for a cabinet; ``offers``: one fact each."""

    organisation: str
    code: str
    offers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """``company``: public id of the company that the tab works in from now on, when there is one."""

    destination: str = "/espace"
    company: str = ""


class InvitationKind(Protocol):
    """One kind. ``template``: its mail, given inviter, organisation, code, offers, link, expires_at."""

    @property
    def template(self) -> str: ...

    async def describe(self, session: AsyncSession, invitation: Invitation) -> Described | None:
        """None when there is nothing to join any more: the link is dead."""
        ...

    async def lock(self, session: AsyncSession, invitation: Invitation) -> None:
        """Take the locks that stand before the one on the invitation (the member, the cabinet)."""
        ...

    async def accept(self, session: AsyncSession, invitation: Invitation, account: Account, actor: Actor) -> Accepted:
        """Give what was offered, record it and tell who must know, in the caller's transaction."""
        ...
