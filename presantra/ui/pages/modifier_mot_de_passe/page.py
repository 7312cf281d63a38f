"""« Modifier mon mot de passe »."""

from __future__ import annotations

import reflex as rx

from presantra.settings import get_settings
from presantra.ui import components as ui
from presantra.ui.layout import space_page
from presantra.ui.pages.modifier_mot_de_passe.state import ModifierState as State


@space_page(
    "/espace/modifier-mon-mot-de-passe",
    "Modifier mon mot de passe",
    narrow=True,
    back=("Retour à mon compte", "/espace/mon-compte"),
    on_load=(State.load,),
)
def modifier() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.cond(
                State.errors[""],
                ui.callout(
                    "danger", State.errors[""], role="alert", tab_index=-1, key=f"refus-{State.attempt}",
                    custom_attrs={"data-takes-focus": ""},
                ),
            ),
            class_name="result",
        ),
        rx.el.div(rx.cond(State.sent, _sent()), role="status"),
        rx.cond(State.sent, rx.fragment(), _explanation()),
        on_mount=State.open_page,
    )  # fmt: skip


def _explanation() -> rx.Component:
    return ui.card(
        ui.prose(
            rx.el.p("Nous envoyons un lien à l’adresse de votre compte : ", rx.el.strong(State.email), "."),
            rx.el.ol(
                rx.el.li("Ouvrez l’e-mail, puis le lien qu’il contient."),
                rx.el.li("Choisissez votre nouveau mot de passe."),
                rx.el.li("Reconnectez-vous : toutes vos sessions auront été fermées, par sécurité."),
            ),
            rx.el.p(
                "Le lien est valable ",
                State.minutes,
                " minutes et ne sert qu’une fois. "
                "Tant que vous ne l’utilisez pas, votre mot de passe actuel ne change pas.",
                class_name="muted",
            ),
        ),
        ui.form_actions(
            ui.button("Recevoir le lien par e-mail", look="primary", busy=State.sending, on_click=State.send_link)
        ),
    )


def _sent() -> rx.Component:
    return ui.card(
        rx.el.h2("Consultez votre messagerie", tab_index=-1, custom_attrs={"data-takes-focus": ""}),
        rx.el.p("Le lien vient d’être envoyé à ", rx.el.strong(State.email), "."),
        ui.definition_list(("Expéditeur", get_settings().mail_from)),
        rx.el.p("Vérifiez aussi vos courriers indésirables.", class_name="muted"),
        ui.form_actions(ui.secondary("Renvoyer le lien", busy=State.sending, on_click=State.send_link)),
    )


PAGES = (modifier,)
