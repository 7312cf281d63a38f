"""``python -m presantra verifier``: is this configuration able to serve? One line each, status 1 if not."""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from presantra.domain.typography import french
from presantra.settings import Settings

TIMEOUT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Finding:
    """``detail`` never holds an address with its secrets."""

    subject: str
    good: bool
    detail: str

    def __str__(self) -> str:
        return french(f"{'OK    ' if self.good else 'ERREUR'}  {self.subject} : {self.detail}")


def register(commands: argparse._SubParsersAction[Any]) -> None:
    parser = commands.add_parser("verifier", help="vérifie la configuration, sans rien modifier")
    parser.set_defaults(run=run)


def run(settings: Settings, _arguments: argparse.Namespace) -> int:
    async def show() -> bool:
        good = True
        async for finding in findings(settings):
            print(finding, flush=True)
            good = good and finding.good
        return good

    good = asyncio.run(show())
    print("La configuration est prête." if good else "La configuration est à corriger.")
    return 0 if good else 1


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    problems = settings.problems()
    for problem in problems:
        yield Finding("Configuration", False, problem)
    if not problems:
        yield Finding("Configuration", True, f"mode {settings.mode}, adresse {settings.public_url}")
    yield _data_folder(settings.data_dir)
    yield await _database(settings)
    yield await _redis(settings.redis_url)
    yield await _mail(settings)


def _data_folder(folder: Path) -> Finding:
    subject = "Dossier des données"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".essai-{secrets.token_hex(4)}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError:
        return Finding(subject, False, f"impossible d’écrire dans {folder}.")
    return Finding(subject, True, f"{folder}, écriture possible")


async def _database(settings: Settings) -> Finding:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    subject = "Base de données"
    try:
        url = make_url(settings.database_url)
    except (ArgumentError, ValueError):
        return Finding(subject, False, "PRESANTRA_DATABASE_URL est illisible.")
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        return Finding(subject, False, "PRESANTRA_DATABASE_URL désigne une base qui n’est pas prise en charge.")
    kind = "SQLite" if url.get_backend_name() == "sqlite" else "PostgreSQL"
    if kind == "SQLite" and not os.path.exists(url.database or ""):  # noqa: ASYNC240
        return Finding(subject, True, "SQLite, sera créée au premier démarrage")
    return await _schema(subject, kind, settings.database_url)


async def _schema(subject: str, kind: str, url: str) -> Finding:
    from sqlalchemy.exc import SQLAlchemyError

    from presantra.db.engine import Database, make_engine
    from presantra.db.repositories import health
    from presantra.domain.errors import DatabaseUnavailable

    database = Database(make_engine(url, pooled=False))
    try:
        await database.check()
    except (DatabaseUnavailable, SQLAlchemyError):
        return Finding(subject, False, f"{kind} ne répond pas, ou refuse ces identifiants.")
    else:
        with suppress(DatabaseUnavailable, SQLAlchemyError):
            async with database.reading() as session:
                if await health.revision(session) == _head():
                    return Finding(subject, True, f"{kind}, schéma à jour")
        hint = "« python -m presantra demarrer » applique les migrations."
        return Finding(subject, False, f"{kind}, le schéma n’est pas à jour : {hint}")
    finally:
        await database.close()


def _head() -> str:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    from presantra.cli.prepare import ROOT

    return str(ScriptDirectory.from_config(Config(ROOT / "alembic.ini")).get_current_head())


async def _redis(url: str) -> Finding:
    subject = "Redis"
    if not url:
        return Finding(subject, True, "non configuré (un seul processus)")
    from redis.asyncio import Redis
    from redis.exceptions import RedisError

    try:
        async with Redis.from_url(url, socket_connect_timeout=TIMEOUT_SECONDS, socket_timeout=TIMEOUT_SECONDS) as redis:
            await cast(Awaitable[bool], redis.ping())
    except (RedisError, OSError, ValueError):
        return Finding(subject, False, "ne répond pas, ou PRESANTRA_REDIS_URL est fausse.")
    return Finding(subject, True, "joignable")


async def _mail(settings: Settings) -> Finding:
    from aiosmtplib import SMTP, SMTPException

    from presantra.mail.transports import parse_smtp_url

    subject = "Courriel"
    if not settings.smtp_url.get_secret_value():
        if settings.demonstration:
            return Finding(subject, True, "boîte de réception de démonstration")
        return Finding(subject, False, "PRESANTRA_SMTP_URL manque.")
    try:
        server = parse_smtp_url(settings.smtp_url.get_secret_value())
    except ValueError as error:
        return Finding(subject, False, str(error))
    client = SMTP(
        hostname=server.host, port=server.port, use_tls=server.use_tls, start_tls=server.start_tls,
        username=server.username, password=server.password, timeout=TIMEOUT_SECONDS,
    )  # fmt: skip
    try:
        await client.connect()
        await client.quit()
    except (SMTPException, OSError, ValueError) as error:
        return Finding(subject, False, f"{server.host}:{server.port} {_why(error)}")
    finally:
        client.close()
    return Finding(subject, True, f"{server.host}:{server.port} joignable")


def _why(error: Exception) -> str:
    from aiosmtplib import SMTPAuthenticationError

    if isinstance(error, SMTPAuthenticationError):
        return "refuse l’utilisateur ou le mot de passe."
    return "ne répond pas comme un serveur de courriel."
