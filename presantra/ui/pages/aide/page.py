"""``/aide``: the connection guide, and the answers to what usually goes wrong."""

from __future__ import annotations

from email.utils import parseaddr

import reflex as rx

from presantra.settings import get_settings
from presantra.ui import components as ui
from presantra.ui.layout import public_page
from presantra.ui.layout.contact import contact

TOPICS = (
    ("premiere-connexion", "Première connexion"),
    ("succursales", "Plusieurs succursales ou entreprises"),
    ("mot-de-passe", "Mot de passe"),
    ("identifiants-perdus", "Identifiants perdus"),
    ("courriel-absent", "L’e-mail n’arrive pas"),
    ("navigateurs", "Navigateurs"),
    ("contact", "Joindre le service"),
)


@public_page("/aide", "Aide", intro="La connexion pas à pas, et que faire quand quelque chose coince.")
def aide() -> rx.Component:
    return rx.el.div(
        rx.el.nav(
            rx.el.h2("Sur cette page"),
            rx.el.ul(*(rx.el.li(_jump(anchor, title)) for anchor, title in TOPICS)),
            aria_label="Sommaire",
            class_name="toc",
        ),
        rx.el.div(
            _first_connection(),
            _branches(),
            _password(),
            _lost_identifiers(),
            _missing_mail(),
            _browsers(),
            contact(),
            class_name="help-topics",
        ),
        class_name="help",
    )


def _jump(anchor: str, title: str) -> rx.Component:
    return rx.el.a(title, href=f"#{anchor}")


def _topic(number: int, *content: rx.Component) -> rx.Component:
    anchor, title = TOPICS[number]
    return rx.el.section(rx.el.h2(title), ui.prose(*content), id=anchor, class_name="card")


def _code(text: str) -> rx.Component:
    return rx.el.span(text, class_name="code")


def _sender() -> str:
    return parseaddr(get_settings().mail_from)[1]


def _first_connection() -> rx.Component:
    return _topic(
        0,
        rx.el.p(
            "Vous avez reçu par la poste un courrier avec deux identifiants : un ",
            rx.el.strong("code adhérent"),
            " (par exemple ",
            _code("12345"),
            ") et un ",
            rx.el.strong("n° de télédéclarant"),
            " (par exemple ",
            _code("TD-XXXX-XXXX"),
            ").",
        ),
        rx.el.ol(
            rx.el.li("Sur l’accueil, cliquez sur ", rx.el.strong("Connexion"), " dans la colonne de gauche."),
            rx.el.li("En bas de la page, cliquez sur ", rx.el.strong("Se connecter avec son code adhérent"), "."),
            rx.el.li(
                "Saisissez votre code adhérent et votre n° de télédéclarant, puis ",
                rx.el.strong("Valider"),
                ". Les espaces, les tirets et les majuscules n’ont pas d’importance.",
            ),
            rx.el.li(
                "Indiquez vos nom, prénom, fonction et l’adresse e-mail du déclarant, puis ",
                rx.el.strong("Créer le compte"),
                ".",
            ),
            rx.el.li(
                "Ouvrez votre messagerie : un e-mail contient votre mot de passe et le rappel de ces informations."
            ),
            rx.el.li(
                "Revenez sur ",
                ui.link("la page de connexion", "/connexion"),
                " : adresse e-mail, Valider, mot de passe reçu, Valider.",
            ),
            rx.el.li("Choisissez votre propre mot de passe : votre espace s’ouvre."),
        ),
        rx.el.p(
            "Vous confiez ces démarches à votre cabinet comptable\u00a0? Une fois votre compte créé, donnez-lui un "
            "mandat\u00a0: ",
            rx.el.strong("Mon entreprise"),
            ", puis ",
            rx.el.strong("Mandats"),
            ". Il aura son propre compte\u00a0; ne lui prêtez ni votre mot de passe ni le courrier.",
        ),
    )


def _branches() -> rx.Component:
    return _topic(
        1,
        rx.el.p(
            "Chaque succursale a son code adhérent : celui de l’entreprise suivi de son numéro, par exemple ",
            _code("12345-1"),
            ". Un seul compte les réunit toutes :",
        ),
        rx.el.ol(
            rx.el.li("Connectez-vous avec votre adresse e-mail."),
            rx.el.li(
                "Ouvrez le menu à votre nom, en haut à droite, puis ",
                rx.el.strong("Ajouter une entreprise"),
                ".",
            ),
            rx.el.li(
                "Saisissez le code adhérent et le n° de télédéclarant de la succursale, puis ",
                rx.el.strong("Valider"),
                ".",
            ),
            rx.el.li("Recommencez pour chaque succursale, ou pour chaque autre entreprise."),
        ),
        rx.el.p("Le nom de l’entreprise affiché en haut de l’écran permet ensuite de passer de l’une à l’autre."),
    )


def _password() -> rx.Component:
    hours = get_settings().first_password_hours
    return _topic(
        2,
        rx.el.ul(
            rx.el.li(
                f"Le mot de passe reçu par e-mail sert une seule fois, dans les {hours} heures : il "
                "permet de choisir le vôtre."
            ),
            rx.el.li(
                "Le vôtre compte au moins 15 caractères. Une phrase de quatre ou cinq mots sans lien "
                "entre eux convient très bien."
            ),
            rx.el.li(
                "Oublié, ou arrivé trop tard ? ",
                ui.link("Mot de passe oublié", "/mot-de-passe-oublie"),
                " : un e-mail vous apporte un lien pour en choisir un autre.",
            ),
            rx.el.li(
                "Pour le changer : menu à votre nom, en haut à droite, puis ",
                rx.el.strong("Modifier mon mot de passe"),
                ". Un e-mail vous apporte un lien.",
            ),
        ),
        rx.el.p("Le service ne vous demandera jamais votre mot de passe, ni par téléphone ni par e-mail."),
    )


def _lost_identifiers() -> rx.Component:
    return _topic(
        3,
        rx.el.p(
            "Votre code adhérent figure sur vos factures et sur nos courriers. Le n° de "
            "télédéclarant, lui, n’est écrit que "
            "sur la lettre : si vous ne l’avez plus, demandez-en un nouveau au service, qui "
            "l’enverra par la poste à "
            "l’adresse de l’entreprise. L’ancien cessera de fonctionner ; les comptes déjà créés ne "
            "changent pas."
        ),
        rx.el.p(
            ui.link("Demander un nouveau courrier", "/identifiants-perdus"),
            "\u00a0: un e-mail part vers l’adresse que le service connaît de votre entreprise.",
        ),
    )


def _missing_mail() -> rx.Component:
    return _topic(
        4,
        rx.el.ul(
            rx.el.li(
                "Attendez quelques minutes, puis regardez dans vos ",
                rx.el.strong("courriers indésirables"),
                " (« spam »).",
            ),
            rx.el.li("L’expéditeur est ", rx.el.strong(_sender()), " : ajoutez-le à vos contacts."),
            rx.el.li("Vérifiez l’adresse saisie, puis utilisez ", rx.el.strong("Renvoyer l’e-mail"), "."),
            rx.el.li(
                "Toujours rien ? Votre entreprise filtre peut-être ses messages : parlez-en à votre "
                "informaticien ou appelez-nous."
            ),
        ),
    )


def _browsers() -> rx.Component:
    return _topic(
        5,
        rx.el.p(
            "Le portail fonctionne avec les versions à jour de Chrome, Firefox, Edge et Safari, sur "
            "ordinateur, tablette "
            "et téléphone. Internet Explorer n’est pas pris en charge."
        ),
    )
