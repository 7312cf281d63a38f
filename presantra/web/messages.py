"""Files of messages: sent one by one by ``assets/messages.js`` while the message is written; given back to download."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.domain.errors import InvalidValue
from presantra.services.actor import Actor
from presantra.web.downloads import HEADERS, downloading, of_any_company
from presantra.web.forms import METHODS, posted, refused, said, text
from presantra.web.limits import ATTACH_PATH
from presantra.web.uploads import form_with_file, sent_file

PAGE = "/espace/messages"


class MessageRoutes:
    def __init__(self, container: Container) -> None:
        self._container = container

    def routes(self) -> list[Route]:
        file = "/documents/messages/{public_id}"
        return [
            # All methods: Reflex, mounted behind, would answer the others with a page.
            Route(ATTACH_PATH, posted(self._container, self.attach, refused), methods=METHODS),
            Route(file, downloading(self._container, self.download, PAGE), methods=["GET"]),
        ]

    async def attach(self, actor: Actor, request: Request) -> Response:
        """A file, the company of the tab, the draft that it goes with; what became of it in JSON."""
        messages = self._container.messages
        # Before the body is read: each file costs memory and room.
        await messages.admit_file(actor)
        async with form_with_file(request) as form:
            actor = actor.working_in(text(form, "entreprise", 36))
            sent = sent_file(form)
            if sent is None:
                raise InvalidValue("Choisissez un fichier avant de l’envoyer.")
            name, file = sent
            kept = await messages.attach(actor, _draft(text(form, "brouillon", 36)), name, await file.read())
        return said(name=kept.name)

    async def download(self, actor: Actor, request: Request) -> Response:
        file = await of_any_company(actor, request, self._container.messages.file)
        return FileResponse(file.path, media_type=file.media_type, filename=file.name, headers=HEADERS)


def _draft(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidValue("Rechargez la page, puis recommencez.") from None
