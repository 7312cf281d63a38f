"""Fusionner two records of one person, and parting them again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employee, EmployeeMerge, Employment, PastAssignment
from presantra.db.repositories import assignments as past_jobs
from presantra.db.repositories import employees as people
from presantra.db.repositories import merges as repository
from presantra.db.repositories import operations
from presantra.domain.errors import FieldChange, InvalidForm, InvalidValue, NotFound, StaleEdit
from presantra.domain.labels import FIELD_LABELS, format_date
from presantra.domain.merges import IDENTITY_FIELDS, JOB_FIELD, NUMBER_FIELD, MergeChoices, overlapping, parse_merge
from presantra.domain.names import display_name
from presantra.domain.rights import Right
from presantra.services import audit
from presantra.services.actor import Actor, needs
from presantra.services.employees import changes, jobs, links, snapshots, social_numbers
from presantra.services.employees.access import EmployeeDesk, id_of, load
from presantra.services.employees.records import build_record
from presantra.services.employees.views import EmployeeRecord
from presantra.services.identity import parse_public_id

MERGE = "merge"
MERGED = "Fiches fusionnées"
PARTED = "Fusion annulée"


class Merges(EmployeeDesk):
    @needs(Right.PEOPLE_WRITE)
    async def merge(
        self,
        actor: Actor,
        kept_id: str,
        other_id: str,
        raw: Mapping[str, object],
        versions: tuple[int, int],
        operation_id: UUID,
    ) -> EmployeeRecord:
        """Make one record of two; ``raw`` says from which side each field of ``MERGE_FIELDS`` comes.

        Periods that tell the same employment twice are kept once; everything else goes to the kept record.

        Raises:
            InvalidForm: an unknown side, or a birth date that does not fit the periods.
            InvalidValue: a record with itself.
            StaleEdit: somebody wrote on one of them since ``versions`` (kept, other) were read.
            NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        choices = parse_merge(raw)
        async with self._context.database.transaction() as session:
            now = self._context.clock()
            if not await operations.claim(session, operation_id, actor.account(), MERGE, now):
                done = await operations.result_of(session, operation_id, actor.account())
                return await self._kept_record(session, actor, done)
            await people.lock_member(session, member_id)
            kept, other = await load(session, member_id, kept_id), await load(session, member_id, other_id)
            if kept[0].id == other[0].id:
                raise InvalidValue("Choisissez deux fiches différentes.")
            for (employee, _), version in zip((kept, other), versions, strict=True):
                if employee.version != version:
                    raise StaleEdit(employee.updated_by, employee.updated_at, ())
            await self._merge(session, actor, kept, other, choices)
            await operations.set_result(session, operation_id, actor.account(), kept[0].public_id)
            return await self._kept_record(session, actor, kept[0].public_id)

    @needs(Right.PEOPLE_WRITE)
    async def undo_merge(self, actor: Actor, merge_id: str) -> EmployeeRecord:
        """Part two records again, as they were; what was added to the kept one since stays with it.

        Raises:
            InvalidValue: too long ago, not the latest merge of this record, or not possible without losing something.
            NotFound: no such merge in this company.
        """
        member_id = actor.tenant()
        async with self._context.database.transaction() as session:
            await people.lock_member(session, member_id)
            found = await repository.find(session, member_id, parse_public_id(merge_id))
            if found is None:
                raise NotFound
            merge, kept_public_id = found
            kept = (await load(session, member_id, kept_public_id))[0]
            merged = await repository.into(session, member_id, id_of(kept))
            self._check_undo(merge, kept, merged[0])
            await self._part(session, actor, kept, merge)
            if merged[1:] and merged[1].snapshot.get("version_after") == merge.snapshot["version_before"]:
                # The record is again what that older merge left.
                await repository.remember(session, member_id, merged[1], version_after=kept.version + 1)
            return await self._kept_record(session, actor, kept_public_id)

    def _check_undo(self, merge: EmployeeMerge, kept: Employee, newest: EmployeeMerge) -> None:
        days = self._context.settings.undo_departure_days
        if links.merge_view([merge], self._today(), days) is None:
            raise InvalidValue(f"Cette fusion ne peut plus être annulée : elle pouvait l’être pendant {days} jours.")
        if merge.id != newest.id:
            raise InvalidValue("Une autre fiche a été fusionnée depuis : annulez d’abord cette fusion plus récente.")
        if kept.version != merge.snapshot["version_after"]:
            raise InvalidValue(
                f"Cette fusion ne peut plus être annulée : {kept.updated_by} a modifié la fiche depuis, et séparer "
                "les deux fiches ferait perdre cette modification. Corrigez la fiche, ou contactez le service."
            )

    async def _merge(
        self, session: AsyncSession, actor: Actor, kept: people.Person, other: people.Person, choices: MergeChoices
    ) -> None:
        member_id = actor.tenant()
        kept_id, other_id = id_of(kept[0]), id_of(other[0])
        identity = _identity(kept, other, choices)
        ours = await people.periods(session, member_id, kept_id)
        theirs = await people.periods(session, member_id, other_id)
        dropped = overlapping(ours, theirs) if choices.takes(JOB_FIELD) else overlapping(theirs, ours)
        remaining = sorted((p for p in (*ours, *theirs) if p not in dropped), key=lambda p: (p.start_date, p.id or 0))
        if identity.birth_date >= remaining[0].start_date:
            raise InvalidForm({"birth_date": "Cette date de naissance suit l’entrée dans l’entreprise."})
        dropped_ids = [period.id for period in dropped if period.id is not None]
        dropped_jobs = await repository.jobs_of_periods(session, member_id, dropped_ids)
        snapshot = snapshots.take(kept[0], other[0], (kept[1], other[1]), dropped, dropped_jobs)
        await repository.drop_periods(session, member_id, dropped_ids)
        await repository.show_no_period(session, member_id, (kept_id, other_id))
        snapshot["moved"] = await repository.hand_over(session, member_id, other_id, kept_id)
        await repository.show_period(session, member_id, remaining[-1].public_id)
        number = self._number(kept[0], other[0], choices)
        columns = people.identity_columns(identity, remaining[-1].job_title) | number
        if not await people.save(session, member_id, kept[0], self._author(actor), columns):
            raise StaleEdit(kept[0].updated_by, kept[0].updated_at, ())
        await repository.erase_employee(session, member_id, other_id)
        await self._remember(session, actor, kept, other, snapshot, bool(number))
        await self._derive_again(session, member_id, kept[0].public_id)

    def _number(self, kept: Employee, other: Employee, choices: MergeChoices) -> dict[str, str]:
        """The only number there is follows its person; of two, the one chosen."""
        nir = social_numbers.nir_of(self._context, other)
        if not nir or (kept.nir_sealed and not choices.takes(NUMBER_FIELD)):
            return {}
        return social_numbers.nir_columns(self._context, kept.member_id, kept.public_id, nir)

    async def _remember(
        self,
        session: AsyncSession,
        actor: Actor,
        kept: people.Person,
        other: people.Person,
        snapshot: dict[str, Any],
        number_moved: bool,
    ) -> None:
        member_id = actor.tenant()
        session.add(
            EmployeeMerge(
                member_id=member_id,
                kept_employee_id=id_of(kept[0]),
                snapshot=snapshot,
                merged_at=self._context.clock(),
                merged_by=actor.signature[:200],
            )
        )
        await session.flush()
        before = changes.shown_record(*kept)
        after = changes.shown_record(*await load(session, member_id, kept[0].public_id))
        found = [FieldChange("other", "Fiche réunie à celle-ci", "", _described(other[0]))]
        found += changes.compare(before, after)
        if number_moved:
            found.append(social_numbers.MODIFIED)
        await self._note(session, actor, kept[0].public_id, MERGED, found)
        absorbed = [FieldChange("kept", "Fiche gardée", "", _described(kept[0]))]
        await self._note(session, actor, other[0].public_id, links.ABSORBED, absorbed)

    async def _derive_again(self, session: AsyncSession, member_id: int, public_id: UUID) -> None:
        """The birth date, or the period shown, may not be what they were."""
        person = await load(session, member_id, public_id)
        past = await past_jobs.of_employee(session, member_id, id_of(person[0]))
        due = jobs.deadline_of(person, past, self._today())
        await people.save_latest(session, member_id, id_of(person[0]), jobs.due_columns(due))

    async def _part(self, session: AsyncSession, actor: Actor, kept: Employee, merge: EmployeeMerge) -> None:
        member_id, kept_id, snapshot = actor.tenant(), id_of(kept), merge.snapshot
        other = snapshots.restored(Employee, snapshot["other"])
        session.add(other)
        await session.flush()
        await repository.show_no_period(session, member_id, (kept_id,))
        if not await repository.hand_back(session, member_id, snapshot["moved"], kept_id, id_of(other)):
            raise InvalidValue(
                "Cette fusion ne peut plus être annulée : une période, une visite ou une absence qui venait de "
                "l’autre fiche a été supprimée depuis."
            )
        await self._restore_periods(session, snapshot, kept_id, id_of(other))
        for period in snapshot["latest"]:
            await repository.show_period(session, member_id, UUID(period))
        columns = snapshots.kept_columns(merge)
        if not await people.save(session, member_id, kept, self._author(actor), columns):
            raise StaleEdit(kept.updated_by, kept.updated_at, ())
        await repository.close(session, member_id, merge, self._context.clock())
        for one, two in ((kept, other), (other, kept)):
            change = FieldChange("other", "Fiche séparée", _described(two), "")
            await self._note(session, actor, one.public_id, PARTED, [change])

    async def _restore_periods(
        self, session: AsyncSession, snapshot: dict[str, Any], kept_id: int, other_id: int
    ) -> None:
        given: dict[int, int | None] = {}
        for values in snapshot["dropped"]:
            owner = kept_id if values["kept"] else other_id
            period = snapshots.restored(Employment, values, employee_id=owner, latest=False)
            session.add(period)
            await session.flush()
            given[values["id"]] = period.id
        for values in snapshot["dropped_jobs"]:
            owner = kept_id if values["kept"] else other_id
            session.add(
                snapshots.restored(
                    PastAssignment, values, employee_id=owner, employment_id=given[values["employment_id"]]
                )
            )
        await session.flush()

    async def _note(
        self, session: AsyncSession, actor: Actor, public_id: UUID, action: str, found: list[FieldChange]
    ) -> None:
        await audit.record(
            session, self._context, actor, action,
            member_id=actor.tenant(), subject=audit.Subject("employee", public_id), changes=found,
        )  # fmt: skip

    async def _kept_record(self, session: AsyncSession, actor: Actor, public_id: UUID | None) -> EmployeeRecord:
        if public_id is None:
            raise NotFound
        return await build_record(session, self._context, actor, await load(session, actor.tenant(), public_id))


def _identity(kept: people.Person, other: people.Person, choices: MergeChoices) -> people.Identity:
    return people.Identity(
        **{field: getattr((other if choices.takes(field) else kept)[0], field) for field in IDENTITY_FIELDS}
    )


def _described(employee: Employee) -> str:
    name = display_name(employee.first_name, employee.usage_name or employee.birth_name)
    matricule = f", {FIELD_LABELS['matricule'].lower()} {employee.matricule}" if employee.matricule else ""
    return f"{name} ({format_date(employee.birth_date)}{matricule})"
