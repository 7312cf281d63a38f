"""Change of e-mail address: asked in the space; confirmed or undone by the links that were mailed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from presantra.domain.labels import format_datetime
from presantra.ui.acting import acting, private, public, services
from presantra.ui.address import query_of
from presantra.ui.confirm_first import recently_confirmed
from presantra.ui.forms import FormModel, FormState, Line
from presantra.ui.sentences import ERRORS, INFOS


class AddressForm(FormModel):
    email: Line = ""


class ChangerAdresseState(FormState, rx.State):
    loaded: bool = False
    recent: bool = False
    current: str = ""
    pending: str = ""
    pending_until: str = ""
    sending: bool = False

    @rx.event
    @private()
    async def load(self) -> None:
        await self._load()

    @rx.event
    @private()
    async def open_page(self) -> None:
        self._clear_feedback()

    @rx.event
    @private(form=AddressForm)
    async def ask(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = AddressForm.model_validate(form)
        self.sending = True
        yield
        try:
            await services().email_changes.ask(acting(), values.email)
        finally:
            self.sending = False
        await self._load()
        self._tell(f"Un e-mail vient d’être envoyé à {self.pending} : ouvrez le lien qu’il contient.")

    @rx.event
    @private()
    async def cancel(self) -> None:
        await services().email_changes.cancel(acting())
        await self._load()
        self._tell("Le changement est abandonné : votre adresse reste la même.")

    def _tell(self, sentence: str) -> None:
        self._clear_feedback()
        self.attempt += 1
        self.success = sentence

    async def _load(self) -> None:
        actor = acting()
        pending = await services().email_changes.pending(actor)
        self.pending = pending.new_email if pending else ""
        self.pending_until = format_datetime(pending.expires_at) if pending else ""
        self.current, self.recent, self.loaded = actor.email, recently_confirmed(), True


class LienAdresseState(rx.State):
    """The pages of the two links. Nothing is used by opening them: mail scanners open links too."""

    problem: str = ""
    done: str = ""

    @rx.event
    @public()
    async def load(self) -> None:
        self.problem = ERRORS.get(query_of(self, "erreur"), "")
        self.done = INFOS.get(query_of(self, "info"), "")
