"""``docs/echange-avec-le-service.md`` played: each of its commands is run, and answers what the page shows."""

from __future__ import annotations

import asyncio
import re
import shlex
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from presantra.bootstrap import Container, build_container
from presantra.cli import main
from presantra.domain.clock import PARIS
from presantra.settings import load_settings
from tests.conftest import ROOT
from tests.services.visits import PDF, SERVICE, arrive, asked
from tests.socket.people import account, actor_of, company, log_in
from tests.unit.test_cli_operators import installation

__all__ = ["installation"]

PAGE = ROOT / "docs" / "echange-avec-le-service.md"
MAIN, HIDDEN = "DV-2026-000015", "DV-2026-000016"
TODAY = datetime.now(PARIS)
MARGIN = re.compile(r"[\u00a0\u202f]")


@dataclass
class Step:
    """One command of the page, and the lines that it shows below it."""

    argv: list[str]
    shown: list[str] = field(default_factory=list)

    @property
    def act(self) -> str:
        return " ".join(self.argv[:2])


def steps() -> Iterator[Step]:
    for block in re.findall(r"```\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL):
        step: Step | None = None
        for line in block.splitlines():
            if line.startswith("$ python -m presantra "):
                if step:
                    yield step
                step = Step(shlex.split(line.removeprefix("$ python -m presantra ")))
            elif step and line.strip():
                step.shown.append(line)
        if step:
            yield step


STEPS = [step for step in steps() if step.argv[0] != "demarrer"]


def day(ahead: int) -> date:
    return (TODAY + timedelta(days=ahead)).date()


# The page speaks of December 2026: its dates move with the clock, its closed days too.
DATES = {
    "04/12/2026 09:30": f"{day(9):%d/%m/%Y} 09:30",
    "07/12/2026 14:00": f"{day(12):%d/%m/%Y} 14:00",
    "22/12/2026": f"{day(40):%d/%m/%Y}",
    "21/12/2026": f"{day(39):%d/%m/%Y}",
    "03/01/2027": f"{day(52):%d/%m/%Y}",
}


class Exchange:
    """The employer's side, and what must have happened before a command of the service makes sense."""

    def __init__(self) -> None:
        self.numbers: dict[str, str] = {}
        self.pages: dict[str, str] = {}

    def play(self, work: Callable[[Container, Any], Awaitable[None]]) -> None:
        async def whole() -> None:
            container = build_container(load_settings(_env_file=None))
            person = await account(container, f"{uuid4()}@lefevre.example", self.company_id)
            person.cookies = await log_in(container, person)
            await work(container, await actor_of(container, person))
            await container.close()

        asyncio.run(whole())

    def begin(self) -> None:
        async def make() -> None:
            container = build_container(load_settings(_env_file=None))
            self.company_id = await company(container, "10001", "Menuiserie Lefèvre")
            await container.close()

        asyncio.run(make())
        self.play(self._ask)

    async def _ask(self, container: Container, actor: Any) -> None:
        employee = await arrive(
            container, actor, first_name="Zoé", birth_name="Martin", email="zoe.martin@exemple.fr", matricule="M-0042"
        )
        view = await asked(container, actor, employee, "periodique", availabilities="Plutôt le matin")
        self.numbers[MAIN], self.pages[MAIN] = view.number, view.public_id
        # A week-end must not be what closes the days of the page.
        open_days = {day(9).weekday(), day(12).weekday()}
        weekend = [name for number, name in ((5, "samedi"), (6, "dimanche")) if number not in open_days]
        await container.closures.save_regular(actor, weekend, [], 0)
        leave = {"first_day": f"{day(39)}", "last_day": f"{day(52)}", "reason": "Congés de fin d’année"}
        await container.closures.add(actor, leave, uuid4())

    def before(self, step: Step) -> None:
        """What happened in between on the employer's side, or simply time."""
        if step.act == "visites planifier" and "04/12/2026 09:30" in step.argv:
            self.play(lambda c, actor: c.visits.answer(actor, self.pages[MAIN], "Le matin"))
        if step.act == "visites honorer":
            self.play(self._go_back)
        if step.act == "visites absent":
            self.play(self._another)
        if step.act == "visites trancher":
            self.play(lambda c, actor: c.visits.contest(actor, self.pages[MAIN], "Elle était là"))

    async def _go_back(self, container: Container, _actor: Any) -> None:
        """The hour has come: the appointment is moved behind us."""
        yesterday = TODAY - timedelta(days=1)
        await container.secretariat.cases.plan(SERVICE, self.numbers[MAIN], yesterday, "paris", despite_closure=True)

    async def _another(self, container: Container, actor: Any) -> None:
        """« Ou bien personne n’est venu »: the same page, with another end."""
        employee = await arrive(container, actor, first_name="Zoé", birth_name="Martin-Leroy")
        view = await asked(container, actor, employee, "mi_carriere")
        self.numbers[MAIN], self.pages[MAIN] = view.number, view.public_id
        await self._go_back(container, actor)

    def translate(self, text: str) -> str:
        """In one pass: what a date becomes may be another date of the page."""
        known = {**DATES, **self.numbers}
        return re.sub("|".join(map(re.escape, known)), lambda found: known[found[0]], text)


def test_the_page_has_commands_to_run() -> None:
    acts = {step.act for step in STEPS}
    assert len(STEPS) >= 14
    assert {"visites lister", "visites voir", "visites planifier", "creneaux ouvrir", "documents deposer"} <= acts


def test_every_command_of_the_page_answers_what_it_shows(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exchange = Exchange()
    exchange.begin()
    (installation / "attestation.pdf").write_bytes(PDF)
    for step in STEPS:
        exchange.before(step)
        if step.act == "visites inscrire-salarie":
            exchange.numbers.pop(HIDDEN, None)
        code = main([exchange.translate(part) for part in step.argv])
        printed = capsys.readouterr()
        said = [MARGIN.sub(" ", line) for line in (printed.out + printed.err).splitlines()]
        expected = [exchange.translate(MARGIN.sub(" ", line)) for line in step.shown]
        if step.act == "visites inscrire-salarie":
            expected = [re.sub(r"^DV-\d{4}-\d{6}", said[0].partition(" ")[0], line) for line in expected]
        if step.act == "visites voir":
            expected = [line for line in expected if "le samedi" not in line]
            said = [line for line in said if not line.startswith("Fermetures : le ")]
            said = [re.sub(r"^Fermetures : ", " " * 13, line) for line in said]
        if expected:
            assert said == expected, step.argv
        refused = "Ajoutez --malgre-fermeture" in " ".join(expected)
        assert code == (1 if refused else 0), (step.argv, said)
