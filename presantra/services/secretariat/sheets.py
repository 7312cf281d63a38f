"""All that the service must know of one request before it answers, the employer's fermetures with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from presantra.db.models import VisitRequest
from presantra.db.repositories import visit_documents, visits
from presantra.domain.centres import place_of
from presantra.domain.clock import paris_date
from presantra.domain.labels import format_date, format_datetime, label
from presantra.domain.visit_form import HALF_DAYS
from presantra.domain.visit_vocabulary import SummonsLanguage, VisitDocumentType
from presantra.domain.visits import VisitKind, VisitStatus
from presantra.domain.vocabulary import AbsenceCause
from presantra.services.actor import System
from presantra.services.closures import closures_of
from presantra.services.context import ServiceContext
from presantra.services.secretariat.deposits import Paper
from presantra.services.visits import rules
from presantra.services.visits.cases import Case, case_read


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline; ``said`` is what was done, ``words`` what was written with it."""

    at: datetime
    by: str
    said: str
    words: str


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """``facts``: name → text, only what was given. ``closures``: one line each, empty for a hidden visit.

    ``steps``: what was done, oldest first, with the words given. ``papers``: the documents that it gave.
    """

    number: str
    status: VisitStatus
    kind: VisitKind
    employee: str
    company: str
    code: str
    planned_at: datetime | None
    facts: tuple[tuple[str, str], ...]
    closures: tuple[str, ...]
    steps: tuple[Step, ...]
    papers: tuple[Paper, ...]


class SheetWork:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def read(self, _who: System, number: str) -> CaseSheet:
        """Raises:
        NotFound: no such request.
        """
        async with self._context.database.reading() as session:
            case = await case_read(session, number)
            today = paris_date(self._context.clock())
            # A worker who asked by himself comes on his own time: his employer's closures are not his.
            closed = () if case.confidential else (await closures_of(session, case.member_id, today)).said(today)
            events = await visits.timeline(session, case.member_id, case.id)
            documents = await visit_documents.of_request(session, case.member_id, case.id)
        visit = case.visit
        return CaseSheet(
            visit.number, VisitStatus(visit.status), VisitKind(visit.kind), case.name, case.company, case.code,
            visit.planned_at, self._facts(case), closed,
            tuple(Step(e.at, e.by, e.said or label(VisitStatus(e.status)), e.note) for e in events),
            tuple(Paper(str(d.public_id), visit.number, VisitDocumentType(d.type)) for d in documents),
        )  # fmt: skip

    def _facts(self, case: Case) -> tuple[tuple[str, str], ...]:
        visit = case.visit
        language = SummonsLanguage(visit.summons_language)
        facts = (
            ("Échéance légale", f"au plus tard le {format_date(visit.due_date)}" if visit.due_date else ""),
            ("Motif", visit.reason),
            ("Salarié informé", _informed(visit)),
            ("Cause de l’arrêt", label(AbsenceCause(visit.leave_cause)) if visit.leave_cause else ""),
            ("Fin de l’arrêt", format_date(visit.return_date) if visit.return_date else ""),
            ("Fin de l’exposition", format_date(visit.exposure_end) if visit.exposure_end else ""),
            ("Urgence", visit.urgency_reason if visit.urgent else ""),
            ("Demi-journées", ", ".join(HALF_DAYS[code] for code in visit.half_days if code in HALF_DAYS)),
            ("Disponibilités", visit.availabilities),
            ("Centre souhaité", place_of(rules.centres(self._context.settings), visit.centre)),
            ("Accès", "mobilité réduite" if visit.accessible else ""),
            ("Interprète", visit.interpreter),
            ("Convocation", "" if language is SummonsLanguage.FRENCH else f"en {label(language).lower()}"),
            ("Commentaire", visit.comment),
        )
        return tuple((name, text) for name, text in facts if text)


def _informed(visit: VisitRequest) -> str:
    """Who signed that the worker knows of the request (R. 4624-34), and when."""
    if not visit.signature:
        return ""
    return f"{visit.signature}, le {format_datetime(visit.signed_at)}" if visit.signed_at else visit.signature
