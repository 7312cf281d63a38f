"""The employer's side: give a mandate, change it, take it back at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Cabinet, Mandate, Member
from presantra.db.repositories import employees, members, operations
from presantra.db.repositories import invitations as invitation_rows
from presantra.db.repositories import mandates as repository
from presantra.domain.clock import paris_date
from presantra.domain.errors import FieldChange, InvalidForm, NotFound, StaleEdit
from presantra.domain.identifiers import email_key
from presantra.domain.mandates import (
    EndReason,
    MandateAct,
    MandateGift,
    MandateState,
    MandateTerms,
    parse_gift,
    parse_terms,
)
from presantra.domain.rights import Right, stored_roles
from presantra.services import audit
from presantra.services.actor import Actor, CompanyRef, needs
from presantra.services.context import ServiceContext
from presantra.services.identity import parse_public_id
from presantra.services.invitations import InvitationService
from presantra.services.mandates.invitation import MandateInvitation
from presantra.services.mandates.mails import Notice, tell_both, tell_employer
from presantra.services.mandates.views import (
    GivingChoices,
    MandatePage,
    end_told,
    mandate_view,
    rights_told,
    terms_of,
)
from presantra.services.recent import demand_recent

GIVE = "mandate"
_OPEN = frozenset({MandateState.PENDING, MandateState.IN_FORCE})


@dataclass(frozen=True, slots=True)
class _Held:
    """A mandate that has not been ended, with its two sides."""

    mandate: Mandate
    member: Member
    cabinet: Cabinet | None

    @property
    def firm(self) -> str:
        return self.cabinet.name if self.cabinet and self.cabinet.name else self.mandate.email


class MandateService:
    def __init__(self, context: ServiceContext, invitations: InvitationService) -> None:
        self._context = context
        self._invitations = invitations

    @needs(Right.MANDATES)
    async def overview(self, actor: Actor) -> MandatePage:
        """The mandates of the current company."""
        async with self._context.database.reading() as session:
            rows = await repository.of_member(session, actor.tenant())
        views = [mandate_view(mandate, cabinet, self._today()) for mandate, cabinet in rows]
        return MandatePage(
            tuple(view for view in views if view.state in _OPEN),
            tuple(view for view in views if view.state not in _OPEN),
        )

    @needs(Right.MANDATES)
    async def choices(self, actor: Actor) -> GivingChoices:
        """What the form « Donner un mandat » offers."""
        return GivingChoices(tuple(c for c in actor.companies if Right.MANDATES in c.rights))

    @needs(Right.MANDATES)
    async def give(self, actor: Actor, raw: Mapping[str, object], operation_id: UUID) -> None:
        """Write a mandate for each company chosen, and invite the firm in one mail; once an operation id.

        Raises:
            ReauthenticationNeeded. Throttled: too many mails of invitation.
            InvalidForm: fields of ``MANDATE_FIELDS`` to correct, a mandate already given to this address included.
            Forbidden: a company in which he may not give one; nothing is written.
        """
        demand_recent(self._context, actor)
        gift = parse_gift(raw, self._today())
        companies = sorted((_company(actor, public_id) for public_id in gift.companies), key=lambda c: c.id)
        await self._invitations.admit(actor)
        async with self._context.database.transaction() as session:
            now = self._context.clock()
            if not await operations.claim(session, operation_id, actor.account(), GIVE, now):
                return
            for company in companies:
                await employees.lock_member(session, company.id)
                await self._refuse_second(session, company, gift)
            invitation, token = await self._invitations.create(
                session, actor, MandateInvitation.kind, gift.email, member_id=companies[0].id
            )
            for company in companies:
                await self._write(session, actor.working_in(company.public_id), gift, invitation.public_id)
            await self._invitations.mail(session, invitation, token)

    @needs(Right.MANDATES)
    async def change(self, actor: Actor, public_id: str, raw: Mapping[str, object], version: int) -> None:
        """Other rights, another last day; they hold from the firm's next event on.

        Raises:
            ReauthenticationNeeded. InvalidForm: fields of ``MANDATE_FIELDS`` to correct.
            StaleEdit: somebody wrote since ``version`` was read. NotFound: no such open mandate of this company.
        """
        demand_recent(self._context, actor)
        terms = parse_terms(raw, self._today())
        async with self._context.database.transaction() as session:
            held = await self._held(session, actor, public_id)
            if held.mandate.version != version:
                raise StaleEdit(held.mandate.given_by, held.mandate.given_at, ())
            found = _differences(terms_of(held.mandate), terms)
            if not found:
                return
            held.mandate.roles, held.mandate.follow_up = stored_roles(terms.roles), terms.follow_up
            held.mandate.ends_on, held.mandate.warned = terms.ends_on, 0
            held.mandate.version += 1
            await session.flush()
            await self._record(session, actor, held, MandateAct.MODIFIED, found)
            fact = f"{actor.signature} a changé ce mandat. Voici ce qu’il permet désormais."
            await self._tell(session, held, f"Mandat modifié : {held.member.name}", fact)

    @needs(Right.MANDATES)
    async def revoke(self, actor: Actor, public_id: str) -> None:
        """End it at once: the firm's next act in this company is refused. Its invitation, if nobody answered, is dead.

        Raises:
            NotFound: no such mandate of this company, or ended already.
        """
        async with self._context.database.transaction() as session:
            held = await self._held(session, actor, public_id)
            end(held.mandate, actor.signature, EndReason.REVOKED, self._context)
            await session.flush()
            if held.mandate.cabinet_id is None and await repository.gift_is_over(session, held.mandate.gift):
                invitation = await invitation_rows.one_of_kind(session, MandateInvitation.kind, held.mandate.gift)
                if invitation is not None:
                    await self._invitations.revoke(session, invitation)
            change = FieldChange("mandate", "Mandat", held.firm, "retiré")
            await self._record(session, actor, held, MandateAct.REVOKED, (change,))
            fact = f"{actor.signature} a mis fin à ce mandat : il n’ouvre plus l’espace de l’entreprise."
            await self._tell(session, held, f"Mandat retiré : {held.member.name}", fact)

    @needs(Right.MANDATES)
    async def send_again(self, actor: Actor, public_id: str) -> None:
        """A new link to the firm that has not answered; the one before dies.

        Raises:
            NotFound: no such mandate that waits for an answer. Throttled: sent again too often.
        """
        await self._invitations.admit_again(str(parse_public_id(public_id)))
        async with self._context.database.transaction() as session:
            held = await self._held(session, actor, public_id)
            invitation = await invitation_rows.one_of_kind(session, MandateInvitation.kind, held.mandate.gift)
            if invitation is None or held.mandate.cabinet_id is not None:
                raise NotFound
            await self._invitations.renew(session, invitation)

    def _today(self) -> date:
        return paris_date(self._context.clock())

    async def _refuse_second(self, session: AsyncSession, company: CompanyRef, gift: MandateGift) -> None:
        """Raises:
        InvalidForm: this address has a mandate for this company, which is to be changed instead.
        """
        for mandate in await repository.open_ones(session, company.id, self._today()):
            if email_key(mandate.email) == email_key(gift.email):
                raise InvalidForm(
                    {
                        "email": f"Un mandat est déjà donné à cette adresse pour {company.name} ({company.code}) : "
                        "modifiez-le, ou retirez-le d’abord."
                    }
                )

    async def _write(self, session: AsyncSession, actor: Actor, gift: MandateGift, gift_id: UUID) -> None:
        now, member_id = self._context.clock(), actor.tenant()
        mandate = Mandate(
            gift=gift_id, member_id=member_id, email=gift.email, roles=stored_roles(gift.terms.roles),
            follow_up=gift.terms.follow_up, starts_on=self._today(), ends_on=gift.terms.ends_on,
            given_by=actor.signature, given_at=now,
        )  # fmt: skip
        session.add(mandate)
        await session.flush()
        held = _Held(mandate, await _member(session, member_id), None)
        found = (
            FieldChange("mandate", "Cabinet", "", gift.email),
            *_differences(None, gift.terms),
        )
        await self._record(session, actor, held, MandateAct.GIVEN, found)
        fact = f"{actor.signature} a donné un mandat à {gift.email}. Il prendra effet quand le cabinet l’aura accepté."
        notice = Notice(mandate, held.member, None, f"Mandat donné : {held.member.name}", fact)
        await tell_employer(session, self._context, notice)

    async def _held(self, session: AsyncSession, actor: Actor, public_id: str) -> _Held:
        member_id = actor.tenant()
        await employees.lock_member(session, member_id)
        found = await repository.one_of_member(session, member_id, parse_public_id(public_id))
        if found is None:
            raise NotFound
        return _Held(found[0], await _member(session, member_id), found[1])

    async def _record(
        self, session: AsyncSession, actor: Actor, held: _Held, action: str, found: tuple[FieldChange, ...]
    ) -> None:
        await audit.record(
            session, self._context, actor, action, member_id=actor.tenant(),
            subject=audit.Subject("member", held.member.public_id), changes=found,
        )  # fmt: skip

    async def _tell(self, session: AsyncSession, held: _Held, title: str, fact: str) -> None:
        notice = Notice(held.mandate, held.member, held.cabinet, title, fact)
        await tell_both(session, self._context, notice)


def end(mandate: Mandate, by: str, why: EndReason, context: ServiceContext) -> None:
    mandate.ended_at, mandate.ended_by, mandate.ended_why = context.clock(), by, why.value
    mandate.version += 1


def _company(actor: Actor, public_id: str) -> CompanyRef:
    company = actor.working_in(public_id).member
    assert company is not None
    return company


async def _member(session: AsyncSession, member_id: int) -> Member:
    member = await members.get(session, member_id)
    assert member is not None
    return member


def _differences(before: MandateTerms | None, after: MandateTerms) -> tuple[FieldChange, ...]:
    pairs = (
        ("rights", "Droits", rights_told(before) if before else "", rights_told(after)),
        ("ends_on", "Durée", end_told(before.ends_on) if before else "", end_told(after.ends_on)),
    )
    return tuple(FieldChange(*pair) for pair in pairs if pair[2] != pair[3])
