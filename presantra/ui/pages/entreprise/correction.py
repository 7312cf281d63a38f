"""« Demander une correction » of what the employer may not write himself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import reflex as rx

from presantra.domain.labels import label
from presantra.domain.typography import french
from presantra.ui import components as ui
from presantra.ui.acting import acting, private, services
from presantra.ui.forms import FormModel, FormState, Identifier, Text
from presantra.ui.messages.words import LIST

DIALOG = "correction"


class CorrectionForm(FormModel):
    """``operation`` was drawn with the form: the same message sent twice leaves once."""

    message: Text = ""
    operation: Identifier


@dataclass(frozen=True)
class CorrectionLine:
    text: str
    href: str


class CorrectionState(FormState, rx.State):
    """``asked``: the last requests about the identity, for who reads messages."""

    operation: str = ""
    sending: bool = False
    asked: list[CorrectionLine] = []

    @rx.event
    @private()
    async def load(self) -> None:
        self.operation = self.operation or str(uuid4())
        await self._look()

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
            await self._look()
        finally:
            self.sending = False

    async def _look(self) -> None:
        self.asked = [
            CorrectionLine(french(f"Demande {row.number} : {label(row.status)}"), f"{LIST}/{row.public_id}")
            for row in await services().companies.corrections(acting())
        ]


def correction_dialog() -> rx.Component:
    """The button and its dialog, which is made anew, hence closed and empty, once the request has left."""
    return rx.el.div(
        ui.result(CorrectionState.success, key=CorrectionState.attempt),
        rx.cond(
            CorrectionState.asked.length() > 0,
            rx.el.ul(rx.foreach(CorrectionState.asked, _asked), class_name="corrections"),
        ),
        # Once its number is drawn: a dialog made anew under somebody's hands would close.
        rx.cond(
            CorrectionState.operation,
            rx.fragment(
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
            ),
        ),
    )


def _asked(line: rx.Var[CorrectionLine]) -> rx.Component:
    return rx.el.li(ui.link(line.text, line.href), key=line.href)
