"""Assembly of the portal: pages, event gate, HTTP routes, outbox. Nothing is decided here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import reflex as rx

from presantra import logging_setup
from presantra.bootstrap import get_container
from presantra.cli.build import static_dir
from presantra.ui import memory
from presantra.ui.door import Door, report_browser_failure
from presantra.ui.failures import report_failure
from presantra.ui.gate import Gate
from presantra.ui.layout import register, shell
from presantra.ui.live import watchers
from presantra.ui.routes import PAGES
from presantra.web import assembly

logging_setup.install()
container = get_container()


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


@asynccontextmanager
async def follow_changes() -> AsyncIterator[None]:
    """Tell the open pages of this worker what any other process changes."""
    follower = asyncio.create_task(container.changes.run(watchers.tell))
    try:
        yield
    finally:
        follower.cancel()
        await asyncio.gather(follower, return_exceptions=True)


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
memory.install(app)
Door.install(app, container.settings)
app.add_middleware(Gate(container))
app.register_lifespan_task(deliver_mails)
app.register_lifespan_task(follow_changes)
watchers.install(app)
register(app, PAGES)
