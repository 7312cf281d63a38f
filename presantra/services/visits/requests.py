"""Demander une visite: drafts, requests sent, what the service asked for in addition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employee, Employment
from presantra.db.repositories import employees as employees_repository
from presantra.db.repositories import exposures as exposures_repository
from presantra.db.repositories import operations
from presantra.db.repositories import visits as repository
from presantra.domain.clock import paris_date
from presantra.domain.errors import InvalidForm, InvalidValue, NotFound
from presantra.domain.exposures import exposures
from presantra.domain.forms import FormReader
from presantra.domain.labels import format_date, label
from presantra.domain.rights import Right
from presantra.domain.visit_form import COMMENT_MAX_LENGTH, RequestedVisit, parse_visit_request
from presantra.domain.visit_vocabulary import Side, VisitAct
from presantra.domain.visits import VisitKind, VisitStatus, check_act, doubt
from presantra.domain.vocabulary import FollowUpKind
from presantra.services.actor import Actor, needs
from presantra.services.employees.access import departed, id_of, load
from presantra.services.redaction import refuse_kind, sees_follow_up
from presantra.services.visit_requests import (
    WORKER_INFORMED,
    Wish,
    announce,
    deadline_answered,
    open_request,
    pending,
)
from presantra.services.visit_views import VisitView
from presantra.services.visits.cases import Case, Said, case_of, perform
from presantra.services.visits.reading import Reading
from presantra.services.visits.rules import centres

VISIT = "visit"


class Requests(Reading):
    """What an employer writes before there is an appointment."""

    @needs(Right.VISITS_WRITE)
    async def request(self, actor: Actor, raw: Mapping[str, object], operation_id: UUID) -> VisitView:
        """Send a request to the service: number, timeline, acknowledgement and mail to the secretariat.

        Raises:
            InvalidForm: fields of ``REQUEST_FIELDS`` to correct.
            InvalidValue: a request for the same visit is still open; the sentence names its number.
            NotFound: no such employee in this company.
        """
        return await self._open(actor, self._parsed(actor, raw), operation_id, VisitStatus.SENT)

    @needs(Right.VISITS_WRITE)
    async def save_draft(
        self, actor: Actor, raw: Mapping[str, object], operation_id: UUID, public_id: str = ""
    ) -> VisitView:
        """« Enregistrer le brouillon »: a new one, or the same one changed. A person and a kind are enough.

        Raises:
            InvalidForm: fields to correct. NotFound: no such employee, or draft, in this company.
            InvalidValue: it has been sent meanwhile.
        """
        asked = self._parsed(actor, raw, draft=True)
        if not public_id:
            return await self._open(actor, asked, operation_id, VisitStatus.DRAFT)
        async with self._context.database.transaction() as session:
            case = await case_of(session, actor, public_id)
            check_act(VisitAct.SEND, Side.EMPLOYER, VisitStatus(case.visit.status))
            person = await load(session, case.member_id, asked.employee_id)
            await self._rewrite(session, actor, case, person, asked)
            return await self._view(session, actor, public_id)

    @needs(Right.VISITS_WRITE)
    async def send_draft(
        self, actor: Actor, public_id: str, raw: Mapping[str, object], operation_id: UUID
    ) -> VisitView:
        """Send a draft, as the form now stands; sent twice, it is sent once.

        Raises:
            InvalidForm, InvalidValue, NotFound: as for ``request``.
        """
        asked = self._parsed(actor, raw)
        async with self._context.database.transaction() as session:
            if not await operations.claim(session, operation_id, actor.account(), VISIT, self._now()):
                return await self._replayed(session, actor, operation_id)
            case = await case_of(session, actor, public_id)
            person = await load(session, case.member_id, asked.employee_id)
            self._check_employee(actor, person, asked.kind)
            await _refuse_pending(session, case.member_id, id_of(person[0]), asked.kind)
            check_act(VisitAct.SEND, Side.EMPLOYER, VisitStatus(case.visit.status))
            await self._rewrite(session, actor, case, person, asked)
            case = await case_of(session, actor, public_id)
            await announce(session, self._context, actor, person, case.visit)
            await perform(session, self._context, actor, case, VisitAct.SEND, Said(_informed(actor, asked)))
            await operations.set_result(session, operation_id, actor.account(), case.visit.public_id)
            return await self._view(session, actor, public_id)

    @needs(Right.VISITS_WRITE)
    async def doubt(self, actor: Actor, employee_id: str, kind: VisitKind) -> str:
        """What to tell before a visit is asked for that the rules do not know for this person; empty when they do.

        Whoever may not see the follow-up is told nothing. Raises NotFound: no such employee in this company.
        """
        if not sees_follow_up(actor):
            return ""
        member_id = actor.tenant()
        async with self._context.database.reading() as session:
            employee, employment = await load(session, member_id, employee_id)
            jobs = await exposures_repository.jobs_of(session, member_id, id_of(employee))
        exposed = bool(exposures(jobs, paris_date(self._now())))
        return doubt(kind, FollowUpKind(employment.follow_up), exposed)

    @needs(Right.VISITS_WRITE)
    async def answer(self, actor: Actor, public_id: str, text: str) -> VisitView:
        """Give the complément that the service asked for.

        Raises:
            InvalidForm: ``answer`` is empty or too long. InvalidValue: nothing is asked for. NotFound.
        """
        words = required_text("answer", text, "Écrivez votre réponse au service.")
        async with self._context.database.transaction() as session:
            case = await case_of(session, actor, public_id)
            await perform(session, self._context, actor, case, VisitAct.ANSWER, Said(words))
            return await self._view(session, actor, public_id)

    def _parsed(self, actor: Actor, raw: Mapping[str, object], *, draft: bool = False) -> RequestedVisit:
        known = frozenset(centre.code for centre in centres(self._context.settings))
        asked = parse_visit_request(raw, paris_date(self._now()), known, draft=draft)
        refuse_kind(actor, asked.kind)
        return asked

    async def _open(self, actor: Actor, asked: RequestedVisit, operation_id: UUID, status: VisitStatus) -> VisitView:
        member_id = actor.tenant()
        async with self._context.database.transaction() as session:
            if not await operations.claim(session, operation_id, actor.account(), VISIT, self._now()):
                return await self._replayed(session, actor, operation_id)
            await employees_repository.lock_member(session, member_id)
            person = await load(session, member_id, asked.employee_id)
            if status is VisitStatus.SENT:
                self._check_employee(actor, person, asked.kind)
                await _refuse_pending(session, member_id, id_of(person[0]), asked.kind)
            wish = Wish(
                asked.kind, asked.reason, asked.practical.availabilities, asked.practical.comment,
                _informed(actor, asked) if status is VisitStatus.SENT else "", status, self._columns(actor, asked),
            )  # fmt: skip
            visit = await open_request(session, self._context, actor, person, wish)
            await operations.set_result(session, operation_id, actor.account(), visit.public_id)
            return await self._view(session, actor, visit.public_id)

    async def _rewrite(
        self,
        session: AsyncSession,
        actor: Actor,
        case: Case,
        person: tuple[Employee, Employment],
        asked: RequestedVisit,
    ) -> None:
        values = {
            "employee_id": id_of(person[0]),
            "kind": asked.kind.value,
            "reason": asked.reason,
            "availabilities": asked.practical.availabilities,
            "comment": asked.practical.comment,
            "due_date": deadline_answered(asked.kind, person[1]),
            "account_id": actor.account(),
            **self._columns(actor, asked),
        }
        if not await repository.change(session, case.member_id, case.visit, values):
            raise InvalidValue("Ce brouillon a changé entre-temps : rouvrez-le, puis recommencez.")

    def _columns(self, actor: Actor, asked: RequestedVisit) -> dict[str, Any]:
        wishes = asked.practical
        signature = actor.signature if asked.worker_told else asked.signature
        return {
            "signature": signature,
            "signed_at": self._now() if signature else None,
            "leave_start": asked.leave_start,
            "return_date": asked.return_date,
            "leave_cause": asked.leave_cause.value if asked.leave_cause else "",
            "exposure_end": asked.exposure_end,
            "half_days": list(wishes.half_days),
            "centre": wishes.centre,
            "accessible": wishes.accessible,
            "interpreter": wishes.interpreter,
            "summons_language": wishes.summons_language.value,
            "urgent": wishes.urgent,
            "urgency_reason": wishes.urgency_reason,
        }

    def _check_employee(self, actor: Actor, person: tuple[Employee, Employment], kind: VisitKind) -> None:
        employment = person[1]
        gone = departed(employment.end_date, paris_date(self._now()))
        # The end of an exposure may become known after the departure (L. 4624-2-1).
        if gone and employment.end_date is not None and kind is not VisitKind.POST_EXPOSURE:
            sentence = f"Ce salarié a quitté votre entreprise le {format_date(employment.end_date)}."
            raise InvalidForm({"employee_id": sentence})
        if kind is VisitKind.HIRE and not employment.due_kind and sees_follow_up(actor):
            raise InvalidForm(
                {
                    "kind": "Ce contrat saisonnier n’appelle pas de visite individuelle : le service "
                    "organise une action de formation et de prévention (article D. 4625-22)."
                }
            )

    async def _replayed(self, session: AsyncSession, actor: Actor, operation_id: UUID) -> VisitView:
        public_id = await operations.result_of(session, operation_id, actor.account())
        if public_id is None:
            raise NotFound
        return await self._view(session, actor, public_id)


def required_text(field: str, text: str, missing: str) -> str:
    """Words that somebody must write, cleaned.

    Raises:
        InvalidForm: on that field.
    """
    form = FormReader({field: text})
    words = form.free_text(field, COMMENT_MAX_LENGTH)
    if not words:
        form.refuse(field, missing)
    form.finish()
    return words


def _informed(actor: Actor, asked: RequestedVisit) -> str:
    if asked.worker_told:
        return f"Le salarié est avisé de cette demande (dit par {actor.signature})."
    return f"{WORKER_INFORMED[:-1]} (signé : {asked.signature})." if asked.worker_informed else ""


async def _refuse_pending(session: AsyncSession, member_id: int, employee_id: int, kind: VisitKind) -> None:
    found = await pending(session, member_id, employee_id, kind)
    if found is not None:
        raise InvalidValue(
            f"Une demande de même type est déjà en cours pour ce salarié : {found.number} "
            f"({label(VisitStatus(found.status)).lower()}). Suivez-la dans la liste des visites."
        )
