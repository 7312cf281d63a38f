"""Password forgotten, reset by a link, chosen for the first time."""

from __future__ import annotations

import reflex as rx

from presantra.settings import get_settings
from presantra.ui import components as ui
from presantra.ui.layout import public_page
from presantra.ui.pages.mot_de_passe.state import MotDePasseState


def _problem() -> rx.Component:
    return rx.cond(MotDePasseState.problem, ui.callout("danger", MotDePasseState.problem, role="alert"))


def _choice_form(action: str, *, fragment_token: bool = False) -> rx.Component:
    return ui.native_form(
        ui.password_field(
            "Nouveau mot de passe",
            "password",
            autocomplete="new-password",
            advice=True,
            hint="Au moins 15 caractères, ou 12 si votre compte a la double authentification. Une suite de mots sans "
            "rapport entre eux convient très bien.",
        ),
        ui.password_field("Confirmer le nouveau mot de passe", "confirmation", autocomplete="new-password"),
        ui.primary("Enregistrer", wide=True),
        action=action,
        fragment_token=fragment_token,
    )


@public_page(
    "/mot-de-passe-oublie",
    "Mot de passe oublié",
    narrow=True,
    back=("Retour à la connexion", "/connexion"),
)
def oublie() -> rx.Component:
    return rx.el.div(_oublie(), on_mount=MotDePasseState.open_forgotten)


def _oublie() -> rx.Component:
    return rx.cond(
        MotDePasseState.sent_to,
        ui.card(
            rx.el.div(
                rx.el.p(
                    "Si un compte existe pour ", rx.el.strong(MotDePasseState.sent_to),
                    ", un e-mail vient de lui être envoyé avec la marche à suivre.",
                ),
                role="status",
            ),
            ui.definition_list(("Expéditeur", get_settings().mail_from)),
            rx.el.p("Vérifiez vos courriers indésirables. Pensez aussi à vérifier l’adresse saisie."),
            ui.link_button("Aller à la connexion", "/connexion", look="primary"),
        ),
        ui.card(
            ui.error_summary(
                MotDePasseState.errors, {"email": "Adresse e-mail", "": ""}, attempt=MotDePasseState.attempt
            ),
            ui.event_form(
                ui.field(
                    "Adresse e-mail", "email", type="email", required=True, autocomplete="username",
                    hint="Celle de votre compte : vous y recevrez de quoi choisir un nouveau mot de passe.",
                    error=MotDePasseState.errors["email"],
                ),
                ui.primary("Valider", wide=True),
                on_submit=MotDePasseState.submit_forgotten,
            ),
        ),
    )  # fmt: skip


@public_page("/reinitialiser-mot-de-passe", "Nouveau mot de passe", narrow=True, on_load=(MotDePasseState.load_reset,))
def reinitialiser() -> rx.Component:
    return rx.cond(
        MotDePasseState.dead_link,
        ui.card(
            rx.el.p(MotDePasseState.problem, role="alert"),
            ui.link_button("Demander un nouveau lien", "/mot-de-passe-oublie", look="primary"),
            title="Ce lien ne peut pas servir",
        ),
        rx.fragment(_problem(), ui.card(_choice_form("/auth/reinitialiser", fragment_token=True))),
    )


@public_page(
    "/premiere-connexion",
    "Choisissez votre mot de passe",
    intro="Choisissez le mot de passe de votre compte\u00a0: il ouvrira votre espace dès maintenant.",
    narrow=True,
    on_load=(MotDePasseState.load_first,),
)
def premiere_connexion() -> rx.Component:
    return rx.fragment(_problem(), ui.card(_choice_form("/auth/premier-mot-de-passe")))


PAGES = (oublie, reinitialiser, premiere_connexion)
