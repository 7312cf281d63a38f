"""What is checked and prepared before the portal starts."""

from __future__ import annotations

import errno
import socket

from presantra.settings import Settings


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
                f"Le port {settings.port} {reason} : arrêtez l’autre programme ou choisissez un autre port"
                f" (par exemple PORT={settings.port + 1 if settings.port < 65535 else 3001})."
            ) from None


def prepare(settings: Settings) -> None:
    """Everything to do before serving.

    Raises:
        StartError: the portal cannot start.
    """
    check_port(settings)
