"""« Fermer mon compte »: what is lost, said before."""

from __future__ import annotations

import reflex as rx

from presantra.settings import get_settings
from presantra.ui import components as ui
from presantra.ui.confirm_first import once_confirmed
from presantra.ui.layout import space_page
from presantra.ui.pages.fermer_compte.state import CompanyRow
from presantra.ui.pages.fermer_compte.state import FermerState as State

PAGE = "/espace/mon-compte/fermer"


@space_page(
    PAGE,
    "Fermer mon compte",
    narrow=True,
    back=("Retour à mon compte", "/espace/mon-compte"),
    on_load=(State.load,),
)
def fermer_compte() -> rx.Component:
    return rx.el.div(
        ui.error_summary(State.errors, {"alone": "Entreprises sans autre utilisateur", "": ""}, attempt=State.attempt),
        rx.cond(
            State.loaded,
            rx.fragment(_losses(), once_confirmed(State.recent, PAGE, _form())),
            ui.loading(),
        ),
        on_mount=State.open_page,
    )


def _losses() -> rx.Component:
    days = get_settings().reopen_account_days
    return ui.card(
        ui.prose(
            rx.el.ul(
                rx.el.li("Vous êtes déconnecté partout, tout de suite, et vous ne pouvez plus vous connecter."),
                rx.el.li("Vous n’avez plus accès à vos entreprises ; leurs données et vos déclarations restent."),
                rx.el.li(
                    "Votre double authentification, vos clés d’accès, vos appareils de confiance et vos adresses de "
                    "calendrier sont effacés."
                ),
                rx.el.li(f"Pendant {days} jours, le service peut rouvrir votre compte si vous le demandez."),
                rx.el.li("Ensuite, vos coordonnées sont effacées. Les journaux gardent votre nom à côté de vos actes."),
            ),
            rx.el.p(
                "Avant de partir, vous pouvez ",
                ui.link("télécharger vos données", "/espace/mon-compte/mes-donnees"),
                ".",
            ),
        ),
        rx.cond(
            State.companies,
            rx.fragment(
                rx.el.h3("Vos entreprises"),
                rx.el.ul(rx.foreach(State.companies, _company), class_name="rows"),
            ),
        ),
        title="Ce que vous perdez",
    )


def _company(row: rx.Var[CompanyRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(row.name)),
            rx.el.p("Code adhérent ", row.code, class_name="muted"),
            class_name="row-text",
        ),
        rx.cond(row.alone, ui.status_badge("Vous êtes seul", "warning")),
        rx.cond(row.sole_administrator, ui.status_badge("Seul administrateur : à transmettre d’abord", "warning")),
        key=row.code,
    )


def _form() -> rx.Component:
    return ui.card(
        ui.event_form(
            rx.cond(
                State.alone_somewhere,
                ui.checkbox_field(
                    "J’ai compris que plus personne ne pourra agir sur le portail pour les entreprises où je suis seul",
                    "alone",
                    error=State.errors["alone"],
                ),
            ),
            ui.form_actions(ui.button("Fermer mon compte", look="danger", type="submit", busy=State.closing)),
            on_submit=State.close,
        ),
        title="Fermer le compte",
    )


PAGES = (fermer_compte,)
