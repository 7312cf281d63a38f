"""The screen « Déclarer une arrivée »: one, or one after another without leaving the keyboard."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.employees.address import LIST
from presantra.ui.employees.duplicates import duplicates
from presantra.ui.employees.fields import LABELS, employee_fields, number_field
from presantra.ui.employees.form import FORM_ID, TYPED
from presantra.ui.layout import space_page
from presantra.ui.pages.arrivee.state import ArriveeState

# The new form's first field takes the focus by itself, when one has just been saved.
FIRST = {"custom_attrs": {"data-takes-focus": rx.cond(ArriveeState.series, "", rx.Var("undefined"))}}


@space_page(
    f"{LIST}/arrivee",
    "Déclarer une arrivée",
    intro="Le type de suivi et l’échéance de la visite se calculent d’eux-mêmes.",
    back=("Retour aux salariés", LIST),
    right=Right.PEOPLE_WRITE,
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
        _done(),
        rx.cond(ArriveeState.returning, _return()),
        _form(),
        on_mount=ArriveeState.open,
        on_unmount=ArriveeState.close,
    )


def _form() -> rx.Component:
    return ui.event_form(
        rx.el.input(type="hidden", name="operation", value=ArriveeState.operation, read_only=True),
        employee_fields(
            ArriveeState.errors,
            preview=ArriveeState.preview,
            shows_end=ArriveeState.shows_end,
            on_change=ArriveeState.follow(TYPED).debounce(200),
            values=ArriveeState.values,
            situations=ArriveeState.situations,
            number=number_field(ArriveeState.errors, ArriveeState.asks_number),
            first=FIRST,
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
                rx.cond(ArriveeState.returning, rx.fragment(), _next()),
                ui.link("Annuler", LIST),
            ),
            rx.cond(
                ArriveeState.returning,
                rx.fragment(),
                rx.el.p(
                    rx.el.kbd("Ctrl"), " + ", rx.el.kbd("Entrée"),
                    " : enregistrer et saisir le suivant, depuis n’importe quel champ.",
                    class_name="muted mt-4",
                ),
            ),
        ),
        on_submit=ArriveeState.save,
        id=FORM_ID,
        key=ArriveeState.form_key,
    )  # fmt: skip


def _next() -> rx.Component:
    return ui.secondary(
        "Enregistrer et saisir le suivant",
        busy=ArriveeState.busy,
        busy_label="Enregistrement…",
        on_click=ArriveeState.save_next(TYPED),
        custom_attrs={"data-ctrl-enter": ""},
    )


def _done() -> rx.Component:
    """What has just been saved, announced while the focus goes back to the first field."""
    return rx.el.div(
        rx.cond(
            ArriveeState.success,
            ui.callout(
                "success",
                rx.el.p(ArriveeState.success, " ", ui.link("Voir la fiche", f"{LIST}/{ArriveeState.last_id}")),
                rx.el.p(
                    "Repris pour le suivant : contrat, dates, poste et situations. ",
                    rx.el.button(
                        "Vider le formulaire", type="button", on_click=ArriveeState.clear, class_name="text-button"
                    ),
                ),
                title=ArriveeState.count,
            ),
        ),
        role="status",
        class_name="[&_.callout]:mb-5",
    )


def _return() -> rx.Component:
    return rx.el.div(ui.callout(
        "info",
        rx.el.p(
            "Retour de ", rx.el.strong(ArriveeState.returning_name),
            " : vérifiez chaque champ et indiquez la nouvelle date d’entrée. La période précédente est conservée.",
        ),
    ), class_name="mb-5")  # fmt: skip


PAGES = (arrivee,)
