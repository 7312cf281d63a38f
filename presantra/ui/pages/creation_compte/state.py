"""From the letter to the account: identifiers, identity, « consultez votre messagerie »."""

from __future__ import annotations

from typing import Any

import reflex as rx

from presantra.domain.errors import EnrolmentExpired
from presantra.ui.acting import acting, public, services
from presantra.ui.address import query_of
from presantra.ui.forms import FormModel, FormState, Line
from presantra.ui.sentences import ERRORS

FIRST_STEP = "/connexion/code-adherent?erreur=etape"


class IdentifiersForm(FormModel):
    code: Line = ""
    number: Line = ""


class AccountForm(FormModel):
    last_name: Line = ""
    first_name: Line = ""
    job_title: Line = ""
    email: Line = ""


class CreationState(FormState, rx.State):
    """The steps themselves are a row tied to the browser: a reload or a restarted server loses nothing."""

    company: str = ""
    code: str = ""
    email: str = ""
    problem: str = ""
    local_mailbox: bool = False

    @rx.event
    @public()
    async def open(self) -> None:
        """A page has just appeared; see ``MotDePasseState.open_forgotten``."""
        self._clear_feedback()

    @rx.event
    @public()
    async def load_identifiers(self) -> None:
        self.problem = ERRORS.get(query_of(self, "erreur"), "")

    @rx.event
    @public(form=IdentifiersForm)
    async def submit_identifiers(self, form: dict[str, Any]) -> Any:
        values = IdentifiersForm.model_validate(form)
        self.problem = ""
        await services().enrolments.verify(acting(), values.code, values.number)
        self._clear_feedback()
        return rx.redirect("/connexion/creer-un-compte")

    @rx.event
    @public()
    async def load_creation(self) -> Any:
        return await self._load_step()

    @rx.event
    @public(form=AccountForm)
    async def submit_account(self, form: dict[str, Any]) -> Any:
        values = AccountForm.model_validate(form)
        try:
            view = await services().enrolments.create_account(acting(), values.model_dump())
        except EnrolmentExpired:
            return rx.redirect(FIRST_STEP)
        self._clear_feedback()
        self.email = view.email
        return rx.redirect("/connexion/compte-cree")

    @rx.event
    @public()
    async def load_created(self) -> Any:
        self.local_mailbox = services().settings.local_mailbox
        back = await self._load_step()
        if back is None and not self.email:
            return rx.redirect("/connexion/creer-un-compte")
        return back

    @rx.event
    @public()
    async def resend(self) -> Any:
        try:
            view = await services().enrolments.resend(acting())
        except EnrolmentExpired:
            return rx.redirect(FIRST_STEP)
        self._clear_feedback()
        self.success = f"L’e-mail a été renvoyé à {view.email}. Seul le dernier e-mail reçu est valable."
        return None

    async def _load_step(self) -> Any:
        try:
            view = await services().enrolments.current(acting())
        except EnrolmentExpired:
            return rx.redirect(FIRST_STEP)
        self.company, self.code, self.email = view.company, view.code, view.email
        return None
