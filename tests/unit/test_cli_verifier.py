"""The check of a configuration: one line each, and never a secret in it."""

from __future__ import annotations

import asyncio
import shutil
import socket
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from presantra.cli import main, verifier
from presantra.settings import Settings, load_settings

SECRET = "motdepasse-tres-secret"


def settings(tmp_path: Path, **values: Any) -> Settings:
    return load_settings(_env_file=None, data_dir=tmp_path / "var", **values)


async def report(checked: Settings) -> dict[str, tuple[bool, str]]:
    found = {}
    async for finding in verifier.findings(checked):
        assert SECRET not in str(finding)
        found[finding.subject] = (finding.good, finding.detail)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_a_fresh_laptop_is_ready(tmp_path: Path) -> None:
    assert await report(settings(tmp_path)) == {
        "Configuration": (True, "mode demonstration, adresse http://localhost:3000"),
        "Dossier des données": (True, f"{tmp_path / 'var'}, écriture possible"),
        "Base de données": (True, "SQLite, sera créée au premier démarrage"),
        "Redis": (True, "non configuré (un seul processus)"),
        "Courriel": (True, "boîte de réception de démonstration"),
    }
    assert list((tmp_path / "var").iterdir()) == []


async def test_a_schema_at_its_head_or_behind(tmp_path: Path, migrated_sqlite: Path) -> None:
    checked = settings(tmp_path)
    (tmp_path / "var").mkdir()
    path = tmp_path / "var" / "presantra.db"
    shutil.copy(migrated_sqlite, path)
    assert (await report(checked))["Base de données"] == (True, "SQLite, schéma à jour")
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.commit()
    connection.close()
    good, detail = (await report(checked))["Base de données"]
    assert not good
    assert "le schéma n’est pas à jour" in detail


async def test_a_postgresql_at_its_head(tmp_path: Path, postgres_url: str) -> None:
    found = await report(settings(tmp_path, database_url=postgres_url))
    assert found["Base de données"] == (True, "PostgreSQL, schéma à jour")


async def test_everything_that_does_not_answer(tmp_path: Path) -> None:
    port = free_port()
    found = await report(
        settings(
            tmp_path,
            database_url=f"postgresql://lui:{SECRET}@127.0.0.1:{port}/base",
            redis_url=f"redis://:{SECRET}@127.0.0.1:{port}/0",
            smtp_url=f"smtp://lui:{SECRET}@127.0.0.1:{port}",
        )
    )
    assert found["Base de données"] == (False, "PostgreSQL ne répond pas, ou refuse ces identifiants.")
    assert found["Redis"] == (False, "ne répond pas, ou PRESANTRA_REDIS_URL est fausse.")
    assert found["Courriel"] == (False, f"127.0.0.1:{port} ne répond pas comme un serveur de courriel.")


@pytest.mark.parametrize(
    ("values", "subject", "detail"),
    [
        (
            {"database_url": f"n’importe quoi {SECRET}"},
            "Base de données",
            "PRESANTRA_DATABASE_URL est illisible.",
        ),
        ({"database_url": f"mysql://u:{SECRET}@h/b"}, "Base de données", "n’est pas prise en charge"),
        ({"smtp_url": f"http://{SECRET}"}, "Courriel", "PRESANTRA_SMTP_URL"),
        ({"redis_url": f"carotte://{SECRET}"}, "Redis", "PRESANTRA_REDIS_URL"),
        ({"mode": "production"}, "Courriel", "PRESANTRA_SMTP_URL manque."),
    ],
)
async def test_values_that_mean_nothing(tmp_path: Path, values: Any, subject: str, detail: str) -> None:
    good, told = (await report(settings(tmp_path, **values)))[subject]
    assert not good
    assert detail in told


async def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    assert (await report(settings(tmp_path)))["Dossier des données"][0] is False


async def test_a_server_of_mail_that_answers(tmp_path: Path) -> None:
    from aiosmtpd.controller import Controller
    from aiosmtpd.handlers import Sink

    controller = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    await asyncio.to_thread(controller.start)
    try:
        found = await report(settings(tmp_path, smtp_url=f"smtp://127.0.0.1:{controller.port}"))
    finally:
        await asyncio.to_thread(controller.stop)
    assert found["Courriel"] == (True, f"127.0.0.1:{controller.port} joignable")


def test_the_status_tells_the_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PRESANTRA_DATA_DIR", str(tmp_path / "var"))
    assert main(["verifier"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "La configuration est prête."
    monkeypatch.setenv("PRESANTRA_MODE", "production")
    assert main(["verifier"]) == 1
    printed = capsys.readouterr().out.replace("\u00a0", " ")
    assert "ERREUR  Configuration : PRESANTRA_PEPPER est obligatoire en production" in printed
    assert printed.splitlines()[-1] == "La configuration est à corriger."
