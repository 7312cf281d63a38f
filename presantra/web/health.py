"""Health for the operator's probes: alive, and ready to serve."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.services.health import Readiness, readiness


def health_routes(container: Container) -> list[Route]:
    async def alive(_request: Request) -> Response:
        return JSONResponse({"vivant": True})

    asked: list[asyncio.Task[Readiness]] = []

    async def ready(_request: Request) -> Response:
        # The proof is a write: a crowd of probes shares one, instead of queueing for the same row.
        if not asked or asked[0].done():
            asked[:] = [asyncio.create_task(readiness(container.context, container.throttle))]
        report = await asyncio.shield(asked[0])
        return JSONResponse(report.as_dict(), status_code=200 if report.ready else 503)

    return [Route("/sante/vivant", alive, methods=["GET"]), Route("/sante/pret", ready, methods=["GET"])]
