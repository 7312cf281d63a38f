"""The service's commands on messages, from the arguments to the words they print."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest

from presantra.bootstrap import build_container
from presantra.cli import main
from presantra.settings import load_settings
from tests.services.messages import PDF, PNG, REQUEST
from tests.socket.people import account, actor_of, company, log_in
from tests.unit.test_cli_operators import installation
from tests.unit.test_cli_visites import said

__all__ = ["installation"]

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def number(installation: Path) -> str:
    """A request with two files of the same name, in an installation."""

    async def make() -> str:
        container = build_container(load_settings(_env_file=None))
        person = await account(container, "claire@menuiserie.example", await company(container, "10001", "Menuiserie"))
        person.cookies = await log_in(container, person)
        actor = await actor_of(container, person)
        draft = uuid4()
        for content in (PDF, PDF + b"2"):
            await container.messages.attach(actor, draft, "contrat.pdf", content)
        thread = await container.messages.open(actor, REQUEST, draft, uuid4())
        view = await container.messages.thread(actor, thread)
        await container.close()
        return view.thread.number

    return asyncio.run(make())


def typed(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(content)))


def test_a_whole_exchange(
    number: str, installation: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["messages", "lister"]) == 0
    assert said(capsys)[0] == f"{number}  Ouverte  Autre demande  Une question  Menuiserie (10001)\n"
    folder = tmp_path / "pieces"
    for _ in range(2):
        assert main(["messages", "lire", number, "--pieces", str(folder)]) == 0
    printed = said(capsys)[0]
    assert REQUEST["message"] in printed.replace("\u00a0", " ")
    assert printed.count("Pièce jointe : contrat.pdf") == 4
    # Nothing is written over: neither a file of the same name, nor those of the time before.
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert kept == {
        "contrat.pdf": PDF, "contrat-2.pdf": PDF + b"2", "contrat-3.pdf": PDF, "contrat-4.pdf": PDF + b"2",
    }  # fmt: skip
    assert main(["messages", "statut", number, "prise_en_charge"]) == 0
    assert said(capsys)[0] == f"{number} : prise en charge.\n"
    text, image = tmp_path / "reponse.txt", tmp_path / "plan.png"
    text.write_text("\ufeffDe quel site ?", "utf-8")
    image.write_bytes(PNG)
    question = ["messages", "repondre", number.lower(), "--texte", str(text), "--piece", str(image), "--question"]
    assert main(question) == 0
    assert said(capsys)[0] == f"{number} : en attente de l’employeur.\n"
    assert main(["messages", "lister"]) == 0
    assert "En attente de l’employeur" in said(capsys)[0]
    typed(monkeypatch, b"Le docteur Simon.\n")
    assert main(["messages", "repondre", number]) == 0
    assert said(capsys)[0] == f"{number} : répondue.\n"
    assert main(["messages", "lire", number]) == 0
    printed = said(capsys)[0]
    assert printed.index("De quel site ?") < printed.index("plan.png") < printed.index("Le docteur Simon.")
    assert "Demande prise en charge" in printed
    assert main(["messages", "statut", number, "close"]) == 0
    assert main(["messages", "lister", "--statut", "close", "--theme", "autre"]) == 0
    assert number in said(capsys)[0].splitlines()[-1]
    assert main(["messages", "lister"]) == 0
    assert said(capsys)[0] == "Aucune demande.\n"


def test_refusals_are_sentences(
    number: str, installation: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong, program = tmp_path / "reponse.txt", tmp_path / "outil.exe"
    wrong.write_bytes(b"\xe9t\xe9")
    program.write_bytes(b"MZ\x90\x00")
    steps = [
        (["messages", "lire", "M-2026-09999"], "Aucune demande ne porte le numéro M-2026-09999."),
        (["messages", "repondre", number, "--texte", str(wrong)], "UTF-8"),
        (["messages", "repondre", number, "--texte", str(tmp_path / "absent.txt")], "introuvable"),
        (["messages", "repondre", number, "--piece", str(program)], "n’est pas accepté"),
        (["messages", "repondre", number], "Écrivez votre message."),
        (["messages", "statut", number, "repondue"], "messages repondre"),
        (["messages", "statut", number, "ouverte"], "messages repondre"),
    ]
    for arguments, words in steps:
        typed(monkeypatch, b"")
        assert main(arguments) == 1, arguments
        assert words in said(capsys)[1], arguments
    assert main(["messages", "lister"]) == 0
    assert "Ouverte" in said(capsys)[0]
