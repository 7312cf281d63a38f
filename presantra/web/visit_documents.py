"""Downloads of visits: the convocation, drawn on demand, and the documents that the service has deposited."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.services.actor import Actor
from presantra.web.downloads import HEADERS, attachment, downloading, of_any_company

PAGE = "/espace/visites"


class VisitDocumentRoutes:
    def __init__(self, container: Container) -> None:
        self._container = container

    def routes(self) -> list[Route]:
        handlers = {
            "/documents/convocations/{public_id}.pdf": self.summons,
            "/documents/visites/{public_id}": self.document,
        }
        return [
            Route(path, downloading(self._container, handler, PAGE), methods=["GET"])
            for path, handler in handlers.items()
        ]

    async def summons(self, actor: Actor, request: Request) -> Response:
        paper = await of_any_company(actor, request, self._container.visits.summons)
        return attachment(paper.content, "application/pdf", paper.filename)

    async def document(self, actor: Actor, request: Request) -> Response:
        found = await of_any_company(actor, request, self._container.visits.document)
        return FileResponse(found.path, media_type="application/pdf", filename=found.filename, headers=HEADERS)
