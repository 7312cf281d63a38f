"""``GET /calendrier/<secret>.ics``: for calendar programs, which have no cookie; the address is the key."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.domain.errors import DomainError, NotFound, Throttled
from presantra.services.calendars import PATH
from presantra.web import requests


class CalendarRoutes:
    def __init__(self, container: Container) -> None:
        self._container = container

    def routes(self) -> list[Route]:
        return [Route(f"{PATH}/{{token}}.ics", self.calendar, methods=["GET"])]

    async def calendar(self, request: Request) -> Response:
        ip = requests.client_ip(request, self._container.settings)
        try:
            file = await self._container.calendars.file(ip, request.path_params["token"])
        except NotFound as error:
            return PlainTextResponse(error.sentence, status_code=404)
        except Throttled as error:
            return PlainTextResponse(error.sentence, status_code=429, headers={"Retry-After": str(error.retry_after)})
        except DomainError as error:
            return PlainTextResponse(error.sentence, status_code=503)
        headers = {"Cache-Control": "private, no-cache", "ETag": file.etag, "X-Robots-Tag": "noindex"}
        if request.headers.get("if-none-match") == file.etag:
            return Response(status_code=304, headers=headers)
        headers["Content-Disposition"] = 'inline; filename="suivi.ics"'
        return Response(file.content, media_type="text/calendar; charset=utf-8", headers=headers)
