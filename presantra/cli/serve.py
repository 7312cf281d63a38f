"""``python -m presantra demarrer``: pages, events and files served by Granian on one port."""

from __future__ import annotations

from presantra.cli.build import build_in_child
from presantra.cli.demonstration import banner
from presantra.cli.prepare import check_port, prepare
from presantra.settings import Settings

# Granian gives running requests this long, then kills the worker; with it SIGTERM ends well within 20 s.
STOP_SECONDS = 10
TARGET = "presantra.presantra:app"


def serve(settings: Settings) -> None:
    """Prepare, build if needed, and serve until SIGINT or SIGTERM.

    Raises:
        StartError: the portal cannot start.
        BuildError: the pages could not be built.
    """
    prepare(settings)
    build_in_child(settings)
    # Again after a build: Granian shares its port (SO_REUSEPORT), and two servers would answer in turn.
    check_port(settings)
    _tell_workers()
    print(banner(settings) if settings.demonstration else f"Portail :  {settings.public_url}", flush=True)
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        TARGET,
        factory=True,
        interface=Interfaces.ASGI,
        address=settings.host,
        port=settings.port,
        workers=settings.workers,
        http=HTTPModes.http1,
        log_level=LogLevels.warning,
        log_access=False,
        respawn_failed_workers=settings.workers > 1,
        respawn_interval=1.0,
        workers_kill_timeout=STOP_SECONDS,
    ).serve()


def _tell_workers() -> None:
    """Reflex reads these from the environment that the workers inherit."""
    from reflex_base.constants import Env
    from reflex_base.environment import environment

    environment.REFLEX_ENV_MODE.set(Env.PROD)
    environment.REFLEX_SKIP_COMPILE.set(True)
    environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.set(True)
    environment.REFLEX_CHECK_LATEST_VERSION.set(False)
