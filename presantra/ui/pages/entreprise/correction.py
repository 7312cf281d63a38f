"""« Demander une correction » of what the employer may not write himself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.acting import acting, private, services
from presantra.ui.forms import FormModel, FormState, Identifier, Text

DIALOG = "correction"


class CorrectionForm(FormModel):
    """``operation`` was drawn with the form: the same message sent twice leaves once."""

    message: Text = ""
    operation: Identifier


class CorrectionState(FormState, rx.State):
    operation: str = ""
    sending: bool = False

    @rx.event
    @private()
    async def load(self) -> None:
        self.operation = self.operation or str(uuid4())

    @rx.event
    @private()
    async def open_form(self) -> None:
        self._clear_feedback()

    @rx.event
    @private(form=CorrectionForm)
    async def send(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = CorrectionForm.model_validate(form)
        self.sending = True
        yield
        try:
            await services().companies.request_correction(acting(), values.message, UUID(values.operation))
            self._clear_feedback()
            self.attempt += 1
            self.success = "Votre demande est partie. Notre secrétariat vous répondra par e-mail."
            self.operation = str(uuid4())
        finally:
            self.sending = False


def correction_dialog() -> rx.Component:
    """The button and its dialog, which is made anew, hence closed and empty, once the request has left."""
    return rx.el.div(
        ui.result(CorrectionState.success, key=CorrectionState.attempt),
        ui.dialog_button("Demander une correction", DIALOG),
        ui.dialog(
            DIALOG,
            "Demander une correction",
            rx.el.p("Dites-nous ce qui est inexact : le secrétariat corrigera la fiche de votre entreprise."),
            rx.cond(
                CorrectionState.errors[""],
                ui.callout("danger", CorrectionState.errors[""], role="alert"),
            ),
            ui.event_form(
                ui.hidden("operation", CorrectionState.operation),
                ui.textarea_field(
                    "Correction demandée",
                    "message",
                    required=True,
                    hint="Par exemple : le code NAF n’est plus le bon depuis notre changement d’activité.",
                    error=CorrectionState.errors["message"],
                ),
                ui.form_actions(
                    ui.primary("Envoyer la demande", busy=CorrectionState.sending),
                    ui.dialog_dismiss(),
                ),
                on_submit=CorrectionState.send,
            ),
            key=CorrectionState.operation,
        ),
    )
