"""Several factures in one archive, and the relevé de compte. A native form asks; what is wrong is told on its page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlencode
from uuid import UUID

from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from presantra.bootstrap import Container
from presantra.domain.errors import DomainError, Forbidden, InvalidForm, NotFound, SessionExpired, Throttled
from presantra.services.actor import Actor
from presantra.services.identity import parse_public_id
from presantra.services.invoices import InvoiceQuery
from presantra.services.invoices.archives import MAX_FILES, Archive, TooManyFiles
from presantra.services.invoices.statements import StatementFormat, TooManyLines
from presantra.web import requests

LIST = "/espace/factures"
STATEMENT = f"{LIST}/releve"
MAX_PART = 64
HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; sandbox"}
MEDIA = {StatementFormat.PDF: "application/pdf", StatementFormat.CSV: "text/csv; charset=utf-8"}
Work = Callable[[Actor, Request], Awaitable[Response]]


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

    def _answering(self, work: Work) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                actor = await requests.actor(request, self._container)
                if not actor.authenticated:
                    return RedirectResponse(f"/connexion?suite={LIST}", status_code=303)
                return await work(actor, request)
            except (NotFound, Forbidden, SessionExpired):
                return PlainTextResponse(NotFound().sentence, status_code=404)
            except Throttled as error:
                return PlainTextResponse(error.sentence, status_code=429)
            except DomainError as error:
                return PlainTextResponse(error.sentence, status_code=503)

        return endpoint

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
        try:
            async with request.form(max_files=0, max_fields=MAX_FILES + 10, max_part_size=MAX_PART) as form:
                given = form
        except HTTPException as error:
            if error.status_code != 400:
                raise
            return PlainTextResponse("Requête refusée.", status_code=400)
        chosen = _chosen(given)
        here = {name: str(given.get(name, "")) for name in ("annee", "statut", "page")}
        if not chosen:
            return _back(LIST, **here, erreur="rien")
        try:
            return _sent(await self._container.invoice_archives.of_ticked(_there(actor, given), chosen))
        except TooManyFiles:
            return _back(LIST, **here, erreur="archive")

    def _drawing(self, kind: StatementFormat) -> Work:
        async def draw(actor: Actor, request: Request) -> Response:
            given = request.query_params
            wanted = {name: given.get(name, "")[:40] for name in ("du", "au")}
            try:
                file = await self._container.statements.file(_there(actor, given), wanted, kind)
            except InvalidForm:
                return _back(STATEMENT, **wanted, erreur="periode")
            except TooManyLines:
                return _back(STATEMENT, **wanted, erreur=f"lignes-{kind}")
            headers = {"Content-Disposition": f'attachment; filename="{file.filename}"'}
            return Response(file.content, media_type=MEDIA[kind], headers=HEADERS | headers)

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
