"""Assembly of the portal: pages, event gate, HTTP routes, outbox. Nothing is decided here."""

from __future__ import annotations

import asyncio
import gc
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
from presantra.ui.rates import Pace
from presantra.ui.routes import PAGES
from presantra.web import assembly

logging_setup.install()
container = get_container()


@asynccontextmanager
async def deliver_mails() -> AsyncIterator[None]:
    """Send the mails that wait, write the weekly reminder and notice changes of the Code, while this worker lives."""
    # What the portal is made of never becomes garbage: without it, a full collection no longer stops everybody for
    # a tenth of a second.
    gc.collect()
    gc.freeze()
    await container.exports.clean()
    stop = asyncio.Event()
    loops = (container.outbox.run, container.digest.run, container.requalification.run, container.mandate_reminders.run)
    workers = [asyncio.create_task(run(stop)) for run in loops]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*workers)
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
pace = Pace(container.settings.throttle)
Door.install(app, pace)
app.add_middleware(Gate(container, pace))
app.register_lifespan_task(deliver_mails)
app.register_lifespan_task(follow_changes)
watchers.install(app)
register(app, PAGES)
