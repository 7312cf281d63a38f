"""Muter vers un autre établissement: a departure here and an arrival there, together or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employee
from presantra.db.repositories import employees as repository
from presantra.db.repositories import operations
from presantra.db.repositories import transfers as transfers_repository
from presantra.db.repositories import visits as visits_repository
from presantra.domain.errors import FieldChange, InvalidForm, InvalidValue, NotFound, StaleEdit
from presantra.domain.follow_up import Facts, Former, begins_anew, counted_since
from presantra.domain.labels import FIELD_LABELS, format_date
from presantra.domain.rights import Right
from presantra.domain.transfers import Transfer, parse_transfer
from presantra.domain.vocabulary import DepartureReason
from presantra.services import audit
from presantra.services.actor import Actor, CompanyRef, needs
from presantra.services.employees import changes, jobs, links, social_numbers
from presantra.services.employees.access import EmployeeDesk, id_of, load
from presantra.services.employees.deadlines import Deadline, deadline, former_of, visit_columns
from presantra.services.employees.records import build_record
from presantra.services.employees.views import EmployeeRecord
from presantra.services.redaction import tells_follow_up, with_known_situations

TRANSFER = "transfer"
UNDONE = "Mutation annulée"
_DAY = timedelta(days=1)


class Transfers(EmployeeDesk):
    @needs(Right.PEOPLE_WRITE)
    async def transfer(
        self, actor: Actor, public_id: str, raw: Mapping[str, object], version: int, operation_id: UUID
    ) -> EmployeeRecord:
        """Send an employee to another company of the account; the record of the one he leaves.

        Somebody of the same identity who had left the other company comes back there as the same person.

        Raises:
            InvalidForm: fields of ``TRANSFER_FIELDS`` to correct, somebody present there already included.
            Forbidden: situations de travail sent by who may not tell them.
            InvalidValue: he has left already.
            StaleEdit: somebody wrote since ``version`` was read.
            NotFound: no such employee here, or a company that is not the account's.
        """
        member_id = actor.tenant()
        now = self._context.clock()
        async with self._context.database.transaction() as session:
            if not await operations.claim(session, operation_id, actor.account(), TRANSFER, now):
                done = await operations.result_of(session, operation_id, actor.account())
                if done is None:
                    raise NotFound
                return await build_record(session, self._context, actor, await load(session, member_id, done))
            await self._lock(session, actor, str(raw.get("company", "")))
            employee, employment = person = await load(session, member_id, public_id)
            if employee.version != version:
                raise StaleEdit(employee.updated_by, employee.updated_at, ())
            if employment.end_date is not None:
                raise InvalidValue(
                    f"Le départ de ce salarié est déjà déclaré au {format_date(employment.end_date)}. "
                    "Annulez-le d’abord pour déclarer une mutation."
                )
            raw = with_known_situations(actor, raw, employment.situations)
            transfer = parse_transfer(raw, jobs.begun(employment), self._today())
            company = _company(actor, transfer.company)
            author = self._author(actor)
            await self._leave(session, actor, author, person, transfer, company)
            await self._join(session, actor, author, person, transfer, company)
            await operations.set_result(session, operation_id, actor.account(), employee.public_id)
            person = await load(session, member_id, public_id)
            return await build_record(session, self._context, actor, person)

    @needs(Right.PEOPLE_WRITE)
    async def undo_transfer(self, actor: Actor, public_id: str, version: int) -> EmployeeRecord:
        """Take back both halves, from the company that was left, while nothing was written on either record.

        Raises:
            InvalidValue: there is no transfer to take back, or something was written since.
            StaleEdit: somebody wrote since ``version`` was read.
            NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        async with self._context.database.transaction() as session:
            seen = await build_record(session, self._context, actor, await load(session, member_id, public_id))
            await self._lock(session, actor, seen.transfer.company_id if seen.transfer else "")
            person = await load(session, member_id, public_id)
            employee, employment = person
            if employee.version != version:
                raise StaleEdit(employee.updated_by, employee.updated_at, ())
            record = await build_record(session, self._context, actor, person)
            if record.transfer is None or not record.transfer.leaving or employment.end_date is None:
                raise InvalidValue("Ce salarié n’a pas de mutation à annuler.")
            there = actor.working_in(record.transfer.company_id)
            arrived = await load(session, there.tenant(), record.transfer.public_id)
            if record.transfer.undo_until is None or not await _may_go(session, there.tenant(), arrived[0]):
                raise InvalidValue(
                    "Cette mutation ne peut plus être annulée : elle est trop ancienne, ou l’une des deux fiches a "
                    "changé depuis. Déclarez le départ dans l’autre établissement, puis son retour ici."
                )
            await self._withdraw(session, there, arrived)
            before = changes.shown_departure(employment)
            found = changes.compare(before, dict.fromkeys(before, ""))
            await self._write(session, actor, self._author(actor), person, repository.NO_DEPARTURE, UNDONE, found)
            return await build_record(session, self._context, actor, await load(session, member_id, public_id))

    async def _lock(self, session: AsyncSession, actor: Actor, other: str) -> None:
        """Both companies, always in the same order: two transfers that cross do not wait for ever."""
        there = {company.id for company in actor.companies if str(company.public_id) == other}
        for member_id in sorted({actor.tenant(), *there}):
            await repository.lock_member(session, member_id)

    async def _leave(
        self,
        session: AsyncSession,
        actor: Actor,
        author: repository.Author,
        person: repository.Person,
        transfer: Transfer,
        company: CompanyRef,
    ) -> None:
        values = {
            "end_date": transfer.since - _DAY,
            "departure_reason": DepartureReason.TRANSFER,
            "departure_recorded_at": author.at,
        }
        last_day = FieldChange("departure_date", FIELD_LABELS["departure_date"], "", format_date(transfer.since - _DAY))
        place = FieldChange("company", FIELD_LABELS["company"], "", _place(actor, company))
        await self._write(session, actor, author, person, values, links.LEFT, (place, last_day))

    async def _join(
        self,
        session: AsyncSession,
        actor: Actor,
        author: repository.Author,
        person: repository.Person,
        transfer: Transfer,
        company: CompanyRef,
    ) -> None:
        employee = person[0]
        there = actor.working_in(company.public_id)
        member_id = there.tenant()
        due = _deadline_there(person, transfer, self._today())
        period = replace(_period_there(person, transfer, due), to_specify=not tells_follow_up(there))
        found = await repository.same_identity(session, member_id, employee.identity_key)
        former = [pair for pair in found if pair[1].end_date is not None and pair[1].end_date < transfer.since]
        if len(found) > len(former):
            raise InvalidForm({"company": "Une personne de même identité y est déjà présente : vérifiez sa fiche."})
        if former:
            joined = former[-1][0]
            # His own record over there is kept as it is, so that taking the transfer back gives it back.
            columns = repository.identity_columns(repository.identity_of(joined), transfer.assignment.job_title)
            await repository.save(session, member_id, joined, author, columns)
            await repository.add_period(session, member_id, id_of(joined), period, author.at)
        else:
            identity = repository.identity_of(employee)
            joined = await repository.insert_employee(session, member_id, identity, [period], author)
            if nir := social_numbers.nir_of(self._context, employee):
                columns = social_numbers.nir_columns(self._context, member_id, joined.public_id, nir)
                await repository.set_number(session, member_id, id_of(joined), columns)
        await self._note_arrival(session, there, joined, actor.member, transfer)

    async def _note_arrival(
        self, session: AsyncSession, there: Actor, joined: Employee, left: CompanyRef | None, transfer: Transfer
    ) -> None:
        assert left is not None
        shown = changes.shown_assignment((await load(session, there.tenant(), joined.public_id))[1])
        came = FieldChange("company", "Établissement précédent", "", _place(there, left))
        day = FieldChange("entry_date", FIELD_LABELS["entry_date"], "", format_date(transfer.since))
        await audit.record(
            session, self._context, there, links.JOINED,
            member_id=there.tenant(), subject=audit.Subject("employee", joined.public_id),
            changes=(came, day, *changes.compare({}, shown)),
        )  # fmt: skip

    async def _withdraw(self, session: AsyncSession, there: Actor, person: repository.Person) -> None:
        """Take the arrival back: the period, and the person when he had no other."""
        member_id, (employee, employment) = there.tenant(), person
        await audit.record(
            session, self._context, there, UNDONE,
            member_id=member_id, subject=audit.Subject("employee", employee.public_id),
            changes=[FieldChange("entry_date", FIELD_LABELS["entry_date"], format_date(employment.start_date), "")],
        )  # fmt: skip
        await transfers_repository.withdraw(session, member_id, employee, employment)

    async def _write(
        self,
        session: AsyncSession,
        actor: Actor,
        author: repository.Author,
        person: repository.Person,
        values: Mapping[str, object],
        action: str,
        found: tuple[FieldChange, ...],
    ) -> None:
        member_id, employee = actor.tenant(), person[0]
        if not await repository.save(session, member_id, employee, author, {}):
            raise StaleEdit(employee.updated_by, employee.updated_at, found)
        await repository.save_latest(session, member_id, id_of(employee), dict(values))
        await audit.record(
            session, self._context, actor, action,
            member_id=member_id, subject=audit.Subject("employee", employee.public_id), changes=found,
        )  # fmt: skip


def _company(actor: Actor, public_id: UUID) -> CompanyRef:
    """Raises:
    NotFound: not a company of the account, known or not.
    """
    for company in links.others_of(actor).values():
        if company.public_id == public_id:
            return company
    raise NotFound


def _place(reader: Actor, company: CompanyRef) -> str:
    """How the journal of one company names another: only one's own branches are named to one's colleagues."""
    assert reader.member is not None
    if reader.member.code.partition("-")[0] == company.code.partition("-")[0]:
        return f"{company.name} ({company.code})"
    return "un autre établissement"


def _deadline_there(person: repository.Person, transfer: Transfer, today: date) -> Deadline:
    return deadline(_facts_there(former_of(*person), transfer), on=today)


def _facts_there(former: Former, transfer: Transfer) -> Facts:
    """The employment goes on, and its visits count; but not for a risk that has still to be seen before the work."""
    facts, situations = former.facts, transfer.assignment.situations
    anew = begins_anew(former, situations)
    return replace(
        facts,
        entry_date=transfer.since,
        departure_date=None,
        job_since=None,
        situations=situations,
        visits_since=transfer.since if anew else counted_since(facts),
    )


def _period_there(person: repository.Person, transfer: Transfer, due: Deadline) -> repository.Period:
    employment = person[1]
    return repository.Period(
        start_date=transfer.since,
        contract_type=employment.contract_type,
        job_title=transfer.assignment.job_title,
        follow_up=due.assessment.kind,
        situations=transfer.assignment.situations,
        pcs_code=transfer.assignment.pcs_code,
        planned_end_date=employment.planned_end_date,
        due_date=due.date,
        due_kind=due.kind or "",
        **visit_columns(due.facts),
        working_time=employment.working_time,
        other_employers=employment.other_employers,
        idcc=employment.idcc,
    )


async def _may_go(session: AsyncSession, member_id: int, employee: Employee) -> bool:
    """Whether his row can be erased, should it hold no other period; a visit that nobody here sees may need it."""
    stays = len(await repository.periods(session, member_id, id_of(employee))) > 1
    return stays or not await visits_repository.has_any(session, member_id, id_of(employee))
