"""The invitation by which a firm accepts the mandates of one gift."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, Cabinet, CabinetMember, Invitation, Mandate, Member
from presantra.db.repositories import cabinets, employees
from presantra.db.repositories import mandates as repository
from presantra.domain.clock import paris_date
from presantra.domain.errors import FieldChange, InvalidValue, LinkInvalid
from presantra.domain.mandates import EndReason, MandateAct
from presantra.services import audit
from presantra.services.actor import Actor, CompanyRef
from presantra.services.context import ServiceContext
from presantra.services.invitations.kinds import Accepted, Described
from presantra.services.mandates.mails import FIRM_PAGE, Notice, tell_both
from presantra.services.mandates.views import offers_of, rights_told, terms_of

NOT_ADMINISTRATOR = (
    "Seul un administrateur de votre cabinet peut accepter un mandat pour lui. Demandez-lui de vous donner ce rôle, "
    "ou à l’entreprise d’inviter l’adresse de l’un d’eux. Cette invitation reste valable."
)
SUSPENDED = "Votre accès à votre cabinet est suspendu : un de ses administrateurs peut le rétablir."


class MandateInvitation:
    """Kind ``mandate``: ``Mandate.gift`` is the public id of the invitation."""

    kind = "mandate"
    template = "invitation_mandate"

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def describe(self, session: AsyncSession, invitation: Invitation) -> Described | None:
        given = await repository.of_gift(session, invitation.public_id, self._today())
        if not given:
            return None
        names = ", ".join(f"{member.name} ({member.code})" for _, member in given)
        code = given[0][1].code if len(given) == 1 else ""
        organisation = given[0][1].name if len(given) == 1 else names
        return Described(organisation, code, offers_of(terms_of(given[0][0])))

    async def lock(self, session: AsyncSession, invitation: Invitation) -> None:
        given = await repository.of_gift(session, invitation.public_id, self._today())
        for member_id in sorted(mandate.member_id for mandate, _ in given):
            await employees.lock_member(session, member_id)

    async def accept(self, session: AsyncSession, invitation: Invitation, account: Account, actor: Actor) -> Accepted:
        """For the firm of the account; for a new one, which says its name first, when the account has none.

        Raises:
            InvalidValue: his firm has suspended him, or he does not administer it; the invitation stays valid.
        """
        given = await repository.of_gift(session, invitation.public_id, self._today())
        if not given:
            raise LinkInvalid
        place = await cabinets.of_account(session, account.id or 0)
        if place is not None and place[1].suspended_at is not None:
            raise InvalidValue(SUSPENDED)
        if place is not None and not place[1].administrator:
            raise InvalidValue(NOT_ADMINISTRATOR)
        cabinet = place[0] if place else await self._found(session, invitation, account)
        for mandate, member in given:
            mandate.cabinet_id = cabinet.id
            if cabinet.name:
                await take_up(session, self._context, actor, mandate, member, cabinet)
        await session.flush()
        return Accepted(destination=FIRM_PAGE)

    async def _found(self, session: AsyncSession, invitation: Invitation, account: Account) -> Cabinet:
        """A firm without a name yet: nothing is opened before it has told who it is."""
        now = self._context.clock()
        cabinet = Cabinet(name="", siren="", email=invitation.email, created_at=now)
        session.add(cabinet)
        await session.flush()
        session.add(
            CabinetMember(cabinet_id=cabinet.id or 0, account_id=account.id or 0, administrator=True, created_at=now)
        )
        await session.flush()
        return cabinet

    def _today(self) -> date:
        return paris_date(self._context.clock())


def signing(actor: Actor, member: Member, cabinet: Cabinet) -> Actor:
    """Somebody of a firm, as he signs in the history of an employer; without any right there."""
    company = CompanyRef(member.id or 0, member.public_id, member.code, member.name, cabinet=cabinet.name)
    return replace(actor, member=company, cleared=None)


async def take_up(
    session: AsyncSession, context: ServiceContext, actor: Actor, mandate: Mandate, member: Member, cabinet: Cabinet
) -> None:
    """The mandate holds from now on, and takes the place of the one that the firm had for this company."""
    now, today = context.clock(), paris_date(context.clock())
    for other in await repository.open_ones(session, mandate.member_id, today):
        if other.cabinet_id == cabinet.id and other.id != mandate.id and other.accepted_at is not None:
            other.ended_at, other.ended_by, other.ended_why = now, actor.name, EndReason.REPLACED.value
            other.version += 1
    mandate.accepted_at, mandate.accepted_by = now, actor.name
    mandate.version += 1
    await session.flush()
    change = FieldChange("mandate", "Cabinet", mandate.email, f"{cabinet.name}, {rights_told(terms_of(mandate))}")
    await audit.record(
        session, context, signing(actor, member, cabinet), MandateAct.ACCEPTED,
        member_id=mandate.member_id, subject=audit.Subject("member", member.public_id), changes=(change,),
    )  # fmt: skip
    fact = f"{actor.name} a accepté ce mandat pour {cabinet.name}, qui peut désormais agir pour l’entreprise."
    notice = Notice(mandate, member, cabinet, f"Mandat accepté : {member.name}", fact)
    await tell_both(session, context, notice)
