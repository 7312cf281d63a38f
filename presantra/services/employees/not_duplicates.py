"""« Ce ne sont pas des doublons »: said once, signed, and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employee, NotDuplicate
from presantra.db.repositories import not_duplicates as repository
from presantra.domain.errors import FieldChange, InvalidValue, NotFound
from presantra.domain.labels import format_date
from presantra.domain.names import display_name
from presantra.domain.rights import Right
from presantra.services import audit
from presantra.services.actor import Actor, needs
from presantra.services.employees.access import EmployeeDesk, load
from presantra.services.identity import parse_public_id

MOST_TOLD_APART = 20
APART_SHOWN = 50


@dataclass(frozen=True, slots=True)
class ApartPair:
    """Two records that somebody has told apart."""

    public_id: str
    names: tuple[str, str]
    births: tuple[date, date]
    by: str
    at: datetime


class NotDuplicates(EmployeeDesk):
    @needs(Right.PEOPLE_WRITE)
    async def tell_apart(self, actor: Actor, public_ids: Sequence[str]) -> int:
        """Say of a group that each is somebody else; how many pairs are new. Said again, nothing is written.

        Raises:
            InvalidValue: less than two people, or more than ``MOST_TOLD_APART``.
            NotFound: one of them is unknown, or another company's.
        """
        ids = sorted({parse_public_id(public_id) for public_id in public_ids}, key=str)
        if not 2 <= len(ids) <= MOST_TOLD_APART:
            raise InvalidValue(f"Choisissez de 2 à {MOST_TOLD_APART} fiches.")
        member_id, now = actor.tenant(), self._context.clock()
        async with self._context.database.transaction() as session:
            people = [(await load(session, member_id, public_id))[0] for public_id in ids]
            told = 0
            for first, second in combinations(people, 2):
                row = {
                    "public_id": uuid4(), "member_id": member_id, "account_id": actor.account(),
                    "first_id": first.public_id, "second_id": second.public_id,
                    "declared_at": now, "declared_by": actor.signature[:200],
                }  # fmt: skip
                if await repository.add(session, row):
                    told += 1
                    await self._tell(session, actor, (first, second), "Doublon écarté")
        return told

    @needs(Right.PEOPLE_WRITE)
    async def compare_again(self, actor: Actor, public_id: str) -> None:
        """Take back what was said of a pair.

        Raises:
            NotFound: unknown, another company's, or taken back already.
        """
        member_id = actor.tenant()
        async with self._context.database.transaction() as session:
            row = await repository.take(session, member_id, parse_public_id(public_id))
            if row is None:
                raise NotFound
            pair = [(await load(session, member_id, one))[0] for one in (row.first_id, row.second_id)]
            await self._tell(session, actor, pair, "Doublon à vérifier de nouveau")

    @needs(Right.PEOPLE_WRITE)
    async def told_apart(self, actor: Actor) -> tuple[ApartPair, ...]:
        """The last ones, newest first."""
        async with self._context.database.reading() as session:
            rows = await repository.newest(session, actor.tenant(), APART_SHOWN)
        return tuple(_pair(row, *sorted(pair, key=lambda one: one.sort_name)) for row, *pair in rows)

    async def _tell(self, session: AsyncSession, actor: Actor, pair: Iterable[Employee], action: str) -> None:
        first, second = pair
        for one, other in ((first, second), (second, first)):
            said = f"{_name(other)}, né(e) le {format_date(other.birth_date)}"
            await audit.record(
                session, self._context, actor, action,
                member_id=actor.tenant(), subject=audit.Subject("employee", one.public_id),
                changes=[FieldChange("duplicate", "Autre personne que", "", said)],
            )  # fmt: skip


def _pair(row: NotDuplicate, first: Employee, second: Employee) -> ApartPair:
    return ApartPair(
        public_id=str(row.public_id),
        names=(_name(first), _name(second)),
        births=(first.birth_date, second.birth_date),
        by=row.declared_by,
        at=row.declared_at,
    )


def _name(employee: Employee) -> str:
    return display_name(employee.first_name, employee.usage_name or employee.birth_name)
