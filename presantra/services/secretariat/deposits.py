"""Documents that the service gives to the employer after a visit."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from presantra.db.models import VisitDocument
from presantra.db.repositories import employees as employees_repository
from presantra.db.repositories import visit_documents
from presantra.domain.errors import InvalidValue, NotFound
from presantra.domain.files import PDF_MAGIC
from presantra.domain.labels import label
from presantra.domain.visit_documents import check_deposit
from presantra.domain.visit_vocabulary import VisitAct, VisitDocumentType
from presantra.domain.vocabulary import VisitKind
from presantra.services.actor import System
from presantra.services.context import ServiceContext
from presantra.services.documents import DocumentStore
from presantra.services.identity import parse_public_id
from presantra.services.visit_requests import legal_kind
from presantra.services.visits.cases import Said, case_numbered, perform

MAX_PDF_BYTES = 5 * 1024 * 1024
UNKNOWN = "Aucun document de visite ne porte cet identifiant."


@dataclass(frozen=True, slots=True)
class Paper:
    """``public_id``: what ``recall`` asks for. ``number``: of the request."""

    public_id: str
    number: str
    type: VisitDocumentType


class DepositWork:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._store = DocumentStore(context.settings.documents_dir)

    async def deposit(self, who: System, number: str, content: bytes, kind: VisitDocumentType) -> Paper:
        """Keep a PDF on a request whose visit took place; returns what was kept.

        Raises:
            InvalidValue: not a PDF, too big, a type that an employer must not have, or a visit that did not take place.
            NotFound: no such request.
        """
        if not content.startswith(PDF_MAGIC):
            raise InvalidValue("Ce fichier n’est pas un PDF.")
        if len(content) > MAX_PDF_BYTES:
            raise InvalidValue("Ce fichier dépasse 5 Mo.")
        async with self._context.database.transaction() as session:
            case = await case_numbered(session, number)
            person = await employees_repository.find(session, case.member_id, case.employee.public_id)
            if person is None:
                raise NotFound
            # Only the oldest visits do not know what they were.
            held = VisitKind(case.visit.held_kind or legal_kind(VisitKind(case.visit.kind), person[1]))
            check_deposit(kind, held)
            await perform(session, self._context, who, case, VisitAct.DEPOSIT, Said(f"{label(kind)}."))
            # A file without its row is harmless: its key is its content, and nothing leads to it.
            key = await asyncio.to_thread(self._store.put, content)
            document = VisitDocument(
                member_id=case.member_id, visit_request_id=case.id, type=kind.value, document_key=key,
                deposited_at=self._context.clock(), deposited_by=who.name,
            )  # fmt: skip
            await visit_documents.insert(session, document)
            return Paper(str(document.public_id), case.visit.number, kind)

    async def recall(self, who: System, public_id: str) -> Paper:
        """Take back a document, filed on the wrong person for example: at once the employer has it no more.

        Raises:
            NotFound: no such document, or already taken back.
        """
        wanted = parse_public_id(public_id)
        async with self._context.database.transaction() as session:
            found = await visit_documents.any_by_public_id(session, wanted)
            if found is None:
                raise NotFound(UNKNOWN)
            case = await case_numbered(session, found[1])
            # Read again: somebody may have taken it back while the lock was waited for.
            found = await visit_documents.any_by_public_id(session, wanted)
            if found is None:
                raise NotFound(UNKNOWN)
            document = found[0]
            document.withdrawn_at, document.withdrawn_by = self._context.clock(), who.name[:200]
            kind = VisitDocumentType(document.type)
            await session.flush()
            await perform(session, self._context, who, case, VisitAct.RECALL, Said(f"{label(kind)}."))
            return Paper(str(document.public_id), case.visit.number, kind)
