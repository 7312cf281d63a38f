"""What is checked and prepared before the portal starts."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from pathlib import Path

from presantra import demonstration
from presantra.bootstrap import build_container
from presantra.domain.typography import french
from presantra.settings import ConfigurationError, Settings

ROOT = Path(__file__).resolve().parents[2]


class StartError(Exception):
    """One French sentence for the operator."""

    def __init__(self, sentence: str) -> None:
        super().__init__(french(sentence))


def check_port(settings: Settings) -> None:
    """Refuse a port that cannot be listened on.

    Raises:
        StartError: the port is taken, or reserved to the administrator; the address is not ours.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                raise StartError(
                    "PRESANTRA_HOST n’est pas une adresse de cette machine : 127.0.0.1 ou 0.0.0.0 conviennent."
                ) from None
            reason = "est réservé à l’administrateur" if error.errno == errno.EACCES else "est déjà utilisé"
            raise StartError(
                f"Le port {settings.port} {reason} : arrêtez l’autre programme ou choisissez un autre port"
                f" (par exemple PORT={settings.port + 1 if settings.port < 65535 else 3001})."
            ) from None


def check_redis(settings: Settings) -> None:
    """Several workers share what people are doing through Redis: without it nothing would work.

    Raises:
        StartError: it does not answer.
    """
    if not settings.redis_url:
        return
    from redis import Redis
    from redis.exceptions import RedisError

    try:
        with Redis.from_url(settings.redis_url, socket_connect_timeout=5, socket_timeout=5) as redis:
            redis.ping()
    except (RedisError, OSError, ValueError):
        raise StartError("Redis ne répond pas : vérifiez PRESANTRA_REDIS_URL et que le serveur est démarré.") from None


def make_data_folder(settings: Settings) -> None:
    """Raises:
    StartError: the folder cannot be made or written to.
    """
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError:
        writable = False
    else:
        writable = os.access(settings.data_dir, os.W_OK | os.X_OK)
    if not writable:
        raise StartError("PRESANTRA_DATA_DIR désigne un dossier où il est impossible d’écrire.")


def migrate(settings: Settings) -> None:
    """Bring the database to the current schema.

    Raises:
        StartError: the database does not answer, is none, or comes from a later version of the portal.
    """
    from alembic.config import Config
    from alembic.util.exc import CommandError
    from sqlalchemy.exc import DatabaseError, OperationalError

    from alembic import command

    make_data_folder(settings)
    config = Config(ROOT / "alembic.ini")
    config.set_main_option("sqlalchemy.url", settings.database_url.replace("%", "%%"))
    try:
        command.upgrade(config, "head")
    except OperationalError:
        raise StartError(
            "La base de données ne répond pas : vérifiez PRESANTRA_DATABASE_URL et que le serveur est démarré."
        ) from None
    except CommandError:
        raise StartError(
            "Le schéma de la base de données est inconnu de cette version du portail :"
            " PRESANTRA_DATABASE_URL désigne une autre base, ou celle d’une version plus récente."
        ) from None
    except DatabaseError as error:
        if type(error) is not DatabaseError:
            raise  # a fault of ours, to be seen whole
        raise StartError("PRESANTRA_DATABASE_URL désigne un fichier qui n’est pas une base SQLite.") from None


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
    check_redis(settings)
    migrate(settings)
    if settings.demonstration:
        asyncio.run(_fill(settings))


async def _fill(settings: Settings) -> None:
    container = build_container(settings)
    try:
        await demonstration.load(container.context)
    finally:
        await container.close()
