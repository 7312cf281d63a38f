"""Signaler un arrêt de travail: what is kept of it, whom it is told to, what it asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Absence, Employee, Employment, VisitRequest
from presantra.db.repositories import absences as repository
from presantra.db.repositories import employees as employees_repository
from presantra.db.repositories import operations
from presantra.db.repositories import visits as visits_repository
from presantra.domain.absences import AbsenceCause, AbsenceFacts, parse_absence, rule_of
from presantra.domain.clock import paris_date
from presantra.domain.errors import FieldChange, InvalidForm, InvalidValue, NotFound
from presantra.domain.labels import format_date, label
from presantra.domain.names import display_name
from presantra.domain.rights import Right
from presantra.domain.visits import VisitKind, VisitStatus
from presantra.services import audit
from presantra.services.actor import Actor, needs
from presantra.services.context import ServiceContext
from presantra.services.duties import mails
from presantra.services.duties.limits import admit_mail
from presantra.services.duties.views import WITHOUT_EFFECT, AbsenceView, EmployeeAbsences, facts_of
from presantra.services.employees.access import EmployeeDesk, departed, id_of, load
from presantra.services.identity import parse_public_id
from presantra.services.throttle import Throttle

ABSENCE = "absence"
CHANGED = "Cet arrêt a changé entre-temps : vérifiez-le, puis recommencez."
_LABELS = {
    "cause": "Catégorie",
    "start_date": "Premier jour",
    "end_date": "Dernier jour",
    "prescribed_on": "Date de prescription",
    "pre_return_without_measure": "Préreprise sans mesure",
}


class AbsenceService(EmployeeDesk):
    """Use cases on the absences of the employees of the company the actor works in."""

    def __init__(self, context: ServiceContext, throttle: Throttle) -> None:
        super().__init__(context)
        self._throttle = throttle

    @needs(Right.FOLLOW_UP_READ)
    async def of_employee(self, actor: Actor, employee_id: str) -> EmployeeAbsences:
        """Raises:
        NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        async with self._context.database.reading() as session:
            employee, employment = await load(session, member_id, employee_id)
            absences = await views_of(session, member_id, employee, self._today())
        return EmployeeAbsences(
            employee_id=str(employee.public_id),
            name=_name(employee),
            departed=departed(employment.end_date, self._today()),
            can_mail_worker=bool(employee.email),
            absences=absences,
        )

    @needs(Right.FOLLOW_UP_WRITE)
    async def declare(
        self, actor: Actor, employee_id: str, raw: Mapping[str, object], operation_id: UUID
    ) -> AbsenceView:
        """Keep an absence; an AT of less than 30 days is told to the service at once (R. 4624-33).

        Raises:
            InvalidForm: fields of ``ABSENCE_FIELDS`` to correct, an absence that overlaps another included.
            InvalidValue: the employee has left.
            TooManyMails: this account makes too many mails leave.
            NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        now = self._context.clock()
        async with self._context.database.transaction() as session:
            if not await operations.claim(session, operation_id, actor.account(), ABSENCE, now):
                return await self._again(session, actor, employee_id, operation_id)
            await employees_repository.lock_member(session, member_id)
            person = await load(session, member_id, employee_id)
            facts = await self._checked(session, actor, person, raw, excluding=None)
            absence = Absence(
                member_id=member_id,
                employee_id=id_of(person[0]),
                **_columns(facts),
                created_at=now,
                created_by=actor.signature[:200],
            )
            await repository.add(session, absence)
            changes = _changes({}, _shown(facts))
            await self._record(session, actor, person[0], "Arrêt de travail signalé", changes)
            await self._signal(session, actor, person[0], absence, facts)
            await operations.set_result(session, operation_id, actor.account(), absence.public_id)
            return await self._view(session, actor, person[0], absence.public_id)

    @needs(Right.FOLLOW_UP_WRITE)
    async def edit(
        self, actor: Actor, employee_id: str, absence_id: str, raw: Mapping[str, object], version: int
    ) -> AbsenceView:
        """Correct an absence, or give its end. Saved without any difference, it changes nothing.

        Raises:
            InvalidForm: fields of ``ABSENCE_FIELDS`` to correct.
            InvalidValue: the employee has left, or somebody wrote since ``version`` was read.
            TooManyMails: this account makes too many mails leave.
            NotFound: no such absence of this employee in this company.
        """
        member_id = actor.tenant()
        async with self._context.database.transaction() as session:
            await employees_repository.lock_member(session, member_id)
            person = await load(session, member_id, employee_id)
            absence = await _find(session, member_id, person[0], absence_id)
            before = facts_of(absence)
            facts = await self._checked(session, actor, person, raw, excluding=absence.id)
            if absence.version != version:
                raise InvalidValue(CHANGED)
            if facts != before:
                if not await repository.save(session, member_id, absence, version, _columns(facts)):
                    raise InvalidValue(CHANGED)
                changes = _changes(_shown(before), _shown(facts))
                await self._record(session, actor, person[0], "Arrêt de travail modifié", changes)
                await self._signal(session, actor, person[0], absence, facts)
            return await self._view(session, actor, person[0], absence.public_id)

    @needs(Right.FOLLOW_UP_WRITE)
    async def remove(self, actor: Actor, employee_id: str, absence_id: str, version: int) -> None:
        """Take back an absence entered by mistake; the journal keeps what it said.

        Raises:
            InvalidValue: somebody wrote since ``version`` was read.
            NotFound: no such absence of this employee in this company.
        """
        member_id = actor.tenant()
        async with self._context.database.transaction() as session:
            await employees_repository.lock_member(session, member_id)
            employee, _ = await load(session, member_id, employee_id)
            absence = await _find(session, member_id, employee, absence_id)
            shown = _shown(facts_of(absence))
            if not await repository.remove(session, member_id, absence, version):
                raise InvalidValue(CHANGED)
            changes = _changes(shown, dict.fromkeys(shown, ""))
            await self._record(session, actor, employee, "Arrêt de travail retiré", changes)

    @needs(Right.FOLLOW_UP_WRITE)
    async def inform_worker(self, actor: Actor, employee_id: str, absence_id: str, *, by_mail: bool) -> AbsenceView:
        """Tell the worker of préreprise and of the rendez-vous de liaison, or note that it was done by hand.

        Once for an absence: repeated, it changes nothing.

        Raises:
            InvalidValue: nothing has to be told for this absence, or the address of the worker is not known.
            TooManyMails: this account makes too many mails leave.
            NotFound: no such absence of this employee in this company.
        """
        member_id = actor.tenant()
        now = self._context.clock()
        async with self._context.database.transaction() as session:
            await employees_repository.lock_member(session, member_id)
            employee, _ = await load(session, member_id, employee_id)
            absence = await _find(session, member_id, employee, absence_id)
            if not rule_of(facts_of(absence), self._today()).inform_worker:
                raise InvalidValue("Cet arrêt ne demande pas d’informer le salarié.")
            if absence.informed_at is not None:
                # A second click: he has had his mail.
                return await self._view(session, actor, employee, absence.public_id)
            if by_mail:
                if not employee.email:
                    raise InvalidValue("L’adresse e-mail de ce salarié n’est pas connue : remettez-lui le texte.")
                await admit_mail(self._throttle, self._context, actor)
                await mails.inform_worker(session, self._context, actor, employee)
            if not await repository.save(session, member_id, absence, absence.version, {"informed_at": now}):
                raise InvalidValue(CHANGED)
            means = f"par e-mail à {employee.email}" if by_mail else "texte remis par l’employeur"
            change = FieldChange("informed_at", "Préreprise et rendez-vous de liaison", "", means)
            await self._record(session, actor, employee, "Salarié informé", [change])
            return await self._view(session, actor, employee, absence.public_id)

    async def _checked(
        self,
        session: AsyncSession,
        actor: Actor,
        person: tuple[Employee, Employment],
        raw: Mapping[str, object],
        *,
        excluding: int | None,
    ) -> AbsenceFacts:
        employee, employment = person
        if employment.end_date is not None and departed(employment.end_date, self._today()):
            raise InvalidValue(f"Ce salarié a quitté votre entreprise le {format_date(employment.end_date)}.")
        facts = parse_absence(raw, employment.start_date, self._today())
        other = await repository.overlapping(
            session, actor.tenant(), id_of(employee), facts.start_date, facts.end_date, excluding=excluding
        )
        if other is not None:
            until = f" au {format_date(other.end_date)}" if other.end_date else ", sans date de fin"
            raise InvalidForm(
                {
                    "start_date": f"Un arrêt est déjà enregistré du {format_date(other.start_date)}{until} : "
                    "pour une prolongation, changez son dernier jour."
                }
            )
        return facts

    async def _signal(
        self, session: AsyncSession, actor: Actor, employee: Employee, absence: Absence, facts: AbsenceFacts
    ) -> None:
        if not rule_of(facts, self._today()).signal:
            return
        await admit_mail(self._throttle, self._context, actor)
        again = absence.signalled_at is not None
        await mails.signal_accident(session, self._context, actor, employee, facts, again=again)
        fresh = await _find(session, actor.tenant(), employee, absence.public_id)
        await repository.save(session, actor.tenant(), fresh, fresh.version, {"signalled_at": self._context.clock()})
        change = FieldChange("signalled_at", "Accident du travail de moins de 30 jours", "", "service informé")
        await self._record(session, actor, employee, "Service informé d’un arrêt", [change])

    async def _record(
        self, session: AsyncSession, actor: Actor, employee: Employee, action: str, changes: Sequence[FieldChange]
    ) -> None:
        await audit.record(
            session, self._context, actor, action,
            member_id=actor.tenant(), subject=audit.Subject("employee", employee.public_id), changes=changes,
        )  # fmt: skip

    async def _view(self, session: AsyncSession, actor: Actor, employee: Employee, public_id: UUID) -> AbsenceView:
        found = await views_of(session, actor.tenant(), employee, self._today())
        return next(absence for absence in found if absence.public_id == str(public_id))

    async def _again(self, session: AsyncSession, actor: Actor, employee_id: str, operation_id: UUID) -> AbsenceView:
        public_id = await operations.result_of(session, operation_id, actor.account())
        if public_id is None:
            raise NotFound
        employee, _ = await load(session, actor.tenant(), employee_id)
        return await self._view(session, actor, employee, public_id)


async def views_of(session: AsyncSession, member_id: int, employee: Employee, today: date) -> tuple[AbsenceView, ...]:
    """All absences of one person, newest first."""
    requests = await return_requests(session, member_id, id_of(employee))
    return views(await repository.of_employee(session, member_id, id_of(employee)), requests, today)


async def return_requests(session: AsyncSession, member_id: int, employee_id: int) -> list[VisitRequest]:
    """Requests for a visite de reprise that still stand, newest first."""
    visits = await visits_repository.of_employee(session, member_id, employee_id)
    return [v for v in visits if v.kind == VisitKind.RETURN and VisitStatus(v.status) not in WITHOUT_EFFECT]


def views(absences: Sequence[Absence], requests: Sequence[VisitRequest], today: date) -> tuple[AbsenceView, ...]:
    """Absences of one person, newest first, each with the request that answers it.

    A visit that was held since the return answers an absence. One still to come answers the absence that had begun
    when it was asked for, and no later one had.
    """
    found, following = [], date.max
    for absence in absences:
        answers = (
            v
            for v in requests
            if (
                _held_since(v, absence)
                if VisitStatus(v.status) is VisitStatus.DONE
                else absence.start_date <= paris_date(v.created_at) < following
            )
        )
        found.append(AbsenceView.of(absence, next(answers, None), today))
        following = absence.start_date
    return tuple(found)


def _held_since(visit: VisitRequest, absence: Absence) -> bool:
    """Whether a reprise that took place answers this absence: never one held before the return."""
    if visit.planned_at is None or absence.end_date is None:
        return False
    return paris_date(visit.planned_at) > absence.end_date


async def _find(session: AsyncSession, member_id: int, employee: Employee, absence_id: str | UUID) -> Absence:
    found = await repository.find(session, member_id, id_of(employee), parse_public_id(absence_id))
    if found is None:
        raise NotFound
    return found


def _name(employee: Employee) -> str:
    return display_name(employee.first_name, employee.usage_name or employee.birth_name)


def _columns(facts: AbsenceFacts) -> dict[str, Any]:
    return {
        "cause": facts.cause.value,
        "start_date": facts.start_date,
        "end_date": facts.end_date,
        "prescribed_on": facts.prescribed_on,
        "pre_return_without_measure": facts.pre_return_without_measure,
    }


def _shown(facts: AbsenceFacts) -> dict[str, str]:
    return {
        "cause": label(AbsenceCause(facts.cause)),
        "start_date": format_date(facts.start_date),
        "end_date": format_date(facts.end_date) if facts.end_date else "",
        "prescribed_on": format_date(facts.prescribed_on) if facts.prescribed_on else "",
        "pre_return_without_measure": "oui" if facts.pre_return_without_measure else "",
    }


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(field, _LABELS[field], before.get(field, ""), text)
        for field, text in after.items()
        if before.get(field, "") != text
    )
