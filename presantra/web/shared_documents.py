"""Shared documents: the deposit of the DUERP by a native form, the files, the attestation d’adhésion."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.domain.errors import DatabaseUnavailable, DomainError, Forbidden, NotFound, SessionExpired, Throttled
from presantra.domain.rights import Right
from presantra.domain.shared_documents import DEPOSIT_FIELDS, InvalidDeposit
from presantra.services.actor import Actor
from presantra.services.identity import parse_public_id
from presantra.services.shared_documents import SharedFile
from presantra.web import requests
from presantra.web.forms import METHODS, text
from presantra.web.limits import DEPOSIT_PATH

logger = logging.getLogger(__name__)
PAGE = "/espace/documents"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
Act = Callable[[Actor, Request], Awaitable[Response]]


class SharedDocumentRoutes:
    def __init__(self, container: Container) -> None:
        self._container = container
        # Whole files in memory: two at a time, the others wait on the disk.
        self._reading = asyncio.Semaphore(2)

    def routes(self) -> list[Route]:
        return [
            # All methods: Reflex, mounted behind, would answer the others with a page.
            Route(DEPOSIT_PATH, self._posted(self._deposit), methods=METHODS),
            Route("/partages/attestation", self._posted(self._certificate), methods=METHODS),
            Route("/documents/partages/{public_id}", self.file, methods=["GET"]),
        ]

    async def file(self, request: Request) -> Response:
        """Always kept, never shown by the browser: an office file is not to be run from our address."""
        try:
            actor = await requests.actor(request, self._container)
            if not actor.authenticated:
                return RedirectResponse(f"/connexion?suite={PAGE}", status_code=303)
            found = await self._of_any_company(actor, request.path_params["public_id"])
        except (NotFound, Forbidden, SessionExpired):
            return PlainTextResponse(NotFound().sentence, status_code=404)
        except DomainError as error:
            return PlainTextResponse(error.sentence, status_code=503)
        return FileResponse(found.path, media_type=found.media_type, filename=found.filename, headers=HEADERS)

    async def _of_any_company(self, actor: Actor, public_id: str) -> SharedFile:
        """A link copied from another tab must work in whichever company that tab was."""
        for company in actor.companies:
            try:
                return await self._container.shared_documents.file(actor.working_in(company.public_id), public_id)
            except (NotFound, Forbidden):
                continue
        raise NotFound

    def _posted(self, act: Act) -> Callable[[Request], Awaitable[Response]]:
        """Only posts of our own pages, by somebody logged in; refusals are told on the page."""

        async def endpoint(request: Request) -> Response:
            if request.method != "POST":
                return PlainTextResponse("Méthode refusée.", status_code=405, headers={"Allow": "POST"})
            if not requests.same_origin(request, self._container.settings):
                return PlainTextResponse("Requête refusée.", status_code=403)
            try:
                actor = await requests.actor(request, self._container)
                if not actor.authenticated:
                    return RedirectResponse(f"/connexion?erreur=session&suite={PAGE}", status_code=303)
                return await act(actor, request)
            except Throttled:
                return _back(erreur="attente")
            except (Forbidden, SessionExpired, NotFound):
                return _back(erreur="document-refuse")
            except DatabaseUnavailable:
                logger.warning("base de données indisponible pendant %s", request.url.path)
                return _back(erreur="indisponible")
            except HTTPException as error:
                if error.status_code != 400:
                    raise
                return PlainTextResponse("Requête refusée.", status_code=400)

        return endpoint

    async def _deposit(self, actor: Actor, request: Request) -> Response:
        # Before the body, which says in which company, is read: what is refused costs nothing.
        where = next((company for company in actor.companies if Right.DOCUMENTS_WRITE in company.rights), None)
        if where is None:
            raise Forbidden
        await self._container.shared_documents.admit(actor.working_in(where.public_id))
        async with request.form(max_files=1, max_fields=6, max_part_size=1024) as form:
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
        file = form.get("fichier")
        if not isinstance(file, UploadFile) or not file.filename:
            return None
        return await file.read(self._container.settings.document_max_bytes + 1)

    async def _certificate(self, actor: Actor, request: Request) -> Response:
        async with request.form(max_files=0, max_fields=2, max_part_size=1024) as form:
            actor = actor.working_in(text(form, "entreprise", 36))
        paper = await self._container.membership.certificate(actor)
        disposition = f'attachment; filename="{paper.filename}"'
        headers = {**HEADERS, "Content-Disposition": disposition}
        return Response(paper.content, media_type="application/pdf", headers=headers)


def _back(**query: str) -> Response:
    """The page of documents, with what it has to say."""
    told = {name: value for name, value in query.items() if value}
    return RedirectResponse(f"{PAGE}?{urlencode(told)}", status_code=303)
