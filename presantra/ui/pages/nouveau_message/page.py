"""« Écrire au service »."""

from __future__ import annotations

import reflex as rx

from presantra.domain.messages import SUBJECT_MAX_LENGTH, TEXT_MAX_LENGTH
from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.layout import space_page
from presantra.ui.messages.attaching import attach_field
from presantra.ui.messages.tie import tie
from presantra.ui.messages.words import LIST, MEDICAL
from presantra.ui.pages.nouveau_message.state import NouveauMessageState, ThemeChoice

STATE = NouveauMessageState
LABELS = {"theme": "Thème", "subject": "Objet", "message": "Message", "files": "Pièces jointes", "": ""}


@space_page(
    f"{LIST}/nouveau",
    "Écrire au service",
    narrow=True,
    back=("Retour aux messages", LIST),
    on_load=(STATE.load,),
    right=Right.MESSAGES_WRITE,
)
def nouveau_message() -> rx.Component:
    return rx.fragment(
        ui.error_summary(STATE.errors, LABELS, attempt=STATE.attempt),
        rx.cond(STATE.loaded, _form(), ui.loading()),
    )


def _form() -> rx.Component:
    errors = STATE.errors
    return ui.card(
        rx.cond(
            STATE.tie.label,
            ui.callout("info", rx.el.p("Votre demande porte sur\u00a0: ", tie(STATE.tie))),
        ),
        ui.required_note(),
        ui.event_form(
            rx.el.input(type="hidden", name="operation", value=STATE.draft, read_only=True),
            ui.select_field(
                LABELS["theme"], "theme", rx.foreach(STATE.themes, _theme), required=True, default_value=STATE.theme,
                on_change=STATE.choose_theme, error=errors["theme"],
            ),
            rx.el.div(
                rx.cond(STATE.advice, ui.callout("info", STATE.advice)), role="status", class_name="field-notice"
            ),
            ui.field(
                LABELS["subject"], "subject", required=True, max_length=SUBJECT_MAX_LENGTH, error=errors["subject"],
                custom_attrs={"data-draft": f"{STATE.draft} objet"},
            ),
            ui.textarea_field(
                LABELS["message"], "message", required=True, rows=8, max_length=TEXT_MAX_LENGTH,
                error=errors["message"], hint=MEDICAL, custom_attrs={"data-draft": f"{STATE.draft} message"},
            ),
            attach_field(STATE),
            ui.form_actions(
                ui.primary("Envoyer la demande", busy=STATE.busy, busy_label="Envoi en cours…"),
                ui.link("Annuler", LIST),
            ),
            on_submit=STATE.send,
            key=STATE.form_key,
        ),
    )  # fmt: skip


def _theme(choice: rx.Var[ThemeChoice]) -> rx.Component:
    return rx.el.option(choice.label, value=choice.code)


PAGES = (nouveau_message,)
