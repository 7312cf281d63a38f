"""« Identifiants perdus » and the page of the link that the contact receives."""

from __future__ import annotations

from typing import Any

import reflex as rx

from presantra.ui.acting import acting, public, services
from presantra.ui.address import query_of
from presantra.ui.forms import FormModel, FormState, Line
from presantra.ui.sentences import ERRORS, INFOS


class LostForm(FormModel):
    code: Line = ""
    siret: Line = ""


class IdentifiantsPerdusState(FormState, rx.State):
    asked: bool = False

    @rx.event
    @public()
    async def open(self) -> None:
        """The page has just appeared; see ``MotDePasseState.open_forgotten``."""
        self._clear_feedback()
        self.asked = False

    @rx.event
    @public(form=LostForm)
    async def submit(self, form: dict[str, Any]) -> None:
        """The same answer, whatever the portal knows of this company."""
        await services().lost_identifiers.ask(acting(), LostForm.model_validate(form).model_dump())
        self._clear_feedback()
        self.asked = True


class NouveauCourrierState(rx.State):
    """Nothing is used by opening the page: mail scanners open links too."""

    problem: str = ""
    done: str = ""

    @rx.event
    @public()
    async def load(self) -> None:
        self.problem = ERRORS.get(query_of(self, "erreur"), "")
        self.done = INFOS.get(query_of(self, "info"), "")
