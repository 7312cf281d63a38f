"""The companies that an account may work in at this moment, and what it may do in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.repositories import workplaces as repository
from presantra.domain.mandates import mandate_rights
from presantra.domain.rights import read_roles, rights_of
from presantra.services.actor import CompanyRef, FirmRef


@dataclass(frozen=True, slots=True)
class Workplaces:
    """``firm``: the accounting firm that the account works in, with or without clients."""

    companies: tuple[CompanyRef, ...] = ()
    firm: FirmRef | None = None


async def workplaces_of(session: AsyncSession, account_id: int, today: date) -> Workplaces:
    """By code adhérent, its own companies first. Read again at every event, in one statement: what is taken away is
    gone at the next one. In a company of its own, an account needs no mandate."""
    rows = await repository.of_account(session, account_id, today)
    own = {row.member_id: _attached(row) for row in rows if row.cabinet_id is None}
    mandates = [row for row in rows if row.cabinet_id is not None]
    given = {
        row.member_id: _mandated(row) for row in mandates if row.member_id is not None and row.member_id not in own
    }
    return Workplaces((*own.values(), *given.values()), _firm(mandates[0]) if mandates else None)


async def companies_of(session: AsyncSession, account_id: int, today: date) -> tuple[CompanyRef, ...]:
    return (await workplaces_of(session, account_id, today)).companies


def _attached(row: repository.Place) -> CompanyRef:
    return CompanyRef(row.member_id or 0, row.public_id, row.code, row.name, rights_of(read_roles(row.roles)))


def _mandated(row: repository.Place) -> CompanyRef:
    rights = mandate_rights(read_roles(row.roles), row.follow_up)
    return CompanyRef(row.member_id or 0, row.public_id, row.code, row.name, rights, row.cabinet_name)


def _firm(row: repository.Place) -> FirmRef:
    return FirmRef(row.cabinet_id or 0, row.cabinet_public_id, row.cabinet_name, row.administrator)
