"""Several factures in one archive, and the relevé de compte. A native form asks; what is wrong is told on its page."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.domain.errors import InvalidForm
from presantra.domain.files import MEDIA_TYPES, FileKind
from presantra.services.actor import Actor
from presantra.services.identity import parse_public_id
from presantra.services.invoices import InvoiceQuery
from presantra.services.invoices.archives import MAX_FILES, Archive, TooManyFiles
from presantra.services.invoices.statements import StatementFormat, TooManyLines
from presantra.web import requests
from presantra.web.downloads import HEADERS, attachment, downloading
from presantra.web.forms import Act, Endpoint

LIST = "/espace/factures"
STATEMENT = f"{LIST}/releve"
MAX_PART = 64


class InvoiceFileRoutes:
    def __init__(self, container: Container) -> None:
        self._container = container

    def routes(self) -> list[Route]:
        archive = "/documents/factures.zip"
        return [
            Route(archive, self._answering(self._of_filter), methods=["GET"], name="factures-liste"),
            Route(archive, self._answering(self._of_ticked), methods=["POST"], name="factures-cochees"),
            *(
                Route(
                    f"/documents/releve-de-compte.{kind}", self._answering(self._drawing(kind)), name=f"releve-{kind}"
                )
                for kind in StatementFormat
            ),
        ]

    def _answering(self, work: Act) -> Endpoint:
        return downloading(self._container, work, LIST)

    async def _of_filter(self, actor: Actor, request: Request) -> Response:
        given = request.query_params
        query = _query(given)
        try:
            archive = await self._container.invoice_archives.of_filter(_there(actor, given), query)
        except TooManyFiles:
            return _back(LIST, annee=given.get("annee", ""), statut=given.get("statut", ""), erreur="archive")
        return _sent(archive)

    async def _of_ticked(self, actor: Actor, request: Request) -> Response:
        if not requests.same_origin(request, self._container.settings):
            return PlainTextResponse("Requête refusée.", status_code=403)
        async with request.form(max_files=0, max_fields=MAX_FILES + 10, max_part_size=MAX_PART) as form:
            given = form
        chosen = _chosen(given)
        here = {name: str(given.get(name, "")) for name in ("annee", "statut", "page")}
        if not chosen:
            return _back(LIST, **here, erreur="rien")
        try:
            return _sent(await self._container.invoice_archives.of_ticked(_there(actor, given), chosen))
        except TooManyFiles:
            return _back(LIST, **here, erreur="archive")

    def _drawing(self, kind: StatementFormat) -> Act:
        async def draw(actor: Actor, request: Request) -> Response:
            given = request.query_params
            wanted = {name: given.get(name, "")[:40] for name in ("du", "au")}
            try:
                file = await self._container.statements.file(_there(actor, given), wanted, kind)
            except InvalidForm:
                return _back(STATEMENT, **wanted, erreur="periode")
            except TooManyLines:
                return _back(STATEMENT, **wanted, erreur=f"lignes-{kind}")
            return attachment(file.content, MEDIA_TYPES[FileKind(kind)], file.filename)

        return draw


def _there(actor: Actor, given: QueryParams | FormData) -> Actor:
    return actor.working_in(str(given.get("entreprise", ""))[:36])


def _query(given: QueryParams) -> InvoiceQuery:
    year = given.get("annee", "")
    known = year.isascii() and year.isdigit() and len(year) == 4
    return InvoiceQuery(year=int(year) if known else None, status=given.get("statut", ""))


def _chosen(given: FormData) -> list[UUID]:
    """Raises:
    NotFound: something that is not a public id.
    """
    return [parse_public_id(str(value)) for value in given.getlist("choix")]


def _sent(archive: Archive) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{archive.filename}"'}
    return StreamingResponse(archive.stream(), media_type="application/zip", headers=HEADERS | headers)


def _back(where: str, /, **query: str) -> Response:
    kept = urlencode({name: value for name, value in query.items() if value})
    return RedirectResponse(f"{where}?{kept}", status_code=303)
