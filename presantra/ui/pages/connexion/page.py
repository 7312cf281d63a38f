"""« Connexion » and « Mot de passe »."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.layout import public_page
from presantra.ui.pages.connexion.state import ConnexionState


def _notices() -> rx.Component:
    return rx.fragment(
        rx.cond(ConnexionState.problem, ui.callout("warning", ConnexionState.problem, role="alert")),
        rx.cond(ConnexionState.notice, ui.callout("success", ConnexionState.notice, role="status")),
    )


@public_page("/connexion", "Connexion", narrow=True, on_load=(ConnexionState.load,))
def connexion() -> rx.Component:
    return rx.fragment(
        _notices(),
        ui.card(
            ui.error_summary(
                ConnexionState.errors, {"email": "Adresse e-mail", "": ""}, attempt=ConnexionState.attempt
            ),
            ui.event_form(
                ui.field(
                    "Adresse e-mail",
                    "email",
                    type="email",
                    required=True,
                    autocomplete="username",
                    error=ConnexionState.errors["email"],
                ),
                ui.primary("Valider", wide=True),
                on_submit=ConnexionState.submit_email,
            ),
            rx.el.p(ui.link("Mot de passe oublié ?", "/mot-de-passe-oublie")),
        ),
        ui.card(
            rx.el.p(
                "Vous avez reçu par courrier un code adhérent et un n° de télédéclarant, et vous n’avez pas encore de "
                "compte ?"
            ),
            ui.link_button("Se connecter avec son code adhérent", "/connexion/code-adherent", wide=True, role="button"),
            title="Première connexion",
        ),
    )


@public_page("/connexion/mot-de-passe", "Mot de passe", narrow=True, on_load=(ConnexionState.load_password,))
def mot_de_passe() -> rx.Component:
    return rx.fragment(
        _notices(),
        ui.card(
            rx.el.p(
                rx.el.strong(ConnexionState.email), " ", ui.link("Modifier", "/connexion"), class_name="typed-address"
            ),
            ui.native_form(
                rx.el.input(
                    type="hidden", name="email", value=ConnexionState.email, read_only=True, auto_complete="username"
                ),
                rx.el.input(type="hidden", name="suite", value=ConnexionState.suite, read_only=True),
                ui.password_field("Mot de passe", "password"),
                ui.primary("Valider", wide=True),
                action="/auth/connexion",
            ),
            rx.el.p(ui.link("Mot de passe oublié ?", "/mot-de-passe-oublie")),
        ),
        rx.el.p(
            "Le mot de passe provisoire reçu par e-mail ne sert qu’une fois : vous choisirez ensuite le vôtre.",
            class_name="muted",
        ),
    )


PAGES = (connexion, mot_de_passe)
