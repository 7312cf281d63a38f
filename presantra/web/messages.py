"""Files of messages: sent one by one by ``assets/messages.js`` while the message is written; given back to download."""

from __future__ import annotations

from uuid import UUID

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.domain.attached_files import MAX_FILE_BYTES, TOO_BIG
from presantra.domain.errors import DomainError, Forbidden, InvalidValue, NotFound, SessionExpired
from presantra.services.actor import Actor
from presantra.services.messages import FileView
from presantra.web import requests
from presantra.web.forms import METHODS, refused, said
from presantra.web.limits import ATTACH_PATH
from presantra.web.uploads import InMemory

PAGE = "/espace/messages"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


class MessageRoutes:
    def __init__(self, container: Container) -> None:
        self._container = container
        self._settings = container.settings

    def routes(self) -> list[Route]:
        return [
            # All methods: Reflex, mounted behind, would answer the others with a page.
            Route(ATTACH_PATH, self.attach, methods=METHODS),
            Route("/documents/messages/{public_id}", self.download, methods=["GET"]),
        ]

    async def attach(self, request: Request) -> Response:
        """A file, the company of the tab, the draft that it goes with; what became of it in JSON."""
        if request.method != "POST":
            return PlainTextResponse("Méthode refusée.", status_code=405, headers={"Allow": "POST"})
        if not requests.same_origin(request, self._settings):
            return PlainTextResponse("Requête refusée.", status_code=403)
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            return PlainTextResponse("Requête refusée.", status_code=400)
        try:
            actor = await requests.actor(request, self._container)
            if not actor.authenticated:
                raise SessionExpired
            # Before the body is read: each file costs memory and room.
            await self._container.messages.admit_file(actor)
            return await self._receive(actor, request)
        except MultiPartException:
            return PlainTextResponse("Requête refusée.", status_code=400)
        except DomainError as error:
            return refused(error)

    async def download(self, request: Request) -> Response:
        try:
            actor = await requests.actor(request, self._container)
            if not actor.authenticated:
                return RedirectResponse(f"/connexion?suite={PAGE}", status_code=303)
            file = await self._of_any_company(actor, request.path_params["public_id"])
        except (NotFound, Forbidden, SessionExpired) as error:
            return PlainTextResponse(error.sentence, status_code=404)
        except DomainError as error:
            return PlainTextResponse(error.sentence, status_code=503)
        return FileResponse(file.path, media_type=file.media_type, filename=file.name, headers=HEADERS)

    async def _receive(self, actor: Actor, request: Request) -> Response:
        parser = InMemory(request.headers, request.stream(), max_files=1, max_fields=4, max_part_size=1024)
        form = await parser.parse()
        try:
            company, draft, file = form.get("entreprise"), form.get("brouillon"), form.get("fichier")
            actor = actor.working_in(company if isinstance(company, str) else "")
            if not isinstance(file, UploadFile) or not file.filename or not isinstance(draft, str):
                raise InvalidValue("Choisissez un fichier avant de l’envoyer.")
            if (file.size or 0) > MAX_FILE_BYTES:
                raise InvalidValue(TOO_BIG)
            kept = await self._container.messages.attach(actor, _draft(draft), file.filename, await file.read())
            return said(name=kept.name)
        finally:
            await form.close()

    async def _of_any_company(self, actor: Actor, public_id: str) -> FileView:
        """A link copied from another tab must work in whichever company that tab was."""
        for company in actor.companies:
            try:
                return await self._container.messages.file(actor.working_in(company.public_id), public_id)
            except (NotFound, Forbidden):
                continue
        raise NotFound


def _draft(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidValue("Rechargez la page, puis recommencez.") from None
