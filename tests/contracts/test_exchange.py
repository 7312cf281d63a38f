"""``docs/echange-avec-le-service.md`` played: each of its commands is run, and answers what the page shows."""

from __future__ import annotations

import io
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from presantra.cli import main
from tests.exchange import PAGE, Exchange, steps
from tests.unit.test_cli_operators import installation

__all__ = ["installation"]

MARGIN = re.compile(r"[\u00a0\u202f]")


def test_the_page_has_commands_to_run() -> None:
    """None is lost by the way in which the page is read."""
    found = list(steps())
    assert len(found) == len(re.findall(r"^\$ ", PAGE, re.MULTILINE)) >= 30
    groups = {step.argv[0] for step in found}
    assert groups == {
        "visites", "creneaux", "documents", "messages", "factures", "paiements", "partages", "courriers",
        "adherents",
    }  # fmt: skip


def test_sections_are_numbered_in_order() -> None:
    numbers = [int(number) for number in re.findall(r"^## (\d+)\. ", PAGE, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == PAGE.count("\n## ")


def test_every_command_of_the_page_answers_what_it_shows(
    installation: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange = Exchange(installation)
    exchange.begin()
    for step in steps():
        exchange.before(step)
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(step.typed.encode())))
        code = main([exchange.words.today(part) for part in step.argv])
        printed = capsys.readouterr()
        said = [MARGIN.sub(" ", line) for line in (printed.out + printed.err).splitlines() if line.strip()]
        shown = [MARGIN.sub(" ", line) for line in step.shown]
        assert said == exchange.words.expected(shown, said), step.argv
        assert code == (1 if printed.err else 0), step.argv
