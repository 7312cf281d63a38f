"""``comptes``: what operators read, and what they are refused."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from presantra.bootstrap import Container, build_container
from presantra.cli import main
from presantra.db.models import Account
from presantra.services.actor import Actor
from presantra.settings import load_settings
from tests.connection import with_second_factor

ADDRESS = "claire@example.fr"


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, migrated_sqlite: Path) -> Path:
    """An installation with one account that has a second factor."""
    for name in list(os.environ):
        if name.startswith("PRESANTRA_") or name == "PORT":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PRESANTRA_DATA_DIR", str(tmp_path / "var"))
    (tmp_path / "var").mkdir()
    shutil.copy(migrated_sqlite, tmp_path / "var" / "presantra.db")
    asyncio.run(_account())
    return tmp_path


async def _account() -> None:
    container: Container = build_container(load_settings(_env_file=None))
    account = Account(
        email=ADDRESS, email_key=ADDRESS, last_name="Martin", first_name="Claire", job_title="Gérante",
        password_state="own", created_at=container.context.clock(),
    )  # fmt: skip
    async with container.context.database.transaction() as session:
        session.add(account)
        await session.flush()
        token = await container.sessions.open(session, account, Actor(), provisional=False)
    await with_second_factor(container, await container.sessions.resolve(token, Actor()))
    await container.close()


def said(capsys: Any, *arguments: str) -> tuple[int, str]:
    status = main(["comptes", *arguments])
    printed = capsys.readouterr()
    return status, (printed.out + printed.err).replace("\u00a0", " ").strip()


def test_the_life_of_an_account(installation: Path, capsys: Any) -> None:
    line = f"{ADDRESS} – Claire MARTIN – ouvert – aucune entreprise\n1 compte."
    assert said(capsys, "lister") == (0, line)
    unlocked = "Double authentification de Claire MARTIN retirée : un e-mail le lui dit."
    assert said(capsys, "deverrouiller", ADDRESS) == (0, unlocked)
    assert said(capsys, "deverrouiller", ADDRESS)[0] == 1
    closed = "Compte de Claire MARTIN fermé : il peut être rouvert pendant 30 jours."
    assert said(capsys, "fermer", ADDRESS) == (0, closed)
    assert said(capsys, "fermer", ADDRESS) == (1, "Aucun compte ouvert n’a cette adresse.")
    assert said(capsys, "lister") == (0, "0 compte.")
    assert "fermé, peut être rouvert jusqu’au" in said(capsys, "lister", "--fermes")[1]
    reopened = "Compte de Claire MARTIN rouvert : il se connecte avec son mot de passe."
    assert said(capsys, "rouvrir", ADDRESS) == (0, reopened)
    assert said(capsys, "rouvrir", ADDRESS)[0] == 1
