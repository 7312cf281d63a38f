"""The screen « Déclarer un départ »."""

from __future__ import annotations

import reflex as rx

from presantra.domain.employees import DepartureReason
from presantra.domain.labels import choices
from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.employees.address import LIST, ROUTE, shown_here
from presantra.ui.employees.missing import missing_employee
from presantra.ui.layout import space_page
from presantra.ui.pages.depart.state import DepartState

LABELS = {"departure_date": "Date de départ", "reason": "Motif", "": ""}


@space_page(f"{ROUTE}/depart", DepartState.title, intro=DepartState.name, right=Right.PEOPLE_WRITE)
def depart() -> rx.Component:
    return rx.el.div(
        rx.cond(
            DepartState.missing,
            missing_employee(),
            rx.cond(
                shown_here(DepartState.employee_id),
                rx.cond(DepartState.declared, _declared(), _form()),
                ui.loading(),
            ),
        ),
        on_mount=DepartState.open,
    )


def _record_link(label: str) -> rx.Component:
    return ui.link(label, f"{LIST}/{DepartState.employee_id}")


def _declared() -> rx.Component:
    return rx.fragment(
        ui.error_summary(DepartState.errors, LABELS, attempt=DepartState.attempt),
        ui.callout(
            "info",
            rx.el.p("Un départ est déjà déclaré au ", DepartState.declared, "."),
            rx.el.p("Pour en changer la date ou le motif, annulez-le d’abord depuis la fiche."),
            rx.el.p(_record_link("Voir la fiche")),
        ),
    )


def _form() -> rx.Component:
    return rx.fragment(
        ui.error_summary(DepartState.errors, LABELS, attempt=DepartState.attempt),
        rx.el.div(
            ui.card(
                ui.event_form(
                    rx.el.input(type="hidden", name="operation", value=DepartState.operation, read_only=True),
                    ui.required_note(),
                    ui.field(
                        LABELS["departure_date"],
                        "departure_date",
                        type="date",
                        required=True,
                        hint=f"Dernier jour de présence. Entrée le {DepartState.entry_date}.",
                        error=DepartState.errors["departure_date"],
                    ),
                    ui.select_field(
                        LABELS["reason"],
                        "reason",
                        choices(DepartureReason),
                        required=True,
                        on_change=DepartState.remind,
                        error=DepartState.errors["reason"],
                    ),
                    rx.cond(
                        DepartState.exposures,
                        ui.checkbox_field(
                            "Informer le service de la fin d’exposition",
                            "inform_service",
                            default_checked=True,
                            hint=f"Risques déclarés : {DepartState.exposures}. Un e-mail part aussitôt au service.",
                        ),
                    ),
                    ui.form_actions(
                        ui.primary("Enregistrer", busy=DepartState.busy, busy_label="Enregistrement…"),
                        _record_link("Annuler"),
                    ),
                    on_submit=DepartState.save,
                ),
            ),
            _duties(),
            class_name="grid items-start gap-5 lg:grid-cols-2",
        ),
    )


def _duties() -> rx.Component:
    return rx.el.aside(
        rx.el.h2("Vos obligations", class_name="text-lg"),
        rx.el.div(
            rx.el.ul(rx.foreach(DepartState.duties, rx.el.li), class_name="grid gap-3 list-disc pl-5"),
            role="status",
        ),
        class_name="grid gap-3 rounded-lg border border-accent-200 bg-accent-50 p-5",
        aria_label="Vos obligations",
    )


PAGES = (depart,)
