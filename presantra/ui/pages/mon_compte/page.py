"""« Mon compte »."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.layout import space_page
from presantra.ui.pages.mon_compte.reminders import CalendrierState, RappelState, calendar_card, reminder_card
from presantra.ui.pages.mon_compte.security import SecuriteState, account_card, security_card, sessions_card
from presantra.ui.pages.mon_compte.state import CompteState

LABELS = {"last_name": "Nom", "first_name": "Prénom", "job_title": "Fonction", "": ""}


@space_page(
    "/espace/mon-compte",
    "Mon compte",
    on_load=(CompteState.load, SecuriteState.load, RappelState.load, CalendrierState.load),
)
def mon_compte() -> rx.Component:
    return rx.el.div(
        rx.cond(
            CompteState.loaded,
            rx.fragment(
                _identity(),
                account_card(),
                security_card(),
                reminder_card(),
                rx.cond(CalendrierState.loaded, calendar_card()),
                sessions_card(),
            ),
            rx.cond(
                CompteState.errors[""],
                ui.callout("danger", CompteState.errors[""], role="alert"),
                ui.loading(),
            ),
        ),
        on_mount=[CompteState.open_form, SecuriteState.open_list, RappelState.open, CalendrierState.open],
    )


def _identity() -> rx.Component:
    errors = CompteState.errors
    return ui.card(
        ui.result(CompteState.success, key=CompteState.attempt),
        ui.error_summary(errors, LABELS, attempt=CompteState.attempt),
        ui.definition_list(("Adresse e-mail", CompteState.email)),
        ui.event_form(
            ui.field_row(
                ui.field(
                    LABELS["last_name"], "last_name", required=True, autocomplete="family-name",
                    default_value=CompteState.last_name, error=errors["last_name"],
                ),
                ui.field(
                    LABELS["first_name"], "first_name", required=True, autocomplete="given-name",
                    default_value=CompteState.first_name, error=errors["first_name"],
                ),
            ),
            ui.field(
                LABELS["job_title"], "job_title", required=True, autocomplete="organization-title",
                default_value=CompteState.job_title, error=errors["job_title"],
            ),
            ui.form_actions(ui.primary("Enregistrer", busy=CompteState.saving)),
            on_submit=CompteState.save,
            key=CompteState.form_key,
        ),
        title="Vos informations",
    )  # fmt: skip


PAGES = (mon_compte,)
