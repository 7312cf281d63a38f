"""One real server, a victim, and a thief of another company."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from tests.e2e.portal import Portal, SmtpServer
from tests.socket.people import CANARIES, Person, Victim, account, company, house, log_in, victim_of
from tests.socket.registry import Handler, handlers_of
from tests.socket.tab import Tab

# Read at each page: no business of anybody.
UNSTABLE = {"login_session": ("last_seen_at",)}
FAST = {
    # Only the tests of these limits keep the real ones.
    "PRESANTRA_THROTTLE__EVENTS_SESSION_PER_SECOND": "100000",
    "PRESANTRA_THROTTLE__EVENTS_SESSION_BURST": "100000",
    "PRESANTRA_THROTTLE__EVENTS_ANONYMOUS_PER_SECOND": "100000",
    "PRESANTRA_THROTTLE__EVENTS_ANONYMOUS_BURST": "100000",
    "PRESANTRA_THROTTLE__LOGIN_ACCOUNT": "100000 per 5 minutes",
    "PRESANTRA_THROTTLE__LOGIN_ACCOUNT_DAY": "100000 per day",
    "PRESANTRA_THROTTLE__LOGIN_IP": "100000 per 5 minutes",
    "PRESANTRA_THROTTLE__LOGIN_GLOBAL": "100000 per 5 minutes",
    "PRESANTRA_BCRYPT_COST": "12",
}

Dump = dict[str, list[dict[str, Any]]]


@dataclass
class Scene:
    """``burglar`` knows the victim's identifiers; ``thief`` only has the token of a tab.

    ``reader`` is of the victim's company, with the role « Lecture ».
    """

    portal: Portal
    handlers: list[Handler]
    victim: Victim
    burglar: Person
    thief: Person
    provisional: Person
    reader: Person

    def tab(self, cookies: dict[str, str] | None = None, **options: Any) -> Tab:
        return Tab(self.portal.url, cookies, **options)

    def dump(self) -> Dump:
        """Every row of every table."""
        with closing(sqlite3.connect(f"file:{self.portal.data_dir / 'presantra.db'}?mode=ro", uri=True)) as base:
            base.row_factory = sqlite3.Row
            # A virtual table (the index of the search) cannot be read whole; the tables that hold it can.
            tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            names = [row[0] for row in base.execute(tables)]
            return {name: self._rows(base, name) for name in names}

    @contextmanager
    def outage(self) -> Iterator[None]:
        """The database answers errors only to whoever asks for a session."""
        path = self.portal.data_dir / "presantra.db"
        with closing(sqlite3.connect(path)) as base:
            base.execute("ALTER TABLE login_session RENAME TO login_session_away")
            try:
                yield
            finally:
                base.execute("ALTER TABLE login_session_away RENAME TO login_session")

    @staticmethod
    def _rows(base: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
        rows = (dict(row) for row in base.execute(f'SELECT * FROM "{table}"'))
        hidden = UNSTABLE.get(table, ())
        return sorted(({k: v for k, v in row.items() if k not in hidden} for row in rows), key=repr)


def stolen(tab: Tab) -> list[str]:
    """Canaries that came to a tab without having left it: a server may echo what it is told."""
    said = "\n".join(tab.said)
    heard = "\n".join(tab.frames)
    return [canary for canary in CANARIES if canary in heard and canary not in said]


@pytest.fixture(scope="session")
def smtp() -> Iterator[SmtpServer]:
    server = SmtpServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory, smtp: SmtpServer) -> Iterator[Scene]:
    portal = Portal(tmp_path_factory.mktemp("prise"), smtp=smtp, **FAST)
    portal.data_dir.mkdir(parents=True, exist_ok=True)
    people = _seed(portal)
    portal.start(seconds=240)
    _wait_for_mails(portal)
    yield Scene(portal, handlers_of(portal), *people)
    portal.stop()


def _seed(portal: Portal) -> tuple[Victim, Person, Person, Person, Person]:
    container = house(portal)

    async def write() -> tuple[Victim, Person, Person, Person, Person]:
        victim = await victim_of(container)
        burglar = await account(
            container, "cambrioleur@ailleurs.example", await company(container, "20002", "Ailleurs")
        )
        burglar.cookies = await log_in(container, burglar)
        thief = await account(container, "voleur@plus-loin.example", await company(container, "30003", "Plus loin"))
        thief.cookies = await log_in(container, thief)
        # The provisional session of the very victim: the worst that a stolen first password can open.
        half = Person(victim.account_id, victim.email, victim.member_id)
        half.cookies = await log_in(container, half, provisional=True)
        reader = await account(container, "lecture@victime.example", victim.member_id, roles="lecture")
        reader.cookies = await log_in(container, reader)
        await container.close()
        return victim, burglar, thief, half, reader

    return asyncio.run(write())


def _wait_for_mails(portal: Portal) -> None:
    """The mails of the seeding change their rows when they leave."""
    import time

    deadline = time.monotonic() + 30
    with closing(sqlite3.connect(portal.data_dir / "presantra.db")) as base:
        while base.execute("SELECT count(*) FROM outbox_mail WHERE status = 'waiting'").fetchone()[0]:
            assert time.monotonic() < deadline
            time.sleep(0.1)
