"""« Utilisateurs »: who may act for the company, and with which roles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, Invitation
from presantra.db.repositories import invitations as invitation_rows
from presantra.db.repositories import operations
from presantra.db.repositories import sessions as session_rows
from presantra.domain.errors import FieldChange, InvalidForm, InvalidValue, NotFound
from presantra.domain.identifiers import email_key, parse_email
from presantra.domain.rights import Right, Role, parse_roles, read_roles, role_labels, stored_roles
from presantra.services import audit
from presantra.services.actor import Actor, needs
from presantra.services.context import ServiceContext
from presantra.services.identity import parse_public_id
from presantra.services.invitations import InvitationService
from presantra.services.recent import demand_recent
from presantra.services.team import (
    Person,
    Team,
    keep_an_administrator,
    locked_team,
    read_team,
    withdraw_offers,
)
from presantra.services.users import mails
from presantra.services.users.joining import UserInvitation
from presantra.services.users.mails import name_of
from presantra.services.users.views import InvitedView, UsersPage, UserView

KIND = UserInvitation.kind


class UserService:
    def __init__(self, context: ServiceContext, invitations: InvitationService) -> None:
        self._context = context
        self._invitations = invitations

    @needs(Right.USERS)
    async def people(self, actor: Actor) -> tuple[UserView, ...]:
        """Who has access to the current company, suspended people too."""
        async with self._context.database.reading() as session:
            team = await read_team(session, actor.tenant())
            return await self._views(session, actor, team)

    @needs(Right.USERS)
    async def page(self, actor: Actor) -> UsersPage:
        async with self._context.database.reading() as session:
            team = await read_team(session, actor.tenant())
            waiting = await invitation_rows.of_member(session, actor.tenant(), KIND)
            history = await audit.history(session, actor.tenant(), team.subject)
            people = await self._views(session, actor, team)
        now = self._context.clock()
        invited = tuple(_invited_view(invitation, inviter, now) for invitation, inviter in waiting)
        return UsersPage(people, invited, len(team.administrators) == 1, history)

    @needs(Right.USERS)
    async def invite(self, actor: Actor, email: str, roles: Collection[str], operation_id: UUID) -> None:
        """Send an invitation, once an operation id.

        Raises:
            InvalidForm: ``email`` (malformed, already a user, already invited), ``roles``.
            ReauthenticationNeeded: to invite an administrator. Throttled: this account has invited too many people.
        """
        address, chosen = _parse_invitation(email, roles)
        self._sure_to_give(actor, chosen)
        await self._invitations.admit(actor)
        member_id, now = actor.tenant(), self._context.clock()
        async with self._context.database.transaction() as session:
            if not await operations.claim(session, operation_id, actor.account(), "invitation", now):
                return
            team = await locked_team(session, actor)
            await self._refuse_known(session, team, email_key(address))
            invitation, token = await self._invitations.create(
                session, actor, KIND, address, member_id=member_id, roles=stored_roles(chosen)
            )
            await self._invitations.mail(session, invitation, token)
            await self._record(session, actor, team, "Invitation envoyée", _invitation_facts(invitation))

    @needs(Right.USERS)
    async def resend(self, actor: Actor, public_id: str) -> None:
        """Send an invitation again, with a new link.

        Raises:
            NotFound: answered or cancelled. Throttled: sent again too often.
        """
        wanted = parse_public_id(public_id)
        await self._invitations.admit_again(str(wanted))
        async with self._context.database.transaction() as session:
            team = await locked_team(session, actor)
            invitation = await self._invitation(session, actor, wanted)
            await self._invitations.renew(session, invitation)
            await self._record(session, actor, team, "Invitation renvoyée", _invitation_facts(invitation))

    @needs(Right.USERS)
    async def cancel(self, actor: Actor, public_id: str) -> None:
        """Kill the link of an invitation.

        Raises:
            NotFound: answered or cancelled already.
        """
        async with self._context.database.transaction() as session:
            team = await locked_team(session, actor)
            invitation = await self._invitation(session, actor, parse_public_id(public_id))
            await self._invitations.revoke(session, invitation)
            await self._record(session, actor, team, "Invitation annulée", _invitation_facts(invitation))

    @needs(Right.USERS)
    async def change_roles(self, actor: Actor, public_id: str, roles: Collection[str], seen: Collection[str]) -> None:
        """``seen``: the roles that the form was opened with.

        Raises:
            NotFound. InvalidForm: ``roles``. InvalidValue: somebody else changed them meanwhile, or no administrator
            would be left. ReauthenticationNeeded: to make an administrator.
        """
        chosen = _parse_roles(roles)
        self._sure_to_give(actor, {role for role in chosen if role.value not in seen})
        async with self._context.database.transaction() as session:
            team = await locked_team(session, actor)
            person = team.of(public_id)
            before, administered = read_roles(person.attachment.roles), person.administers
            if {role.value for role in before} != set(seen):
                raise InvalidValue(
                    f"Les rôles de {name_of(person.account)} ont changé entre-temps ({role_labels(before)}). "
                    "Rien n’a été enregistré : vérifiez, puis recommencez."
                )
            if chosen == before:
                return
            person.attachment.roles = stored_roles(chosen)
            keep_an_administrator(team)
            if administered and not person.administers:
                await self._withdraw_offers(session, actor, person)
            given = FieldChange("roles", "Rôles", role_labels(before), role_labels(chosen))
            await self._record(session, actor, team, f"Rôles de {name_of(person.account)}", [given])
            fact = f"Vos rôles pour cette entreprise sont maintenant : {role_labels(chosen)}."
            await self._tell(session, actor, team, person, "Vos rôles ont changé", fact, administered)

    @needs(Right.USERS)
    async def suspend(self, actor: Actor, public_id: str) -> None:
        """Take an access away at once and keep its roles for later; twice is no error.

        Raises:
            NotFound. InvalidValue: it is one's own.
        """
        async with self._context.database.transaction() as session:
            team = await locked_team(session, actor)
            person = self._other(actor, team, public_id, "suspendre")
            if person.attachment.suspended_at is not None:
                return
            administered = person.administers
            person.attachment.suspended_at = self._context.clock()
            keep_an_administrator(team)
            await self._withdraw_offers(session, actor, person)
            await self._record(session, actor, team, f"Accès suspendu : {name_of(person.account)}")
            fact = "Votre accès à cette entreprise est suspendu. Vos rôles sont gardés pour plus tard."
            await self._tell(session, actor, team, person, "Votre accès est suspendu", fact, administered)

    @needs(Right.USERS)
    async def reinstate(self, actor: Actor, public_id: str) -> None:
        """End a suspension; twice is no error.

        Raises:
            NotFound: no such user here. ReauthenticationNeeded: an administrator comes back.
        """
        async with self._context.database.transaction() as session:
            team = await locked_team(session, actor)
            person = team.of(public_id)
            if person.attachment.suspended_at is None:
                return
            roles = read_roles(person.attachment.roles)
            self._sure_to_give(actor, roles)
            person.attachment.suspended_at = None
            await self._record(session, actor, team, f"Accès rétabli : {name_of(person.account)}")
            fact = f"Votre accès à cette entreprise est rétabli, avec vos rôles : {role_labels(roles)}."
            await self._tell(session, actor, team, person, "Votre accès est rétabli", fact, administered=False)

    @needs(Right.USERS)
    async def remove(self, actor: Actor, public_id: str) -> None:
        """Take away somebody else's access to the current company, at once.

        Raises:
            NotFound: no such access here. InvalidValue: it is one's own.
        """
        async with self._context.database.transaction() as session:
            team = await locked_team(session, actor)
            person = self._other(actor, team, public_id, "retirer")
            administered = person.administers
            person.attachment.removed_at = self._context.clock()
            keep_an_administrator(team)
            await self._withdraw_offers(session, actor, person)
            await self._record(session, actor, team, f"Accès retiré : {name_of(person.account)}")
            fact = "Votre accès à cette entreprise a été retiré."
            await self._tell(session, actor, team, person, "Votre accès est retiré", fact, administered)

    async def _views(self, session: AsyncSession, actor: Actor, team: Team) -> tuple[UserView, ...]:
        ids = [person.account.id or 0 for person in team.people]
        last = await session_rows.last_opened(session, ids)
        return tuple(_view(person, actor, last.get(person.account.id or 0)) for person in team.people)

    def _sure_to_give(self, actor: Actor, roles: Collection[Role]) -> None:
        """Who administers can shut everybody else out: an open tab is not enough to make one (security.md, 4)."""
        if Role.ADMINISTRATOR in roles:
            demand_recent(self._context, actor)

    def _other(self, actor: Actor, team: Team, public_id: str, verb: str) -> Person:
        person = team.of(public_id)
        if person.account.id == actor.account_id:
            raise InvalidValue(f"Vous ne pouvez pas {verb} votre propre accès.")
        return person

    async def _refuse_known(self, session: AsyncSession, team: Team, key: str) -> None:
        if any(person.account.email_key == key for person in team.people):
            raise InvalidForm({"email": "Cette adresse est déjà celle d’un utilisateur de l’entreprise."})
        for invitation, _ in await invitation_rows.of_member(session, team.member.id or 0, KIND):
            if invitation.email_key != key:
                continue
            if invitation.expires_at > self._context.clock():
                raise InvalidForm({"email": "Une invitation attend déjà à cette adresse : renvoyez-la ou annulez-la."})
            await self._invitations.revoke(session, invitation)

    async def _invitation(self, session: AsyncSession, actor: Actor, public_id: UUID) -> Invitation:
        found = await invitation_rows.one_of_member(session, actor.tenant(), KIND, public_id)
        if found is None:
            raise NotFound
        return found

    async def _withdraw_offers(self, session: AsyncSession, actor: Actor, person: Person) -> None:
        await withdraw_offers(session, self._context, actor.tenant(), person.account.id or 0, actor.signature)

    async def _record(
        self, session: AsyncSession, actor: Actor, team: Team, action: str, changes: Sequence[FieldChange] = ()
    ) -> None:
        await audit.record(
            session, self._context, actor, action[:60],
            member_id=actor.tenant(), subject=team.subject, changes=changes,
        )  # fmt: skip

    async def _tell(
        self, session: AsyncSession, actor: Actor, team: Team, person: Person, title: str, fact: str, administered: bool
    ) -> None:
        """The person concerned, and the other administrators when there is one more or one less of them."""
        by = actor.signature
        if person.account.id != actor.account_id:
            await mails.notice(session, self._context, team, person, title, fact, by=by)
        if person.administers != administered:
            change = "administre maintenant" if person.administers else "n’administre plus"
            await mails.tell_administrators(
                session, self._context, team, f"{name_of(person.account)} {change} cette entreprise.",
                by=by, without=(actor.account_id, person.account.id),
            )  # fmt: skip


def _parse_roles(roles: Collection[str]) -> frozenset[Role]:
    try:
        return parse_roles(roles)
    except InvalidValue as error:
        raise InvalidForm({"roles": error.sentence}) from None


def _parse_invitation(email: str, roles: Collection[str]) -> tuple[str, frozenset[Role]]:
    errors: dict[str, str] = {}
    address, chosen = "", frozenset[Role]()
    try:
        address = parse_email(email)
    except InvalidValue as error:
        errors["email"] = error.sentence
    try:
        chosen = parse_roles(roles)
    except InvalidValue as error:
        errors["roles"] = error.sentence
    if errors:
        raise InvalidForm(errors)
    return address, chosen


def _ordered(stored: str) -> tuple[Role, ...]:
    roles = read_roles(stored)
    return tuple(role for role in Role if role in roles)


def _invitation_facts(invitation: Invitation) -> tuple[FieldChange, FieldChange]:
    return (
        FieldChange("email", "Adresse e-mail", "", invitation.email),
        FieldChange("roles", "Rôles", "", role_labels(read_roles(invitation.roles))),
    )


def _view(person: Person, actor: Actor, last_login: datetime | None) -> UserView:
    account, attachment = person.account, person.attachment
    return UserView(
        str(attachment.public_id), name_of(account), account.job_title, account.email, _ordered(attachment.roles),
        attachment.created_at, attachment.suspended_at, last_login, account.id == actor.account_id, person.administers,
    )  # fmt: skip


def _invited_view(invitation: Invitation, inviter: Account, now: datetime) -> InvitedView:
    return InvitedView(
        str(invitation.public_id), invitation.email, _ordered(invitation.roles), name_of(inviter),
        invitation.created_at, invitation.expires_at, invitation.expires_at <= now,
    )  # fmt: skip
