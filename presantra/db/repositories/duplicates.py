"""Who shares a piece of identity with somebody else of the same member: a few passes, whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Employee
from presantra.db.repositories.statements import after_mark


async def sharing_identity(session: AsyncSession, member_id: int, limit: int) -> Sequence[Row[Any]]:
    """id, birth (« first name|birth date »), identity_key, usage_name, matricule, nir_index; by birth, then name."""
    birth = after_mark(session, column(Employee.identity_key), "|")
    matricule, number = column(Employee.matricule), column(Employee.nir_index)
    statement = (
        select(
            col(Employee.id), birth.label("birth"), col(Employee.identity_key), col(Employee.usage_name),
            matricule, number,
        )
        .where(
            col(Employee.member_id) == member_id,
            or_(
                birth.in_(_twice(member_id, birth)),
                matricule.in_(_twice(member_id, matricule)),
                number.in_(_twice(member_id, number)),
            ),
        )
        .order_by(birth, col(Employee.sort_name), col(Employee.id))
        .limit(limit)
    )  # fmt: skip
    result: Any = await session.execute(statement)
    rows: Sequence[Row[Any]] = result.all()
    return rows


def column(attribute: Any) -> ColumnElement[str]:
    expression: Any = col(attribute)
    found: ColumnElement[str] = expression
    return found


def _twice(member_id: int, piece: ColumnElement[str]) -> Select[Any]:
    return (
        select(piece).where(col(Employee.member_id) == member_id, piece != "").group_by(piece).having(func.count() > 1)
    )
