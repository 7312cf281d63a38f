"""Who is told, by mail, of each step of a mandate: the employer's administrators, and those of the firm."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, Cabinet, Mandate, Member
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


@dataclass(frozen=True, slots=True)
class Notice:
    """A step of a mandate. ``title`` is the subject, ``fact`` a whole sentence; no ``cabinet``: nobody has answered."""

    mandate: Mandate
    member: Member
    cabinet: Cabinet | None
    title: str
    fact: str


async def tell_both(session: AsyncSession, context: ServiceContext, notice: Notice) -> None:
    await tell_employer(session, context, notice)
    await _tell_firm(session, context, notice)


async def tell_employer(session: AsyncSession, context: ServiceContext, notice: Notice) -> None:
    """Everybody who may end the mandate is told."""
    for reader in await own_readers(session, notice.member.id or 0, Right.MANDATES):
        await _send(session, context, notice, reader.account, EMPLOYER_PAGE)


async def _tell_firm(session: AsyncSession, context: ServiceContext, notice: Notice) -> None:
    """The administrators of the firm; the address that was invited, as long as nobody has answered."""
    if notice.cabinet is None:
        await _send(session, context, notice, None, "/")
        return
    for account, place in await cabinets.people(session, notice.cabinet.id or 0):
        if place.administrator and place.suspended_at is None:
            await _send(session, context, notice, account, FIRM_PAGE)


async def _send(
    session: AsyncSession, context: ServiceContext, notice: Notice, account: Account | None, page: str
) -> None:
    mandate, member, cabinet = notice.mandate, notice.member, notice.cabinet
    await enqueue(
        session, context, "mandate_notice", account.email if account else mandate.email,
        person=display_name(account.first_name, account.last_name) if account else "", title=french(notice.title),
        fact=french(notice.fact), company=member.name, code=member.code, cabinet=cabinet.name if cabinet else "",
        rights=rights_told(terms_of(mandate)), end=end_told(mandate.ends_on),
        url=f"{context.settings.public_url}{page}",
    )  # fmt: skip
