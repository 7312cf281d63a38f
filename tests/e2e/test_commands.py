"""What an operator sees: a clean end, and one clear sentence for each thing that forbids to start."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from presantra.cli import main
from presantra.settings import get_settings
from tests.e2e.load import CREATION, Tab
from tests.e2e.portal import ROOT, Portal, SmtpServer, apart, free_port

SECRET = "motdepasse-tres-secret"
BAD_SETTINGS: dict[str, tuple[dict[str, str], list[str]]] = {
    "port that is no number": ({"PORT": "abc"}, ["PORT : un nombre entier est attendu."]),
    "port too high": ({"PRESANTRA_PORT": "70000"}, ["PRESANTRA_PORT : la valeur doit être au plus 65535."]),
    "unknown mode": (
        {"PRESANTRA_MODE": "essai"},
        ["PRESANTRA_MODE : les valeurs possibles sont 'demonstration' et 'production'."],
    ),
    "two workers alone": (
        {"PRESANTRA_WORKERS": "2"},
        [
            "PRESANTRA_WORKERS > 1 demande PRESANTRA_REDIS_URL.",
            "PRESANTRA_WORKERS > 1 demande PostgreSQL (PRESANTRA_DATABASE_URL).",
        ],
    ),
    "database address that is none": (
        {"PRESANTRA_DATABASE_URL": SECRET},
        ["PRESANTRA_DATABASE_URL est illisible : postgresql://utilisateur:secret@hote:port/base est attendu."],
    ),
    "another kind of database": (
        {"PRESANTRA_DATABASE_URL": f"mysql://lui:{SECRET}@127.0.0.1/base"},
        ["PRESANTRA_DATABASE_URL désigne une base qui n’est pas prise en charge : PostgreSQL ou SQLite."],
    ),
    "database that does not answer": (
        {"PRESANTRA_DATABASE_URL": f"postgresql://lui:{SECRET}@127.0.0.1:1/base"},
        ["La base de données ne répond pas : vérifiez PRESANTRA_DATABASE_URL et que le serveur est démarré."],
    ),
    "redis address that is none": (
        {"PRESANTRA_REDIS_URL": f"http://:{SECRET}@127.0.0.1"},
        ["PRESANTRA_REDIS_URL doit avoir la forme redis://hote:port/0 ou rediss://hote:port/0."],
    ),
    "redis that does not answer": (
        {"PRESANTRA_REDIS_URL": f"redis://:{SECRET}@127.0.0.1:1/0"},
        ["Redis ne répond pas : vérifiez PRESANTRA_REDIS_URL et que le serveur est démarré."],
    ),
    "mail server that is none": (
        {"PRESANTRA_SMTP_URL": f"imap://lui:{SECRET}@127.0.0.1"},
        ["PRESANTRA_SMTP_URL doit avoir la forme smtp://hote:port ou smtps://hote:port."],
    ),
    "senders that are none": (
        {"PRESANTRA_MAIL_FROM": "quelqu’un", "PRESANTRA_SECRETARIAT_EMAIL": "quelqu’un"},
        [
            "PRESANTRA_MAIL_FROM doit contenir une adresse e-mail complète.",
            "PRESANTRA_SECRETARIAT_EMAIL doit être une adresse e-mail complète.",
        ],
    ),
    "limit that is none": (
        {"PRESANTRA_THROTTLE__LOGIN_IP": "beaucoup"},
        ["PRESANTRA_THROTTLE__LOGIN_IP doit avoir la forme « 5 per 15 minutes »."],
    ),
    "address of another machine": (
        {"PRESANTRA_HOST": "192.0.2.1"},
        ["PRESANTRA_HOST n’est pas une adresse de cette machine : 127.0.0.1 ou 0.0.0.0 conviennent."],
    ),
    "folder that cannot be": (
        {"PRESANTRA_DATA_DIR": "/dev/null/var"},
        ["PRESANTRA_DATA_DIR désigne un dossier où il est impossible d’écrire."],
    ),
    "production without secrets": (
        {"PRESANTRA_MODE": "production", "PRESANTRA_PUBLIC_URL": "http://portail.example"},
        [
            "PRESANTRA_SECRET_KEY est obligatoire en production (au moins 32 caractères).",
            "PRESANTRA_PEPPER est obligatoire en production (au moins 32 caractères).",
            "PRESANTRA_SMTP_URL est obligatoire en production.",
            "PRESANTRA_PUBLIC_URL doit être en https en production.",
            "PRESANTRA_MAIL_FROM est obligatoire en production.",
        ],
    ),
}


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    """No parameter but a data folder and a free port."""
    for name in [name for name in os.environ if name.startswith("PRESANTRA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PRESANTRA_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("PORT", str(free_port()))
    get_settings.cache_clear()
    yield monkeypatch
    get_settings.cache_clear()


def start(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What ``demarrer`` says when it refuses."""
    assert main(["demarrer"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert SECRET not in told.err
    return told.err.replace("\N{NO-BREAK SPACE}", " ").splitlines()


@pytest.mark.parametrize("case", BAD_SETTINGS)
def test_a_setting_that_forbids_to_start_is_told_in_one_sentence(
    case: str, bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    values, sentences = BAD_SETTINGS[case]
    if "PRESANTRA_PORT" in values:
        bare.delenv("PORT")
    for name, value in values.items():
        bare.setenv(name, value)
    assert start(capsys) == sentences


def test_a_port_that_is_taken(bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        bare.setenv("PORT", str(port))
        assert start(capsys) == [
            f"Le port {port} est déjà utilisé : arrêtez l’autre programme ou choisissez un autre port"
            f" (par exemple PORT={port + 1})."
        ]


def test_a_file_that_is_no_database_and_a_schema_of_tomorrow(
    bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "var").mkdir()
    database = tmp_path / "var" / "presantra.db"
    database.write_text("Ceci est une lettre, pas une base de données. " * 40)
    assert start(capsys) == ["PRESANTRA_DATABASE_URL désigne un fichier qui n’est pas une base SQLite."]
    database.unlink()
    with closing(sqlite3.connect(database)) as tomorrow, tomorrow:
        tomorrow.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        tomorrow.execute("INSERT INTO alembic_version VALUES ('demain')")
    (sentence,) = start(capsys)
    assert sentence.startswith("Le schéma de la base de données est inconnu de cette version du portail")


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_properly_with_people_at_work(end: signal.Signals, tmp_path: Path, smtp: SmtpServer) -> None:
    """SIGTERM as an orchestrator sends it to the server; Ctrl-C as a terminal sends it to the whole group."""
    portal = Portal(tmp_path / "portail", smtp=smtp)
    portal.start()
    # The browser of other tests keeps an event loop in this thread.
    apart(_end_beside_a_tab(portal, end))
    told = portal.log.read_text()
    assert "Traceback" not in told
    assert "Error" not in told


async def _end_beside_a_tab(portal: Portal, end: signal.Signals) -> None:
    async with Tab(portal.url) as tab:
        reply = await tab.send(
            CREATION + "submit_identifiers", "/connexion/code-adherent", form={"code": "10001", "number": "?"}
        )
        assert reply.errors
        assert portal._process is not None
        begun = time.monotonic()
        if end is signal.SIGTERM:
            assert portal.stop() == 0
        else:
            os.killpg(portal._process.pid, end)
            assert portal._process.wait(20) == 0
        assert time.monotonic() - begun < 20


def test_a_real_command_refuses_like_the_others(tmp_path: Path, smtp: SmtpServer) -> None:
    portal = Portal(tmp_path / "portail", smtp=smtp, PORT="abc")
    refused = portal.run("demarrer", check=False)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "PORT\N{NO-BREAK SPACE}: un nombre entier est attendu.\n"


def test_a_configuration_is_verified(tmp_path: Path, smtp: SmtpServer) -> None:
    portal = Portal(tmp_path / "portail", smtp=smtp)
    good = portal.run("verifier")
    assert good.stdout.splitlines()[-1] == "La configuration est prête."
    assert all(line.startswith("OK") for line in good.stdout.splitlines()[:-1])
    portal.environment |= {"PRESANTRA_MODE": "production", "PRESANTRA_SMTP_URL": f"smtp://lui:{SECRET}@127.0.0.1:1"}
    bad = portal.run("verifier", check=False)
    assert bad.returncode == 1
    assert bad.stdout.splitlines()[-1] == "La configuration est à corriger."
    assert "PRESANTRA_MAIL_FROM" in bad.stdout
    assert SECRET not in bad.stdout + bad.stderr
    assert "Traceback" not in bad.stderr


def test_make_tells_what_one_can_do() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("run", "dev", "test", "lint", "check", "clean"):
        assert any(line.split()[1] == target for line in shown.splitlines() if line.strip()), shown
