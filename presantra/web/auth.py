"""Native form posts: the only places where a password travels, and where the session cookie is set or cleared."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.domain.accounts import IDENTITY_FIELDS
from presantra.domain.errors import (
    AccountExists,
    BadCredentials,
    InvalidForm,
    InvalidValue,
    LinkInvalid,
    SessionExpired,
    Throttled,
    WrongProof,
)
from presantra.services.actor import Actor
from presantra.services.invitations import ANSWER_PAGE, LINK_PAGE
from presantra.services.opening import Login
from presantra.services.passwords import RefusedPassword
from presantra.services.visitors import session_token
from presantra.web import requests
from presantra.web.cookies import Cookies
from presantra.web.forms import METHODS, Handler, back, guarded, proof_problem, safe_destination, text

ADVICE_LIMIT = "120 per 5 minutes"
CODE_PAGE = "/connexion/code"


class AuthRoutes:
    """Error codes travel in the address (``?erreur=``); their sentences stand with the pages."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._settings = container.settings
        self._cookies = Cookies(container.settings)
        self._advising = asyncio.Semaphore(1)

    def routes(self) -> list[Route]:
        pages: dict[str, tuple[Handler, str]] = {
            "/auth/connexion": (self.log_in, "/connexion/mot-de-passe"),
            "/auth/code": (self.second_factor, CODE_PAGE),
            "/auth/premier-mot-de-passe": (self.choose_first, "/premiere-connexion"),
            "/auth/reinitialiser": (self.reset, "/reinitialiser-mot-de-passe"),
            "/auth/confirmer-adresse": (self.confirm_email, "/confirmer-mon-adresse"),
            "/auth/retablir-adresse": (self.revert_email, "/retablir-mon-adresse"),
            "/auth/invitation": (self.open_invitation, LINK_PAGE),
            "/auth/invitation/compte": (self.join, ANSWER_PAGE),
            "/auth/reauthentification": (self.reauthenticate, "/reauthentification"),
            "/auth/deconnexion": (self.log_out, "/connexion"),
            "/auth/conseil": (self.advise, ""),
        }
        return [
            # All methods: Reflex, mounted behind, would answer the others with a page.
            Route(path, guarded(self._container, handler, page), methods=METHODS)
            for path, (handler, page) in pages.items()
        ]

    async def log_in(self, request: Request, form: FormData, visitor: Actor) -> Response:
        destination = safe_destination(text(form, "suite"))
        asked = destination if destination != "/espace" else ""
        try:
            login = await self._container.auth.log_in(visitor, text(form, "email"), text(form, "password"))
        except BadCredentials:
            return back("/connexion/mot-de-passe", "identifiants", suite=asked)
        if login.step:
            query = f"?{urlencode({'suite': asked})}" if asked else ""
            response = RedirectResponse(f"{CODE_PAGE}{query}", status_code=303)
            self._cookies.waiting(response, login.step)
            return response
        return self._opened(login, "/premiere-connexion" if login.provisional else destination)

    async def second_factor(self, request: Request, form: FormData, visitor: Actor) -> Response:
        destination = safe_destination(text(form, "suite"))
        asked = destination if destination != "/espace" else ""
        step = requests.step_token(request, self._settings)
        try:
            login = await self._container.login_steps.finish(
                visitor, step, text(form, "code"), trust=bool(text(form, "confiance"))
            )
        except SessionExpired:
            return back("/connexion", "etape-code", suite=asked)
        except (WrongProof, Throttled) as error:
            return back(CODE_PAGE, proof_problem(error), suite=asked)
        response = self._opened(login, destination)
        self._cookies.step_over(response)
        return response

    async def choose_first(self, request: Request, form: FormData, visitor: Actor) -> Response:
        actor = await requests.actor(request, self._container)
        try:
            login = await self._container.passwords.choose_first(
                actor, text(form, "password"), text(form, "confirmation")
            )
        except SessionExpired:
            return back("/connexion", "session")
        except RefusedPassword as error:
            return back("/premiere-connexion", error.problem)
        return self._opened(login, "/espace")

    async def reset(self, request: Request, form: FormData, visitor: Actor) -> Response:
        token = text(form, "jeton")
        try:
            device = await self._container.passwords.reset(
                visitor, token, text(form, "password"), text(form, "confirmation")
            )
        except LinkInvalid:
            return back("/reinitialiser-mot-de-passe", "lien")
        except RefusedPassword as error:
            # The fragment never reaches a server: the same link, still unused, is given back to the page.
            return back("/reinitialiser-mot-de-passe", error.problem, fragment=token)
        response = RedirectResponse("/connexion?info=mot-de-passe", status_code=303)
        self._cookies.clear(response)
        self._cookies.remember(response, device)
        return response

    async def confirm_email(self, request: Request, form: FormData, visitor: Actor) -> Response:
        try:
            await self._container.email_changes.confirm(visitor, text(form, "jeton"))
        except LinkInvalid:
            return back("/confirmer-mon-adresse", "lien-adresse")
        return RedirectResponse("/confirmer-mon-adresse?info=adresse-confirmee", status_code=303)

    async def revert_email(self, request: Request, form: FormData, visitor: Actor) -> Response:
        try:
            await self._container.email_changes.revert(visitor, text(form, "jeton"))
        except LinkInvalid:
            return back("/retablir-mon-adresse", "lien-adresse")
        except InvalidValue:
            return back("/retablir-mon-adresse", "adresse-prise")
        return RedirectResponse("/retablir-mon-adresse?info=adresse-retablie", status_code=303)

    async def open_invitation(self, request: Request, form: FormData, visitor: Actor) -> Response:
        """Nothing is used: the link only moves to a cookie, where it outlives a log-in."""
        token = text(form, "jeton")
        try:
            await self._container.invitations.look(visitor, token)
        except LinkInvalid:
            return back(LINK_PAGE, "invitation")
        except Throttled:
            return back(LINK_PAGE, "attente")
        response = RedirectResponse(ANSWER_PAGE, status_code=303)
        self._cookies.invited(response, token)
        return response

    async def join(self, request: Request, form: FormData, visitor: Actor) -> Response:
        identity = {name: text(form, name) for name in IDENTITY_FIELDS}
        try:
            login = await self._container.invitations.open_account(visitor, visitor.invitation, identity)
        except LinkInvalid:
            return back(LINK_PAGE, "invitation")
        except Throttled:
            return back(LINK_PAGE, "attente")
        except InvalidForm:
            return back(ANSWER_PAGE, "identite")
        except AccountExists:
            return RedirectResponse(ANSWER_PAGE, status_code=303)  # where the log-in is offered
        response = self._opened(login, "/premiere-connexion")
        self._cookies.answered(response)
        return response

    async def reauthenticate(self, request: Request, form: FormData, visitor: Actor) -> Response:
        destination = safe_destination(text(form, "suite"))
        service, code = self._container.reauthentication, text(form, "code")
        try:
            actor = await requests.actor(request, self._container)
            if code:
                await service.by_code(actor, code)
            else:
                await service.by_password(actor, text(form, "password"))
        except SessionExpired:
            return back("/connexion", "session", suite=destination)
        except (WrongProof, Throttled) as error:
            return back("/reauthentification", proof_problem(error), suite=destination)
        return RedirectResponse(destination, status_code=303)

    async def log_out(self, request: Request, form: FormData, visitor: Actor) -> Response:
        token = session_token(self._settings, request.headers)
        if token:
            await self._container.sessions.close(token)
        invited = text(form, "suite") == ANSWER_PAGE
        response = RedirectResponse(ANSWER_PAGE if invited else "/connexion?info=deconnexion", status_code=303)
        self._cookies.clear(response)
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
            verdict = await self._container.passwords.advise(actor, text(form, "password"), text(form, "jeton"))
        answer = {"ok": verdict.ok, "bits": verdict.bits, "sentence": verdict.sentence}
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})

    def _opened(self, login: Login, destination: str) -> Response:
        response = RedirectResponse(destination, status_code=303)
        self._cookies.opened(response, login)
        return response
