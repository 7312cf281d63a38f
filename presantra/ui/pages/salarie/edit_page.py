"""The screen « Modifier la fiche »."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.employees.address import LIST, ROUTE, shown_here
from presantra.ui.employees.duplicates import duplicates
from presantra.ui.employees.fields import LABELS, employee_fields, number_field
from presantra.ui.employees.form import FORM_ID, TYPED
from presantra.ui.employees.missing import missing_employee
from presantra.ui.layout import space_page
from presantra.ui.pages.salarie.edit_state import ModificationState
from presantra.ui.pages.salarie.rows import ChangeLine


@space_page(
    f"{ROUTE}/modifier",
    ModificationState.title,
    intro=ModificationState.name,
    on_load=(ModificationState.load,),
    right=Right.PEOPLE_WRITE,
)
def modifier() -> rx.Component:
    return rx.el.div(
        rx.cond(
            ModificationState.missing,
            missing_employee(),
            rx.cond(shown_here(ModificationState.employee_id), _edit(), ui.loading()),
        ),
        on_mount=ModificationState.open,
        on_unmount=ModificationState.close,
    )


def _edit() -> rx.Component:
    back = f"{LIST}/{ModificationState.employee_id}"
    return rx.fragment(
        ui.error_summary(ModificationState.errors, LABELS, attempt=ModificationState.attempt),
        _not_a_correction(back),
        _stale(),
        duplicates(
            ModificationState.candidates,
            attempt=ModificationState.attempt,
            busy=ModificationState.busy,
            on_other=ModificationState.save_other(TYPED),
        ),
        ui.event_form(
            employee_fields(
                ModificationState.errors,
                preview=ModificationState.preview,
                shows_end=ModificationState.shows_end,
                on_change=ModificationState.follow(TYPED).debounce(200),
                values=ModificationState.values,
                situations=ModificationState.situations,
                number=number_field(ModificationState.errors, ModificationState.asks_number, ModificationState.masked),
            ),
            ui.form_actions(
                ui.primary("Enregistrer", busy=ModificationState.busy, busy_label="Enregistrement…"),
                ui.link("Annuler", back),
            ),
            on_submit=ModificationState.save,
            id=FORM_ID,
            key=ModificationState.form_key,
        ),
    )


def _not_a_correction(back: str) -> rx.Component:
    return rx.el.div(
        ui.callout(
            "info",
            rx.el.p(
                "Cette page corrige une erreur. Le poste ou les situations de travail ont changé ? ",
                ui.link("Changer de poste ou de situation", f"{back}/changement"), " en garde la date.",
            ),
        ),
        class_name="mb-5",
    )  # fmt: skip


def _stale() -> rx.Component:
    """Who, when, what; the form below keeps what was typed."""
    return rx.cond(
        ModificationState.stale_by,
        rx.el.div(
            rx.el.h2("Cette fiche a été modifiée pendant votre saisie", class_name="text-lg"),
            rx.el.p(
                rx.el.strong(ModificationState.stale_by), " l’a enregistrée le ", ModificationState.stale_at,
                ". Votre saisie est conservée ci-dessous, rien n’a été remplacé.",
            ),
            rx.cond(ModificationState.stale_changes.length() > 0, _differences(), _no_difference()),
            rx.el.div(
                ui.secondary(
                    "Enregistrer ma saisie quand même",
                    busy=ModificationState.busy,
                    on_click=ModificationState.save_over(TYPED),
                ),
                class_name="page-actions",
            ),
            key=f"perime-{ModificationState.attempt}",
            role="alert",
            tab_index=-1,
            class_name="mb-6 grid gap-4 rounded-lg border border-warning-200 bg-warning-50 p-5",
            custom_attrs={"data-error-summary": ""},
        ),
    )  # fmt: skip


def _differences() -> rx.Component:
    return ui.data_table(
        "Ce qui diffère entre la fiche enregistrée et votre saisie",
        (ui.Column("Champ"), ui.Column("Valeur enregistrée"), ui.Column("Votre saisie")),
        rx.foreach(ModificationState.stale_changes, _difference),
    )


def _difference(change: rx.Var[ChangeLine]) -> rx.Component:
    return ui.row(
        ui.row_header(change.label),
        ui.cell("Valeur enregistrée", change.before),
        ui.cell("Votre saisie", change.after),
    )


def _no_difference() -> rx.Component:
    return rx.el.p("Votre saisie et la fiche enregistrée sont identiques.")


PAGES = (modifier,)
