"""Files of salariés: sent by a native form, read by the service; the model and the rejected lines to download."""

from __future__ import annotations

import logging
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.domain.errors import (
    Busy,
    DatabaseUnavailable,
    DomainError,
    Forbidden,
    NotFound,
    SessionExpired,
    Throttled,
)
from presantra.services.actor import Actor
from presantra.services.spreadsheets import MAX_BYTES, TOO_BIG
from presantra.web import requests
from presantra.web.limits import UPLOAD_PATH
from presantra.web.uploads import InMemory

logger = logging.getLogger(__name__)
PAGE = "/espace/salaries/import"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
METHODS = ["POST", "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]


class ImportRoutes:
    def __init__(self, container: Container) -> None:
        self._container = container
        self._settings = container.settings

    def routes(self) -> list[Route]:
        return [
            # All methods: Reflex, mounted behind, would answer the others with a page.
            Route(UPLOAD_PATH, self.upload, methods=METHODS),
            Route("/imports/modele.xlsx", self.template, methods=["GET"]),
            Route("/imports/{public_id}/rejets.xlsx", self.rejected, methods=["GET"]),
        ]

    async def upload(self, request: Request) -> Response:
        """A file and the company of the tab; answers with the way to the screen of its import."""
        if request.method != "POST":
            return PlainTextResponse("Méthode refusée.", status_code=405, headers={"Allow": "POST"})
        if not requests.same_origin(request, self._settings):
            return PlainTextResponse("Requête refusée.", status_code=403)
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            return PlainTextResponse("Requête refusée.", status_code=400)
        try:
            actor = await requests.actor(request, self._container)
            if not actor.authenticated:
                return RedirectResponse(f"/connexion?erreur=session&suite={PAGE}", status_code=303)
            await self._container.imports.admit(actor)
            return await self._receive(actor, request)
        except Throttled:
            return _back(erreur="attente")
        except Busy:
            return _back(erreur="import-occupe")
        except (Forbidden, SessionExpired, NotFound):
            return _back(erreur="entreprise")
        except DatabaseUnavailable:
            logger.warning("base de données indisponible pendant l’envoi d’un fichier")
            return _back(erreur="indisponible")
        except MultiPartException:
            return PlainTextResponse("Requête refusée.", status_code=400)

    async def template(self, request: Request) -> Response:
        try:
            actor = await requests.actor(request, self._container)
            if not actor.authenticated:
                return RedirectResponse(f"/connexion?suite={PAGE}", status_code=303)
            content = await self._container.imports.template(actor)
        except DomainError as error:
            return PlainTextResponse(error.sentence, status_code=_status(error))
        return _workbook("modele-import-salaries.xlsx", content)

    async def rejected(self, request: Request) -> Response:
        """Of any company of the account: the address carries no company."""
        try:
            actor = await requests.actor(request, self._container)
            if not actor.authenticated:
                return RedirectResponse(f"/connexion?suite={PAGE}", status_code=303)
            name, content = await self._of_any_company(actor, request.path_params["public_id"])
        except DomainError as error:
            return PlainTextResponse(error.sentence, status_code=_status(error))
        return _workbook(name, content)

    async def _of_any_company(self, actor: Actor, public_id: str) -> tuple[str, bytes]:
        for company in actor.companies:
            try:
                return await self._container.imports.rejected(actor.working_in(company.public_id), public_id)
            except NotFound:
                continue
        raise NotFound

    async def _receive(self, actor: Actor, request: Request) -> Response:
        parser = InMemory(request.headers, request.stream(), max_files=1, max_fields=4, max_part_size=1024)
        form = await parser.parse()
        try:
            company, file = form.get("entreprise"), form.get("fichier")
            actor = actor.working_in(company if isinstance(company, str) else "")
            if not isinstance(file, UploadFile) or not file.filename:
                return _back(erreur="fichier")
            imports = self._container.imports
            if (file.size or 0) > MAX_BYTES:
                return _back(**{"import": await imports.refuse(actor, file.filename, TOO_BIG)})
            content = await file.read()
            return _back(**{"import": await imports.receive(actor, file.filename, content)})
        finally:
            await form.close()


def _back(**query: str) -> Response:
    """The screen of imports, with what it has to say."""
    (name, value), *_ = query.items()
    return RedirectResponse(f"{PAGE}?{name}={quote(value)}", status_code=303)


def _workbook(name: str, content: bytes) -> Response:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(content, media_type=XLSX, headers=headers)


def _status(error: DomainError) -> int:
    return 503 if isinstance(error, DatabaseUnavailable) else 404
