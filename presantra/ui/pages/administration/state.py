"""« Transmettre l'administration »: offered by one, answered by the other, on the same page."""

from __future__ import annotations

from typing import Any

import reflex as rx
from pydantic import create_model

from presantra.domain.labels import format_datetime
from presantra.domain.rights import Right, role_labels
from presantra.domain.typography import french
from presantra.services.users import HandoverView
from presantra.ui.acting import acting, private, services
from presantra.ui.confirm_first import recently_confirmed
from presantra.ui.forms import FormModel, FormState, OptionalIdentifier
from presantra.ui.layout.state import SpaceState
from presantra.ui.roles import ROLE_FIELDS, ticked

OFFER_FIELDS: dict[str, Any] = {"person": (OptionalIdentifier, ""), **ROLE_FIELDS}
OfferForm = create_model("OfferForm", __base__=FormModel, **OFFER_FIELDS)


class AdministrationState(FormState, rx.State):
    """``received_id``: what waits for one's own answer. ``choices``: (id, name) of those who could administer."""

    loaded: bool = False
    recent: bool = False
    received_id: str = ""
    giver: str = ""
    giver_keeps: str = ""
    given_to: str = ""
    given_until: str = ""
    kept: str = ""
    choices: list[tuple[str, str]] = []
    form_key: int = 0

    @rx.event
    @private()
    async def load(self) -> None:
        await self._load()

    @rx.event
    @private()
    async def open_page(self) -> None:
        self._clear_feedback()

    @rx.event
    @private(form=OfferForm)
    async def offer(self, form: dict[str, Any]) -> None:
        values = OfferForm.model_validate(form).model_dump()
        await services().handovers.offer(acting(), values["person"], ticked(values))
        await self._load()
        self._tell(f"{self.given_to} vient de recevoir votre proposition : rien ne change avant sa réponse.")

    @rx.event
    @private()
    async def withdraw(self) -> None:
        await services().handovers.withdraw(acting())
        await self._load()
        self._tell("Votre proposition est retirée : rien ne change.")

    @rx.event
    @private()
    async def accept(self) -> Any:
        try:
            await services().handovers.accept(acting(), self.received_id)
        finally:
            await self._load()
        self._tell("Vous administrez maintenant cette entreprise.")
        return SpaceState.enter

    @rx.event
    @private()
    async def decline(self) -> None:
        try:
            await services().handovers.decline(acting(), self.received_id)
        finally:
            await self._load()
        self._tell("Vous avez décliné : rien ne change.")

    def _tell(self, sentence: str) -> None:
        self._clear_feedback()
        self.attempt += 1
        self.form_key += 1
        self.success = sentence

    async def _load(self) -> None:
        actor = acting()
        received = await services().handovers.received(actor)
        self.received_id = received.public_id if received else ""
        self.giver = received.giver if received else ""
        self.giver_keeps = _kept(received, "quittera", "gardera")
        self.recent, self.choices = recently_confirmed(), []
        self.given_to = self.given_until = self.kept = ""
        if actor.may(Right.USERS):
            given = await services().handovers.given(actor)
            if given is not None:
                self.given_to, self.given_until = given.receiver, format_datetime(given.expires_at)
                self.kept = _kept(given, "quitterez", "garderez")
            self.choices = [
                (user.public_id, user.name)
                for user in await services().users.people(actor)
                if not user.oneself and user.suspended_at is None
            ]
        self.loaded = True


def _kept(handover: HandoverView | None, leave: str, keep: str) -> str:
    """What becomes of the giver; ``leave`` and ``keep`` in the right person."""
    if handover is None:
        return ""
    if not handover.kept:
        return f"{leave} l’entreprise sur le portail"
    return french(f"{keep} ces rôles : {role_labels(handover.kept)}")
