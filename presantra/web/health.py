"""Health for the operator's probes: alive, and ready to serve."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.services.health import readiness


def health_routes(container: Container) -> list[Route]:
    async def alive(_request: Request) -> Response:
        return JSONResponse({"vivant": True})

    async def ready(_request: Request) -> Response:
        report = await readiness(container.context, container.throttle)
        return JSONResponse(report.as_dict(), status_code=200 if report.ready else 503)

    return [Route("/sante/vivant", alive, methods=["GET"]), Route("/sante/pret", ready, methods=["GET"])]
