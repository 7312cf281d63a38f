"""Assembly of the portal: pages, HTTP routes, security headers. Nothing is decided here."""

from __future__ import annotations

import logging
from functools import partial

import reflex as rx
from reflex.event import EventSpec

from presantra.cli.build import static_dir
from presantra.settings import get_settings
from presantra.ui.layout import register, shell
from presantra.ui.layout.state import FailureState
from presantra.ui.routes import PAGES
from presantra.web.csp import PagePolicies
from presantra.web.headers import SecurityHeaders

logger = logging.getLogger(__name__)
settings = get_settings()


def report_failure(exception: Exception) -> EventSpec:
    """What nobody foresaw: the trace for us, one sentence for the user (Reflex would use a toast, which the CSP blocks)."""
    logger.error("Erreur inattendue dans un événement", exc_info=exception)
    return FailureState.show_failure()


app = rx.App(
    html_lang="fr",
    reset_style=False,
    toaster=None,
    head_components=shell.head(),
    app_wraps={
        (55, "ErrorBoundary"): lambda _stateful: shell.error_boundary(),
        (5, "Overlay"): lambda stateful: shell.connection_banner() if stateful else None,
    },
    backend_exception_handler=report_failure,
    api_transformer=[
        partial(SecurityHeaders, policies=PagePolicies.of_build(static_dir()), https=settings.https),
    ],
)
register(app, PAGES)
