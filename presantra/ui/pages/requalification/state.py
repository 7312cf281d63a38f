"""« Requalification du suivi »: who is concerned by a change of the Code, and the employer's confirmation."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID, uuid4

import reflex as rx
from pydantic import Field, StringConstraints

from presantra.domain.labels import format_date, label
from presantra.domain.typography import french
from presantra.services.requalification import MAX_SHOWN, FollowUpState, ReformGroup, Requalification, Requalified
from presantra.ui.acting import acting, private, services
from presantra.ui.articles import SourceLink, source_links
from presantra.ui.employees.address import record_of
from presantra.ui.forms import FormState, Line

_BOX = "salarie_"
Box = Annotated[str, StringConstraints(pattern=rf"^{_BOX}[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}$")]
Ticked = Annotated[dict[Box, Line], Field(max_length=MAX_SHOWN)]


@dataclass(frozen=True)
class PersonLine:
    """``box``: name of its box, one a person: boxes that share a name would hide each other."""

    box: str
    name: str
    href: str
    job: str
    before_kind: str
    before_due: str
    after_kind: str
    after_due: str
    attestation: bool


@dataclass(frozen=True)
class GroupLine:
    title: str
    decree: str
    since: str
    summary: str
    sources: tuple[SourceLink, ...]
    count: str
    people: tuple[PersonLine, ...]


class RequalificationState(FormState, rx.State):
    """``form_key`` makes the form anew, every box ticked. ``rest``: how many are not on this page."""

    loaded: bool = False
    groups: list[GroupLine] = []
    rest: int = 0
    form_key: str = ""
    busy: bool = False
    _operation: str = ""

    @rx.event
    @private()
    async def load(self) -> None:
        """What is ticked stays when a lost connection comes back: the same list keeps the same form."""
        if not self.busy:
            self.success = ""
        await self._read()

    @rx.event
    @private(form=Ticked)
    async def confirm(self, form: dict[str, str]) -> AsyncIterator[Any]:
        self.busy = True
        yield
        ids = {UUID(name.removeprefix(_BOX)) for name in form}
        try:
            done = await services().requalification.confirm(acting(), ids, UUID(self._operation))
        finally:
            self.busy = False
        self._clear_feedback()
        self.attempt += 1
        self.success = _result(done)
        await self._read()

    async def _read(self) -> None:
        found = await services().requalification.overview(acting())
        self.groups = [_group(group) for group in found.groups]
        self.rest = found.total - _shown(found)
        self._operation = str(uuid4())
        self.form_key = "-".join(person.box for group in self.groups for person in group.people)
        self.loaded = True


def _result(done: int) -> str:
    if done == 0:
        return "Ces salariés sont déjà requalifiés : il n’y avait rien à changer."
    people = "1 salarié est requalifié" if done == 1 else f"{done} salariés sont requalifiés"
    return french(f"{people} : le nouveau suivi et la nouvelle échéance sont enregistrés.")


def _shown(found: Requalification) -> int:
    return sum(len(group.people) for group in found.groups)


def _group(group: ReformGroup) -> GroupLine:
    reform = group.reform
    return GroupLine(
        title=french(reform.title),
        decree=french(reform.decree),
        since=format_date(reform.on),
        summary=french(reform.summary),
        sources=source_links(reform.sources),
        count="1 salarié concerné" if len(group.people) == 1 else f"{len(group.people)} salariés concernés",
        people=tuple(_person(person) for person in group.people),
    )


def _person(person: Requalified) -> PersonLine:
    return PersonLine(
        box=f"{_BOX}{person.public_id}",
        name=person.name,
        href=record_of(person.public_id),
        job=person.job_title,
        before_kind=label(person.before.kind),
        before_due=_due(person.before),
        after_kind=label(person.after.kind),
        after_due=_due(person.after),
        attestation=person.attestation_required,
    )


def _due(state: FollowUpState) -> str:
    if state.visit is None or state.latest is None:
        return "Pas de visite individuelle"
    return f"{label(state.visit)}, au plus tard le {format_date(state.latest)}"
