"""The companies that an account may work in at this moment, and what it may do in each."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Attachment, Member
from presantra.db.repositories import accounts
from presantra.domain.rights import read_roles, rights_of
from presantra.services.actor import CompanyRef


async def companies_of(session: AsyncSession, account_id: int) -> tuple[CompanyRef, ...]:
    """By code adhérent. Read again at every event: what is taken away is gone at the next one."""
    rows = await accounts.workplaces(session, account_id)
    return tuple(_attached(member, attachment) for member, attachment in rows)


def _attached(member: Member, attachment: Attachment) -> CompanyRef:
    rights = rights_of(read_roles(attachment.roles))
    return CompanyRef(member.id or 0, member.public_id, member.code, member.name, rights)
