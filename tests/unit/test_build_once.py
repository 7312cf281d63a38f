"""The interface is built when its sources change, and does not know where it will be served from."""

from __future__ import annotations

from pathlib import Path

import pytest

from presantra.cli import build
from presantra.settings import load_settings
from presantra.ui.theme.plugins import PortableOriginPlugin


def test_the_address_becomes_that_of_the_page(tmp_path: Path) -> None:
    script = tmp_path / "assets" / "env.js"
    script.parent.mkdir()
    script.write_text('var e={PING:`http://presantra.invalid/ping`,EVENT:"ws://presantra.invalid/_event",T:"x"}')

    PortableOriginPlugin().post_build(static_dir=tmp_path)

    assert script.read_text() == (
        'var e={PING:(globalThis.location?.origin+"/ping"),EVENT:(globalThis.location?.origin+"/_event"),T:"x"}'
    )


def test_a_bundle_without_the_address_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("rien")
    with pytest.raises(RuntimeError):
        PortableOriginPlugin().post_build(static_dir=tmp_path)


def test_nothing_is_built_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFLEX_WEB_WORKDIR", str(tmp_path))
    steps: list[str] = []

    def compile_pages() -> None:
        steps.append("compile")
        (tmp_path / "app").mkdir(exist_ok=True)
        (tmp_path / "app" / "page.jsx").write_text("page")

    def bundle() -> None:
        steps.append("bundle")
        build.static_dir().mkdir(parents=True, exist_ok=True)
        (build.static_dir() / "index.html").write_text("")

    monkeypatch.setattr(build, "prepare_environment", lambda: None)
    monkeypatch.setattr(build, "_compile", compile_pages)
    monkeypatch.setattr(build, "_bundle", bundle)
    settings = load_settings()

    assert not build.is_built(settings)
    assert build.build(settings)
    assert build.is_built(settings)
    assert not build.build(settings)
    assert steps == ["compile", "bundle"]

    # Another port needs nothing; another phone number is on the pages, which are compiled again.
    assert build.is_built(settings.model_copy(update={"port": 4000, "public_url": "https://a.example"}))
    other = settings.model_copy(update={"service_phone": "01 00 00 00 00"})
    assert not build.is_built(other)
    assert not build.build(other)
    assert steps == ["compile", "bundle", "compile"]


def test_a_failed_bundle_is_not_taken_for_a_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFLEX_WEB_WORKDIR", str(tmp_path))

    def fail() -> None:
        raise build.BuildError("non")

    monkeypatch.setattr(build, "prepare_environment", lambda: None)
    monkeypatch.setattr(build, "_compile", lambda: None)
    monkeypatch.setattr(build, "_bundle", fail)
    with pytest.raises(build.BuildError):
        build.build(load_settings())
    assert not build.is_built(load_settings())


def test_the_committed_lock_names_no_registry() -> None:
    assert build.locked_packages_are_portable()
