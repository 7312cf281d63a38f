"""Native form posts: the only places where a password travels, and where the session cookie is set or cleared."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from urllib.parse import unquote, urlencode

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.domain.errors import (
    BadCredentials,
    Busy,
    DatabaseUnavailable,
    LinkInvalid,
    SessionExpired,
    Throttled,
    WrongProof,
)
from presantra.domain.passwords import MAX_LENGTH
from presantra.services.actor import Actor
from presantra.services.auth import Login
from presantra.services.passwords import RefusedPassword
from presantra.services.visitors import session_token
from presantra.web import requests

logger = logging.getLogger(__name__)
MAX_BODY = 16 * 1024
DEVICE_DAYS = 180
ADVICE_LIMIT = "120 per 5 minutes"
METHODS = ["POST", "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]
Handler = Callable[[Request, FormData, Actor], Awaitable[Response]]


class AuthRoutes:
    """Error codes travel in the address (``?erreur=``); their sentences stand with the pages."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._settings = container.settings
        self._advising = asyncio.Semaphore(1)

    def routes(self) -> list[Route]:
        pages: dict[str, tuple[Handler, str]] = {
            "/auth/connexion": (self.log_in, "/connexion/mot-de-passe"),
            "/auth/premier-mot-de-passe": (self.choose_first, "/premiere-connexion"),
            "/auth/reinitialiser": (self.reset, "/reinitialiser-mot-de-passe"),
            "/auth/reauthentification": (self.reauthenticate, "/reauthentification"),
            "/auth/deconnexion": (self.log_out, "/connexion"),
            "/auth/conseil": (self.advise, ""),
        }
        return [
            # All methods: Reflex, mounted behind, would answer the others with a page.
            Route(path, self._guarded(handler, page), methods=METHODS)
            for path, (handler, page) in pages.items()
        ]

    def _guarded(self, handler: Handler, page: str) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            if request.method != "POST":
                return PlainTextResponse("Méthode refusée.", status_code=405, headers={"Allow": "POST"})
            if not requests.same_origin(request, self._settings):
                return PlainTextResponse("Requête refusée.", status_code=403)
            visitor = requests.visitor(request, self._container)
            try:
                async with request.form(max_files=0, max_fields=12, max_part_size=MAX_BODY) as form:
                    return await handler(request, form, visitor)
            except HTTPException as error:
                if error.status_code != 400:
                    raise
                return PlainTextResponse("Requête refusée.", status_code=400)
            except Busy:
                return _back(page, "occupe")
            except DatabaseUnavailable:
                logger.warning("base de données indisponible pendant %s", request.url.path)
                return _back(page, "indisponible") if page else PlainTextResponse("", status_code=503)

        return endpoint

    async def log_in(self, request: Request, form: FormData, visitor: Actor) -> Response:
        destination = safe_destination(_text(form, "suite"))
        try:
            login = await self._container.auth.log_in(visitor, _text(form, "email"), _text(form, "password"))
        except BadCredentials:
            asked = destination if destination != "/espace" else ""
            return _back("/connexion/mot-de-passe", "identifiants", suite=asked)
        return self._opened(login, "/premiere-connexion" if login.provisional else destination)

    async def choose_first(self, request: Request, form: FormData, visitor: Actor) -> Response:
        actor = await requests.actor(request, self._container)
        try:
            login = await self._container.passwords.choose_first(
                actor, _text(form, "password"), _text(form, "confirmation")
            )
        except SessionExpired:
            return _back("/connexion", "session")
        except RefusedPassword as error:
            return _back("/premiere-connexion", error.problem)
        return self._opened(login, "/espace")

    async def reset(self, request: Request, form: FormData, visitor: Actor) -> Response:
        token = _text(form, "jeton")
        try:
            device = await self._container.passwords.reset(
                visitor, token, _text(form, "password"), _text(form, "confirmation")
            )
        except LinkInvalid:
            return _back("/reinitialiser-mot-de-passe", "lien")
        except RefusedPassword as error:
            # The fragment never reaches a server: the same link, still unused, is given back to the page.
            return _back("/reinitialiser-mot-de-passe", error.problem, fragment=token)
        response = RedirectResponse("/connexion?info=mot-de-passe", status_code=303)
        self._clear(response)
        self._remember(response, device)
        return response

    async def reauthenticate(self, request: Request, form: FormData, visitor: Actor) -> Response:
        destination = safe_destination(_text(form, "suite"))
        try:
            actor = await requests.actor(request, self._container)
            await self._container.reauthentication.by_password(actor, _text(form, "password"))
        except SessionExpired:
            return _back("/connexion", "session", suite=destination)
        except (WrongProof, Throttled) as error:
            return _back("/reauthentification", proof_problem(error), suite=destination)
        return RedirectResponse(destination, status_code=303)

    async def log_out(self, request: Request, form: FormData, visitor: Actor) -> Response:
        token = session_token(self._settings, request.headers)
        if token:
            await self._container.sessions.close(token)
        response = RedirectResponse("/connexion?info=deconnexion", status_code=303)
        self._clear(response)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    async def advise(self, request: Request, form: FormData, visitor: Actor) -> Response:
        """Anybody may ask: one at a time, and not for ever, because an estimate is paid in processor time."""
        actor = await requests.actor(request, self._container)
        try:
            await self._container.throttle.use((ADVICE_LIMIT, f"conseil/ip/{visitor.ip}"))
        except Throttled as error:
            return PlainTextResponse(error.sentence, status_code=429, headers={"Cache-Control": "no-store"})
        async with self._advising:
            verdict = await self._container.passwords.advise(actor, _text(form, "password"))
        answer = {"ok": verdict.ok, "bits": verdict.bits, "sentence": verdict.sentence}
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})

    def _opened(self, login: Login, destination: str) -> Response:
        response = RedirectResponse(destination, status_code=303)
        response.set_cookie(
            self._settings.session_cookie,
            login.token,
            max_age=int(self._settings.session_absolute.total_seconds()),
            path="/",
            secure=self._settings.https,
            httponly=True,
            samesite="lax",
        )
        self._remember(response, login.device)
        return response

    def _remember(self, response: Response, device: str) -> None:
        response.set_cookie(
            self._settings.device_cookie,
            device,
            max_age=DEVICE_DAYS * 86_400,
            path="/",
            secure=self._settings.https,
            httponly=True,
            samesite="lax",
        )

    def _clear(self, response: Response) -> None:
        response.delete_cookie(
            self._settings.session_cookie, path="/", secure=self._settings.https, httponly=True, samesite="lax"
        )


def proof_problem(error: WrongProof | Throttled) -> str:
    """The code of ``?erreur=`` for a proof that was not accepted."""
    return "attente" if isinstance(error, Throttled) else "preuve"


def safe_destination(path: str) -> str:
    """A page of the private space, and nothing else."""
    inside = path == "/espace" or path.startswith(("/espace/", "/espace?"))
    place = unquote(path.partition("?")[0])
    straight = path.isprintable() and not any(turn in place for turn in ("//", "..", "\\"))
    return path if inside and straight and len(path) <= 500 else "/espace"


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value[: 4 * MAX_LENGTH] if isinstance(value, str) else ""


def _back(page: str, problem: str, *, fragment: str = "", **more: str) -> Response:
    query = urlencode({"erreur": problem, **{name: value for name, value in more.items() if value}})
    return RedirectResponse(f"{page}?{query}" + (f"#{fragment}" if fragment else ""), status_code=303)
