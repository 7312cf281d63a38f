"""The people of an accounting firm, as its administrators keep them."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import reflex as rx

from presantra.domain.labels import format_date, format_datetime
from presantra.services.cabinets import TeamPage
from presantra.ui.acting import acting, private, services
from presantra.ui.confirm_first import recently_confirmed
from presantra.ui.forms import FormModel, FormState, Identifier, Line


class InviteForm(FormModel):
    email: Line = ""
    administrator: Line = ""


@dataclass(frozen=True)
class PersonLine:
    id: str
    name: str
    about: str
    administrator: bool
    suspended: bool
    oneself: bool


@dataclass(frozen=True)
class InvitedLine:
    id: str
    email: str
    about: str


class TeamState(FormState, rx.State):
    """``form_key`` is also the number of the operation: the same form sent twice invites once."""

    loaded: bool = False
    recent: bool = False
    firm: str = ""
    administrator: bool = False
    people: list[PersonLine] = []
    invited: list[InvitedLine] = []
    form_key: str = str(UUID(int=0))

    @rx.event
    @private()
    async def load(self) -> None:
        """A form that is on screen is left as it is: somebody quick may have begun to type in it."""
        self.recent = recently_confirmed()
        await self._read()
        if not self.loaded:
            self.form_key = str(uuid4())
        self.loaded = True

    @rx.event
    @private()
    async def open_page(self) -> None:
        self._clear_feedback()

    @rx.event
    @private(form=InviteForm)
    async def invite(self, form: dict[str, Any]) -> None:
        values = InviteForm.model_validate(form).model_dump()
        await services().teams.invite(acting(), values, UUID(self.form_key))
        await self._done(f"L’invitation est envoyée à {values['email'].strip()}.")

    @rx.event
    @private(invitation=Identifier)
    async def cancel(self, invitation: str) -> None:
        await self._after(services().teams.cancel(acting(), invitation), "L’invitation est annulée.")

    @rx.event
    @private(person=Identifier)
    async def remove(self, person: str) -> None:
        sentence = f"{self._name(person)} ne fait plus partie du cabinet."
        await self._after(services().teams.remove(acting(), person), sentence)

    @rx.event
    @private(person=Identifier)
    async def suspend(self, person: str) -> None:
        sentence = f"L’accès de {self._name(person)} est suspendu."
        await self._after(services().teams.suspend(acting(), person, True), sentence)

    @rx.event
    @private(person=Identifier)
    async def resume(self, person: str) -> None:
        sentence = f"L’accès de {self._name(person)} est rétabli."
        await self._after(services().teams.suspend(acting(), person, False), sentence)

    @rx.event
    @private(person=Identifier)
    async def promote(self, person: str) -> None:
        sentence = f"{self._name(person)} administre désormais le cabinet."
        await self._after(services().teams.name_administrator(acting(), person, True), sentence)

    @rx.event
    @private(person=Identifier)
    async def demote(self, person: str) -> None:
        sentence = f"{self._name(person)} n’administre plus le cabinet."
        await self._after(services().teams.name_administrator(acting(), person, False), sentence)

    async def _after(self, act: Awaitable[None], sentence: str) -> None:
        await act
        await self._done(sentence)

    async def _done(self, sentence: str) -> None:
        self._clear_feedback()
        self.form_key = str(uuid4())
        self.attempt += 1
        self.success = sentence
        await self._read()

    async def _read(self) -> None:
        self._show(await services().teams.overview(acting()))

    def _name(self, person: str) -> str:
        return next((line.name for line in self.people if line.id == person), "Cette personne")

    def _show(self, view: TeamPage) -> None:
        self.firm, self.administrator = view.firm, view.administrator
        self.people = [
            PersonLine(
                one.public_id,
                one.name,
                f"{one.email} · depuis le {format_date(one.since)}",
                one.administrator,
                one.suspended,
                one.oneself,
            )
            for one in view.people
        ]
        self.invited = [
            InvitedLine(
                one.public_id,
                one.email,
                f"{'Administrateur, i' if one.administrator else 'I'}nvitation valable jusqu’au "
                f"{format_datetime(one.expires_at)}",
            )
            for one in view.invited
        ]
