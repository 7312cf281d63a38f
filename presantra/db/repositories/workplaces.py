"""The one statement of every event: companies of an account, by attachment and by mandate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Uuid, and_, literal_column, null, or_, select, type_coerce, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Attachment, Cabinet, CabinetMember, Mandate, Member

Place = Row[Any]
"""``cabinet_id`` None: an attachment. ``member_id`` None: the firm has no client at this moment."""


def in_force(today: date) -> ColumnElement[bool]:
    """Mandates that hold on a legal day, their first and last one included."""
    return and_(
        col(Mandate.accepted_at).is_not(None),
        col(Mandate.ended_at).is_(None),
        col(Mandate.starts_on) <= today,
        or_(col(Mandate.ends_on).is_(None), col(Mandate.ends_on) >= today),
    )


async def of_account(session: AsyncSession, account_id: int, today: date) -> Sequence[Place]:
    """By code adhérent: attachments and mandates that hold, and the firm of the account."""
    places = union_all(_attached(account_id), _mandated(account_id, today)).subquery()
    order = (places.c.company_number, places.c.branch_number.nulls_first())
    return (await session.execute(select(places).order_by(*order))).all()


def _attached(account_id: int) -> Any:
    nothing = type_coerce(null(), Uuid())
    return (
        select(
            *_MEMBER,
            col(Attachment.roles).label("roles"),
            literal_column("0 = 1").label("follow_up"),
            null().label("cabinet_id"),
            nothing.label("cabinet_public_id"),
            literal_column("''").label("cabinet_name"),
            literal_column("0 = 1").label("administrator"),
        )
        .join(Attachment, col(Attachment.member_id) == col(Member.id))
        .where(
            col(Attachment.account_id) == account_id,
            col(Attachment.removed_at).is_(None),
            col(Attachment.suspended_at).is_(None),
        )
    )


def _mandated(account_id: int, today: date) -> Any:
    return (
        select(
            *_MEMBER,
            col(Mandate.roles).label("roles"),
            col(Mandate.follow_up).label("follow_up"),
            col(Cabinet.id).label("cabinet_id"),
            col(Cabinet.public_id).label("cabinet_public_id"),
            col(Cabinet.name).label("cabinet_name"),
            col(CabinetMember.administrator).label("administrator"),
        )
        .select_from(CabinetMember)
        .join(Cabinet, col(Cabinet.id) == col(CabinetMember.cabinet_id))
        .outerjoin(Mandate, and_(col(Mandate.cabinet_id) == col(Cabinet.id), in_force(today)))
        .outerjoin(Member, col(Member.id) == col(Mandate.member_id))
        .where(
            col(CabinetMember.account_id) == account_id,
            col(CabinetMember.removed_at).is_(None),
            col(CabinetMember.suspended_at).is_(None),
        )
    )


_MEMBER: tuple[Any, ...] = (
    col(Member.id).label("member_id"),
    col(Member.public_id).label("public_id"),
    col(Member.code).label("code"),
    col(Member.name).label("name"),
    col(Member.company_number).label("company_number"),
    col(Member.branch_number).label("branch_number"),
)
