"""Shared documents: the deposit of the DUERP by a native form, the files, the attestation d’adhésion."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.domain.errors import DatabaseUnavailable, Forbidden, NotFound, Throttled
from presantra.domain.rights import Right
from presantra.domain.shared_documents import DEPOSIT_FIELDS, InvalidDeposit
from presantra.services.actor import Actor
from presantra.services.identity import parse_public_id
from presantra.web.downloads import HEADERS, attachment, downloading, of_any_company
from presantra.web.forms import METHODS, posted, text, told_on
from presantra.web.limits import DEPOSIT_PATH
from presantra.web.uploads import form_with_file, sent_file

PAGE = "/espace/documents"
PROBLEMS = {
    Throttled: "attente",
    Forbidden: "document-refuse",
    NotFound: "document-refuse",
    DatabaseUnavailable: "indisponible",
}


class SharedDocumentRoutes:
    def __init__(self, container: Container) -> None:
        self._container = container
        # Whole files in memory: two at a time, the largest of the others wait on the disk.
        self._reading = asyncio.Semaphore(2)

    def routes(self) -> list[Route]:
        told = told_on(PAGE, PROBLEMS)
        file = "/documents/partages/{public_id}"
        return [
            # All methods: Reflex, mounted behind, would answer the others with a page.
            Route(DEPOSIT_PATH, posted(self._container, self.deposit, told), methods=METHODS),
            Route("/partages/attestation", posted(self._container, self.certificate, told), methods=METHODS),
            Route(file, downloading(self._container, self.file, PAGE), methods=["GET"]),
        ]

    async def file(self, actor: Actor, request: Request) -> Response:
        """Always kept, never shown by the browser: an office file is not to be run from our address."""
        found = await of_any_company(actor, request, self._container.shared_documents.file)
        return FileResponse(found.path, media_type=found.media_type, filename=found.filename, headers=HEADERS)

    async def deposit(self, actor: Actor, request: Request) -> Response:
        # Before the body, which says in which company, is read: what is refused costs nothing.
        where = next((company for company in actor.companies if Right.DOCUMENTS_WRITE in company.rights), None)
        if where is None:
            raise Forbidden
        await self._container.shared_documents.admit(actor.working_in(where.public_id))
        async with form_with_file(request) as form:
            actor = actor.working_in(text(form, "entreprise", 36))
            dates = {field: text(form, field, 20) for field in DEPOSIT_FIELDS if field != "fichier"}
            operation = parse_public_id(text(form, "operation", 36))
            try:
                async with self._reading:
                    content = await self._content(form)
                    await self._container.shared_documents.deposit(actor, dates, content, operation)
            except InvalidDeposit as error:
                return _back(erreurs=",".join(error.problems.values()), **dates)
        return _back(info="document-depose")

    async def _content(self, form: FormData) -> bytes | None:
        """At most one byte more than what is accepted: enough to refuse it."""
        sent = sent_file(form)
        return await sent[1].read(self._container.settings.document_max_bytes + 1) if sent else None

    async def certificate(self, actor: Actor, request: Request) -> Response:
        async with request.form(max_files=0, max_fields=2, max_part_size=1024) as form:
            actor = actor.working_in(text(form, "entreprise", 36))
        paper = await self._container.membership.certificate(actor)
        return attachment(paper.content, "application/pdf", paper.filename)


def _back(**query: str) -> Response:
    """The page of documents, with what it has to say."""
    told = {name: value for name, value in query.items() if value}
    return RedirectResponse(f"{PAGE}?{urlencode(told)}", status_code=303)
