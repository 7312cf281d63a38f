"""The screen « Déclarer une arrivée »."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.employees.address import LIST
from presantra.ui.employees.duplicates import duplicates
from presantra.ui.employees.fields import LABELS, employee_fields
from presantra.ui.employees.form import FORM_ID, TYPED
from presantra.ui.layout import space_page
from presantra.ui.pages.arrivee.state import ArriveeState


@space_page(
    f"{LIST}/arrivee",
    "Déclarer une arrivée",
    intro="Le type de suivi et l’échéance de la visite se calculent d’eux-mêmes.",
    back=("Retour aux salariés", LIST),
)
def arrivee() -> rx.Component:
    return rx.el.div(
        ui.error_summary(ArriveeState.errors, LABELS, attempt=ArriveeState.attempt),
        duplicates(
            ArriveeState.candidates,
            attempt=ArriveeState.attempt,
            busy=ArriveeState.busy,
            on_other=ArriveeState.save_other(TYPED),
            on_return=lambda employee_id: ArriveeState.save_return(employee_id, TYPED),
        ),
        ui.event_form(
            rx.el.input(type="hidden", name="operation", value=ArriveeState.operation, read_only=True),
            employee_fields(
                ArriveeState.errors,
                preview=ArriveeState.preview,
                shows_end=ArriveeState.shows_end,
                on_change=ArriveeState.follow(TYPED).debounce(200),
            ),
            ui.card(
                ui.checkbox_field(
                    "Demander la visite d'embauche",
                    "request_visit",
                    default_checked=True,
                    hint="La demande part aussitôt au service, qui vous en accuse réception par e-mail.",
                ),
                ui.form_actions(
                    ui.primary("Enregistrer", busy=ArriveeState.busy, busy_label="Enregistrement…"),
                    ui.link("Annuler", LIST),
                ),
            ),
            on_submit=ArriveeState.save,
            id=FORM_ID,
        ),
        on_mount=ArriveeState.open,
    )


PAGES = (arrivee,)
