"""All that the service must know of one request before it answers, the employer's fermetures with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from presantra.db.repositories import visit_documents, visits
from presantra.domain.clock import paris_date
from presantra.domain.labels import format_date, label
from presantra.domain.visit_vocabulary import VisitDocumentType
from presantra.domain.visits import VisitKind, VisitStatus
from presantra.services.actor import System
from presantra.services.closures import closures_of
from presantra.services.context import ServiceContext
from presantra.services.secretariat.deposits import Paper
from presantra.services.visit_facts import asked_facts
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
        facts = (
            ("Échéance légale", f"au plus tard le {format_date(visit.due_date)}" if visit.due_date else ""),
            ("Motif", visit.reason),
            *asked_facts(self._context.settings, visit),
            ("Disponibilités", visit.availabilities),
            ("Commentaire", visit.comment),
        )
        return tuple((name, text) for name, text in facts if text)
