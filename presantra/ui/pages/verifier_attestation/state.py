"""« Vérifier une attestation »: what somebody types from the paper that he was given."""

from __future__ import annotations

from typing import Any

import reflex as rx

from presantra.domain.identifiers import format_siret
from presantra.services.paper import long_date
from presantra.ui.acting import acting, public, services
from presantra.ui.forms import FormModel, FormState, Line


class PaperForm(FormModel):
    number: Line = ""
    siret: Line = ""
    code: Line = ""


class VerifierAttestationState(FormState, rx.State):
    """``answered`` with an empty ``issued``: nothing is known of what was typed."""

    answered: bool = False
    number: str = ""
    siret: str = ""
    issued: str = ""

    @rx.event
    @public()
    async def load(self) -> None:
        self._forget()

    @rx.event
    @public(form=PaperForm)
    async def submit(self, form: dict[str, Any]) -> None:
        self._forget()
        found = await services().membership.verify(acting(), PaperForm.model_validate(form).model_dump())
        self.answered = True
        self.attempt += 1
        if found:
            self.number, self.siret = found.number, format_siret(found.siret)
            self.issued = long_date(found.issued_on)

    def _forget(self) -> None:
        self._clear_feedback()
        self.answered = False
        self.number = self.siret = self.issued = ""
