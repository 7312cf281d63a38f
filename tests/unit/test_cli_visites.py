"""The service's commands on visits, from the arguments to the words they print."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from presantra.bootstrap import build_container
from presantra.cli import main
from presantra.cli.visites import moment
from presantra.domain.clock import PARIS
from presantra.settings import load_settings
from tests.services.visits import PDF, arrive, asked
from tests.socket.people import account, actor_of, company, log_in
from tests.unit.test_cli_operators import installation

__all__ = ["installation"]

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def number(installation: Path) -> str:
    """A request that waits in an installation."""

    async def make() -> str:
        container = build_container(load_settings(_env_file=None))
        person = await account(container, "claire@menuiserie.example", await company(container, "10001", "Menuiserie"))
        person.cookies = await log_in(container, person)
        actor = await actor_of(container, person)
        view = await asked(container, actor, await arrive(container, actor, matricule="M-7"))
        await container.close()
        return view.number

    return asyncio.run(make())


def said(capsys: Capture) -> tuple[str, str]:
    printed = capsys.readouterr()
    return printed.out.replace("\u00a0", " ").replace("\u202f", " "), printed.err.replace("\u00a0", " ")


def when(days: float) -> str:
    return f"{datetime.now(PARIS) + timedelta(days=days):%d/%m/%Y %H:%M}"


def test_a_whole_exchange(number: str, installation: Path, capsys: Capture) -> None:
    assert main(["visites", "lister"]) == 0
    assert said(capsys)[0] == (f"{number}  Envoyée  Visite d’embauche  Éloïse DUPONT  Menuiserie (10001)\n")
    steps: list[tuple[list[str], str]] = [
        (["prendre-en-charge", number], "prise en charge."),
        (["demander-complement", number, "Quels jours ?"], "complément demandé."),
        (["planifier", number, "--le", when(-1), "--centre", "paris", "--duree", "45"], "planifiée."),
        (["convoquer", number], "convocation envoyée. Convocation envoyée à eloise@exemple.fr."),
        (["honorer", number], "réalisée."),
    ]
    for arguments, end in steps:
        assert main(["visites", *arguments]) == 0
        assert said(capsys) == (f"{number} : {end}\n", "")
    paper = installation / "avis.pdf"
    paper.write_bytes(PDF)
    assert main(["documents", "deposer", number, str(paper), "--type", "avis"]) == 1
    assert "donne une attestation de suivi" in said(capsys)[1]
    assert main(["documents", "deposer", number, str(paper), "--type", "attestation"]) == 0
    out = said(capsys)[0]
    assert out.startswith(f"Document déposé sur la demande {number} (")
    paper_id = out[out.index("(") + 1 : -3]
    assert main(["documents", "retirer", paper_id]) == 0
    assert said(capsys) == (f"Retiré de la demande {number} : attestation de suivi. L’employeur ne l’a plus.\n", "")
    for unknown in (paper_id, "x"):
        assert main(["documents", "retirer", unknown]) == 1
        assert said(capsys)[1]
    assert main(["documents", "deposer", number, str(installation / "absent.pdf"), "--type", "attestation"]) == 1
    assert "introuvable" in said(capsys)[1]
    assert main(["visites", "lister", "--statut", "realisee"]) == 0
    assert "rendez-vous le" in said(capsys)[0]
    assert main(["visites", "lister"]) == 0
    assert said(capsys)[0] == "Aucune demande.\n"


def test_absent_then_settled_and_refused(number: str, capsys: Capture) -> None:
    main(["visites", "planifier", number, "--le", when(-1), "--centre", "paris"])
    assert main(["visites", "absent", number, "--note", "Personne"]) == 0
    capsys.readouterr()
    assert main(["visites", "trancher", number, "acceptee", "Oui"]) == 1
    assert "Aucune contestation" in said(capsys)[1]
    assert main(["visites", "refuser", number, "Non"]) == 1
    assert "changé d’état" in said(capsys)[1]
    assert main(["visites", "honorer", "DV-2026-999999"]) == 1
    assert said(capsys)[1] == "Aucune demande ne porte le numéro DV-2026-999999.\n"


def test_a_hidden_visit(number: str, capsys: Capture) -> None:
    assert main(["visites", "inscrire-salarie", "10001", "M-7"]) == 0
    assert said(capsys)[0].endswith(" : envoyée.\n")
    assert main(["visites", "inscrire-salarie", "10001", "M-8"]) == 1
    named = ["--nom", "Dupont", "--ne-le", "14/07/1991", "--type", "prereprise"]
    assert main(["visites", "inscrire-salarie", "10001", *named]) == 0
    other = said(capsys)[0].split()[0]
    assert main(["visites", "voir", other]) == 0
    assert "Visite de préreprise de Éloïse DUPONT" in said(capsys)[0]
    assert main(["visites", "inscrire-salarie", "10001", "--nom", "Dupont"]) == 1
    assert "son nom et sa date de naissance" in said(capsys)[1]


def test_lists_narrowed(number: str, capsys: Capture) -> None:
    for options, out in (
        (
            ["--adherent", "10001", "--tout"],
            f"{number}  Envoyée  Visite d’embauche  Éloïse DUPONT  Menuiserie (10001)\n",
        ),
        (["--adherent", "20002"], "Aucune demande.\n"),
        (["--page", "2"], "Il n’y a pas de page 2 : 1 ligne en tout.\n"),
        (["--contestes"], "Aucune contestation en attente.\n"),
    ):
        assert main(["visites", "lister", *options]) == 0
        assert said(capsys)[0] == out
    assert main(["messages", "lister", "--adherent", "10001"]) == 0
    assert said(capsys)[0] == "Aucune demande.\n"
    assert main(["partages", "lister", "--adherent", "10001"]) == 0
    assert said(capsys)[0] == "Aucun document.\n"


def test_slots(installation: Path, capsys: Capture) -> None:
    assert main(["creneaux", "lister"]) == 0
    assert said(capsys)[0] == "Aucun créneau à venir.\n"
    options = ["--centre", "paris", "--places", "2", "--type", "periodique"]
    assert main(["creneaux", "ouvrir", "--le", when(3), *options]) == 0
    line = said(capsys)[0]
    assert line.endswith("paris  places prises : 0/2  Visite périodique\n")
    assert main(["creneaux", "fermer", line.split()[0]]) == 0
    assert main(["creneaux", "lister"]) == 0
    assert "fermé" in said(capsys)[0]
    assert main(["creneaux", "fermer", "x"]) == 1
    assert main(["creneaux", "ouvrir", "--le", when(3), "--centre", "lune"]) == 1


@pytest.mark.parametrize("text", ["04/12/2026 09:30", "2026-12-04 09:30", " 2026-12-04T09:30 "])
def test_a_moment_is_in_paris(text: str) -> None:
    assert moment(text) == datetime(2026, 12, 4, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["demain", "32/12/2026 09:30", "04/12/2026", ""])
def test_a_moment_that_is_not_one(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        moment(text)


def test_a_wrong_setting_is_named(installation: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("PRESANTRA_CENTRES", "paris")
    monkeypatch.setenv("PRESANTRA_EXCUSED_ABSENCES", "arret,grippe")
    assert main(["creneaux", "lister"]) == 1
    error = said(capsys)[1]
    assert "PRESANTRA_CENTRES" in error
    assert "motif inconnu grippe" in error
