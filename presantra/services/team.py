"""The users of a company as they are while nobody else changes them, and what must stay true of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, Attachment, Member
from presantra.db.repositories import accounts, employees, handovers, invitations, mandates, members
from presantra.domain.errors import Forbidden, InvalidValue, NotFound
from presantra.domain.mandates import EndReason
from presantra.domain.rights import Right, read_roles, rights_of
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.identity import parse_public_id

LAST_ADMINISTRATOR = (
    "Il doit rester au moins un administrateur en activité. Donnez d’abord ce rôle à une autre personne, "
    "ou transmettez l’administration."
)


@dataclass(frozen=True, slots=True)
class Person:
    """One account and its attachment to the company."""

    account: Account
    attachment: Attachment

    @property
    def active(self) -> bool:
        attached = self.attachment.removed_at is None and self.attachment.suspended_at is None
        return attached and self.account.disabled_at is None

    @property
    def administers(self) -> bool:
        """Whether he can administer at this moment; somebody who never chose a password cannot."""
        rights = rights_of(read_roles(self.attachment.roles))
        return self.active and self.account.password_state == "own" and Right.USERS in rights


@dataclass(frozen=True, slots=True)
class Team:
    member: Member
    people: Sequence[Person]

    def of(self, public_id: str) -> Person:
        """Raises:
        NotFound: no such user of this company.
        """
        wanted = parse_public_id(public_id)
        found = next((person for person in self.people if person.attachment.public_id == wanted), None)
        if found is None:
            raise NotFound
        return found

    def holder(self, account_id: int | None) -> Person | None:
        return next((person for person in self.people if person.account.id == account_id), None)

    @property
    def administrators(self) -> list[Person]:
        return [person for person in self.people if person.administers]

    @property
    def subject(self) -> audit.Subject:
        """What the journal of the company says about its users."""
        return audit.Subject("users", self.member.public_id)


async def read_team(session: AsyncSession, member_id: int) -> Team:
    """Raises:
    NotFound: there is no such member any more.
    """
    member = await members.get(session, member_id)
    if member is None:
        raise NotFound
    rows = await accounts.people_of(session, member_id)
    return Team(member, [Person(*row) for row in rows])


async def locked_team(session: AsyncSession, actor: Actor) -> Team:
    """The users of the current company, until the end of the caller's transaction.

    Raises:
        Forbidden: meanwhile somebody else has taken the administration away from the actor.
    """
    member_id = actor.tenant()
    await employees.lock_member(session, member_id)
    team = await read_team(session, member_id)
    oneself = team.holder(actor.account_id)
    if oneself is None or not oneself.administers:
        raise Forbidden
    return team


def keep_an_administrator(team: Team) -> None:
    """After a change, before it is committed.

    Raises:
        InvalidValue: nobody could administer the company any more.
    """
    if not team.administrators:
        raise InvalidValue(LAST_ADMINISTRATOR)


async def withdraw_offers(
    session: AsyncSession, context: ServiceContext, member_id: int, account_id: int, by: str
) -> None:
    """What somebody has offered for a company, and nobody has accepted, ends with his right to offer it."""
    now = context.clock()
    await invitations.revoke_sent_by(session, member_id, "user", account_id, now)
    await mandates.end_unanswered(session, member_id, account_id, now, by, EndReason.REVOKED.value)
    await handovers.end_involving(session, member_id, account_id, now)
