"""What every part of the service shares: its context, the legal day, the way to one person."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employee
from presantra.db.repositories import employees as repository
from presantra.domain.clock import paris_date
from presantra.domain.errors import NotFound
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.identity import parse_public_id


class EmployeeDesk:
    """Base of the parts of :class:`EmployeeService`."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def _today(self) -> date:
        return paris_date(self._context.clock())

    def _author(self, actor: Actor) -> repository.Author:
        return repository.Author(actor.signature, at=self._context.clock())


async def load(session: AsyncSession, member_id: int, public_id: str | UUID) -> repository.Person:
    """Raises:
    NotFound: unknown, malformed, or another member's.
    """
    person = await repository.find(session, member_id, parse_public_id(public_id))
    if person is None:
        raise NotFound
    return person


def id_of(employee: Employee) -> int:
    assert employee.id is not None
    return employee.id


def departed(end_date: date | None, today: date) -> bool:
    """The day of departure is still a day of presence."""
    return end_date is not None and end_date < today
