"""What all downloads share: the session's cookie, documents of one's own companies, never a cache."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from presantra.bootstrap import Container
from presantra.domain.errors import DomainError, Forbidden, NotFound, SessionExpired, Throttled
from presantra.services.actor import Actor
from presantra.web import requests
from presantra.web.forms import Act, Endpoint

Found = TypeVar("Found")
HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; sandbox"}


def downloading(container: Container, work: Act, page: str) -> Endpoint:
    """For somebody logged in; who is not comes back to ``page`` once he is."""

    async def endpoint(request: Request) -> Response:
        try:
            actor = await requests.actor(request, container)
            if not actor.authenticated:
                return RedirectResponse(f"/connexion?suite={page}", status_code=303)
            return await work(actor, request)
        except (NotFound, Forbidden, SessionExpired):
            return PlainTextResponse(NotFound().sentence, status_code=404)
        except Throttled as error:
            return PlainTextResponse(error.sentence, status_code=429)
        except DomainError as error:
            return PlainTextResponse(error.sentence, status_code=503)

    return endpoint


async def of_any_company(actor: Actor, request: Request, find: Callable[[Actor, str], Awaitable[Found]]) -> Found:
    """A link copied from another tab must work in whichever company that tab was, and whatever one may in the others.

    Raises:
        NotFound: of no company of this person.
    """
    for company in actor.companies:
        try:
            return await find(actor.working_in(company.public_id), request.path_params["public_id"])
        except (NotFound, Forbidden):
            continue
    raise NotFound


def attachment(content: bytes, media_type: str, filename: str) -> Response:
    """A file that exists in memory only; ``filename`` is safe in a header."""
    headers = HEADERS | {"Content-Disposition": f'attachment; filename="{filename}"'}
    return Response(content, media_type=media_type, headers=headers)
