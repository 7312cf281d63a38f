"""The invitation to work in an accounting firm."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, Cabinet, CabinetMember, Invitation
from presantra.db.repositories import cabinets
from presantra.domain.errors import InvalidValue
from presantra.domain.typography import french
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.invitations.kinds import Accepted, Described
from presantra.services.mandates.mails import FIRM_PAGE

ADMINISTRATOR = "administrateur"
ELSEWHERE = "Votre compte appartient déjà à un cabinet : demandez à ses administrateurs de l’en retirer d’abord."


class StaffInvitation:
    """Kind ``staff``: ``cabinet_id`` of the invitation; ``roles`` is ``ADMINISTRATOR`` or empty."""

    kind = "staff"
    template = "invitation_staff"

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def describe(self, session: AsyncSession, invitation: Invitation) -> Described | None:
        cabinet = await session.get(Cabinet, invitation.cabinet_id or 0)
        if cabinet is None or not cabinet.name:
            return None
        offers = [french("Travailler pour tous les clients du cabinet, selon le mandat que chacun a donné.")]
        if invitation.roles == ADMINISTRATOR:
            offers.append(french("Administrer le cabinet : inviter et retirer des personnes, renoncer à un mandat."))
        return Described(cabinet.name, "", tuple(offers))

    async def lock(self, session: AsyncSession, invitation: Invitation) -> None:
        await cabinets.locked(session, invitation.cabinet_id or 0)

    async def accept(self, session: AsyncSession, invitation: Invitation, account: Account, actor: Actor) -> Accepted:
        """Raises:
        InvalidValue: the account works in another firm.
        """
        place = await cabinets.of_account(session, account.id or 0)
        if place is not None and place[0].id != invitation.cabinet_id:
            raise InvalidValue(ELSEWHERE)
        if place is None:
            session.add(
                CabinetMember(
                    cabinet_id=invitation.cabinet_id or 0,
                    account_id=account.id or 0,
                    administrator=invitation.roles == ADMINISTRATOR,
                    created_at=self._context.clock(),
                )
            )
            await session.flush()
            await audit.record(session, self._context, actor, "Cabinet rejoint sur invitation")
        return Accepted(destination=FIRM_PAGE)
