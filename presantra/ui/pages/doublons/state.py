"""« Doublons »: records of the company that may be one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import reflex as rx
from pydantic import Field

from presantra.domain.duplicates import Likeness
from presantra.domain.labels import format_date, format_datetime
from presantra.services.employees.duplicates import DuplicateGroup, DuplicateRow
from presantra.services.employees.not_duplicates import MOST_TOLD_APART, ApartPair
from presantra.ui.acting import acting, private, services
from presantra.ui.forms import FormState, Identifier

People = Annotated[list[Identifier], Field(min_length=2, max_length=MOST_TOLD_APART)]
TOLD = "C’est noté : ces fiches ne seront plus proposées. Vous pouvez revenir sur ce choix en bas de la page."
REASONS = {
    Likeness.IDENTITY: "Mêmes nom, prénom et date de naissance",
    Likeness.NAMES: "Mêmes prénom et date de naissance, noms proches",
    Likeness.MATRICULE: "Même matricule",
    Likeness.INTERNAL: "Identité probablement commune",
}


@dataclass(frozen=True)
class DuplicateLine:
    """``compare`` leads to the comparison with the first of the group; empty for the first itself."""

    id: str
    name: str
    birth: str
    job: str
    period: str
    matricule: str
    compare: str


@dataclass(frozen=True)
class GroupCard:
    """``ids``: those of the people, or nothing when they are too many to be told apart at once. ``compare``: of two."""

    reason: str
    people: tuple[DuplicateLine, ...]
    ids: tuple[str, ...]
    names: str
    compare: str


@dataclass(frozen=True)
class ApartLine:
    id: str
    names: str
    said: str


class DoublonsState(FormState, rx.State):
    """``sentence`` says how many groups there are, and how many are shown."""

    groups: list[GroupCard] = []
    sentence: str = ""
    apart: list[ApartLine] = []
    loaded: bool = False

    @rx.event
    @private()
    async def load(self) -> None:
        self._clear_feedback()
        await self._read()

    @rx.event
    @private(ids=People)
    async def tell_apart(self, ids: list[str]) -> None:
        """« Ce ne sont pas des doublons »."""
        await services().employees.tell_apart(acting(), ids)
        self._clear_feedback()
        await self._read()
        self.success, self.attempt = TOLD, self.attempt + 1

    @rx.event
    @private(pair=Identifier)
    async def compare_again(self, pair: str) -> None:
        await services().employees.compare_again(acting(), pair)
        self._clear_feedback()
        await self._read()
        self.success, self.attempt = "Ces fiches sont de nouveau à vérifier.", self.attempt + 1

    async def _read(self) -> None:
        page = await services().employees.duplicates(acting())
        self.apart = [_apart(pair) for pair in await services().employees.told_apart(acting())]
        self.groups = [_card(group) for group in page.groups]
        self.sentence = _sentence(page.total, len(page.groups), page.more)
        self.loaded = True


def _sentence(total: int, shown: int, more: bool) -> str:
    if not total:
        return ""
    found = f"{total} groupe{'s' if total > 1 else ''} à vérifier"
    if shown < total or more:
        least = "Au moins " if more else ""
        return f"{least}{found}. Les {shown} premiers sont affichés, les suivants apparaîtront ensuite."
    return f"{found}."


def _card(group: DuplicateGroup) -> GroupCard:
    first = group.people[0].public_id
    ids = tuple(person.public_id for person in group.people) if len(group.people) <= MOST_TOLD_APART else ()
    names = ", ".join(person.name for person in group.people)
    lines = tuple(_line(person, first) for person in group.people)
    return GroupCard(REASONS[group.likeness], lines, ids, names, lines[1].compare if len(lines) == 2 else "")


def _apart(pair: ApartPair) -> ApartLine:
    one, other = (f"{name}, né(e) le {format_date(birth)}" for name, birth in zip(pair.names, pair.births, strict=True))
    return ApartLine(pair.public_id, f"{one} – {other}", f"Écarté le {format_datetime(pair.at)} par {pair.by}")


def _line(person: DuplicateRow, first: str) -> DuplicateLine:
    entry, departure = format_date(person.entry_date), person.departure_date
    return DuplicateLine(
        id=person.public_id,
        name=person.name,
        birth=f"né(e) {person.birth_name} le {format_date(person.birth_date)}",
        job=person.job_title,
        period=f"du {entry} au {format_date(departure)}" if departure else f"depuis le {entry}",
        matricule=person.matricule,
        compare="" if person.public_id == first else f"/espace/salaries/{first}/fusion?avec={person.public_id}",
    )
