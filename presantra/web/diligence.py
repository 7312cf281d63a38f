"""« Preuve de diligence »: drawn at each request, for whoever may see what it tells; never kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.domain.clock import paris_date
from presantra.domain.errors import DomainError, Forbidden, NotFound, SessionExpired, Throttled
from presantra.services.actor import Actor
from presantra.web import requests

Drawing = Callable[[Actor, Request], Awaitable[bytes]]


class DiligenceRoutes:
    def __init__(self, container: Container) -> None:
        self._container = container

    def routes(self) -> list[Route]:
        return [
            Route("/documents/diligence.pdf", self._answering(self._company), methods=["GET"]),
            Route("/documents/diligence/{public_id}.pdf", self._answering(self._person), methods=["GET"]),
        ]

    async def _company(self, actor: Actor, request: Request) -> bytes:
        wanted = request.query_params.get("entreprise", "")[:36]
        return await self._container.diligence.company(actor.working_in(wanted))

    async def _person(self, actor: Actor, request: Request) -> bytes:
        """A link copied from another tab must work in whichever company that tab was."""
        for company in actor.companies:
            try:
                found = actor.working_in(company.public_id)
                return await self._container.diligence.person(found, request.path_params["public_id"])
            except NotFound:
                continue
        raise NotFound

    def _answering(self, draw: Drawing) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                actor = await requests.actor(request, self._container)
                if not actor.authenticated:
                    return RedirectResponse("/connexion?suite=/espace", status_code=303)
                content = await draw(actor, request)
            except (NotFound, Forbidden, SessionExpired):
                return PlainTextResponse(NotFound().sentence, status_code=404)
            except Throttled as error:
                return PlainTextResponse(error.sentence, status_code=429)
            except DomainError as error:
                return PlainTextResponse(error.sentence, status_code=503)
            day = paris_date(self._container.context.clock()).isoformat()
            headers = {
                "Cache-Control": "no-store",
                "Content-Disposition": f'attachment; filename="preuve-de-diligence-{day}.pdf"',
                "Content-Security-Policy": "default-src 'none'; sandbox",
            }
            return Response(content, media_type="application/pdf", headers=headers)

        return endpoint
