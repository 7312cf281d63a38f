"""Who is told, by mail, of each step of a mandate: the employer's administrators, and those of the firm."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Cabinet, Mandate, Member
from presantra.db.repositories import cabinets
from presantra.domain.names import display_name
from presantra.domain.rights import Right
from presantra.domain.typography import french
from presantra.services.context import ServiceContext
from presantra.services.mandates.views import end_told, rights_told, terms_of
from presantra.services.outbox import enqueue
from presantra.services.readership import own_readers

EMPLOYER_PAGE = "/espace/entreprise/mandats"
FIRM_PAGE = "/espace/cabinet"


async def tell_employer(
    session: AsyncSession,
    context: ServiceContext,
    mandate: Mandate,
    member: Member,
    cabinet: Cabinet | None,
    title: str,
    fact: str,
) -> None:
    """``title`` is the subject, ``fact`` a whole French sentence; everybody who may end the mandate is told."""
    for reader in await own_readers(session, member.id or 0, Right.MANDATES):
        account = reader.account
        person = display_name(account.first_name, account.last_name)
        await _send(session, context, account.email, person, mandate, member, cabinet, title, fact, EMPLOYER_PAGE)


async def tell_firm(
    session: AsyncSession,
    context: ServiceContext,
    mandate: Mandate,
    member: Member,
    cabinet: Cabinet | None,
    title: str,
    fact: str,
) -> None:
    """The administrators of the firm; the address that was invited, as long as nobody has answered."""
    if cabinet is None:
        await _send(session, context, mandate.email, "", mandate, member, cabinet, title, fact, "/")
        return
    for account, place in await cabinets.people(session, cabinet.id or 0):
        if place.administrator and place.suspended_at is None:
            person = display_name(account.first_name, account.last_name)
            await _send(session, context, account.email, person, mandate, member, cabinet, title, fact, FIRM_PAGE)


async def _send(
    session: AsyncSession,
    context: ServiceContext,
    email: str,
    person: str,
    mandate: Mandate,
    member: Member,
    cabinet: Cabinet | None,
    title: str,
    fact: str,
    page: str,
) -> None:
    await enqueue(
        session, context, "mandate_notice", email,
        person=person, title=french(title), fact=french(fact), company=member.name, code=member.code,
        cabinet=cabinet.name if cabinet else "", rights=rights_told(terms_of(mandate)),
        end=end_told(mandate.ends_on), url=f"{context.settings.public_url}{page}",
    )  # fmt: skip
