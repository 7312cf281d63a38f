"""Papers of a visit that the employer may take: the convocation, then what the law lets him have afterwards."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from presantra.db.repositories import appointments, visit_documents
from presantra.db.repositories import employees as employees_repository
from presantra.domain.errors import NotFound
from presantra.domain.labels import label
from presantra.domain.rights import Right
from presantra.domain.visit_documents import may_see
from presantra.domain.visit_vocabulary import AppointmentStatus, VisitDocumentType
from presantra.domain.visits import VisitKind, VisitStatus, plain_kind
from presantra.services.actor import Actor, needs
from presantra.services.documents import DocumentStore
from presantra.services.identity import parse_public_id
from presantra.services.invoices.views import DocumentView
from presantra.services.redaction import hides_visit, sees_follow_up
from presantra.services.summons_pdf import render_summons
from presantra.services.visit_requests import legal_kind
from presantra.services.visits.booking import Booking
from presantra.services.visits.convening import GIVEN_UP, filename, replaced_by, summons_of


@dataclass(frozen=True, slots=True)
class PaperView:
    """A PDF drawn on demand."""

    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class EmployeeDocument:
    """A document of one of the visits of an employee."""

    public_id: str
    type: VisitDocumentType
    visit_number: str
    deposited_at: str


class Files(Booking):
    @needs(Right.VISITS_READ)
    async def summons(self, actor: Actor, public_id: str) -> PaperView:
        """The convocation of an appointment that still holds, or was held.

        Raises:
            NotFound: not convened, given up, unknown, or another member's.
        """
        wanted = parse_public_id(public_id)
        settings = self._context.settings
        async with self._context.database.reading() as session:
            found = await appointments.find(session, actor.tenant(), wanted)
            if found is None or found[0].summoned_at is None or AppointmentStatus(found[0].status) in GIVEN_UP:
                raise NotFound
            appointment, visit, employee = found
            if hides_visit(actor, visit):
                raise NotFound
            person = await employees_repository.find(session, actor.tenant(), employee.public_id)
            replaced = await replaced_by(session, actor.tenant(), appointment)
        assert person is not None
        kind = legal_kind(VisitKind(visit.kind), person[1])
        assert actor.member is not None
        assert appointment.summoned_at is not None
        shown = label(kind if sees_follow_up(actor) else plain_kind(kind))
        company, issued_at = actor.member.name, appointment.summoned_at
        summons = summons_of(settings, visit, employee, appointment, company, shown, replaced, issued_at)
        content = await asyncio.to_thread(render_summons, settings, summons)
        return PaperView(filename(visit), content)

    @needs(Right.VISITS_READ)
    async def document(self, actor: Actor, public_id: str) -> DocumentView:
        """An attestation or an avis, where section D of the law lets the employer have it.

        Raises:
            Forbidden: such papers are part of the follow-up.
            NotFound: not for the employer, unknown, or another member's: the same answer.
            DocumentMissing: the file is not in the store.
        """
        actor.demand(Right.FOLLOW_UP_READ)
        wanted = parse_public_id(public_id)
        async with self._context.database.reading() as session:
            found = await visit_documents.find(session, actor.tenant(), wanted)
        if found is None or not may_see(VisitStatus(found[1].status), VisitDocumentType(found[0].type)):
            raise NotFound
        document, visit = found
        path = await asyncio.to_thread(DocumentStore(self._context.settings.documents_dir).path, document.document_key)
        return DocumentView(path, f"{document.type}-{visit.number}.pdf", path.stat().st_size)
