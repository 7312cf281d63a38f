"""The people of a firm, kept by its administrators; there is always one of them left."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, CabinetMember
from presantra.db.repositories import cabinets, operations
from presantra.db.repositories import invitations as invitation_rows
from presantra.domain.errors import FieldChange, InvalidForm, InvalidValue, NotFound
from presantra.domain.forms import FormReader
from presantra.domain.identifiers import email_key, parse_email
from presantra.domain.names import display_name
from presantra.services import audit
from presantra.services.actor import Actor, FirmRef
from presantra.services.cabinets.invitation import ADMINISTRATOR, StaffInvitation
from presantra.services.cabinets.views import InvitedView, PersonView, TeamPage
from presantra.services.context import ServiceContext
from presantra.services.identity import parse_public_id
from presantra.services.invitations import InvitationService
from presantra.services.recent import demand_recent

INVITE = "staff"
LAST = "Un cabinet garde au moins un administrateur : nommez-en un autre d’abord."


class TeamService:
    def __init__(self, context: ServiceContext, invitations: InvitationService) -> None:
        self._context = context
        self._invitations = invitations

    async def overview(self, actor: Actor) -> TeamPage:
        """Raises:
        Forbidden: he works in no firm.
        """
        firm = actor.of_firm()
        async with self._context.database.reading() as session:
            people = await cabinets.people(session, firm.id)
            invited = await cabinets.invitations(session, firm.id, StaffInvitation.kind)
        return TeamPage(
            firm.name,
            firm.administrator,
            tuple(_person(actor, account, place) for account, place in people),
            tuple(
                InvitedView(str(one.public_id), one.email, one.roles == ADMINISTRATOR, one.expires_at)
                for one in invited
            ),
        )

    async def invite(self, actor: Actor, raw: Mapping[str, object], operation_id: UUID) -> None:
        """Invite somebody to work for all the clients of the firm; once an operation id.

        Raises:
            ReauthenticationNeeded. Throttled. Forbidden: he administers no firm.
            InvalidForm: ``email`` is missing, already of the firm, or already invited.
            InvalidValue: the firm has not told its name.
        """
        firm = actor.of_firm(administrator=True)
        demand_recent(self._context, actor)
        form = FormReader(raw)
        email = form.parsed("email", parse_email, "Indiquez l’adresse e-mail de la personne.") or ""
        form.finish()
        if not firm.name:
            raise InvalidValue("Enregistrez d’abord votre cabinet.")
        await self._invitations.admit(actor)
        async with self._context.database.transaction() as session:
            if not await operations.claim(session, operation_id, actor.account(), INVITE, self._context.clock()):
                return
            await cabinets.locked(session, firm.id)
            await self._refuse_known(session, firm, email)
            roles = ADMINISTRATOR if form.flag("administrator") else ""
            invitation, token = await self._invitations.create(
                session, actor, StaffInvitation.kind, email, cabinet_id=firm.id, roles=roles
            )
            await self._record(session, actor, "Personne invitée au cabinet", email)
            await self._invitations.mail(session, invitation, token)

    async def cancel(self, actor: Actor, invitation_id: str) -> None:
        """Raises:
        NotFound: no such invitation of this firm. Forbidden: he administers no firm.
        """
        firm, wanted = actor.of_firm(administrator=True), parse_public_id(invitation_id)
        async with self._context.database.transaction() as session:
            invitation = await cabinets.invitation(session, firm.id, StaffInvitation.kind, wanted)
            if invitation is None:
                raise NotFound
            await self._invitations.revoke(session, invitation)
            await self._record(session, actor, "Invitation au cabinet annulée", invitation.email)

    async def remove(self, actor: Actor, public_id: str) -> None:
        """Somebody works for the firm no more; at once.

        Raises:
            NotFound: nobody such in this firm. InvalidValue: the last administrator. Forbidden.
        """
        async with self._context.database.transaction() as session:
            account, place = await self._one(session, actor, public_id, losing=True)
            place.removed_at = self._context.clock()
            await self._withdraw_invitations(session, place)
            await self._record(session, actor, "Personne retirée du cabinet", _name(account))

    async def suspend(self, actor: Actor, public_id: str, suspended: bool) -> None:
        """Take somebody's access to the clients away for a while, or give it back.

        Raises:
            NotFound, InvalidValue, Forbidden: as for :meth:`remove`.
        """
        async with self._context.database.transaction() as session:
            account, place = await self._one(session, actor, public_id, losing=suspended)
            place.suspended_at = self._context.clock() if suspended else None
            await self._withdraw_invitations(session, place)
            action = "Accès suspendu dans le cabinet" if suspended else "Accès rétabli dans le cabinet"
            await self._record(session, actor, action, _name(account))

    async def name_administrator(self, actor: Actor, public_id: str, administrator: bool) -> None:
        """Raises:
        NotFound, InvalidValue, Forbidden: as for :meth:`remove`. ReauthenticationNeeded.
        """
        demand_recent(self._context, actor)
        async with self._context.database.transaction() as session:
            account, place = await self._one(session, actor, public_id, losing=not administrator)
            place.administrator = administrator
            await self._withdraw_invitations(session, place)
            action = "Administrateur du cabinet nommé" if administrator else "Administrateur du cabinet retiré"
            await self._record(session, actor, action, _name(account))

    async def _one(
        self, session: AsyncSession, actor: Actor, public_id: str, *, losing: bool
    ) -> tuple[Account, CabinetMember]:
        """``losing``: the person is about to administer no more."""
        firm, wanted = actor.of_firm(administrator=True), parse_public_id(public_id)
        await cabinets.locked(session, firm.id)
        people = await cabinets.people(session, firm.id)
        left = [place for _, place in people if _administers(place) and place.public_id != wanted]
        for account, place in people:
            if place.public_id == wanted:
                if losing and _administers(place) and not left:
                    raise InvalidValue(LAST)
                return account, place
        raise NotFound

    async def _withdraw_invitations(self, session: AsyncSession, place: CabinetMember) -> None:
        """What somebody has sent, and nobody has accepted, ends with his right to send it."""
        await session.flush()
        if place.removed_at is not None or not _administers(place):
            now = self._context.clock()
            await invitation_rows.revoke_of_firm_sent_by(session, place.cabinet_id, place.account_id, now)

    async def _refuse_known(self, session: AsyncSession, firm: FirmRef, email: str) -> None:
        key = email_key(email)
        if any(account.email_key == key for account, _ in await cabinets.people(session, firm.id)):
            raise InvalidForm({"email": "Cette personne fait déjà partie de votre cabinet."})
        invited = await cabinets.invitations(session, firm.id, StaffInvitation.kind)
        if any(one.email_key == key and one.expires_at > self._context.clock() for one in invited):
            raise InvalidForm({"email": "Cette adresse est déjà invitée : annulez d’abord son invitation."})

    async def _record(self, session: AsyncSession, actor: Actor, action: str, who: str) -> None:
        await audit.record(
            session, self._context, actor, action, changes=(FieldChange("person", "Personne", "", who),)
        )  # fmt: skip


def _administers(place: CabinetMember) -> bool:
    return place.administrator and place.suspended_at is None


def _name(account: Account) -> str:
    return display_name(account.first_name, account.last_name)


def _person(actor: Actor, account: Account, place: CabinetMember) -> PersonView:
    return PersonView(
        str(place.public_id), _name(account), account.email, place.administrator, place.suspended_at is not None,
        account.id == actor.account_id, place.created_at,
    )  # fmt: skip
