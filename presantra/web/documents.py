"""Downloads: the session's cookie, the tenant's own documents, never a cache."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.domain.errors import DomainError, Forbidden, NotFound, ReauthenticationNeeded, SessionExpired, Throttled
from presantra.services.actor import Actor
from presantra.services.invoices.views import DocumentView
from presantra.web import requests


class DocumentRoutes:
    def __init__(self, container: Container) -> None:
        self._container = container

    def routes(self) -> list[Route]:
        return [
            Route("/documents/factures/{public_id}", self.invoice, methods=["GET"]),
            Route("/documents/mes-donnees.zip", self.own_data, methods=["GET"]),
        ]

    async def own_data(self, request: Request) -> Response:
        page = "/espace/mon-compte/mes-donnees"
        try:
            actor = await requests.actor(request, self._container)
            archive = await self._container.own_data.archive(actor)
        except SessionExpired:
            return RedirectResponse(f"/connexion?suite={page}", status_code=303)
        except ReauthenticationNeeded:
            return RedirectResponse(f"/reauthentification?suite={page}", status_code=303)
        except DomainError as error:
            return PlainTextResponse(error.sentence, status_code=429 if isinstance(error, Throttled) else 503)
        headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="mes-donnees.zip"'}
        return Response(archive, media_type="application/zip", headers=headers)

    async def invoice(self, request: Request) -> Response:
        try:
            actor = await requests.actor(request, self._container)
            if not actor.authenticated:
                return RedirectResponse("/connexion?suite=/espace/factures", status_code=303)
            document = await self._of_any_company(actor, request.path_params["public_id"])
        except (NotFound, Forbidden, SessionExpired) as error:
            return PlainTextResponse(error.sentence, status_code=404)
        except DomainError as error:
            return PlainTextResponse(error.sentence, status_code=503)
        return FileResponse(
            document.path,
            media_type="application/pdf",
            filename=document.filename,
            headers={"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; sandbox"},
        )

    async def _of_any_company(self, actor: Actor, public_id: str) -> DocumentView:
        """A link copied from another tab must work in whichever company that tab was."""
        for company in actor.companies:
            try:
                return await self._container.invoices.document(actor.working_in(company.public_id), public_id)
            except NotFound:
                continue
        raise NotFound
