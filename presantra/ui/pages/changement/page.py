"""The screen « Changer de poste ou de situation »."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.employees.address import LIST, ROUTE, shown_here
from presantra.ui.employees.consequences import consequences_panel
from presantra.ui.employees.fields import LABELS, Fields, situations_card
from presantra.ui.employees.form import FORM_ID, TYPED
from presantra.ui.employees.missing import missing_employee
from presantra.ui.layout import space_page
from presantra.ui.pages.changement.state import ChangementState as STATE

FIELDS = {name: LABELS[name] for name in ("job_title", "pcs_code", "situations")}


@space_page(f"{ROUTE}/changement", STATE.title, intro=STATE.name, right=Right.PEOPLE_WRITE)
def changement() -> rx.Component:
    return rx.el.div(
        rx.cond(STATE.missing, missing_employee(), rx.cond(shown_here(STATE.employee_id), _form(), ui.loading())),
        on_mount=STATE.open,
        on_unmount=STATE.close,
    )


def _form() -> rx.Component:
    record = f"{LIST}/{STATE.employee_id}"
    fields = Fields(STATE.errors, STATE.values, STATE.follow(TYPED).debounce(200))
    return rx.fragment(
        ui.error_summary(STATE.errors, {"day": "À compter du", **FIELDS, "": ""}, attempt=STATE.attempt),
        rx.el.div(ui.callout(
            "info",
            rx.el.p(
                "Pour corriger une erreur sans garder trace d’un changement, utilisez ",
                ui.link("Modifier la fiche", f"{record}/modifier"), ".",
            ),
        ), class_name="mb-5"),
        ui.event_form(
            rx.el.input(type="hidden", name="operation", value=STATE.operation, read_only=True),
            ui.card(
                ui.required_note(),
                ui.field(
                    "À compter du",
                    "day",
                    type="date",
                    required=True,
                    hint=f"Premier jour à ce poste, passé ou à venir. Poste actuel tenu depuis le {STATE.begun}.",
                    error=STATE.errors["day"],
                    on_change=STATE.follow(TYPED).debounce(200),
                    class_name="control-short",
                ),
                ui.field_row(
                    fields.text("job_title", required=True, hint="Tel que vous le nommez."),
                    fields.text("pcs_code", hint="Facultatif."),
                ),
                title="Nouveau poste",
            ),
            situations_card(fields, STATE.situations, consequences_panel(STATE.preview)),
            ui.form_actions(
                ui.primary("Enregistrer", busy=STATE.busy, busy_label="Enregistrement…"),
                ui.link("Annuler", record),
            ),
            on_submit=STATE.save,
            id=FORM_ID,
        ),
    )  # fmt: skip


PAGES = (changement,)
