"""Log-in by steps: the address here, the password and the code by native forms."""

from __future__ import annotations

from typing import Any

import reflex as rx

from presantra.domain.errors import InvalidForm, InvalidValue
from presantra.domain.identifiers import parse_email
from presantra.ui.acting import acting, public
from presantra.ui.address import log_in_page, query_of
from presantra.ui.forms import FormModel, FormState, Line
from presantra.ui.sentences import ERRORS, INFOS


class EmailForm(FormModel):
    """``suite``: where one was going, from the address and back into it; judged by the route that opens the session."""

    email: Line = ""
    suite: Line = ""


class ConnexionState(FormState, rx.State):
    email: str = ""
    notice: str = ""
    problem: str = ""

    @rx.event
    @public()
    async def open(self) -> None:
        """A page has just appeared; see ``MotDePasseState.open_forgotten``."""
        self._clear_feedback()

    @rx.event
    @public()
    async def load(self) -> Any:
        """Step 1; somebody already logged in goes to his space."""
        self._read_address()
        actor = acting()
        if actor.authenticated:
            return rx.redirect("/espace")
        return rx.redirect("/premiere-connexion") if actor.provisional else None

    @rx.event
    @public()
    async def load_password(self) -> Any:
        """Step 2; without an address, back to step 1."""
        self._read_address()
        return None if self.email else rx.redirect("/connexion")

    @rx.event
    @public()
    async def load_code(self) -> None:
        """Step 3: whether a right password waits is known by its own cookie, and by nobody here."""
        self._read_address()

    @rx.event
    @public(form=EmailForm)
    async def submit_email(self, form: dict[str, Any]) -> Any:
        values = EmailForm.model_validate(form)
        try:
            self.email = parse_email(values.email)
        except InvalidValue as error:
            raise InvalidForm({"email": error.sentence}) from None
        self._clear_feedback()
        return rx.redirect(log_in_page("/connexion/mot-de-passe", values.suite))

    def _read_address(self) -> None:
        self.problem = ERRORS.get(query_of(self, "erreur"), "")
        self.notice = INFOS.get(query_of(self, "info"), "")
