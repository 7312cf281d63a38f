"""One more company for the same account, as often as wanted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import reflex as rx

from presantra.ui.acting import acting, private, services
from presantra.ui.forms import FormModel, FormState, Line
from presantra.ui.layout.state import SpaceState


class IdentifiersForm(FormModel):
    code: Line = ""
    number: Line = ""


class AjouterState(FormState, rx.State):
    """``added`` is the company to open next; ``form_key`` empties the form once it has served."""

    added: str = ""
    form_key: int = 0
    checking: bool = False

    @rx.event
    @private()
    async def open_form(self) -> None:
        self._clear_feedback()
        self.added = ""

    @rx.event
    @private(form=IdentifiersForm)
    async def submit(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = IdentifiersForm.model_validate(form)
        self.checking = True
        yield
        try:
            result = await services().attachments.add(acting(), values.code, values.number)
        finally:
            self.checking = False
        company = result.company
        outcome = "était déjà rattachée" if result.already else "est maintenant rattachée"
        self._clear_feedback()
        self.added = str(company.public_id)
        self.success = f"{company.name} (code adhérent {company.code}) {outcome} à votre compte."
        self.attempt += 1
        self.form_key += 1
        yield SpaceState.enter
