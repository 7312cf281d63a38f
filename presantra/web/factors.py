"""What ``assets/securite.js`` asks: passkeys, the set-up of the second factor. No secret passes by a Reflex event."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.services.actor import Actor
from presantra.services.opening import Login
from presantra.services.passkeys import Purpose
from presantra.web import requests
from presantra.web.cookies import Cookies
from presantra.web.forms import MAX_BODY, METHODS, answering, safe_destination, said, text


class FactorRoutes:
    """Of a passkey, the question (``demande``, for a purpose), then the route of its answer (field ``reponse``)."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._settings = container.settings
        self._cookies = Cookies(container.settings)

    def routes(self) -> list[Route]:
        second = "/auth/double-authentification"
        handlers = {
            f"/auth/cles/{Purpose.ADD}": self.add,
            f"/auth/cles/{Purpose.LOG_IN}": self.log_in,
            f"/auth/cles/{Purpose.STEP}": self.take_step,
            f"/auth/cles/{Purpose.CONFIRM}": self.confirm,
            "/auth/cles/demande": self.ask,
            f"{second}/preparer": self.prepare_totp,
            f"{second}/confirmer": self.confirm_totp,
            f"{second}/codes": self.new_codes,
        }
        return [Route(path, answering(self._container, handler), methods=METHODS) for path, handler in handlers.items()]

    async def ask(self, request: Request, form: FormData, visitor: Actor) -> Response:
        passkeys, purpose = self._container.passkeys, text(form, "usage")
        if purpose == Purpose.ADD:
            options = await passkeys.ask_to_add(await self._actor(request))
        elif purpose == Purpose.STEP:
            options = await passkeys.ask_for_step(requests.step_token(request, self._settings))
        elif purpose == Purpose.CONFIRM:
            options = await passkeys.ask_to_confirm(await self._actor(request))
        else:
            options = await passkeys.ask_to_log_in(visitor)
        return said(options=options)

    async def add(self, request: Request, form: FormData, visitor: Actor) -> Response:
        await self._container.passkeys.add(await self._actor(request), _answer(form), text(form, "nom"))
        return said(destination="/espace/mon-compte/cles-d-acces?info=cle-ajoutee")

    async def log_in(self, request: Request, form: FormData, visitor: Actor) -> Response:
        login = await self._container.passkeys.log_in(visitor, _answer(form))
        return self._opened(login, form)

    async def take_step(self, request: Request, form: FormData, visitor: Actor) -> Response:
        step = requests.step_token(request, self._settings)
        login = await self._container.passkeys.take_step(
            visitor, step, _answer(form), trust=bool(text(form, "confiance"))
        )
        response = self._opened(login, form)
        self._cookies.step_over(response)
        return response

    async def confirm(self, request: Request, form: FormData, visitor: Actor) -> Response:
        await self._container.passkeys.confirm(await self._actor(request), _answer(form))
        return said(destination=safe_destination(text(form, "suite")))

    async def prepare_totp(self, request: Request, form: FormData, visitor: Actor) -> Response:
        setup = await self._container.second_factor.begin(await self._actor(request))
        return said(image=setup.image, secret=setup.secret)

    async def confirm_totp(self, request: Request, form: FormData, visitor: Actor) -> Response:
        return said(codes=await self._container.second_factor.confirm(await self._actor(request), text(form, "code")))

    async def new_codes(self, request: Request, form: FormData, visitor: Actor) -> Response:
        return said(codes=await self._container.second_factor.regenerate(await self._actor(request)))

    async def _actor(self, request: Request) -> Actor:
        return await requests.actor(request, self._container)

    def _opened(self, login: Login, form: FormData) -> Response:
        response = said(destination=safe_destination(text(form, "suite")))
        self._cookies.opened(response, login)
        return response


def _answer(form: FormData) -> str:
    return text(form, "reponse", MAX_BODY)
