"""« Preuve de diligence »: drawn at each request, for whoever may see what it tells; never kept."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.domain.clock import paris_date
from presantra.services.actor import Actor
from presantra.web.downloads import attachment, downloading, of_any_company


class DiligenceRoutes:
    def __init__(self, container: Container) -> None:
        self._container = container

    def routes(self) -> list[Route]:
        handlers = {
            "/documents/diligence.pdf": self.company,
            "/documents/diligence/{public_id}.pdf": self.person,
        }
        return [
            Route(path, downloading(self._container, handler, "/espace"), methods=["GET"])
            for path, handler in handlers.items()
        ]

    async def company(self, actor: Actor, request: Request) -> Response:
        wanted = request.query_params.get("entreprise", "")[:36]
        return self._drawn(await self._container.diligence.company(actor.working_in(wanted)))

    async def person(self, actor: Actor, request: Request) -> Response:
        return self._drawn(await of_any_company(actor, request, self._container.diligence.person))

    def _drawn(self, content: bytes) -> Response:
        day = paris_date(self._container.context.clock()).isoformat()
        return attachment(content, "application/pdf", f"preuve-de-diligence-{day}.pdf")
