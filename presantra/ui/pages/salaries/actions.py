"""What one does with the list: tick people, ask for their visits, take them away in a file."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.layout.rights import if_allowed, may
from presantra.ui.pages.salaries.rows import Row
from presantra.ui.pages.salaries.state import SalariesState

FORMATS = (("xlsx", "Excel (XLSX)"), ("csv", "CSV"))
CONFIRMATION = "demander-des-visites"


def may_choose() -> rx.Var[bool]:
    """Whether there is something to do with people once they are ticked."""
    return may(Right.VISITS_WRITE) | may(Right.PEOPLE_EXPORT)


def export_menu(query: rx.Var[str]) -> rx.Component:
    """« Exporter »: everybody that is filtered, in one of two formats."""
    return rx.el.details(
        rx.el.summary("Exporter", ui.icon("chevron-down"), class_name="button button-secondary"),
        rx.el.ul(
            *(
                rx.el.li(
                    ui.download_link(label, "de la liste", f"/exports/salaries.{kind}?{query}", class_name="drop-item")
                )
                for kind, label in FORMATS
            ),
            class_name="menu-panel",
        ),
        class_name="menu",
    )


def tick_box(row: rx.Var[Row]) -> rx.Component:
    return rx.el.input(
        type="checkbox",
        key=f"{row.id}-{SalariesState.row_boxes}",
        default_checked=SalariesState.everybody | SalariesState.ticked.contains(row.id),
        on_change=SalariesState.tick(row.id),
        aria_label=f"Sélectionner {row.full_name}",
        class_name="tick",
    )


def choice_bar() -> rx.Component:
    """« Tout sélectionner », always there; the actions once somebody is ticked."""
    return rx.el.section(
        rx.el.label(
            rx.el.input(
                type="checkbox",
                key=SalariesState.page_box,
                default_checked=SalariesState.page_ticked,
                on_change=SalariesState.tick_page,
                class_name="tick",
            ),
            "Tout sélectionner",
            class_name="tick-all",
        ),
        rx.el.p(SalariesState.choice, role="status", class_name="choice-count"),
        rx.cond(SalariesState.choice, _actions()),
        aria_label="Sélection",
        class_name="choice-bar",
    )


def _actions() -> rx.Component:
    more = SalariesState.page_ticked & ~SalariesState.everybody & (SalariesState.has_previous | SalariesState.has_next)
    return rx.fragment(
        rx.cond(more, ui.button(SalariesState.everybody_label, look="link", on_click=SalariesState.tick_everybody)),
        ui.button("Tout désélectionner", look="link", on_click=SalariesState.tick_nobody),
        rx.el.div(
            if_allowed(Right.VISITS_WRITE, ui.dialog_button("Demander une visite", CONFIRMATION)),
            if_allowed(Right.PEOPLE_EXPORT, rx.cond(SalariesState.everybody, _export_everybody(), _export_ticked())),
            class_name="choice-actions",
        ),
        ui.dialog(
            CONFIRMATION,
            "Demander une visite",
            rx.el.p(SalariesState.choice, "."),
            rx.el.p(
                "Chacun aura une demande de visite d’embauche ou périodique, selon son suivi. Ceux qui ont déjà "
                "une demande de même type en cours n’en auront pas d’autre."
            ),
            ui.form_actions(
                ui.primary(
                    "Envoyer les demandes",
                    type="button",
                    busy=SalariesState.asking,
                    on_click=SalariesState.request_visits,
                    custom_attrs={"data-dialog-close": ""},
                ),
                ui.dialog_dismiss(),
            ),
        ),
    )


def _export_everybody() -> rx.Component:
    return rx.fragment(
        *(
            ui.link_button(
                f"Exporter en {kind.upper()}", f"/exports/salaries.{kind}?{SalariesState.export_query}", full_load=True
            )
            for kind, _ in FORMATS
        )
    )


def _export_ticked() -> rx.Component:
    """A form: an address has no room for five hundred people."""
    return ui.native_form(
        rx.el.input(type="hidden", name="entreprise", value=SalariesState.company),
        rx.el.input(type="hidden", name="choix", value=SalariesState.ticked.join(",")),
        rx.el.input(type="hidden", name="tri", value=SalariesState.sort),
        rx.el.input(type="hidden", name="sens", value=rx.cond(SalariesState.descending, "desc", "")),
        *(
            ui.secondary(f"Exporter en {kind.upper()}", type="submit", form_action=f"/exports/salaries.{kind}")
            for kind, _ in FORMATS
        ),
        action="/exports/salaries.xlsx",
        once=False,
        class_name="choice-actions",
    )
