"""Browser tests: the production build, served for real, driven by Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.conftest import administer, database_uri
from tests.e2e.portal import ROOT, Portal, SmtpServer

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
expect.set_options(timeout=15_000)  # the machine of the tests is small and shared
LISTENER = """
window.addEventListener('securitypolicyviolation', (event) => {
  console.error('CSP ' + event.violatedDirective + ' ' + event.blockedURI);
});
"""

LAG = """
(() => {
  const { get, set } = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'onmessage');
  window.WebSocket = class extends WebSocket {
    send(data) { setTimeout(() => this.readyState === WebSocket.OPEN && super.send(data), MILLISECONDS); }
    get onmessage() { return get.call(this); }
    set onmessage(hear) { set.call(this, hear && ((said) => setTimeout(() => hear.call(this, said), MILLISECONDS))); }
  };
})();
"""
LAG_MS = int(os.environ.get("LAG_MS", "0"))
"""What a frame of the socket takes, each way: 400 shows what somebody quicker than the server would break."""


def chromium() -> str | None:
    """Chromium of the machine, installed when it is missing and can be; None leaves Playwright its own."""
    for name in ("chromium", "google-chrome", "chromium-browser"):
        if path := shutil.which(name):
            return path
    if subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode == 0:
        return None
    assert os.geteuid() == 0, "Chromium est introuvable : installez-le (paquet chromium)."
    subprocess.run(["apt-get", "update", "-q"], check=True)
    subprocess.run(["apt-get", "install", "-y", "-q", "chromium"], check=True)
    return shutil.which("chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def smtp() -> Iterator[SmtpServer]:
    server = SmtpServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory, smtp: SmtpServer) -> Iterator[Portal]:
    """The portal of most tests: demonstration data, SQLite, mails to the SMTP server."""
    running = Portal(tmp_path_factory.mktemp("portail"), smtp=smtp)
    running.start()
    yield running
    running.stop()


class Journal:
    """Errors of the browser: CSP violations, exceptions, console errors."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.expected: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("console", lambda message: self._note(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self._note(str(error)))

    def _note(self, text: str) -> None:
        if not any(part in text for part in self.expected):
            self.errors.append(text)


@pytest.fixture
def journal() -> Journal:
    return Journal()


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, journal: Journal, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewPage]:
    """A page in a browser of its own; fails the test on any CSP violation or error; a picture is kept of failures."""
    contexts: list[BrowserContext] = []

    def make(base_url: str = "", **options: Any) -> Page:
        url = base_url or request.getfixturevalue("portal").url
        context = browser.new_context(
            base_url=url, locale="fr-FR", viewport=options.pop("viewport", {"width": 1280, "height": 900}),
            accept_downloads=True, reduced_motion="reduce", **options,
        )  # fmt: skip
        context.set_default_timeout(15_000)
        context.add_init_script(LISTENER)
        if LAG_MS:
            context.add_init_script(LAG.replace("MILLISECONDS", str(LAG_MS)))
        contexts.append(context)
        context.on("page", journal.watch)
        return context.new_page()

    yield make
    failed = getattr(request.node, "failed", False)
    for number, context in enumerate(contexts):
        if failed:
            folder = ROOT / "test-results"
            folder.mkdir(exist_ok=True)
            for rank, page in enumerate(context.pages):
                page.screenshot(path=folder / f"{request.node.name}-{number}-{rank}.png", full_page=True)
        context.close()
    assert journal.errors == []


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    outcome: Any = yield
    if outcome.get_result().failed:
        item.failed = True  # type: ignore[attr-defined]


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A PostgreSQL database without any table yet."""
    administer(postgres_server, 'CREATE DATABASE "navigateur"')
    yield database_uri(postgres_server, "navigateur").replace("postgresql+psycopg://", "postgresql://", 1)
    administer(postgres_server, 'DROP DATABASE "navigateur" WITH (FORCE)')
