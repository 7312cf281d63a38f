"""What all form posts share: who may send them, how they are read, where they lead."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import unquote, urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from presantra.bootstrap import Container
from presantra.domain.errors import (
    Busy,
    DatabaseUnavailable,
    DomainError,
    SessionExpired,
    Throttled,
)
from presantra.domain.passwords import MAX_LENGTH
from presantra.services.actor import Actor
from presantra.services.invitations import ANSWER_PAGE
from presantra.settings import Settings
from presantra.web import requests

logger = logging.getLogger(__name__)
MAX_BODY = 16 * 1024
METHODS = ["POST", "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]
NO_STORE = {"Cache-Control": "no-store"}
Handler = Callable[[Request, FormData, Actor], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]
Act = Callable[[Actor, Request], Awaitable[Response]]
Told = Callable[[DomainError], Response]


def guarded(container: Container, handler: Handler, page: str = "") -> Endpoint:
    """Only posts of our own pages reach ``handler``; what the portal cannot do now is told on ``page``."""

    async def endpoint(request: Request) -> Response:
        if stopped := _stopped(request, container.settings):
            return stopped
        visitor = requests.visitor(request, container)
        try:
            async with request.form(max_files=0, max_fields=12, max_part_size=MAX_BODY) as form:
                return await handler(request, form, visitor)
        except Busy:
            return back(page, "occupe")
        except DatabaseUnavailable:
            logger.warning("base de données indisponible pendant %s", request.url.path)
            return back(page, "indisponible") if page else PlainTextResponse("", status_code=503)

    return endpoint


def answering(container: Container, handler: Handler) -> Endpoint:
    """The same for what ``securite.js`` asks: refusals are sentences in JSON."""

    async def told(request: Request, form: FormData, visitor: Actor) -> Response:
        try:
            return await handler(request, form, visitor)
        except DomainError as error:
            return refused(error)

    return guarded(container, told)


def posted(container: Container, act: Act, told: Told) -> Endpoint:
    """Only posts of our own pages, by somebody logged in, reach ``act``; ``told`` answers a refusal."""

    async def endpoint(request: Request) -> Response:
        if stopped := _stopped(request, container.settings):
            return stopped
        try:
            actor = await requests.actor(request, container)
            if not actor.authenticated:
                raise SessionExpired
            return await act(actor, request)
        except DomainError as error:
            if isinstance(error, DatabaseUnavailable):
                logger.warning("base de données indisponible pendant %s", request.url.path)
            return told(error)

    return endpoint


def told_on(page: str, codes: Mapping[type[DomainError], str]) -> Told:
    """Refusals of native forms: the page again, with a code; what is not listed is a fault of ours."""

    def told(error: DomainError) -> Response:
        if isinstance(error, SessionExpired):
            return RedirectResponse(f"/connexion?erreur=session&suite={page}", status_code=303)
        code = next((code for kind, code in codes.items() if isinstance(error, kind)), None)
        if code is None:
            raise error
        return back(page, code)

    return told


def _stopped(request: Request, settings: Settings) -> Response | None:
    """The answer to what is no post of our own pages."""
    if request.method != "POST":
        return PlainTextResponse("Méthode refusée.", status_code=405, headers={"Allow": "POST"})
    if not requests.same_origin(request, settings):
        return PlainTextResponse("Requête refusée.", status_code=403)
    return None


def refused(error: DomainError) -> Response:
    """The sentence of a refusal, for a script of ours."""
    answer = {"code": error.code, "sentence": error.sentence}
    return JSONResponse(answer, status_code=_status(error), headers=NO_STORE)


def _status(error: DomainError) -> int:
    if isinstance(error, Throttled):
        return 429
    if isinstance(error, SessionExpired):
        return 401
    return 503 if isinstance(error, (DatabaseUnavailable, Busy)) else 422


def said(**values: object) -> Response:
    """An answer to a script of ours, kept by no cache."""
    return JSONResponse(values, headers=NO_STORE)


def text(form: FormData, name: str, length: int = 4 * MAX_LENGTH) -> str:
    value = form.get(name, "")
    return value[:length] if isinstance(value, str) else ""


def back(page: str, problem: str, *, fragment: str = "", **more: str) -> Response:
    """The page again, with the code of what went wrong; its sentence stands with the page."""
    query = urlencode({"erreur": problem, **{name: value for name, value in more.items() if value}})
    return RedirectResponse(f"{page}?{query}" + (f"#{fragment}" if fragment else ""), status_code=303)


def safe_destination(path: str) -> str:
    """A page of the private space or the answer to an invitation, and nothing else."""
    inside = path in ("/espace", ANSWER_PAGE) or path.startswith(("/espace/", "/espace?"))
    place = unquote(path.partition("?")[0])
    straight = path.isprintable() and not any(turn in place for turn in ("//", "..", "\\"))
    return path if inside and straight and len(path) <= 500 else "/espace"


def proof_problem(error: DomainError) -> str:
    """The code of ``?erreur=`` for a proof that was not accepted."""
    return "attente" if isinstance(error, Throttled) else "preuve"
