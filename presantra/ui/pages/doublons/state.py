"""« Doublons »: records of the company that may be one person."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from presantra.domain.duplicates import Likeness
from presantra.domain.labels import format_date
from presantra.services.employees.duplicates import DuplicateGroup, DuplicateRow
from presantra.ui.acting import acting, private, services
from presantra.ui.forms import FormState

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
    reason: str
    people: tuple[DuplicateLine, ...]


class DoublonsState(FormState, rx.State):
    """``sentence`` says how many groups there are, and how many are shown."""

    groups: list[GroupCard] = []
    sentence: str = ""
    loaded: bool = False

    @rx.event
    @private()
    async def load(self) -> None:
        self._clear_feedback()
        page = await services().employees.duplicates(acting())
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
    return GroupCard(REASONS[group.likeness], tuple(_line(person, first) for person in group.people))


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
