"""« Transmettre l'administration »: offered by one administrator, accepted by another user, never left to nobody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, Handover
from presantra.db.repositories import employees, handovers
from presantra.domain.errors import FieldChange, InvalidForm, InvalidValue, NotFound
from presantra.domain.rights import Right, Role, parse_roles, read_roles, role_labels, stored_roles
from presantra.services import audit
from presantra.services.actor import Actor, needs
from presantra.services.context import ServiceContext
from presantra.services.identity import parse_public_id
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
from presantra.services.users.mails import HANDOVER_PAGE, name_of
from presantra.services.users.views import HandoverView

LEAVES = "Quitte l’entreprise"


class HandoverService:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    @needs(Right.USERS)
    async def given(self, actor: Actor) -> HandoverView | None:
        """What the actor has offered and still waits for an answer."""
        async with self._context.database.reading() as session:
            found = await handovers.given_by(session, actor.tenant(), actor.account(), self._context.clock())
            return await _view(session, found)

    @needs(Right.COMPANY_READ)
    async def received(self, actor: Actor) -> HandoverView | None:
        """What is offered to the actor and waits for his answer."""
        async with self._context.database.reading() as session:
            found = await handovers.offered_to(session, actor.tenant(), actor.account(), self._context.clock())
            return await _view(session, found)

    @needs(Right.USERS)
    async def offer(self, actor: Actor, public_id: str, kept: Collection[str]) -> None:
        """Offer the administration to another user; it takes the place of an offer without an answer.

        ``kept``: the roles one keeps afterwards, without any to leave the company.

        Raises:
            ReauthenticationNeeded. InvalidForm: ``person``, ``kept``.
        """
        demand_recent(self._context, actor)
        roles = _kept_roles(kept)
        now = self._context.clock()
        async with self._context.database.transaction() as session:
            team = await locked_team(session, actor)
            receiver = _receiver(actor, team, public_id)
            await handovers.end_given(session, actor.tenant(), actor.account(), now)
            expires_at = now + timedelta(days=self._context.settings.invitation_days)
            session.add(
                Handover(
                    member_id=actor.tenant(), giver_id=actor.account(), receiver_id=receiver.account.id or 0,
                    kept_roles=stored_roles(roles), created_at=now, expires_at=expires_at,
                )
            )  # fmt: skip
            await self._record(
                session, actor, team, f"Administration proposée à {name_of(receiver.account)}", _kept_fact(roles)
            )
            await mails.notice(
                session, self._context, team, receiver, "On vous transmet l’administration",
                f"{actor.name} vous propose d’administrer cette entreprise à sa place. "
                "Rien ne change tant que vous n’avez pas accepté sur le portail.",
                by=actor.signature, page=HANDOVER_PAGE,
            )  # fmt: skip

    @needs(Right.USERS)
    async def withdraw(self, actor: Actor) -> None:
        """Take back one's own offer; twice is no error."""
        now = self._context.clock()
        async with self._context.database.transaction() as session:
            team = await locked_team(session, actor)
            if await handovers.given_by(session, actor.tenant(), actor.account(), now) is None:
                return
            await handovers.end_given(session, actor.tenant(), actor.account(), now)
            await self._record(session, actor, team, "Transmission de l’administration retirée")

    @needs(Right.COMPANY_READ)
    async def accept(self, actor: Actor, public_id: str) -> None:
        """Become administrator; the giver keeps the roles he chose, or leaves.

        Raises:
            NotFound: answered, withdrawn or expired.
        """
        async with self._context.database.transaction() as session:
            team, handover, receiver, giver = await self._answered(session, actor, public_id)
            handover.accepted_at = self._context.clock()
            before = read_roles(receiver.attachment.roles)
            receiver.attachment.roles = stored_roles(before | {Role.ADMINISTRATOR})
            kept = read_roles(handover.kept_roles)
            if kept:
                giver.attachment.roles = stored_roles(kept)
            else:
                giver.attachment.removed_at = self._context.clock()
            keep_an_administrator(team)
            await withdraw_offers(session, self._context, actor.tenant(), giver.account.id or 0, actor.signature)
            await self._record(
                session, actor, team, f"Administration reçue de {name_of(giver.account)}", _kept_fact(kept)
            )
            await self._tell_accepted(session, actor, team, receiver, giver, kept)

    @needs(Right.COMPANY_READ)
    async def decline(self, actor: Actor, public_id: str) -> None:
        """Raises:
        NotFound: answered, withdrawn or expired.
        """
        async with self._context.database.transaction() as session:
            team, handover, _, giver = await self._answered(session, actor, public_id)
            handover.ended_at = self._context.clock()
            await self._record(session, actor, team, "Administration déclinée")
            await mails.notice(
                session, self._context, team, giver, "Administration déclinée",
                f"{actor.name} a décliné l’administration de cette entreprise : rien ne change.",
                by=actor.signature, page=HANDOVER_PAGE,
            )  # fmt: skip

    async def _answered(
        self, session: AsyncSession, actor: Actor, public_id: str
    ) -> tuple[Team, Handover, Person, Person]:
        """The offer that is being answered, of somebody who still administers."""
        member_id, wanted = actor.tenant(), parse_public_id(public_id)
        await employees.lock_member(session, member_id)
        found = await handovers.answered_by(session, member_id, actor.account(), wanted, self._context.clock())
        team = await read_team(session, member_id)
        receiver = team.holder(actor.account_id)
        giver = team.holder(found.giver_id) if found else None
        if found is None or receiver is None or giver is None or not receiver.active or not giver.administers:
            raise NotFound
        return team, found, receiver, giver

    async def _tell_accepted(
        self, session: AsyncSession, actor: Actor, team: Team, receiver: Person, giver: Person, kept: frozenset[Role]
    ) -> None:
        after = f"Vos rôles sont maintenant : {role_labels(kept)}." if kept else "Vous n’y avez plus accès."
        by, both = actor.signature, (receiver.account.id, giver.account.id)
        await mails.notice(
            session, self._context, team, giver, "Administration transmise",
            f"{name_of(receiver.account)} a accepté d’administrer cette entreprise. {after}", by=by,
        )  # fmt: skip
        await mails.notice(
            session, self._context, team, receiver, "Administration reçue",
            f"Vous administrez maintenant cette entreprise, à la place de {name_of(giver.account)}.",
            by=by, page=mails.USERS_PAGE,
        )  # fmt: skip
        fact = f"{name_of(giver.account)} a transmis l’administration de cette entreprise à {actor.name}."
        await mails.tell_administrators(session, self._context, team, fact, by=by, without=both)

    async def _record(
        self, session: AsyncSession, actor: Actor, team: Team, action: str, changes: Collection[FieldChange] = ()
    ) -> None:
        await audit.record(
            session, self._context, actor, action[:60],
            member_id=actor.tenant(), subject=team.subject, changes=tuple(changes),
        )  # fmt: skip


def _kept_roles(kept: Collection[str]) -> frozenset[Role]:
    if not kept:
        return frozenset()
    try:
        roles = parse_roles(kept)
    except InvalidValue as error:
        raise InvalidForm({"kept": error.sentence}) from None
    if Role.ADMINISTRATOR in roles:
        raise InvalidForm({"kept": "Transmettre l’administration, c’est la quitter : gardez d’autres rôles, ou aucun."})
    return roles


def _receiver(actor: Actor, team: Team, public_id: str) -> Person:
    """The other user who is to administer."""
    try:
        person = team.of(public_id)
    except NotFound:
        raise InvalidForm({"person": "Choisissez une personne dans la liste."}) from None
    if person.account.id == actor.account_id:
        raise InvalidForm({"person": "Choisissez une autre personne que vous."})
    if not person.active or person.account.password_state != "own":
        raise InvalidForm({"person": "Cette personne ne peut pas se connecter : elle ne pourrait pas accepter."})
    return person


def _kept_fact(kept: Collection[Role]) -> tuple[FieldChange, ...]:
    return (FieldChange("kept", "Rôles gardés", "", role_labels(kept) or LEAVES),)


async def _view(session: AsyncSession, handover: Handover | None) -> HandoverView | None:
    if handover is None:
        return None
    giver = await session.get_one(Account, handover.giver_id)
    receiver = await session.get_one(Account, handover.receiver_id)
    roles = read_roles(handover.kept_roles)
    kept = tuple(role for role in Role if role in roles)
    return HandoverView(str(handover.public_id), name_of(giver), name_of(receiver), kept, handover.expires_at)
