"""The invitation to become a user of a company."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, Invitation
from presantra.db.repositories import accounts, employees, members
from presantra.db.repositories import sessions as session_rows
from presantra.domain.errors import FieldChange
from presantra.domain.rights import ROLES, Role, read_roles, role_labels
from presantra.domain.typography import french
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.invitations.kinds import Accepted, Described
from presantra.services.team import read_team
from presantra.services.users import mails


class UserInvitation:
    """Kind ``user``: ``roles`` of the invitation are those of the company's table."""

    kind = "user"
    template = "invitation_user"

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def describe(self, session: AsyncSession, invitation: Invitation) -> Described | None:
        member = await members.get(session, invitation.member_id or 0)
        roles = read_roles(invitation.roles)
        if member is None or not roles:
            return None
        offers = tuple(french(f"{ROLES[role].label} : {ROLES[role].intro}") for role in Role if role in roles)
        return Described(member.name, member.code, offers)

    async def lock(self, session: AsyncSession, invitation: Invitation) -> None:
        await employees.lock_member(session, invitation.member_id or 0)

    async def accept(self, session: AsyncSession, invitation: Invitation, account: Account, actor: Actor) -> Accepted:
        """Attach with the roles offered. Somebody who has attached otherwise meanwhile keeps what he has."""
        member_id, now = invitation.member_id or 0, self._context.clock()
        joined = await accounts.attach(session, account.id or 0, member_id, now, roles=invitation.roles)
        team = await read_team(session, member_id)
        if joined:
            given = FieldChange("roles", "Rôles", "", role_labels(read_roles(invitation.roles)))
            await audit.record(
                session, self._context, actor, "Invitation acceptée",
                member_id=member_id, subject=team.subject, changes=[given],
            )  # fmt: skip
            await mails.tell_joined(session, self._context, invitation, account, team)
        if actor.session_id is not None:
            await session_rows.choose_member(session, actor.session_id, member_id)
        return Accepted(company=str(team.member.public_id))
