"""The plain HTTP side put together: our routes in front of Reflex, our middlewares around both."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp

from presantra.bootstrap import Container
from presantra.web.auth import AuthRoutes
from presantra.web.calendars import CalendarRoutes
from presantra.web.csp import PagePolicies
from presantra.web.diligence import DiligenceRoutes
from presantra.web.documents import DocumentRoutes
from presantra.web.exports import ExportRoutes
from presantra.web.factors import FactorRoutes
from presantra.web.headers import SecurityHeaders
from presantra.web.health import health_routes
from presantra.web.imports import ImportRoutes
from presantra.web.invoices import InvoiceFileRoutes
from presantra.web.letters import LetterRoutes
from presantra.web.limits import RequestLimits
from presantra.web.messages import MessageRoutes
from presantra.web.reminders import ReminderRoutes
from presantra.web.shared_documents import SharedDocumentRoutes
from presantra.web.visit_documents import VisitDocumentRoutes
from presantra.web.visitors import VisitorCookie

# Part of every build, so that one build serves all installations; it exists in demonstration without SMTP only.
MAILBOX_PAGE = "/boite-de-reception"


def routes(container: Container) -> Starlette:
    """Starlette application that Reflex mounts its own behind."""
    return Starlette(
        routes=[
            *AuthRoutes(container).routes(),
            *FactorRoutes(container).routes(),
            *DocumentRoutes(container).routes(),
            *InvoiceFileRoutes(container).routes(),
            *DiligenceRoutes(container).routes(),
            *CalendarRoutes(container).routes(),
            *ReminderRoutes(container).routes(),
            *ExportRoutes(container).routes(),
            *ImportRoutes(container).routes(),
            *MessageRoutes(container).routes(),
            *VisitDocumentRoutes(container).routes(),
            *SharedDocumentRoutes(container).routes(),
            *LetterRoutes(container).routes(),
            *health_routes(container),
        ],
        # What is no form, or not one of ours: too many fields, too long ones, no boundary.
        exception_handlers={400: _refused, MultiPartException: _refused},
    )


def _refused(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse("Requête refusée.", status_code=400)


def middlewares(container: Container, static_dir: Path) -> list[Callable[[ASGIApp], ASGIApp]]:
    """Innermost first."""
    settings = container.settings
    absent = frozenset() if settings.local_mailbox else frozenset({MAILBOX_PAGE})
    return [
        partial(VisitorCookie, settings=settings),
        partial(RequestLimits, settings=settings),
        partial(SecurityHeaders, policies=PagePolicies.of_build(static_dir), https=settings.https, absent=absent),
    ]
