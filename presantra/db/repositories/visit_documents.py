"""Statements on the documents of visits, always within one member. What was withdrawn is found by none of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.confidential import INCLUDING_CONFIDENTIAL
from presantra.db.models import Invoice, VisitDocument, VisitRequest


async def insert(session: AsyncSession, document: VisitDocument) -> None:
    session.add(document)
    await session.flush()


async def of_request(session: AsyncSession, member_id: int, visit_id: int) -> Sequence[VisitDocument]:
    """Oldest first; what an employer may see of them is the domain's to say."""
    statement = (
        select(VisitDocument)
        .where(
            col(VisitDocument.member_id) == member_id,
            col(VisitDocument.visit_request_id) == visit_id,
            col(VisitDocument.withdrawn_at).is_(None),
        )
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
            col(VisitDocument.withdrawn_at).is_(None),
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
            col(VisitDocument.withdrawn_at).is_(None),
        )
    )
    row = (await session.execute(statement)).one_or_none()
    return None if row is None else (row[0], row[1])


async def any_by_public_id(session: AsyncSession, public_id: UUID) -> tuple[VisitDocument, str] | None:
    """A document of any member, and the number of its request, confidential ones included: for the service."""
    statement = (
        select(VisitDocument, col(VisitRequest.number))
        .join(VisitRequest, col(VisitRequest.id) == col(VisitDocument.visit_request_id))
        .where(col(VisitDocument.public_id) == public_id, col(VisitDocument.withdrawn_at).is_(None))
        .execution_options(populate_existing=True, **INCLUDING_CONFIDENTIAL)
    )
    row = (await session.execute(statement)).one_or_none()
    return None if row is None else (row[0], row[1])


async def erase_withdrawn(session: AsyncSession, before: datetime) -> Sequence[str]:
    """Rows taken back before an instant; the keys of their files."""
    statement = delete(VisitDocument).where(col(VisitDocument.withdrawn_at) < before)
    return (await session.execute(statement.returning(col(VisitDocument.document_key)))).scalars().all()


async def is_kept(session: AsyncSession, key: str) -> bool:
    """Whether a document, even withdrawn, or a facture, which shares their folder, still leads to a file."""
    for column in (col(VisitDocument.document_key), col(Invoice.document_key)):
        if (await session.execute(select(column).where(column == key).limit(1))).scalar_one_or_none() is not None:
            return True
    return False
