"""The list of salariés as a file: filters come in the address, ticked people in a native form."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlencode
from uuid import UUID

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from presantra.bootstrap import Container
from presantra.domain.errors import DomainError, Forbidden, NotFound, ReauthenticationNeeded, SessionExpired
from presantra.domain.files import MEDIA_TYPES, FileKind
from presantra.services.employees import EmployeeQuery
from presantra.services.employees.exports import Export
from presantra.services.employees.paging import Chosen
from presantra.services.employees.views import PUBLIC_ID
from presantra.services.tables_out import TableFormat
from presantra.web import requests
from presantra.web.downloads import HEADERS

LIST = "/espace/salaries"
# What an address may say of the list; pages do not matter, a file holds them all.
PARAMETERS = ("q", "statut", "contrat", "suivi", "echeance", "situation", "completer", "tri", "sens")
MAX_PEOPLE = 500
MAX_PART = 48 * 1024


class ExportRoutes:
    def __init__(self, container: Container) -> None:
        self._container = container

    def routes(self) -> list[Route]:
        return [
            Route(f"/exports/salaries.{kind}", self._endpoint(kind), methods=["GET", "POST"], name=f"export-{kind}")
            for kind in TableFormat
        ]

    def _endpoint(self, kind: TableFormat) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                if request.method == "GET":
                    return await self._answer(request, kind, request.query_params)
                if not requests.same_origin(request, self._container.settings):
                    return PlainTextResponse("Requête refusée.", status_code=403)
                async with request.form(max_files=0, max_fields=20, max_part_size=MAX_PART) as form:
                    typed = {name: value for name, value in form.items() if isinstance(value, str)}
                return await self._answer(request, kind, typed)
            except (NotFound, Forbidden, SessionExpired) as error:
                return PlainTextResponse(error.sentence, status_code=404)
            except DomainError as error:
                return PlainTextResponse(error.sentence, status_code=503)

        return endpoint

    async def _answer(self, request: Request, kind: TableFormat, given: Mapping[str, str]) -> Response:
        actor = await requests.actor(request, self._container)
        if not actor.authenticated:
            return RedirectResponse(f"/connexion?suite={LIST}", status_code=303)
        actor = actor.working_in(given.get("entreprise", ""))
        chosen = Chosen(EmployeeQuery.from_params(given), _people(given.get("choix", "")))
        try:
            export = await self._container.exports.write(actor, chosen, kind)
        except ReauthenticationNeeded:
            return _confirm_first(given)
        return _Fleeting(export, MEDIA_TYPES[FileKind(kind)])


class _Fleeting(FileResponse):
    """A file that exists for one answer, whatever becomes of it."""

    def __init__(self, export: Export, media_type: str) -> None:
        super().__init__(export.path, media_type=media_type, filename=export.filename, headers=HEADERS)
        self._export = export

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            # A server that opens the file by itself (pathsend) might do it once it is gone: we send what it holds.
            await super().__call__({**scope, "extensions": {}}, receive, send)
        finally:
            await asyncio.to_thread(self._export.discard)


def _people(text: str) -> tuple[UUID, ...]:
    """Raises:
    NotFound: not a list of public ids, or too long a one.
    """
    parts = text.split(",") if text else []
    if len(parts) > MAX_PEOPLE or not all(PUBLIC_ID.fullmatch(part) for part in parts):
        raise NotFound
    return tuple(map(UUID, parts))


def _confirm_first(given: Mapping[str, str]) -> Response:
    """Who one is, then back to the same list, where those ticked still are."""
    wanted = {name: given.get(name, "") for name in PARAMETERS} | {"info": "export"}
    back = f"{LIST}?{urlencode({name: value for name, value in wanted.items() if value})}"
    return RedirectResponse(f"/reauthentification?{urlencode({'suite': back})}", status_code=303)
