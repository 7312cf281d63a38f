"""Déclarer une arrivée, and the return of somebody who had left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employee
from presantra.db.repositories import employees as repository
from presantra.db.repositories import operations
from presantra.db.repositories import visits as visits_repository
from presantra.domain.employees import Arrival, parse_arrival
from presantra.domain.errors import DuplicateEmployee, InvalidForm, InvalidValue, NotFound
from presantra.domain.follow_up import taken_over
from presantra.domain.labels import format_date
from presantra.domain.names import display_name
from presantra.domain.rights import Right
from presantra.domain.visits import HIRE_KINDS, SENT_STATUSES, VisitKind, VisitStatus
from presantra.services import audit
from presantra.services.actor import Actor, needs
from presantra.services.employees import changes, social_numbers
from presantra.services.employees.access import EmployeeDesk, departed, id_of, load
from presantra.services.employees.deadlines import (
    Deadline,
    deadline,
    facts_of,
    former_of,
    identity_of,
    period_of,
    visit_columns,
)
from presantra.services.employees.views import ArrivalView, DuplicateCandidate
from presantra.services.redaction import redacted_arrival, refuse_situations, sees_follow_up, tells_follow_up
from presantra.services.visit_requests import Wish, open_request, pending

ARRIVAL = "arrival"


class Arrivals(EmployeeDesk):
    @needs(Right.PEOPLE_WRITE)
    async def declare_arrival(
        self, actor: Actor, raw: Mapping[str, object], operation_id: UUID, confirm_duplicate: bool = False
    ) -> ArrivalView:
        """Add a person to the company, with the request for his hiring visit when the box is ticked.

        Raises:
            InvalidForm: fields of ``ARRIVAL_FIELDS`` to correct.
            DuplicateEmployee: same identity in this company, not confirmed on purpose.
        """
        member_id = actor.tenant()
        arrival = self._parse(actor, raw)
        due = deadline(arrival.hire_facts, on=self._today())
        async with self._context.database.transaction() as session:
            if not await self._claim_arrival(session, actor, operation_id):
                return await self._arrival_again(session, actor, operation_id)
            await repository.lock_member(session, member_id)
            identity = identity_of(arrival)
            if not confirm_duplicate:
                index = social_numbers.nir_index(self._context, member_id, arrival.nir)
                await refuse_duplicates(session, member_id, identity.key, self._today(), nir_index=index)
            employee = await repository.insert_employee(
                session, member_id, identity, [_period(actor, arrival, due)], self._author(actor)
            )
            number = social_numbers.edit_of(self._context, employee, arrival)
            await repository.set_number(session, member_id, id_of(employee), number.columns)
            await self._record_arrival(session, actor, employee, "Arrivée déclarée", {}, arrival, due, number)
            return await self._finish_arrival(session, actor, employee, arrival, operation_id)

    @needs(Right.PEOPLE_WRITE)
    async def rehire(
        self, actor: Actor, employee_public_id: str, raw: Mapping[str, object], operation_id: UUID
    ) -> ArrivalView:
        """Add a period to somebody who left; his identity must be the one on record.

        Raises:
            InvalidForm: fields to correct, an entry that overlaps the period before included.
            InvalidValue: he has not left, or is not the person typed.
            NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        arrival = self._parse(actor, raw)
        async with self._context.database.transaction() as session:
            if not await self._claim_arrival(session, actor, operation_id):
                return await self._arrival_again(session, actor, operation_id)
            await repository.lock_member(session, member_id)
            employee, employment = await load(session, member_id, employee_public_id)
            identity = identity_of(arrival)
            _check_return(employee, employment.end_date, identity, arrival)
            before = {
                field: text
                for field, text in changes.shown_record(employee, employment).items()
                if field in _PERSONAL_FIELDS
            }
            number = social_numbers.edit_of(self._context, employee, arrival)
            columns = repository.identity_columns(identity, arrival.job_title) | number.columns
            facts = arrival.hire_facts
            # Whoever may not tell the situations does not know whether a risk begins with the return.
            if tells_follow_up(actor):
                facts = taken_over(former_of(employee, employment), facts)
            await repository.save(session, member_id, employee, self._author(actor), columns)
            due = deadline(facts, on=self._today())
            period = replace(_period(actor, arrival, due), **visit_columns(facts))
            await repository.add_period(session, member_id, id_of(employee), period, self._context.clock())
            await self._record_arrival(session, actor, employee, "Retour déclaré", before, arrival, due, number)
            return await self._finish_arrival(session, actor, employee, arrival, operation_id)

    def _parse(self, actor: Actor, raw: Mapping[str, object]) -> Arrival:
        refuse_situations(actor, raw)
        return parse_arrival(raw, self._today(), nir_asked=self._context.settings.nir_enabled)

    async def _claim_arrival(self, session: AsyncSession, actor: Actor, operation_id: UUID) -> bool:
        now = self._context.clock()
        return await operations.claim(session, operation_id, actor.account(), ARRIVAL, now)

    async def _finish_arrival(
        self, session: AsyncSession, actor: Actor, employee: Employee, arrival: Arrival, operation_id: UUID
    ) -> ArrivalView:
        await operations.set_result(session, operation_id, actor.account(), employee.public_id)
        person = await load(session, actor.tenant(), employee.public_id)
        # Neither a season without risk nor an employment that goes on has a first visit to ask for.
        wanted = arrival.request_visit and person[1].due_kind in HIRE_KINDS
        # Somebody who comes back may still have the request of his first stay.
        if wanted and not await pending(session, actor.tenant(), id_of(employee), VisitKind.HIRE):
            await open_request(session, self._context, actor, person, Wish(VisitKind.HIRE))
        return await self._arrival_view(session, actor, person)

    async def _arrival_again(self, session: AsyncSession, actor: Actor, operation_id: UUID) -> ArrivalView:
        public_id = await operations.result_of(session, operation_id, actor.account())
        if public_id is None:
            raise NotFound
        return await self._arrival_view(session, actor, await load(session, actor.tenant(), public_id))

    async def _arrival_view(self, session: AsyncSession, actor: Actor, person: repository.Person) -> ArrivalView:
        member_id, (employee, employment) = actor.tenant(), person
        due = deadline(facts_of(employee, employment), on=self._today())
        goes_on = due.kind is not None and due.kind not in HIRE_KINDS
        assessment, why = due.assessment, due if goes_on else due.assessment
        visits = await visits_repository.of_employee(session, member_id, id_of(employee))
        asked = [
            visit
            for visit in visits
            if visit.kind in HIRE_KINDS
            and visit.status != VisitStatus.DRAFT
            and (visit.created_at >= employment.created_at or visit.status in SENT_STATUSES)
        ]
        view = ArrivalView(
            public_id=str(employee.public_id),
            name=display_name(employee.first_name, employee.usage_name or employee.birth_name),
            follow_up=assessment.kind,
            due_date=due.date,
            due_kind=due.kind,
            before_start=due.plan.next is not None and due.plan.next.before_start,
            urgent=due.date is not None and due.date <= self._today(),
            explanation=why.explanation,
            sources=why.sources,
            attestation_required=assessment.attestation_required,
            training_action=assessment.training_action,
            visit_number=asked[-1].number if asked else "",
            visit_id=str(asked[-1].public_id) if asked else "",
        )
        return view if sees_follow_up(actor) else redacted_arrival(view)

    async def _record_arrival(
        self,
        session: AsyncSession,
        actor: Actor,
        employee: Employee,
        action: str,
        before: changes.Shown,
        arrival: Arrival,
        due: Deadline,
        number: social_numbers.NirEdit,
    ) -> None:
        after = changes.shown_arrival(arrival) | changes.shown_visits(due.facts)
        after |= changes.shown_deadline(due.plan.profile.kind, due.date)
        await audit.record(
            session, self._context, actor, action,
            member_id=actor.tenant(), subject=audit.Subject("employee", employee.public_id),
            changes=(*changes.compare(before, after), *number.changes),
        )  # fmt: skip


def _period(actor: Actor, arrival: Arrival, due: Deadline) -> repository.Period:
    return replace(period_of(arrival, due), to_specify=not tells_follow_up(actor))


_PERSONAL_FIELDS = frozenset(
    {"birth_name", "usage_name", "first_name", "birth_date", "sex", "email", "phone", "matricule"}
)


def _check_return(employee: Employee, end_date: date | None, identity: repository.Identity, arrival: Arrival) -> None:
    if employee.identity_key != identity.key:
        raise InvalidValue(
            "Le nom de naissance, le prénom et la date de naissance ne sont pas ceux de cette fiche : "
            "déclarez une nouvelle arrivée, ou corrigez votre saisie."
        )
    if end_date is None:
        raise InvalidValue(
            "Ce salarié est déjà présent dans votre entreprise. S’il est parti puis revenu, déclarez d’abord "
            "son départ."
        )
    if arrival.entry_date <= end_date:
        raise InvalidForm(
            {
                "entry_date": "Ce salarié était encore présent : l’entrée doit suivre son départ du "
                f"{format_date(end_date)}."
            }
        )


async def refuse_duplicates(
    session: AsyncSession,
    member_id: int,
    key: str,
    today: date,
    *,
    excluding: int | None = None,
    nir_index: str = "",
) -> None:
    """Raises:
    DuplicateEmployee: somebody of this company has the same identity, or the same number (which is not said).
    """
    found = await repository.same_identity(session, member_id, key, excluding=excluding, nir_index=nir_index)
    if found:
        raise DuplicateEmployee(
            tuple(
                DuplicateCandidate(
                    public_id=str(employee.public_id),
                    name=display_name(employee.first_name, employee.usage_name or employee.birth_name),
                    birth_date=employee.birth_date,
                    entry_date=employment.start_date,
                    departure_date=employment.end_date,
                    departed=departed(employment.end_date, today),
                )
                for employee, employment in found
            )
        )
