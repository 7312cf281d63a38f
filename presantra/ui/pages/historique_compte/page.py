"""« Historique de sécurité »: what happened to the account, for its holder to recognise or not."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.layout import space_page
from presantra.ui.pages.historique_compte.state import PAGE, EventLine
from presantra.ui.pages.historique_compte.state import HistoriqueState as State

COLUMNS = (ui.Column("Date"), ui.Column("Événement"), ui.Column("Adresse IP"))


@space_page(
    PAGE,
    "Historique de sécurité",
    intro="Connexions, mots de passe, appareils et adresses de votre compte, sur douze mois.",
    back=("Retour à mon compte", "/espace/mon-compte"),
    on_load=(State.load,),
)
def historique_compte() -> rx.Component:
    return rx.cond(
        State.loaded,
        rx.cond(State.events, _list(), _empty()),
        ui.loading(),
    )


def _list() -> rx.Component:
    return rx.fragment(
        ui.data_table("Du plus récent au plus ancien", COLUMNS, rx.foreach(State.events, _line)),
        ui.pager(State.page, State.pages, State.total, on_previous=State.previous_page, on_next=State.next_page),
        rx.el.p(
            "Quelque chose que vous ne reconnaissez pas ? ",
            ui.link("Modifiez votre mot de passe", "/espace/modifier-mon-mot-de-passe"),
            ", puis prévenez le service.",
            class_name="muted",
        ),
    )


def _empty() -> rx.Component:
    return ui.empty_state(
        "Aucun événement pour le moment",
        "Vos connexions et les changements de votre compte apparaîtront ici.",
        ui.link_button("Retour à mon compte", "/espace/mon-compte"),
        picture="user",
    )


def _line(event: rx.Var[EventLine]) -> rx.Component:
    return ui.row(
        ui.row_header(event.at),
        ui.cell(
            "Événement",
            rx.fragment(event.action, rx.cond(event.detail, rx.el.span(event.detail, class_name="event-detail"))),
        ),
        ui.cell("Adresse IP", event.ip),
    )


PAGES = (historique_compte,)
