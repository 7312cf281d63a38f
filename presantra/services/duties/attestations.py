"""Attestations that workers have shown: their dates, never the document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Attestation, Employee, Employment
from presantra.db.repositories import attestations as repository
from presantra.db.repositories import employees as employees_repository
from presantra.db.repositories import operations
from presantra.domain.attestations import attestation_kinds, attestation_state, parse_attestation
from presantra.domain.errors import FieldChange, InvalidValue, NotFound
from presantra.domain.labels import format_date
from presantra.domain.names import display_name
from presantra.domain.rights import Right
from presantra.domain.situations import SITUATIONS_BY_CODE
from presantra.services import audit
from presantra.services.actor import Actor, needs
from presantra.services.duties.views import EmployeeAttestations, NeededAttestation, ShownAttestation
from presantra.services.employees.access import EmployeeDesk, departed, id_of, load
from presantra.services.identity import parse_public_id

ATTESTATION = "attestation"


class AttestationService(EmployeeDesk):
    """Use cases on the attestations of the employees of the company the actor works in."""

    @needs(Right.FOLLOW_UP_READ)
    async def of_employee(self, actor: Actor, employee_id: str) -> EmployeeAttestations:
        """Raises:
        NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        async with self._context.database.reading() as session:
            return await self._view(session, member_id, await load(session, member_id, employee_id))

    @needs(Right.FOLLOW_UP_WRITE)
    async def present(
        self, actor: Actor, employee_id: str, raw: Mapping[str, object], operation_id: UUID
    ) -> EmployeeAttestations:
        """Write that the worker has shown his attestation.

        Raises:
            InvalidForm: fields of ``ATTESTATION_FIELDS`` to correct.
            InvalidValue: the employee has left.
            NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        now = self._context.clock()
        async with self._context.database.transaction() as session:
            if not await operations.claim(session, operation_id, actor.account(), ATTESTATION, now):
                return await self._view(session, member_id, await load(session, member_id, employee_id))
            await employees_repository.lock_member(session, member_id)
            person = await load(session, member_id, employee_id)
            employee, employment = person
            if departed(employment.end_date, self._today()):
                raise InvalidValue("Ce salarié a quitté votre entreprise.")
            shown = parse_attestation(raw, employment.situations, self._today())
            await repository.add(
                session,
                Attestation(
                    member_id=member_id,
                    employee_id=id_of(employee),
                    kind=shown.kind,
                    issued_on=shown.issued_on,
                    valid_until=shown.valid_until,
                    created_at=now,
                    created_by=actor.signature[:200],
                ),
            )
            dates = f"délivrée le {format_date(shown.issued_on)}, valable jusqu’au {format_date(shown.valid_until)}"
            await self._record(session, actor, employee, "Attestation présentée", shown.kind, "", dates)
            return await self._view(session, member_id, person)

    @needs(Right.FOLLOW_UP_WRITE)
    async def remove(self, actor: Actor, employee_id: str, attestation_id: str) -> EmployeeAttestations:
        """Take back an attestation entered by mistake.

        Raises:
            NotFound: no such attestation of this employee in this company.
        """
        member_id = actor.tenant()
        async with self._context.database.transaction() as session:
            await employees_repository.lock_member(session, member_id)
            person = await load(session, member_id, employee_id)
            found = await repository.find(session, member_id, id_of(person[0]), parse_public_id(attestation_id))
            if found is None or not await repository.remove(session, member_id, found):
                raise NotFound
            dates = f"délivrée le {format_date(found.issued_on)}, valable jusqu’au {format_date(found.valid_until)}"
            await self._record(session, actor, person[0], "Attestation retirée", found.kind, dates, "")
            return await self._view(session, member_id, person)

    async def _view(
        self, session: AsyncSession, member_id: int, person: tuple[Employee, Employment]
    ) -> EmployeeAttestations:
        employee, employment = person
        shown = await repository.of_employee(session, member_id, id_of(employee))
        return EmployeeAttestations(
            employee_id=str(employee.public_id),
            name=display_name(employee.first_name, employee.usage_name or employee.birth_name),
            departed=departed(employment.end_date, self._today()),
            needed=needed_of(employment.situations, shown, self._today()),
        )

    async def _record(
        self, session: AsyncSession, actor: Actor, employee: Employee, action: str, kind: str, before: str, after: str
    ) -> None:
        change = FieldChange("attestation", SITUATIONS_BY_CODE[kind].label, before, after)
        await audit.record(
            session, self._context, actor, action,
            member_id=actor.tenant(), subject=audit.Subject("employee", employee.public_id), changes=[change],
        )  # fmt: skip


def needed_of(situations: Sequence[str], shown: Sequence[Attestation], today: date) -> tuple[NeededAttestation, ...]:
    """What these situations ask for; ``shown``: the attestations of the person, the longest first."""
    needed = []
    for situation in attestation_kinds(situations):
        rows = tuple(
            ShownAttestation(str(a.public_id), a.issued_on, a.valid_until, a.created_at)
            for a in shown
            if a.kind == situation.code
        )
        state = attestation_state(rows[0].valid_until if rows else None, today)
        needed.append(NeededAttestation(situation.code, situation.label, state, rows))
    return tuple(needed)
