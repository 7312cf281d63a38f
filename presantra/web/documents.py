"""The PDF of a facture, and all that the portal holds of an account."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.domain.errors import DomainError, ReauthenticationNeeded, SessionExpired, Throttled
from presantra.services.actor import Actor
from presantra.web import requests
from presantra.web.downloads import HEADERS, downloading, of_any_company


class DocumentRoutes:
    def __init__(self, container: Container) -> None:
        self._container = container

    def routes(self) -> list[Route]:
        invoice = downloading(self._container, self.invoice, "/espace/factures")
        return [
            Route("/documents/factures/{public_id}", invoice, methods=["GET"]),
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

    async def invoice(self, actor: Actor, request: Request) -> Response:
        document = await of_any_company(actor, request, self._container.invoices.document)
        return FileResponse(
            document.path, media_type="application/pdf", filename=document.filename, headers=HEADERS
        )  # fmt: skip
