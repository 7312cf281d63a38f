"""The screen « Obligations à traiter »."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import Right
from presantra.services.dashboard import DUTIES_HREF, POSTS_HREF
from presantra.services.duties.overview import MAX_LINES
from presantra.ui import components as ui
from presantra.ui.employees.address import LIST
from presantra.ui.layout import space_page
from presantra.ui.pages.obligations.state import DutyLine, ObligationsState

STATE = ObligationsState


@space_page(
    DUTIES_HREF,
    "Obligations à traiter",
    intro="Ce que le suivi de vos salariés vous demande, en plus des visites à planifier.",
    back=("Retour au tableau de bord", "/espace"),
    on_load=(STATE.load,),
    right=Right.FOLLOW_UP_READ,
)
def obligations() -> rx.Component:
    nothing = (
        (STATE.waiting.length() == 0)
        & (STATE.absences.length() == 0)
        & (STATE.attestations.length() == 0)
        & ~STATE.renew
        & ~STATE.send
    )
    return rx.cond(
        STATE.loaded,
        rx.cond(nothing, _nothing(), _content()),
        rx.cond(
            STATE.errors[""],
            ui.callout("danger", STATE.errors[""], role="alert"),
            ui.loading(),
        ),
    )


def _nothing() -> rx.Component:
    return ui.empty_state(
        "Rien à traiter",
        "Aucun arrêt, aucune attestation ni aucune arrivée ne demande quelque chose de vous aujourd’hui.",
        ui.link_button("Voir les salariés", LIST),
        picture="check-circle",
    )


def _content() -> rx.Component:
    return rx.fragment(
        rx.cond(
            STATE.cut,
            ui.callout("info", f"Seules les {MAX_LINES} premières lignes de chaque liste sont affichées."),
        ),
        _section(
            "Ne doivent pas commencer avant leur visite",
            "La visite précède l’affectation au poste, et elle n’est pas faite.",
            STATE.waiting,
        ),
        _section("Arrêts de travail", "Chacun de ces arrêts attend un geste de votre part.", STATE.absences),
        _section(
            "Attestations",
            "Le salarié en demande une nouvelle au médecin du travail, puis vous la présente.",
            STATE.attestations,
        ),
        rx.cond(
            STATE.renew | STATE.send,
            ui.card(
                rx.el.p(
                    rx.cond(
                        STATE.renew,
                        "Elle date de plus d’un an\u00a0: mettez-la à jour, puis transmettez-la au service.",
                        "Elle a changé depuis sa dernière transmission au service.",
                    )
                ),
                rx.el.p(ui.link("Voir la liste", POSTS_HREF)),
                title="Liste complémentaire de postes à risques",
            ),
        ),
    )


def _section(title: str, text: str, lines: rx.Var[list[DutyLine]]) -> rx.Component:
    return rx.cond(
        lines.length() > 0,
        ui.card(
            rx.el.p(text, class_name="muted"),
            rx.el.ul(rx.foreach(lines, _line), class_name="rows"),
            title=title,
        ),
    )


def _line(line: rx.Var[DutyLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(ui.link(line.name, f"{LIST}/{line.id}", class_name="font-semibold")),
            rx.el.p(line.sentence, ".", class_name="muted"),
            class_name="row-text",
        ),
        key=line.id,
    )


PAGES = (obligations,)
