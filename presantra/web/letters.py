"""The link of « identifiants perdus », used by a native form: opening it uses nothing, mail scanners open links too."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.domain.errors import LinkInvalid
from presantra.services.actor import Actor
from presantra.web.forms import METHODS, back, guarded, text

PAGE = "/nouveau-courrier"


class LetterRoutes:
    def __init__(self, container: Container) -> None:
        self._container = container

    def routes(self) -> list[Route]:
        return [Route("/auth/nouveau-courrier", guarded(self._container, self.confirm, PAGE), methods=METHODS)]

    async def confirm(self, _request: Request, form: FormData, visitor: Actor) -> Response:
        try:
            await self._container.lost_identifiers.confirm(visitor, text(form, "jeton"))
        except LinkInvalid:
            return back(PAGE, "lien-courrier")
        return RedirectResponse(f"{PAGE}?info=courrier-demande", status_code=303)
