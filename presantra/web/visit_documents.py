"""Downloads of visits: the convocation, drawn on demand, and the documents that the service has deposited."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.domain.errors import DomainError, Forbidden, NotFound, SessionExpired
from presantra.services.actor import Actor
from presantra.web import requests

Found = TypeVar("Found")
HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; sandbox"}


class VisitDocumentRoutes:
    def __init__(self, container: Container) -> None:
        self._container = container

    def routes(self) -> list[Route]:
        return [
            Route("/documents/convocations/{public_id}.pdf", self.summons, methods=["GET"]),
            Route("/documents/visites/{public_id}", self.document, methods=["GET"]),
        ]

    async def summons(self, request: Request) -> Response:
        async def answer(actor: Actor, public_id: str) -> Response:
            paper = await self._of_any_company(actor, public_id, self._container.visits.summons)
            disposition = f'attachment; filename="{paper.filename}"'
            return Response(
                paper.content,
                media_type="application/pdf",
                headers={**HEADERS, "Content-Disposition": disposition},
            )

        return await self._answer(request, answer)

    async def document(self, request: Request) -> Response:
        async def answer(actor: Actor, public_id: str) -> Response:
            found = await self._of_any_company(actor, public_id, self._container.visits.document)
            return FileResponse(found.path, media_type="application/pdf", filename=found.filename, headers=HEADERS)

        return await self._answer(request, answer)

    async def _answer(self, request: Request, answer: Callable[[Actor, str], Awaitable[Response]]) -> Response:
        try:
            actor = await requests.actor(request, self._container)
            if not actor.authenticated:
                return RedirectResponse("/connexion?suite=/espace/visites", status_code=303)
            return await answer(actor, request.path_params["public_id"])
        except (NotFound, Forbidden, SessionExpired) as error:
            return PlainTextResponse(error.sentence, status_code=404)
        except DomainError as error:
            return PlainTextResponse(error.sentence, status_code=503)

    async def _of_any_company(
        self, actor: Actor, public_id: str, find: Callable[[Actor, str], Awaitable[Found]]
    ) -> Found:
        """A link copied from another tab must work in whichever company that tab was."""
        for company in actor.companies:
            try:
                return await find(actor.working_in(company.public_id), public_id)
            except NotFound:
                continue
        raise NotFound
