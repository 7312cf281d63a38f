"""Companies of an account: one more is added with its identifiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, Member
from presantra.db.repositories import accounts
from presantra.domain.names import display_name
from presantra.domain.rights import EVERYTHING
from presantra.services import audit
from presantra.services.actor import Actor, CompanyRef
from presantra.services.context import ServiceContext
from presantra.services.outbox import enqueue
from presantra.services.readership import own_readers

if TYPE_CHECKING:
    from presantra.services.enrolment import IdentifierCheck


@dataclass(frozen=True, slots=True)
class AddedCompany:
    company: CompanyRef
    already: bool


class AttachmentService:
    def __init__(self, context: ServiceContext, identifiers: IdentifierCheck) -> None:
        self._context = context
        self._identifiers = identifiers

    async def add(self, actor: Actor, code: str, number: str) -> AddedCompany:
        """Attach one more company; attaching it again changes nothing.

        Raises:
            InvalidForm, BadIdentifiers, Throttled: as for an enrolment.
        """
        account_id = actor.account()
        member = await self._identifiers.member_of(actor, code, number)
        company = CompanyRef(member.id or 0, member.public_id, member.code, member.name, EVERYTHING)
        now = self._context.clock()
        async with self._context.database.transaction() as session:
            account = await accounts.locked(session, account_id)
            if not await accounts.attach(session, account_id, company.id, now):
                return AddedCompany(company, already=True)
            await announce_newcomer(session, self._context, account, member)
            await enqueue(
                session, self._context, "company_attached", account.email,
                person=actor.name, company=member.name, code=member.code,
            )  # fmt: skip
            await audit.record(session, self._context, actor, "Entreprise ajoutée au compte", member_id=company.id)
        return AddedCompany(company, already=False)


async def announce_newcomer(session: AsyncSession, context: ServiceContext, newcomer: Account, member: Member) -> None:
    """Tell every other person of the company, by mail, that somebody attached to it."""
    for reader in await own_readers(session, member.id or 0):
        account = reader.account
        if account.id == newcomer.id:
            continue
        await enqueue(
            session,
            context,
            "someone_attached",
            account.email,
            person=display_name(account.first_name, account.last_name),
            newcomer=display_name(newcomer.first_name, newcomer.last_name),
            newcomer_email_masked=mask_email(newcomer.email),
            company=member.name,
            code=member.code,
            account_url=f"{context.settings.public_url}/espace/entreprise/utilisateurs",
        )


def mask_email(email: str) -> str:
    """« c•••@cabinet.fr »."""
    local, _, host = email.partition("@")
    return f"{local[:1]}•••@{host}"
