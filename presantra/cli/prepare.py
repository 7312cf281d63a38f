"""What is checked and prepared before the portal starts."""

from __future__ import annotations

import asyncio
import errno
import socket
from pathlib import Path

from presantra import demonstration
from presantra.bootstrap import build_container
from presantra.settings import ConfigurationError, Settings

ROOT = Path(__file__).resolve().parents[2]


class StartError(Exception):
    """One French sentence for the operator."""


def check_port(settings: Settings) -> None:
    """Refuse a port that cannot be listened on.

    Raises:
        StartError: the port is taken, or reserved to the administrator.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            reason = "est réservé à l’administrateur" if error.errno == errno.EACCES else "est déjà utilisé"
            raise StartError(
                f"Le port {settings.port} {reason} : arrêtez l’autre programme ou choisissez un autre port"
                f" (par exemple PORT={settings.port + 1 if settings.port < 65535 else 3001})."
            ) from None


def migrate(settings: Settings) -> None:
    """Bring the database to the current schema.

    Raises:
        StartError: the database does not answer.
    """
    from alembic import command
    from alembic.config import Config
    from sqlalchemy.exc import OperationalError

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("sqlalchemy.url", settings.database_url.replace("%", "%%"))
    try:
        command.upgrade(config, "head")
    except OperationalError:
        raise StartError(
            "La base de données ne répond pas : vérifiez PRESANTRA_DATABASE_URL et que le serveur est démarré."
        ) from None


def prepare(settings: Settings) -> None:
    """Everything to do before serving.

    Raises:
        ConfigurationError: a setting forbids to start.
        StartError: the portal cannot start.
    """
    problems = settings.problems()
    if problems:
        raise ConfigurationError(problems)
    check_port(settings)
    migrate(settings)
    if settings.demonstration:
        asyncio.run(_fill(settings))


async def _fill(settings: Settings) -> None:
    container = build_container(settings)
    try:
        await demonstration.load(container.context)
    finally:
        await container.close()
