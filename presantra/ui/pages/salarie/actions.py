"""What can be done from a record: the main actions in sight, the others in a menu."""

from __future__ import annotations

import reflex as rx

from presantra.domain.messages import TieKind
from presantra.domain.rights import Right
from presantra.domain.vocabulary import VisitKind
from presantra.ui import components as ui
from presantra.ui.components.actions import Look
from presantra.ui.employees.address import LIST, shown_here
from presantra.ui.layout.rights import if_allowed
from presantra.ui.layout.state import SpaceState
from presantra.ui.pages.salarie.state import SalarieState

record = SalarieState.record


def record_actions() -> rx.Component:
    here = f"{LIST}/{record.id}"
    return rx.cond(
        shown_here(record.id),
        rx.fragment(
            rx.cond(
                record.departed,
                rx.fragment(
                    if_allowed(Right.PEOPLE_WRITE, _return()),
                    rx.cond(record.reinforced, _ask_visit("secondary", f"&type={VisitKind.POST_EXPOSURE.value}")),
                ),
                _ask_visit("primary"),
            ),
            if_allowed(
                Right.PEOPLE_WRITE,
                rx.fragment(
                    ui.link_button("Modifier", f"{here}/modifier"),
                    rx.cond(record.leaving, _undo(), ui.link_button("Déclarer un départ", f"{here}/depart")),
                    _more(here),
                ),
            ),
        ),
    )


def _return() -> rx.Component:
    return ui.link_button("Déclarer son retour", f"{LIST}/arrivee?retour={record.id}", look="primary")


def _ask_visit(look: Look, more: str = "") -> rx.Component:
    href = f"/espace/visites/demande?salarie={record.id}{more}"
    return if_allowed(Right.VISITS_WRITE, ui.link_button("Demander une visite", href, look=look))


def _undo() -> rx.Component:
    return rx.fragment(
        rx.cond(record.transfer.undo_until, ui.secondary("Annuler la mutation", on_click=SalarieState.ask_transfer)),
        rx.cond(record.can_undo, ui.secondary("Annuler le départ", on_click=SalarieState.ask_undo)),
    )


def _more(here: str) -> rx.Component:
    return rx.el.details(
        rx.el.summary(rx.el.span("Plus d’actions"), ui.icon("chevron-down"), class_name="button button-secondary"),
        rx.el.ul(
            rx.cond(
                record.departed,
                rx.fragment(),
                _entry("Changer de poste ou de situation", f"{here}/changement"),
            ),
            rx.cond(
                record.leaving | (SpaceState.companies.length() < 2),
                rx.fragment(),
                _entry("Muter vers un autre établissement", f"{here}/mutation"),
            ),
            _entry("Fusionner avec un autre salarié…", f"{here}/fusion"),
            if_allowed(
                Right.MESSAGES_WRITE,
                _entry("Écrire au service", f"/espace/messages/nouveau?{TieKind.EMPLOYEE}={record.id}"),
            ),
            class_name="more-list",
        ),
        class_name="more",
        custom_attrs={"data-menu": ""},
    )


def _entry(label: str, href: str) -> rx.Component:
    return rx.el.li(ui.link(label, href, class_name="drop-item"))
