"""``python -m presantra developper``: the portal with hot reload, in a build of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from presantra.cli.build import ROOT, prepare_environment, settle_package_json
from presantra.cli.demonstration import banner
from presantra.cli.prepare import prepare
from presantra.settings import Settings

# Not the folder of the production build: its stamp would no longer tell the truth.
WEB_DIR = ".web-dev"


def develop(settings: Settings) -> None:
    """Prepare, then run Reflex until Ctrl-C.

    Raises:
        StartError: the portal cannot start.
        BuildError: Node is missing.
    """
    prepare(settings)
    prepare_environment()
    os.environ.setdefault("REFLEX_WEB_WORKDIR", WEB_DIR)
    print(banner(settings) if settings.demonstration else f"Portail :  {settings.public_url}", flush=True)
    # Preview and not dev: one port, and our own HTTP routes answer.
    arguments = [sys.executable, "-m", "reflex", "run", "--env", "preview", "--loglevel", "warning"]
    server = subprocess.Popen(arguments, cwd=ROOT)  # noqa: S603 constant arguments
    # Ctrl-C reaches it by itself: we only wait for its end.
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        server.wait()
    finally:
        settle_package_json()
