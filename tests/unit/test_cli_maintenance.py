"""Commands that keep an installation in good health: courriels, journal, purger."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from presantra.cli import main


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, migrated_sqlite: Path) -> Path:
    for name in list(os.environ):
        if name.startswith("PRESANTRA_") or name == "PORT":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PRESANTRA_DATA_DIR", str(tmp_path / "var"))
    (tmp_path / "var").mkdir()
    path = tmp_path / "var" / "presantra.db"
    shutil.copy(migrated_sqlite, path)
    return path


def execute(database: Path, statement: str) -> None:
    connection = sqlite3.connect(database)
    connection.execute(statement)
    connection.commit()
    connection.close()


def mail(database: Path, number: int, status: str) -> None:
    execute(
        database,
        "INSERT INTO outbox_mail (message_id, kind, recipient, subject, body, status, attempts, created_at, "
        f"next_attempt_at, last_error) VALUES ('<{number}@x>', 'reset_link', 'a@b.fr', 'Choisissez', x'', '{status}', "
        "12, '2026-01-15 13:32:00', '2026-01-15 13:32:00', 'destinataire refusé')",
    )


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_an_empty_outbox(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["courriels"]) == 0
    assert plain(capsys.readouterr().out) == "En attente : 0. Bloqués : 0.\n"


def test_parked_mails_are_shown_then_retried(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mail(database, 1, "parked")
    assert main(["courriels"]) == 0
    assert plain(capsys.readouterr().out) == (
        "En attente : 0. Bloqués : 1.\n15/01/2026 à 14:32  a@b.fr  « Choisissez »  12 essais : destinataire refusé\n"
    )
    assert main(["courriels", "relancer"]) == 0
    assert capsys.readouterr().out == "1 courriel remis dans la boîte d’envoi.\n"
    main(["courriels"])
    printed = plain(capsys.readouterr().out)
    assert printed.startswith("En attente : 1 (le plus ancien depuis ")
    assert printed.endswith(" jours). Bloqués : 0.\n")


def test_the_journal_is_whole_then_altered(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["purger"]) == 0  # writes an entry
    capsys.readouterr()
    assert main(["journal", "verifier"]) == 0
    assert plain(capsys.readouterr().out) == "Journal intègre : 1 chaîne vérifiée.\n"
    execute(database, "UPDATE audit_entry SET action = 'Autre'")
    assert main(["journal", "verifier"]) == 1
    assert plain(capsys.readouterr().err) == (
        "Chaîne « portail » : première écriture altérée ou manquante à la position 1.\n"
        "Journal altéré : 1 chaîne sur 1.\n"
    )


def test_purge_says_what_it_erased(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mail(database, 1, "parked")
    assert main(["purger"]) == 0
    assert plain(capsys.readouterr().out) == (
        "Effacés : 0 écriture du journal, 0 session, 0 lien, 0 étape d’inscription, 1 courriel, "
        "0 identifiant d’opération, 0 import de salariés, 0 copie de fiche fusionnée, "
        "0 doublon écarté sans fiche, 0 moyen de connexion terminé, 0 document retiré, 0 compte fermé, "
        "0 échange avec le service.\n"
    )


def test_purge_refuses_an_altered_chain(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["purger"])
    execute(database, "UPDATE audit_entry SET at = '2020-01-01 00:00:00'")
    capsys.readouterr()
    assert main(["purger"]) == 1
    printed = capsys.readouterr()
    assert "Chaîne « portail »" in plain(printed.err)
    assert printed.err.endswith("Les chaînes altérées du journal n’ont pas été purgées.\n")


def test_deadlines_are_recalculated(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suivi", "recalculer"]) == 0
    assert plain(capsys.readouterr().out) == "0 échéance recalculée.\n"
