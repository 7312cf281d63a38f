"""Statements on the documents of visits, always within one member."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import VisitDocument, VisitRequest


async def insert(session: AsyncSession, document: VisitDocument) -> None:
    session.add(document)
    await session.flush()


async def of_request(session: AsyncSession, member_id: int, visit_id: int) -> Sequence[VisitDocument]:
    """Oldest first; what an employer may see of them is the domain's to say."""
    statement = (
        select(VisitDocument)
        .where(col(VisitDocument.member_id) == member_id, col(VisitDocument.visit_request_id) == visit_id)
        .order_by(col(VisitDocument.id))
    )
    return (await session.execute(statement)).scalars().all()


async def of_employee(
    session: AsyncSession, member_id: int, employee_id: int
) -> Sequence[tuple[VisitDocument, VisitRequest]]:
    """Newest first."""
    statement = (
        select(VisitDocument, VisitRequest)
        .join(VisitRequest, col(VisitRequest.id) == col(VisitDocument.visit_request_id))
        .where(
            col(VisitDocument.member_id) == member_id,
            col(VisitRequest.member_id) == member_id,
            col(VisitRequest.employee_id) == employee_id,
        )
        .order_by(col(VisitDocument.id).desc())
    )
    return [(row[0], row[1]) for row in (await session.execute(statement)).all()]


async def find(session: AsyncSession, member_id: int, public_id: UUID) -> tuple[VisitDocument, VisitRequest] | None:
    statement = (
        select(VisitDocument, VisitRequest)
        .join(VisitRequest, col(VisitRequest.id) == col(VisitDocument.visit_request_id))
        .where(
            col(VisitDocument.member_id) == member_id,
            col(VisitRequest.member_id) == member_id,
            col(VisitDocument.public_id) == public_id,
        )
    )
    row = (await session.execute(statement)).one_or_none()
    return None if row is None else (row[0], row[1])
