"""Passwords forgotten and chosen. What is typed never comes here: the forms are native."""

from __future__ import annotations

from typing import Any

import reflex as rx

from presantra.domain.errors import InvalidForm, InvalidValue
from presantra.ui.acting import acting, provisional, public, services
from presantra.ui.address import query_of
from presantra.ui.forms import FormModel, FormState, Line
from presantra.ui.sentences import ERRORS


class ForgottenForm(FormModel):
    email: Line = ""


class MotDePasseState(FormState, rx.State):
    problem: str = ""
    dead_link: bool = False
    sent_to: str = ""

    @rx.event
    @public()
    async def open_forgotten(self) -> None:
        """The page has just appeared. Loading it may come after a form that was sent early, and comes again with a
        lost connection: neither takes the answer back.
        """
        self._clear_feedback()
        self.sent_to = ""

    @rx.event
    @public(form=ForgottenForm)
    async def submit_forgotten(self, form: dict[str, Any]) -> None:
        """The same answer, known address or not."""
        values = ForgottenForm.model_validate(form)
        try:
            await services().passwords.forgot(acting(), values.email)
        except InvalidValue as error:
            raise InvalidForm({"email": error.sentence}) from None
        self._clear_feedback()
        self.sent_to = values.email.strip()

    @rx.event
    @public()
    async def load_reset(self) -> None:
        code = query_of(self, "erreur")
        self.dead_link = code == "lien"
        self.problem = ERRORS.get(code, "")

    @rx.event
    @provisional()
    async def load_first(self) -> Any:
        self.problem = ERRORS.get(query_of(self, "erreur"), "")
        return rx.redirect("/espace") if acting().authenticated else None
