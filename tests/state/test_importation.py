"""Handlers of « Importer des salariés », called on a State with the real services on a fresh database."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import reflex as rx
from reflex.istate.data import RouterData

from presantra.bootstrap import Container
from presantra.services.actor import Actor
from presantra.ui import acting as acting_module
from presantra.ui.pages.importation.lines_state import ImportLinesState
from presantra.ui.pages.importation.rows import PAGE
from presantra.ui.pages.importation.state import ImportState
from tests.import_steps import MARGOT, PAUL, SHEET, applied, staff

WRONG = PAUL.replace("13/08/1989", "31/02/1989")


class Screen:
    """The States of one tab, at one address."""

    def __init__(self, container: Container, actor: Actor) -> None:
        self.container, self.actor = container, actor
        self._root: Any = rx.State(_reflex_internal_init=True)

    @property
    def state(self) -> Any:
        return self._root.get_substate(ImportState.get_full_name().split("."))

    @property
    def lines(self) -> Any:
        return self._root.get_substate(ImportLinesState.get_full_name().split("."))

    async def open(self, query: str = "") -> None:
        data = {"pathname": PAGE, "asPath": f"{PAGE}{query}", "headers": {"origin": "http://localhost"}}
        self._root.router = RouterData.from_router_data(data)
        await self.do("load")

    async def do(self, handler: str, **arguments: Any) -> Any:
        owner = ImportState if handler in ImportState.event_handlers else ImportLinesState
        state = self.state if owner is ImportState else self.lines
        answer = owner.event_handlers[handler].fn(state, **arguments)
        if hasattr(answer, "__aiter__"):
            return [event async for event in answer]
        return await answer

    async def receive(self, content: str) -> None:
        job = await self.container.imports.receive(self.actor, "paie.csv", content.encode())
        await self.open(f"?import={job}")

    async def settle(self) -> None:
        for _ in range(200):
            await self.do("poll")
            if not self.state.job.busy:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(self.state.job)

    async def preview(self, content: str) -> None:
        await self.receive(content)
        form = {guess.name: guess.column for guess in self.state.guesses}
        await self.do("choose", form=form | {"defaut_contract_type": ""})
        await self.settle()


@pytest.fixture
async def screen(container: Container, claire: Actor, monkeypatch: pytest.MonkeyPatch) -> Screen:
    monkeypatch.setattr(acting_module, "get_container", lambda: container)
    acting_module.set_acting(claire)
    return Screen(container, claire)


async def test_the_page_without_an_import(screen: Screen) -> None:
    await screen.open()
    assert (screen.state.loaded, screen.state.job.id, screen.state.jobs) == (True, "", [])
    await screen.open("?erreur=fichier")
    assert screen.state.errors == {"": "Choisissez un fichier avant de l’envoyer."}
    for unknown in ("?import=00000000-0000-4000-8000-000000000000", "?import=rien"):
        await screen.open(unknown)
        assert screen.state.errors == {"": "Cet import n’existe pas ou n’est plus accessible."}


async def test_columns_are_proposed_then_corrected(screen: Screen) -> None:
    await screen.receive(SHEET + MARGOT)
    assert [(guess.heading, guess.column, guess.sure) for guess in screen.state.guesses[:2]] == [
        ("Nom", "birth_name", True),
        ("Prénom", "first_name", True),
    ]
    assert screen.state.mapping_intro == "1 ligne lue."
    await screen.do("choose", form={"colonne_0": "birth_name", "intrus": "x"})
    assert list(screen.state.errors) == [""]
    assert screen.state.job.status == "correspondance"


async def test_counters_lines_and_a_correction(screen: Screen) -> None:
    await screen.preview(SHEET + MARGOT + WRONG)
    assert {counter.tab: counter.count for counter in screen.state.counters} == {
        "arrivees": "1", "departs": "0", "changements": "0", "erreurs": "1", "doublons": "0", "inchanges": "0",
        "absents": "0",
    }  # fmt: skip
    assert (screen.lines.tab, [line.name for line in screen.lines.lines]) == ("arrivees", ["Margot FERNANDES"])
    await screen.do("show_tab", tab="erreurs")
    [line] = screen.lines.lines
    assert (line.line, line.label, line.errors[0].label) == (3, "Erreur", "Date de naissance")
    await screen.do("edit", line=3)
    form = dict(screen.lines.form)
    await screen.do("correct", form=form | {"line": "3", "birth_date": ""})
    assert (screen.lines.editing, list(screen.lines.errors)) == (3, ["birth_date"])
    await screen.do("correct", form=form | {"line": "3", "birth_date": "1989-08-13"})
    await screen.settle()
    assert (screen.lines.editing, screen.lines.errors, screen.lines.lines) == (0, {}, [])
    assert screen.state.job.summary == "2 arrivées"
    await screen.do("show_tab", tab="inconnu")
    assert [line.label for line in screen.lines.lines] == ["Arrivée", "Arrivée (corrigée)"]


async def test_confirm_report_and_undo(screen: Screen, container: Container) -> None:
    await screen.preview(SHEET + MARGOT + WRONG)
    await screen.do("confirm", form={})
    await screen.settle()
    job = screen.state.job
    assert (job.status, job.summary, job.left_out) == ("termine", "1 arrivée", "1 ligne en erreur")
    assert screen.lines.can_change is False
    await screen.do("undo")
    await screen.settle()
    assert (screen.state.job.status, screen.state.kept) == ("annule", [])
    assert await staff(container) == []


async def test_absents_and_duplicates(screen: Screen, container: Container, claire: Actor) -> None:
    await applied(container, claire, SHEET + MARGOT + PAUL)
    await screen.preview(SHEET + MARGOT.replace("FERNANDES", "FERNANDEZ"))
    [line] = screen.lines.lines
    assert (screen.lines.tab, line.asks) == ("doublons", True)
    await screen.do("answer", line=line.line, key=line.candidates[0].value)
    await screen.settle()
    assert screen.state.job.summary == "1 changement"
    await screen.do("show_tab", tab="absents")
    [absent] = screen.lines.absents
    await screen.do("ask_leaving", key=absent.key, name=absent.name)
    await screen.do("leave", form={"departure_date": "", "reason": ""})
    assert list(screen.lines.errors) == ["departure_date", "reason"]
    await screen.do("leave", form={"departure_date": "2026-10-31", "reason": "demission"})
    await screen.settle()
    assert screen.lines.absents[0].leaving == "Départ le 31/10/2026 – Démission"
    assert screen.state.job.summary == "1 départ, 1 changement"
    await screen.do("stay", key=absent.key)
    await screen.settle()
    assert screen.lines.absents[0].leaving == ""


async def test_an_import_given_up(screen: Screen, dump: Any) -> None:
    await screen.preview(SHEET + MARGOT)
    await screen.do("reconsider")
    assert screen.state.job.status == "correspondance"
    await screen.do("drop")
    await screen.open()
    assert [line.label for line in screen.state.jobs] == ["Abandonné"]
