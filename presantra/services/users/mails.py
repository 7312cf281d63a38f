"""Who is told, by mail, of what changes among the users of a company. Nobody can switch these mails off."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, Invitation
from presantra.domain.names import display_name
from presantra.domain.rights import Role, read_roles, role_labels
from presantra.domain.typography import french
from presantra.services.context import ServiceContext
from presantra.services.outbox import enqueue
from presantra.services.team import Person, Team

USERS_PAGE = "/espace/entreprise/utilisateurs"
HANDOVER_PAGE = "/espace/entreprise/administration"


def name_of(account: Account) -> str:
    return display_name(account.first_name, account.last_name)


async def notice(
    session: AsyncSession,
    context: ServiceContext,
    team: Team,
    to: Person,
    title: str,
    fact: str,
    *,
    by: str,
    page: str = "/espace",
) -> None:
    """Tell one person. ``title`` is the subject, ``fact`` a whole French sentence."""
    await enqueue(
        session, context, "users_notice", to.account.email,
        person=name_of(to.account), title=title, fact=french(fact), by=by,
        company=team.member.name, code=team.member.code, url=f"{context.settings.public_url}{page}",
    )  # fmt: skip


async def tell_administrators(
    session: AsyncSession, context: ServiceContext, team: Team, fact: str, *, by: str, without: Collection[int | None]
) -> None:
    """Tell all who administer, except those who know already, that there is one more or one less of them."""
    for person in team.administrators:
        if person.account.id not in without:
            await notice(
                session, context, team, person, "Un changement d’administrateur", fact, by=by, page=USERS_PAGE
            )  # fmt: skip


async def tell_joined(
    session: AsyncSession, context: ServiceContext, invitation: Invitation, newcomer: Account, team: Team
) -> None:
    """Whoever invited, and all the administrators when there is one more of them."""
    roles = read_roles(invitation.roles)
    for person in team.people:
        told = person.account.id == invitation.invited_by or (person.administers and Role.ADMINISTRATOR in roles)
        if person.account.id == newcomer.id or not told:
            continue
        await enqueue(
            session, context, "user_joined", person.account.email,
            person=name_of(person.account), newcomer=name_of(newcomer), newcomer_email=newcomer.email,
            company=team.member.name, code=team.member.code, roles=role_labels(roles),
            users_url=f"{context.settings.public_url}{USERS_PAGE}",
        )  # fmt: skip
