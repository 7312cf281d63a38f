"""The service's commands on shared documents and on new letters, from the arguments to the words they print."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from presantra.bootstrap import build_container
from presantra.cli import main
from presantra.services.actor import Actor
from presantra.settings import load_settings
from tests.services.visits import PDF
from tests.socket.people import account, company
from tests.unit.test_cli_operators import installation
from tests.unit.test_cli_visites import Capture, said

__all__ = ["installation"]


@pytest.fixture
def member(installation: Path) -> None:
    """A company with one person, who has lost its letter; the service knows no contact of it."""

    async def make() -> None:
        container = build_container(load_settings(_env_file=None))
        await account(container, "claire@menuiserie.example", await company(container, "10001", "Menuiserie"))
        await container.lost_identifiers.ask(Actor(ip="192.0.2.1"), {"code": "10001", "siret": "99142113200010"})
        await container.close()

    asyncio.run(make())


@pytest.mark.usefixtures("member")
def test_a_document_given_listed_copied_and_taken_back(installation: Path, capsys: Capture) -> None:
    file, folder = installation / "fiche.pdf", installation / "copies"
    file.write_bytes(PDF)
    command = ["partages", "deposer", "10001", str(file), "--type", "fiche_entreprise", "--date", "02/11/2026"]
    assert main(command) == 0
    printed = said(capsys)[0]
    found = re.fullmatch(r"Document déposé \(([0-9a-f-]{36})\), annoncé à claire@menuiserie\.example\.\n", printed)
    assert found, printed
    identifier = found[1]
    assert main(["partages", "lister", "10001"]) == 0
    assert said(capsys)[0].startswith(f"{identifier}  Menuiserie (10001)  Fiche d’entreprise du 02/11/2026  déposé le ")
    assert main(["partages", "extraire", identifier, str(folder)]) == 0
    copied = folder / "fiche-entreprise-10001-2026-11-02.pdf"
    assert said(capsys)[0] == f"Copié dans {copied}.\n"
    assert copied.read_bytes() == PDF
    assert main(["partages", "retirer", identifier]) == 0
    assert said(capsys)[0] == "Retiré : Fiche d’entreprise de Menuiserie (10001).\n"
    assert main(["partages", "lister"]) == 0
    assert said(capsys)[0] == "Aucun document.\n"
    assert main(["partages", "retirer", identifier]) == 1


@pytest.mark.usefixtures("member")
def test_what_is_refused(installation: Path, capsys: Capture) -> None:
    file = installation / "fiche.txt"
    file.write_bytes(b"texte")
    assert main(["partages", "deposer", "10001", str(file), "--type", "courrier"]) == 1
    assert said(capsys)[1] == "Ce fichier n’est pas un PDF.\n"
    assert main(["partages", "deposer", "10001", "absent.pdf", "--type", "courrier"]) == 1
    assert "introuvable" in said(capsys)[1]
    with pytest.raises(SystemExit):
        main(["partages", "deposer", "10001", str(file), "--type", "duerp"])
    with pytest.raises(SystemExit):
        main(["partages", "deposer", "10001", str(file), "--type", "courrier", "--date", "31/02/2026"])


@pytest.mark.usefixtures("member")
def test_letters_asked_for_then_sent(installation: Path, capsys: Capture) -> None:
    assert main(["courriers", "demandes"]) == 0
    printed = said(capsys)[0]
    assert printed.startswith("10001  Menuiserie  demandé le ")
    assert printed.endswith(", sans contact joignable par e-mail  adresse du siège inconnue\n")
    folder = installation / "lettres"
    assert main(["courriers", "envoyer", "10001", str(folder)]) == 0
    assert str(folder / "lettre-10001.pdf") in said(capsys)[0]
    assert main(["courriers", "demandes"]) == 0
    assert said(capsys)[0] == ""
    assert main(["courriers", "envoyer", "10001", str(folder)]) == 1
    assert "Aucune demande de courrier n’attend pour 10001." in said(capsys)[1]
