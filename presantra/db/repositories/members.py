"""All statements on members, their addresses and their contacts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Enrolment, Member, MemberAddress, MemberContact

# PostgreSQL and SQLite both limit the parameters of one statement.
CHUNK = 500


async def by_code(session: AsyncSession, code: str) -> Member | None:
    """The member of this canonical code (« 10001-1 »)."""
    return (await session.execute(select(Member).where(col(Member.code) == code))).scalar_one_or_none()


async def get(session: AsyncSession, member_id: int) -> Member | None:
    """The tenant's own row, as the database holds it now."""
    statement = select(Member).where(col(Member.id) == member_id).execution_options(populate_existing=True)
    return (await session.execute(statement)).scalar_one_or_none()


async def other_with_siret(session: AsyncSession, siret: str, company_number: str) -> Member | None:
    """A member of another company number that bears this SIRET."""
    statement = (
        select(Member)
        .where(col(Member.siret) == siret, col(Member.company_number) != company_number)
        .order_by(col(Member.id))
        .limit(1)
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def count(session: AsyncSession) -> int:
    return int((await session.execute(select(func.count()).select_from(Member))).scalar_one())


async def ids_by_code(session: AsyncSession, codes: Collection[str]) -> dict[str, int]:
    """Those of these codes that exist."""
    found: dict[str, int] = {}
    for chunk in _chunks(sorted(codes)):
        statement = select(col(Member.code), col(Member.id)).where(col(Member.code).in_(chunk))
        found.update((code, member_id) for code, member_id in (await session.execute(statement)).all() if member_id)
    return found


async def codes_by_id(session: AsyncSession) -> dict[int, str]:
    """Code of every member."""
    rows = (await session.execute(select(col(Member.id), col(Member.code)))).all()
    return {member_id: code for member_id, code in rows if member_id}


async def add_all(session: AsyncSession, members: Sequence[Member]) -> None:
    """Insert new members; their ids are known afterwards."""
    session.add_all(members)
    await session.flush()


async def addresses(session: AsyncSession, member_id: int) -> dict[str, MemberAddress]:
    """Addresses by kind."""
    statement = (
        select(MemberAddress).where(col(MemberAddress.member_id) == member_id).execution_options(populate_existing=True)
    )
    return {row.kind: row for row in (await session.execute(statement)).scalars()}


async def contacts(session: AsyncSession, member_id: int) -> dict[str, MemberContact]:
    """Contacts by kind."""
    statement = (
        select(MemberContact).where(col(MemberContact.member_id) == member_id).execution_options(populate_existing=True)
    )
    return {row.kind: row for row in (await session.execute(statement)).scalars()}


async def bump_version(session: AsyncSession, member_id: int, version: int, values: Mapping[str, Any]) -> bool:
    """Write ``values`` and the next version; False when somebody else wrote meanwhile."""
    statement = (
        update(Member)
        .where(col(Member.id) == member_id, col(Member.version) == version)
        .values(**values, version=version + 1)
        .execution_options(synchronize_session=False)
    )
    result: Any = await session.execute(statement)
    return bool(result.rowcount == 1)


async def verify(session: AsyncSession, member_id: int, version: int, at: datetime, by: str) -> bool:
    """Say that what ``version`` holds is right; False when somebody wrote meanwhile."""
    statement = (
        update(Member)
        .where(col(Member.id) == member_id, col(Member.version) == version)
        .values(verified_at=at, verified_by=by)
        .execution_options(synchronize_session=False)
    )
    result: Any = await session.execute(statement)
    return bool(result.rowcount == 1)


async def set_declarant_number(session: AsyncSession, member_id: int, digest: str, now: datetime) -> None:
    """The new number replaces the old one, and what the old one had opened is closed."""
    await session.execute(
        update(Member)
        .where(col(Member.id) == member_id)
        .values(declarant_number_digest=digest, declarant_number_issued_at=now)
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        update(Enrolment)
        .where(
            col(Enrolment.member_id) == member_id,
            col(Enrolment.completed_at).is_(None),
            col(Enrolment.expires_at) > now,
        )
        .values(expires_at=now)
        .execution_options(synchronize_session=False)
    )


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
