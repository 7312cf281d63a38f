"""« Tableau de bord »: what to do first, then where the company stands."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import Right
from presantra.services.dashboard import (
    APPOINTED_HREF,
    DUTIES_HREF,
    INVOICES_HREF,
    LATE_HREF,
    PLANNED_HREF,
    REQUESTED_HREF,
    TO_PLAN_HREF,
    UP_TO_DATE_HREF,
    WITHIN_30_HREF,
    WITHIN_90_HREF,
)
from presantra.ui import components as ui
from presantra.ui.layout import space_page
from presantra.ui.layout.rights import if_allowed, may
from presantra.ui.pages.tableau_de_bord.state import ActionLine, TableauDeBordState, WaitingLine

STATE = TableauDeBordState
DEPARTED_HREF = "/espace/salaries?statut=sortis"


def _actions() -> rx.Component:
    return rx.fragment(
        if_allowed(
            Right.PEOPLE_WRITE, ui.link_button("Déclarer une arrivée", "/espace/salaries/arrivee", look="primary")
        ),
        if_allowed(Right.VISITS_WRITE, ui.link_button("Demander une visite", "/espace/visites/demande")),
    )


@space_page("/espace", "Tableau de bord", actions=_actions, on_load=(STATE.load,))
def tableau_de_bord() -> rx.Component:
    return rx.fragment(
        rx.cond(STATE.errors[""], ui.callout("danger", STATE.errors[""], role="alert")),
        rx.cond(
            STATE.loaded,
            rx.fragment(
                rx.cond(STATE.waiting.length() > 0, _must_wait()),
                rx.el.div(
                    _to_do(),
                    rx.cond(may(Right.FOLLOW_UP_READ) | may(Right.VISITS_READ), _deadlines()),
                    if_allowed(Right.PEOPLE_READ, _employees()),
                    if_allowed(Right.INVOICES_READ, _invoices()),
                    class_name="dashboard",
                ),
            ),
            ui.loading(),
        ),
    )


def _to_do() -> rx.Component:
    return rx.el.section(
        rx.el.h2("À faire"),
        rx.cond(
            STATE.actions.length() > 0,
            rx.el.ul(rx.foreach(STATE.actions, _to_do_line), class_name="todo-list"),
            rx.el.p(ui.icon("check-circle"), "Rien à faire : tout est à jour.", class_name="todo-done"),
        ),
        class_name="card todo",
    )


def _to_do_line(action: rx.Var[ActionLine]) -> rx.Component:
    return rx.el.li(ui.link(rx.fragment(rx.el.span(action.sentence), ui.icon("arrow-right")), action.href))


def _must_wait() -> rx.Component:
    callout = ui.callout(
        "danger",
        rx.el.p("La visite précède l’affectation au poste, et elle n’est pas faite."),
        rx.el.ul(rx.foreach(STATE.waiting, _waiting_line), class_name="grid gap-1 list-disc pl-5"),
        rx.cond(
            STATE.all_waiting > STATE.waiting.length(),
            rx.el.p(ui.link(f"Voir les {STATE.all_waiting} personnes concernées", DUTIES_HREF)),
        ),
        title="Ces personnes ne doivent pas commencer avant leur visite",
    )
    return rx.el.div(callout, class_name="mb-5")


def _waiting_line(person: rx.Var[WaitingLine]) -> rx.Component:
    return rx.el.li(ui.link(person.name, f"/espace/salaries/{person.id}"), "\u00a0: ", person.sentence, ".")


def _deadlines() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Visites"),
        if_allowed(Right.FOLLOW_UP_READ, _due()),
        rx.el.ul(
            if_allowed(Right.FOLLOW_UP_READ, _to_come()),
            if_allowed(Right.VISITS_READ, _asked()),
            class_name="figures mt-3",
        ),
        if_allowed(
            Right.FOLLOW_UP_READ,
            rx.el.p(
                "À planifier\u00a0: échéance dépassée ou dans les 90 jours, sans demande en cours. À jour\u00a0: "
                "aucune visite d’embauche, périodique ou intermédiaire avant 90 jours\u00a0; les reprises, "
                "mi-carrières, post-expositions et attestations se lisent sur chaque fiche.",
                class_name="figures-note",
            ),
        ),
        class_name="card",
    )


def _due() -> rx.Component:
    return rx.el.ul(
        rx.el.li(_figure("En retard", STATE.late, LATE_HREF, alarm="danger")),
        rx.el.li(_figure("Dans les 30 jours", STATE.due_30, WITHIN_30_HREF, alarm="warning")),
        rx.el.li(_figure("Dans les 90 jours", STATE.due_90, WITHIN_90_HREF)),
        rx.el.li(_figure("À jour", STATE.up_to_date, UP_TO_DATE_HREF)),
        class_name="figures",
    )


def _to_come() -> rx.Component:
    return rx.fragment(
        rx.el.li(_figure("À planifier", STATE.to_plan, TO_PLAN_HREF, alarm="warning")),
        rx.el.li(_figure("Salariés avec rendez-vous", STATE.appointed, APPOINTED_HREF)),
    )


def _asked() -> rx.Component:
    return rx.fragment(
        rx.el.li(_figure("Demandées", STATE.requested, REQUESTED_HREF)),
        rx.el.li(_figure("Planifiées", STATE.planned, PLANNED_HREF)),
    )


def _employees() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Effectif"),
        rx.el.ul(
            rx.el.li(_figure("Salariés présents", STATE.headcount, "/espace/salaries")),
            rx.el.li(_figure("Arrivées du mois", STATE.arrivals, "/espace/salaries?tri=date_entree&sens=desc")),
            rx.el.li(_figure("Départs du mois", STATE.departures, DEPARTED_HREF)),
            class_name="figures",
        ),
        rx.el.p("Mois en cours : ", STATE.month, ".", class_name="figures-note"),
        class_name="card",
    )


def _invoices() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Factures"),
        rx.el.ul(
            rx.el.li(_figure("Impayées", STATE.unpaid, INVOICES_HREF, alarm="warning")),
            rx.el.li(_figure("Reste à payer", STATE.amount_due, INVOICES_HREF)),
            class_name="figures figures-wide",
        ),
        class_name="card",
    )


def _figure(label: str, value: rx.Var[int] | rx.Var[str], href: str, *, alarm: str = "") -> rx.Component:
    """A number that leads to its list; ``alarm`` colours it unless it is zero."""
    look = rx.cond(value > 0, f"figure figure-{alarm}", "figure") if alarm else "figure"
    return ui.link(
        rx.fragment(rx.el.span(label, class_name="figure-label"), " ", rx.el.span(value, class_name="figure-number")),
        href,
        class_name=look,
    )


PAGES = (tableau_de_bord,)
