"""A real portal for the browser tests: production build, real server process, real SMTP server, real database."""

from __future__ import annotations

import asyncio
import email
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, TypeVar

from aiosmtpd.controller import Controller

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
WIDE = {
    # The tests come from one address and one code: only the tests of throttling keep the real limits.
    "PRESANTRA_THROTTLE__PAIR_IP": "10000 per hour",
    "PRESANTRA_THROTTLE__PAIR_VISITOR": "10000 per hour",
    "PRESANTRA_THROTTLE__PAIR_CODE_DAY": "10000 per day",
    "PRESANTRA_THROTTLE__LOGIN_IP": "10000 per 5 minutes",
    "PRESANTRA_THROTTLE__LOGIN_GLOBAL": "10000 per 5 minutes",
    "PRESANTRA_THROTTLE__RESET_IP": "10000 per hour",
    "PRESANTRA_THROTTLE__SOCKETS_PER_IP": "500",
    "PRESANTRA_THROTTLE__EVENTS_ANONYMOUS_PER_SECOND": "50",
    "PRESANTRA_THROTTLE__EVENTS_ANONYMOUS_BURST": "500",
    # On a Monday, a reminder would come among the mails that a test expects.
    "PRESANTRA_DIGEST_ENABLED": "false",
}


def apart(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a thread of its own: Playwright's loop occupies this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Mailbox:
    """What the SMTP server has received, oldest first."""

    received: list[EmailMessage] = field(default_factory=list)
    refusing: bool = False

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.refusing:
            return "451 essayez plus tard"
        message = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.received.append(message)
        return "250 recu"

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.received if address in str(message["To"])]

    def wait(self, address: str, *, containing: str = "", count: int = 1, seconds: float = 20) -> EmailMessage:
        """The last of at least ``count`` mails to an address whose subject or text holds ``containing``."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = [m for m in self.to(address) if containing in f"{m['Subject']}\n{text_of(m)}"]
            if len(found) >= count:
                return found[-1]
            time.sleep(0.05)
        subjects = [str(m["Subject"]) for m in self.to(address)]
        raise AssertionError(f"aucun courriel « {containing} » pour {address} ; reçus : {subjects}")


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


def password_in(message: EmailMessage) -> str:
    found = re.search(r"\b[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}\b", text_of(message))
    assert found, text_of(message)
    return found.group()


def link_in(message: EmailMessage, path: str) -> str:
    found = re.search(rf"https?://\S+{re.escape(path)}#\S+", text_of(message))
    assert found, text_of(message)
    return found.group()


class SmtpServer:
    def __init__(self) -> None:
        self.mailbox = Mailbox()
        self.port = free_port()
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = Controller(self.mailbox, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


class Portal:
    """One server process and what it stands on."""

    def __init__(self, data_dir: Path, *, smtp: SmtpServer, database_url: str = "", **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.smtp = smtp
        self.data_dir = data_dir
        self.database_url = database_url or f"sqlite:///{data_dir / 'presantra.db'}"
        self.log = data_dir / "serveur.log"
        self._process: subprocess.Popen[bytes] | None = None
        clean = {key: value for key, value in os.environ.items() if not key.startswith("PRESANTRA_")}
        self.environment = {
            **clean,
            **WIDE,
            "PORT": str(self.port),
            "PRESANTRA_DATA_DIR": str(data_dir),
            "PRESANTRA_DATABASE_URL": database_url,
            "PRESANTRA_SMTP_URL": f"smtp://127.0.0.1:{smtp.port}",
            "PRESANTRA_SECRET_KEY": "clef-des-essais-" * 3,
            "PRESANTRA_PEPPER": "poivre-des-essais-" * 3,
            **environment,
        }

    @property
    def mails(self) -> Mailbox:
        return self.smtp.mailbox

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """One command of ``python -m presantra``."""
        result = subprocess.run(
            [sys.executable, "-m", "presantra", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=180, check=False,
        )  # fmt: skip
        assert not check or result.returncode == 0, result.stdout + result.stderr
        return result

    def start(self, seconds: float = 90) -> None:
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "presantra", "demarrer"],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert self._process.poll() is None, self.log.read_text()
            with suppress(OSError), urllib.request.urlopen(f"{self.url}/sante/vivant", timeout=2) as answer:
                if answer.status == 200:
                    return
            time.sleep(0.1)
        raise AssertionError(f"le portail ne démarre pas :\n{self.log.read_text()}")

    def kill(self) -> None:
        """``kill -9`` of the server and of all its workers."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self, seconds: float = 20) -> int:
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(seconds)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
