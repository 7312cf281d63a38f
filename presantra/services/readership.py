"""Who is told by mail of what happens in a company: only somebody who may read it there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account
from presantra.db.repositories import accounts
from presantra.domain.rights import Right, read_roles, rights_of
from presantra.services.workplaces import companies_of


@dataclass(frozen=True, slots=True)
class Reader:
    """An account in use, and what it may do in the company."""

    account: Account
    rights: frozenset[Right]

    @property
    def account_id(self) -> int:
        return self.account.id or 0


async def own_readers(session: AsyncSession, member_id: int, *needed: Right) -> list[Reader]:
    """The employer's own people who hold all these rights. A cabinet is not told of everything its clients receive."""
    found = [
        Reader(account, rights_of(read_roles(attachment.roles)))
        for account, attachment in await accounts.people_of(session, member_id)
        if attachment.suspended_at is None and account.disabled_at is None
    ]
    return [reader for reader in found if reader.rights.issuperset(needed)]


async def readers_among(
    session: AsyncSession, account_ids: Iterable[int], member_id: int, today: date, *needed: Right
) -> list[Reader]:
    """Those of these accounts who still hold all these rights in the company, by attachment or by mandate."""
    found = []
    for account_id in sorted(set(account_ids)):
        account = await session.get(Account, account_id)
        if account is None or account.disabled_at is not None:
            continue
        for company in await companies_of(session, account_id, today):
            if company.id == member_id and company.rights.issuperset(needed):
                found.append(Reader(account, company.rights))
    return found
