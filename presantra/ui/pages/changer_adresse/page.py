"""« Changer d’adresse e-mail », and the two pages of its mailed links."""

from __future__ import annotations

import reflex as rx

from presantra.settings import get_settings
from presantra.ui import components as ui
from presantra.ui.confirm_first import once_confirmed
from presantra.ui.layout import public_page, space_page
from presantra.ui.pages.changer_adresse.state import ChangerAdresseState as State
from presantra.ui.pages.changer_adresse.state import LienAdresseState as Link

PAGE = "/espace/mon-compte/adresse-e-mail"


@space_page(
    PAGE,
    "Changer d’adresse e-mail",
    narrow=True,
    back=("Retour à mon compte", "/espace/mon-compte"),
    on_load=(State.load,),
)
def changer_adresse() -> rx.Component:
    return rx.el.div(
        ui.result(State.success, key=State.attempt),
        ui.error_summary(State.errors, {"email": "Nouvelle adresse e-mail", "": ""}, attempt=State.attempt),
        rx.cond(
            State.loaded,
            rx.fragment(
                rx.cond(State.pending, _pending()),
                once_confirmed(State.recent, PAGE, _form()),
            ),
            ui.loading(),
        ),
        on_mount=State.open_page,
    )


def _pending() -> rx.Component:
    return ui.card(
        rx.el.p("En attente de confirmation : ", rx.el.strong(State.pending), class_name="typed-address"),
        rx.el.p(
            "Ouvrez le lien envoyé à cette adresse avant le ", State.pending_until, ". Rien reçu ? Vérifiez l’adresse "
            "et les courriers indésirables, puis recommencez.",
            class_name="muted",
        ),
        ui.form_actions(ui.secondary("Abandonner ce changement", on_click=State.cancel)),
        title="Changement demandé",
    )  # fmt: skip


def _form() -> rx.Component:
    settings = get_settings()
    return ui.card(
        ui.definition_list(("Adresse actuelle", State.current)),
        ui.event_form(
            ui.field(
                "Nouvelle adresse e-mail", "email", type="email", required=True, autocomplete="email",
                error=State.errors["email"],
                hint="Nous y enverrons un lien : l’adresse change quand vous l’ouvrez, pas avant.",
            ),
            ui.form_actions(ui.primary("Envoyer le lien", busy=State.sending)),
            on_submit=State.ask,
        ),
        rx.el.p(
            f"Le lien est valable {settings.email_change_hours} heures. L’ancienne adresse reçoit un lien qui permet "
            f"de revenir en arrière pendant {settings.email_revert_hours} heures.",
            class_name="muted",
        ),
    )  # fmt: skip


def _link_page(label: str, action: str, *explanation: rx.Component) -> rx.Component:
    return rx.cond(
        Link.done,
        ui.card(
            rx.el.p(Link.done, role="status"),
            ui.link_button("Aller à la connexion", "/connexion", look="primary", full_load=True),
            title="C’est fait",
        ),
        rx.cond(
            Link.problem,
            ui.card(
                rx.el.p(Link.problem, role="alert"),
                ui.link_button("Aller à la connexion", "/connexion", full_load=True),
                title="Ce lien ne peut pas servir",
            ),
            ui.card(
                *explanation,
                ui.native_form(
                    ui.form_actions(ui.primary(label, wide=True)), action=action, fragment_token=True
                ),
            ),
        ),
    )  # fmt: skip


@public_page("/confirmer-mon-adresse", "Confirmer mon adresse", narrow=True, on_load=(Link.load,))
def confirmer() -> rx.Component:
    return _link_page(
        "Confirmer cette adresse",
        "/auth/confirmer-adresse",
        rx.el.p("C’est avec cette adresse que vous vous connecterez au portail, et elle recevra nos e-mails."),
    )


@public_page("/retablir-mon-adresse", "Rétablir mon adresse", narrow=True, on_load=(Link.load,))
def retablir() -> rx.Component:
    return _link_page(
        "Rétablir mon adresse",
        "/auth/retablir-adresse",
        rx.el.p(
            "Votre compte reprend son ancienne adresse. Toutes les sessions sont fermées, et les moyens de connexion "
            "ajoutés depuis sont retirés. Vous recevez un lien pour choisir un nouveau mot de passe."
        ),
    )


PAGES = (changer_adresse,)
LINK_PAGES = (confirmer, retablir)
