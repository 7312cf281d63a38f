"""``/``: the entrance. What one can do here, how a first connection goes, how to reach the service."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.layout import public_page
from presantra.ui.layout.contact import contact

STEPS = (
    (
        "Prenez votre courrier",
        "Il porte votre code adhérent et votre n° de télédéclarant. Gardez-le : il sert aussi à "
        "ajouter une entreprise.",
    ),
    (
        "Identifiez votre entreprise",
        "Cliquez sur « Connexion », puis sur « Se connecter avec son code adhérent », et "
        "saisissez ces deux identifiants.",
    ),
    (
        "Créez votre compte",
        "Indiquez vos nom, prénom, fonction et adresse e-mail. Un e-mail vous apporte aussitôt "
        "un premier mot de passe.",
    ),
    (
        "Connectez-vous",
        "Entrez votre adresse e-mail et ce mot de passe, puis choisissez le vôtre. Votre espace est ouvert.",
    ),
)
SERVICES = (
    ("people", "Vos salariés", "Tenez la liste à jour : arrivées, départs, postes et situations de travail."),
    (
        "calendar",
        "Les visites",
        "Demandez une visite d’embauche, de reprise ou à votre demande, et suivez-la.",
    ),
    ("receipt", "Vos factures", "Consultez vos factures et vos avoirs, et téléchargez-les en PDF."),
    ("building", "Votre entreprise", "Vérifiez vos coordonnées et les contacts qui reçoivent nos courriers."),
)


@public_page(
    "/",
    "Portail adhérents",
    intro="L’espace des employeurs pour gérer, en ligne, le suivi en santé au travail de leurs salariés.",
)
def accueil() -> rx.Component:
    return rx.el.div(_services(), _first_connection(), contact(), class_name="home")


def _services() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Ce que vous pouvez faire ici"),
        rx.el.ul(
            *(
                rx.el.li(
                    rx.el.span(ui.icon(picture), class_name="service-icon"),
                    rx.el.div(rx.el.h3(title), rx.el.p(text, class_name="muted")),
                    class_name="service",
                )
                for picture, title, text in SERVICES
            ),
            class_name="services",
        ),
        rx.el.div(
            ui.link_button("Accéder à mon espace", "/connexion", look="primary"),
            rx.el.p("Première fois ? ", ui.link("Utiliser mon code adhérent", "/connexion/code-adherent")),
            class_name="form-actions",
        ),
        class_name="card",
    )


def _first_connection() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Votre première connexion en quatre étapes"),
        rx.el.ol(
            *(rx.el.li(rx.el.h3(title), rx.el.p(text, class_name="muted"), class_name="step") for title, text in STEPS),
            class_name="steps",
        ),
        rx.el.p(
            "Plusieurs succursales ou plusieurs entreprises ? Un seul compte suffit : ",
            ui.link("voir l’aide", "/aide"),
            ".",
        ),
        class_name="home-section",
    )
