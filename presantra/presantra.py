"""Assembly of the portal: pages, event gate, HTTP routes, outbox. Nothing is decided here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import reflex as rx
from reflex.event import EventSpec

from presantra import logging_setup
from presantra.bootstrap import get_container
from presantra.cli.build import static_dir
from presantra.ui.door import Door, report_browser_failure
from presantra.ui.gate import Gate
from presantra.ui.layout import register, shell
from presantra.ui.layout.state import FailureState
from presantra.ui.routes import PAGES
from presantra.web import assembly

logging_setup.install()
logger = logging.getLogger(__name__)
container = get_container()


def report_failure(exception: Exception) -> EventSpec:
    """What nobody foresaw: the trace for us, one sentence for the user (a toast would be blocked by the CSP)."""
    logger.error("Erreur inattendue dans un événement", exc_info=exception)
    return FailureState.show_failure()


@asynccontextmanager
async def deliver_mails() -> AsyncIterator[None]:
    """Send what waits in the outbox for as long as this worker lives."""
    stop = asyncio.Event()
    worker = asyncio.create_task(container.outbox.run(stop))
    try:
        yield
    finally:
        stop.set()
        await worker
        await container.close()


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
    frontend_exception_handler=report_browser_failure,
    api_transformer=[assembly.routes(container), *assembly.middlewares(container, static_dir())],
)
Door.install(app, container.settings)
app.add_middleware(Gate(container))
app.register_lifespan_task(deliver_mails)
register(app, PAGES)
