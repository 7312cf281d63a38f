"""« Demande M-2026-00042 »: what was written on both sides, files, and the answer."""

from __future__ import annotations

import reflex as rx

from presantra.domain.messages import TEXT_MAX_LENGTH
from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.employees.address import shown_here
from presantra.ui.layout import space_page
from presantra.ui.layout.rights import if_allowed
from presantra.ui.messages.attaching import attach_field, file_list
from presantra.ui.messages.tie import tie
from presantra.ui.messages.words import LIST, MEDICAL
from presantra.ui.pages.message.rows import Bubble
from presantra.ui.pages.message.state import MessageState

STATE = MessageState
SHEET = MessageState.sheet
# Between two threads, nothing of the first may stand under the address of the second.
HERE = STATE.loaded & shown_here(STATE.shown)
LABELS = {"message": "Votre message", "files": "Pièces jointes", "": ""}


def _title() -> rx.Component:
    """A number is never cut at the end of a line."""
    number = rx.el.span(SHEET.number, class_name="unbroken")
    known = rx.cond(STATE.missing, STATE.title, rx.fragment("Demande ", number))
    return rx.cond(HERE, known, "Demande au service")


@space_page(
    f"{LIST}/[message]",
    STATE.title,
    back=("Retour aux messages", LIST),
    shown=_title,
    on_load=(STATE.load,),
    right=Right.MESSAGES_READ,
)
def message() -> rx.Component:
    return rx.cond(
        HERE,
        rx.cond(STATE.missing, _missing(), _thread()),
        ui.loading(),
    )


def _missing() -> rx.Component:
    """The same words as for an address that was never there, unless it is a thread of another of his companies."""
    return rx.cond(
        STATE.elsewhere,
        ui.callout(
            "info",
            rx.el.p("Cette demande concerne une autre de vos entreprises\u00a0: ", rx.el.strong(STATE.elsewhere), "."),
            rx.el.p(ui.secondary("Changer d’entreprise et l’ouvrir", on_click=STATE.open_there, busy=STATE.busy)),
        ),
        _unknown(),
    )


def _unknown() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            "Cette adresse ne mène à rien, ou vous n’y avez pas accès. Vérifiez-la, ou repartez d’ici.",
            class_name="lead",
        ),
        rx.el.div(
            ui.link_button("Voir mes messages", LIST, look="primary"),
            ui.link_button("Ouvrir mon espace", "/espace"),
            class_name="page-actions after-lead",
        ),
    )


def _thread() -> rx.Component:
    return rx.fragment(
        ui.error_summary(STATE.errors, LABELS, attempt=STATE.attempt),
        ui.result(STATE.success, key=STATE.turn),
        rx.el.p(STATE.news, role="status", class_name="news"),
        rx.el.div(
            rx.el.div(_written(), _answer(), class_name="record-main"),
            _facts(),
            class_name="record",
        ),
    )


def _written() -> rx.Component:
    return ui.card(
        rx.el.ol(rx.foreach(SHEET.bubbles, _bubble), class_name="thread"),
        rx.cond(SHEET.seen, rx.el.p(SHEET.seen, class_name="muted seen")),
        title=SHEET.subject,
    )


def _bubble(bubble: rx.Var[Bubble]) -> rx.Component:
    return rx.el.li(
        rx.el.p(rx.el.strong(bubble.by), rx.el.span(" · ", bubble.at, class_name="muted"), class_name="bubble-head"),
        rx.cond(bubble.text, rx.el.p(bubble.text, class_name="written")),
        file_list(bubble.files),
        key=bubble.id,
        class_name=f"bubble bubble-{bubble.side}",
    )


def _answer() -> rx.Component:
    return rx.cond(
        SHEET.may_write,
        ui.card(
            rx.cond(
                SHEET.over,
                rx.el.p("Cette demande est terminée\u00a0; votre réponse la rouvre.", class_name="muted"),
            ),
            ui.event_form(
                rx.el.input(type="hidden", name="operation", value=STATE.operation, read_only=True),
                ui.textarea_field(
                    LABELS["message"], "message", rows=5, max_length=TEXT_MAX_LENGTH, error=STATE.errors["message"],
                    hint=MEDICAL, custom_attrs={"data-draft": STATE.draft},
                ),
                attach_field(STATE),
                ui.form_actions(
                    ui.primary("Envoyer le message", busy=STATE.busy, busy_label="Envoi en cours…"),
                    rx.cond(
                        SHEET.may_solve,
                        ui.secondary("Marquer comme résolue", on_click=STATE.solve, disabled=STATE.busy),
                    ),
                ),
                on_submit=STATE.answer,
                key=f"{STATE.shown}-{STATE.turn}",
            ),
            title="Répondre",
        ),
        if_allowed(
            Right.MESSAGES_WRITE,
            ui.callout(
                "info",
                rx.el.p(
                    "Cette demande est terminée depuis trop longtemps pour être rouverte. ",
                    ui.link("Écrire une nouvelle demande", f"{LIST}/nouveau"),
                ),
            ),
        ),
    )  # fmt: skip


def _facts() -> rx.Component:
    return ui.card(
        rx.el.dl(
            *_fact("Numéro", rx.el.strong(SHEET.number, class_name="unbroken")),
            *_fact("Statut", ui.status_badge(SHEET.status, SHEET.tone)),
            *_fact("Thème", SHEET.theme),
            rx.cond(SHEET.tie.label, rx.fragment(*_fact("Au sujet de", tie(SHEET.tie)))),
            class_name="facts facts-narrow",
        ),
        title="La demande",
    )


def _fact(name: str, content: rx.Component | rx.Var[str]) -> tuple[rx.Component, rx.Component]:
    return rx.el.dt(name), rx.el.dd(content)


PAGES = (message,)
