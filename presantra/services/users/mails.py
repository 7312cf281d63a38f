"""Who is told, by mail, of what changes among the users of a company."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, Invitation, Member
from presantra.db.repositories import accounts
from presantra.domain.names import display_name
from presantra.domain.rights import Role, read_roles, role_labels
from presantra.services.context import ServiceContext
from presantra.services.outbox import enqueue

USERS_PAGE = "/espace/entreprise/utilisateurs"


def name_of(account: Account) -> str:
    return display_name(account.first_name, account.last_name)


async def tell_joined(
    session: AsyncSession, context: ServiceContext, invitation: Invitation, newcomer: Account, member: Member
) -> None:
    """Whoever invited, and all the administrators when there is one more of them."""
    roles = read_roles(invitation.roles)
    for account, attachment in await accounts.people_of(session, member.id or 0):
        inviter = account.id == invitation.invited_by
        administrator = Role.ADMINISTRATOR in read_roles(attachment.roles) and attachment.suspended_at is None
        if account.id == newcomer.id or not (inviter or (administrator and Role.ADMINISTRATOR in roles)):
            continue
        await enqueue(
            session, context, "user_joined", account.email,
            person=name_of(account), newcomer=name_of(newcomer), newcomer_email=newcomer.email,
            company=member.name, code=member.code, roles=role_labels(roles),
            users_url=f"{context.settings.public_url}{USERS_PAGE}",
        )  # fmt: skip
