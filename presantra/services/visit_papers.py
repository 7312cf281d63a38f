"""Documents of an employee's visits that his employer may have."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.repositories import visit_documents
from presantra.domain.visit_documents import may_see
from presantra.domain.visit_vocabulary import VisitDocumentType
from presantra.domain.vocabulary import VisitStatus
from presantra.services.visit_views import DocumentLine


async def papers_of(session: AsyncSession, member_id: int, employee_id: int) -> dict[int, tuple[DocumentLine, ...]]:
    """Documents by the integer id of their request, newest first."""
    found: dict[int, tuple[DocumentLine, ...]] = {}
    for document, visit in await visit_documents.of_employee(session, member_id, employee_id):
        kind = VisitDocumentType(document.type)
        if may_see(VisitStatus(visit.status), kind):
            line = DocumentLine(str(document.public_id), kind, document.deposited_at)
            found[document.visit_request_id] = (*found.get(document.visit_request_id, ()), line)
    return found
