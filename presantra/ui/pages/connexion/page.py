"""« Connexion », « Mot de passe » and « Code de vérification »."""

from __future__ import annotations

import reflex as rx

from presantra.settings import get_settings
from presantra.ui import components as ui
from presantra.ui.address import log_in_again, way_back
from presantra.ui.layout import public_page
from presantra.ui.pages.connexion.state import ConnexionState
from presantra.ui.passkey_button import held, passkey_zone, zone_message


def _notices() -> rx.Component:
    return rx.fragment(
        rx.cond(ConnexionState.problem, ui.callout("warning", ConnexionState.problem, role="alert")),
        rx.cond(ConnexionState.notice, ui.callout("success", ConnexionState.notice, role="status")),
    )


@public_page("/connexion", "Connexion", narrow=True, on_load=(ConnexionState.load,))
def connexion() -> rx.Component:
    return rx.fragment(
        rx.el.span(hidden=True, on_mount=ConnexionState.open),
        _notices(),
        ui.card(
            ui.error_summary(
                ConnexionState.errors, {"email": "Adresse e-mail", "": ""}, attempt=ConnexionState.attempt
            ),
            ui.event_form(
                held("suite", way_back()),
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
            rx.el.p("ou", class_name="alternative"),
            passkey_zone("connexion", "Se connecter avec une clé d’accès", held("suite", way_back())),
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
                rx.el.strong(ConnexionState.email), " ", ui.link("Modifier", log_in_again()), class_name="typed-address"
            ),
            ui.native_form(
                rx.el.input(
                    type="hidden", name="email", value=ConnexionState.email, read_only=True, auto_complete="username"
                ),
                held("suite", way_back()),
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


@public_page(
    "/connexion/code",
    "Code de vérification",
    intro="Après le mot de passe, il reste à confirmer que c’est bien vous.",
    narrow=True,
    back=("Recommencer la connexion", log_in_again()),
    on_load=(ConnexionState.load_code,),
)
def code() -> rx.Component:
    settings = get_settings()
    return rx.fragment(
        _notices(),
        ui.card(
            ui.native_form(
                held("suite", way_back()),
                ui.field(
                    "Code de vérification", "code", required=True, autocomplete="one-time-code",
                    hint="Les 6 chiffres qu’affiche votre application, ou un de vos codes de secours.",
                    class_name="control-code", auto_capitalize="none", spell_check=False, max_length=40,
                ),
                ui.checkbox_field(
                    f"Faire confiance à cet appareil pendant {settings.trusted_device_days} jours", "confiance",
                    hint="À ne cocher que sur un appareil que vous êtes seul à utiliser.",
                ),
                ui.form_actions(ui.primary("Valider", wide=True)),
                action="/auth/code",
            ),
            rx.el.p("ou", class_name="alternative"),
            ui.button("Utiliser une clé d’accès", wide=True, custom_attrs={"data-passkey": "code"}),
            zone_message(),
            custom_attrs={"data-zone": ""},
        ),
        rx.el.p(
            "Ni application, ni code de secours, ni clé d’accès ? Appelez le service au ",
            rx.el.span(settings.service_phone, class_name="unbroken"), ".", class_name="muted",
        ),
    )  # fmt: skip


PAGES = (connexion, mot_de_passe, code)
