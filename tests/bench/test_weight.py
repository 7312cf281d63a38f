"""Promises of weight: what our pages add to a Reflex page with nothing on it, built by the same tools."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from presantra.cli.build import ROOT, build_in_child, static_dir
from presantra.settings import load_settings
from tests.bench.weight import weigh

# The lightest page that Reflex makes: no Radix themes, no toasts; our own build options.
CONFIG = """
import reflex as rx

config = rx.Config(
    app_name="blank", telemetry_enabled=False, show_built_with_reflex=False, default_color_mode="light",
    frontend_compression_formats=["gzip"], frontend_lazy_bundled_libraries=True,
    plugins=[rx.plugins.TailwindV4Plugin()], disable_plugins=[rx.plugins.SitemapPlugin],
)
"""
PAGE = """
import reflex as rx

app = rx.App(toaster=None)
app.add_page(lambda: rx.el.p("Blank"), route="/", title="Blank")
"""
BUILD = "from presantra.cli import build; build.prepare_environment(); build._compile(); build._bundle()"


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> int:
    """Bytes of the blank page."""
    folder = tmp_path_factory.mktemp("blank")
    (folder / "rxconfig.py").write_text(CONFIG)
    (folder / "blank").mkdir()
    (folder / "blank" / "__init__.py").touch()
    (folder / "blank" / "blank.py").write_text(PAGE)
    # The same versions of the same packages.
    shutil.copytree(ROOT / "reflex.lock", folder / "reflex.lock")
    shutil.copy(ROOT / ".npmrc", folder)
    environment = os.environ | {"REFLEX_WEB_WORKDIR": str(folder / "web"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", BUILD],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return sum(weigh(folder / "web" / "build" / "client", "/").values())


@pytest.fixture(scope="module")
def built() -> Path:
    build_in_child(load_settings(_env_file=None))
    return (ROOT / static_dir()).resolve()


@pytest.mark.parametrize(("route", "limit"), [("/connexion", 1.25), ("/espace/salaries", 1.6)])
def test_a_page_weighs_little_more_than_a_blank_one(blank: int, built: Path, route: str, limit: float) -> None:
    files = weigh(built, route)
    assert any(name.endswith(".css") for name in files)
    assert sum(name.endswith(".js") for name in files) > 5
    weight = sum(files.values())
    print(f"\n{route} : {weight / 1000:.1f} ko, page vide {blank / 1000:.1f} ko, rapport {weight / blank:.3f}")
    assert weight <= limit * blank, files
