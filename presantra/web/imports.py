"""Files of salariés: sent by a native form, read by the service; the model and the rejected lines to download."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.domain.errors import Busy, DatabaseUnavailable, Forbidden, NotFound, Throttled
from presantra.domain.files import MEDIA_TYPES, FileKind
from presantra.services.actor import Actor
from presantra.services.spreadsheets import MAX_BYTES, TOO_BIG
from presantra.web.downloads import HEADERS, downloading, of_any_company
from presantra.web.forms import METHODS, back, posted, text, told_on
from presantra.web.limits import UPLOAD_PATH
from presantra.web.uploads import form_with_file, sent_file

PAGE = "/espace/salaries/import"
PROBLEMS = {
    Throttled: "attente",
    Busy: "import-occupe",
    Forbidden: "entreprise",
    NotFound: "entreprise",
    DatabaseUnavailable: "indisponible",
}


class ImportRoutes:
    def __init__(self, container: Container) -> None:
        self._container = container

    def routes(self) -> list[Route]:
        upload = posted(self._container, self.upload, told_on(PAGE, PROBLEMS))
        return [
            # All methods: Reflex, mounted behind, would answer the others with a page.
            Route(UPLOAD_PATH, upload, methods=METHODS),
            Route("/imports/modele.xlsx", downloading(self._container, self.template, PAGE), methods=["GET"]),
            Route(
                "/imports/{public_id}/rejets.xlsx", downloading(self._container, self.rejected, PAGE), methods=["GET"]
            ),
        ]

    async def upload(self, actor: Actor, request: Request) -> Response:
        """A file and the company of the tab; answers with the way to the screen of its import."""
        imports = self._container.imports
        await imports.admit(actor)
        async with form_with_file(request) as form:
            actor = actor.working_in(text(form, "entreprise", 36))
            sent = sent_file(form)
            if sent is None:
                return back(PAGE, "fichier")
            name, file = sent
            if (file.size or 0) > MAX_BYTES:
                job = await imports.refuse(actor, name, TOO_BIG)
            else:
                job = await imports.receive(actor, name, await file.read())
        return RedirectResponse(f"{PAGE}?import={job}", status_code=303)

    async def template(self, actor: Actor, _request: Request) -> Response:
        return _workbook("modele-import-salaries.xlsx", await self._container.imports.template(actor))

    async def rejected(self, actor: Actor, request: Request) -> Response:
        return _workbook(*await of_any_company(actor, request, self._container.imports.rejected))


def _workbook(name: str, content: bytes) -> Response:
    headers = HEADERS | {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=MEDIA_TYPES[FileKind.XLSX], headers=headers)
