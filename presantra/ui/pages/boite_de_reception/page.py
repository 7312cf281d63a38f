"""« Boîte de réception de démonstration »."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from presantra.ui import components as ui
from presantra.ui.layout import public_page
from presantra.ui.pages.boite_de_reception.state import SHOWN, BoiteState, MailRow, Piece


@public_page(
    "/boite-de-reception",
    "Boîte de réception de démonstration",
    intro="Sans serveur d’envoi, les e-mails du portail arrivent ici, quel que soit leur destinataire.",
    actions=lambda: ui.secondary("Actualiser", on_click=BoiteState.refresh),
    on_load=(BoiteState.load,),
)
def boite_de_reception() -> rx.Component:
    return rx.fragment(
        ui.live_region(BoiteState.success, visible=True),
        rx.cond(
            BoiteState.loaded,
            rx.cond(
                BoiteState.mails,
                rx.fragment(
                    rx.foreach(BoiteState.mails, _mail),
                    rx.cond(
                        BoiteState.mails.length() == SHOWN,
                        rx.el.p(f"Les {SHOWN} derniers e-mails sont affichés.", class_name="muted mail"),
                    ),
                ),
                ui.empty_state(
                    "Aucun e-mail pour le moment",
                    "Créez un compte avec un code adhérent de démonstration : l’e-mail arrivera ici.",
                    ui.link_button("Se connecter avec son code adhérent", "/connexion/code-adherent", look="primary"),
                    picture="mail",
                ),
            ),
            rx.cond(
                BoiteState.errors[""],
                ui.callout("danger", BoiteState.errors[""], role="alert"),
                ui.loading(),
            ),
        ),
    )


def _mail(mail: rx.Var[MailRow]) -> rx.Component:
    return rx.el.article(
        rx.el.div(
            rx.el.h2(mail.subject),
            rx.el.p(
                rx.el.span("À : ", mail.recipient), rx.el.span("Le ", mail.at), class_name="mail-facts"
            ),
            class_name="mail-head",
        ),
        rx.el.div(rx.foreach(mail.pieces, _piece), class_name="mail-text"),
        key=mail.id,
        class_name="card mail",
    )  # fmt: skip


def _piece(piece: rx.Var[Piece]) -> rx.Component:
    return rx.cond(piece.href, _link(piece), rx.el.span(piece.text))


def _link(piece: rx.Var[Piece]) -> rx.Component:
    # A full load: the secret after « # » must reach the page as it does from a real mailbox.
    return ReactRouterLink.create(piece.text, to=piece.href, reload_document=True, discover="none")


PAGES = (boite_de_reception,)
