"""``docs/echange-avec-le-service.md`` as a play: its commands, its files, its days, and the employer's part."""

from __future__ import annotations

import asyncio
import re
import shlex
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any
from uuid import uuid4

from presantra.bootstrap import Container, build_container
from presantra.db.models import Member, MemberAddress
from presantra.domain.clock import PARIS
from presantra.domain.forms import parse_date
from presantra.domain.labels import format_datetime
from presantra.domain.messages import ThreadStatus
from presantra.services.actor import Actor
from presantra.settings import load_settings
from tests.conftest import ROOT, sent_mails
from tests.services.visits import PDF, SERVICE, arrive, asked
from tests.socket.people import account, actor_of, company, log_in

PAGE = (ROOT / "docs" / "echange-avec-le-service.md").read_text("utf-8")
VISIT, THREAD = "DV-2026-000015", "M-2026-00001"
COMMAND = re.compile(r'\$ (?:echo "(?P<typed>.*)" \| )?python -m presantra (?P<line>.*)')
# What the page cannot say as it will be: moments, days, and the names that the portal gives.
MOVING = re.compile(
    r"(?P<moment>\d\d/\d\d/\d{4} à \d\d:\d\d)|(?P<day>\d\d/\d\d/\d{4})|(?P<iso>\d{4}-\d\d-\d\d)"
    r"|(?P<visit>DV-\d{4}-\d{6})|(?P<thread>\bM-\d{4}-\d{5})|(?P<id>[0-9a-f]{8}-(?:…|[0-9a-f-]{27}))"
)
TOLD_ON = date(2026, 11, 24)


@dataclass
class Step:
    """One command of the page, what is typed into it, and the lines that it shows below it."""

    argv: list[str]
    typed: str
    shown: list[str] = field(default_factory=list)

    @property
    def act(self) -> str:
        return " ".join(self.argv[:2])


def steps() -> Iterator[Step]:
    for block in re.findall(r"```\n(\$.*?)```", PAGE, re.DOTALL):
        for part in re.split(r"^(?=\$ )", block, flags=re.MULTILINE)[1:]:
            command, *shown = filter(str.strip, part.splitlines())
            found = COMMAND.fullmatch(command)
            assert found, command
            yield Step(shlex.split(found["line"]), found["typed"] or "", shown)


class Words:
    """From the page to what is true today: its days, moved by whole weeks, and the names given in its place."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        # Appointments that have passed.
        self.past: set[str] = set()
        self._begun = datetime.now(PARIS)
        # The same days of the week, and the day on which the page is told is not to come.
        self._later = timedelta(weeks=(self._begun.date() - TOLD_ON).days // 7)

    def today(self, text: str) -> str:
        """A command or a file of the page, with the days and the names of now."""
        return MOVING.sub(lambda found: self._now(found, None), text)

    def expected(self, shown: Sequence[str], said: Sequence[str]) -> list[str]:
        """What the page says that is answered. A name that it shows for the first time is learnt from ``said``."""
        lines = []
        for line, answer in zip_longest(shown, said[: len(shown)], fillvalue=""):
            given = MOVING.finditer(answer)
            lines.append(MOVING.sub(lambda found, given=given: self._now(found, next(given, None)), line))
        return lines

    def _now(self, found: re.Match[str], answered: re.Match[str] | None) -> str:
        text, kind = found[0], found.lastgroup
        given = answered[0] if answered and answered.lastgroup == kind else ""
        if kind == "iso":
            return f"{date.fromisoformat(text) + self._later}"
        if kind in ("day", "moment"):
            told = parse_date(text[:10])
            if kind == "moment" and told <= TOLD_ON:
                return given if given in self._minutes() | self.past else "un instant de cet échange"
            return f"{told + self._later:%d/%m/%Y}{text[10:]}"
        if text not in self.known and given and given not in self.known.values():
            self.known[text] = given
        return self.known.get(text, text)

    def _minutes(self) -> set[str]:
        """Every minute since the exchange began."""
        passed = int((datetime.now(PARIS) - self._begun).total_seconds() // 60) + 1
        return {format_datetime(self._begun + timedelta(minutes=rank)) for rank in range(passed + 1)}


class Exchange:
    """The employer's side, and what must have happened before a command of the service makes sense."""

    def __init__(self, folder: Path) -> None:
        self.words = Words()
        self._folder = folder
        self._pages: dict[str, str] = {}

    def begin(self) -> None:
        """The company, its files on the service's disk, and the first request."""
        self._write_files()
        asyncio.run(self._settle())
        self._play(self._ask)

    def before(self, step: Step) -> None:
        """What the employer has done meanwhile, or simply time."""
        match step.argv:
            case ["visites", "planifier", _, "--le", "04/12/2026 09:30", *_]:
                self._play(lambda c, actor: c.visits.answer(actor, self._pages[VISIT], "Le matin"))
            case ["visites", "honorer", *_]:
                self._play(self._go_back)
            case ["visites", "absent", *_]:
                self._play(self._another)
            case ["visites", "lister", "--contestes"]:
                self._play(lambda c, actor: c.visits.contest(actor, self._pages[VISIT], "Elle était là"))
            case ["messages", "lister", *_]:
                self._play(self._write)
            case ["messages", "repondre", _, "--texte", *_]:
                self._play(self._answer)
            case ["adherents", "corriger", *_]:
                self._play(lambda c, actor: c.companies.request_correction(actor, "Notre code NAF manque.", uuid4()))
            case ["partages", "lister", *_]:
                self._play(self._deposit)
            case ["courriers", "demandes"]:
                self._play(self._lose_identifiers)

    def _write_files(self) -> None:
        for name, content in re.findall(r"`([\w/]+\.csv)` :\n\n```csv\n(.*?)```", PAGE, re.DOTALL):
            path = self._folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(self.words.today(content), "utf-8")
        for name in ("attestation", "avoir", "fiche", "lettre", "novembre/FA-2026-00031", "novembre/AV-2026-00003"):
            (self._folder / f"{name}.pdf").write_bytes(PDF)
        (self._folder / "reponse.txt").write_text("Vous avez raison : voici l’avoir.", "utf-8")

    async def _settle(self) -> None:
        container = build_container(load_settings(_env_file=None))
        member_id = await company(container, "10001", "Menuiserie Lefèvre")
        place = {"street": "14 rue des Ébénistes", "postal_code": "35000", "city": "Rennes"}
        async with container.context.database.transaction() as session:
            (await session.get_one(Member, member_id)).email = "contact@menuiserie-lefevre.example"
            session.add(MemberAddress(member_id=member_id, kind="siege", **place))
        email = "claire.lefevre@menuiserie-lefevre.example"
        self._claire = await account(container, email, member_id, last_name="Lefèvre", first_name="Claire")
        self._claire.cookies = await log_in(container, self._claire)
        await container.close()

    def _play(self, work: Callable[[Container, Actor], Awaitable[object]]) -> None:
        async def whole() -> None:
            container = build_container(load_settings(_env_file=None))
            await work(container, await actor_of(container, self._claire))
            await container.close()

        asyncio.run(whole())

    async def _ask(self, container: Container, actor: Actor) -> None:
        employee = await arrive(
            container, actor, first_name="Zoé", birth_name="Martin", email="zoe.martin@exemple.fr", matricule="M-0042"
        )
        await self._request(container, actor, employee, "periodique", availabilities="Plutôt le matin")
        await container.closures.save_regular(actor, ["samedi", "dimanche"], [], 0)
        leave = {"first_day": "21/12/2026", "last_day": "03/01/2027", "reason": "Congés de fin d’année"}
        await container.closures.add(actor, {name: self.words.today(text) for name, text in leave.items()}, uuid4())

    async def _request(self, container: Container, actor: Actor, employee: str, kind: str, **values: Any) -> None:
        view = await asked(container, actor, employee, kind, **values)
        self.words.known[VISIT], self._pages[VISIT] = view.number, view.public_id

    async def _go_back(self, container: Container, _actor: Actor) -> None:
        """The hour has come: the appointment is moved behind us."""
        yesterday = datetime.now(PARIS) - timedelta(days=1)
        self.words.past.add(format_datetime(yesterday))
        await container.secretariat.cases.plan(
            SERVICE, self.words.known[VISIT], yesterday, "paris", despite_closure=True
        )

    async def _another(self, container: Container, actor: Actor) -> None:
        """« Ou bien personne n’est venu »: the same page, with another end."""
        employee = await arrive(container, actor, first_name="Zoé", birth_name="Martin-Leroy")
        await self._request(container, actor, employee, "mi_carriere")
        await self._go_back(container, actor)

    async def _write(self, container: Container, actor: Actor) -> None:
        draft = uuid4()
        await container.messages.attach(actor, draft, "releve.pdf", PDF)
        words = {
            "theme": "facturation", "subject": "Montant à vérifier",
            "message": "Nous avons embauché onze personnes, pas douze.",
        }  # fmt: skip
        self._pages[THREAD] = await container.messages.open(actor, words, draft, uuid4())
        self.words.known[THREAD] = (await container.messages.thread(actor, self._pages[THREAD])).thread.number

    async def _answer(self, container: Container, actor: Actor) -> None:
        words = "Hugo Leroy a renoncé la veille de son premier jour."
        await container.messages.answer(actor, self._pages[THREAD], words, uuid4(), uuid4())
        thread = (await container.messages.thread(actor, self._pages[THREAD])).thread
        assert thread.status is ThreadStatus.TAKEN

    async def _deposit(self, container: Container, actor: Actor) -> None:
        dates = {"document_on": "02/11/2026", "next_update_on": "02/11/2027"}
        await container.shared_documents.deposit(
            actor, {name: self.words.today(text) for name, text in dates.items()}, PDF, uuid4()
        )

    async def _lose_identifiers(self, container: Container, _actor: Actor) -> None:
        visitor = Actor(visitor="v" * 43, ip="192.0.2.1")
        await container.lost_identifiers.ask(visitor, {"code": "10001", "siret": "99142113200010"})
        [link] = [mail for mail in await sent_mails(container) if mail.kind == "identifiers_lost"]
        await container.lost_identifiers.confirm(visitor, link.token_for("/nouveau-courrier"))
