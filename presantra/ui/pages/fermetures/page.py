"""The screen « Fermetures »."""

from __future__ import annotations

import reflex as rx

from presantra.domain.closures import REASON_MAX_LENGTH, WEEKDAYS
from presantra.domain.holidays import Holiday
from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.layout import space_page
from presantra.ui.layout.rights import if_allowed
from presantra.ui.pages.fermetures.state import HOLIDAY_BOXES, WEEKDAY_BOXES, FermeturesState, PeriodLine

STATE = FermeturesState
LABELS = {"first_day": "Premier jour", "last_day": "Dernier jour, s’il y en a plusieurs", "reason": "Motif", "": ""}


@space_page(
    "/espace/entreprise/fermetures",
    "Fermetures",
    intro="Les jours où personne ne peut venir en visite. Le service les lit avec vos demandes, et le portail "
    "ne vous propose aucun créneau ces jours-là.",
    back=("Retour à mon entreprise", "/espace/entreprise"),
    on_load=(STATE.load,),
    right=Right.COMPANY_READ,
)
def fermetures() -> rx.Component:
    return rx.el.div(
        rx.cond(
            STATE.loaded,
            rx.fragment(
                ui.error_summary(STATE.errors, LABELS, attempt=STATE.attempt),
                ui.result(STATE.success, key=STATE.attempt),
                _undo(),
                ui.card(_periods(), if_allowed(Right.COMPANY_WRITE, _form()), title="Congés, inventaire, travaux…"),
                ui.card(if_allowed(Right.COMPANY_WRITE, _boxes(), _said()), title="Chaque semaine, chaque année"),
            ),
            rx.cond(
                STATE.errors[""],
                ui.callout("danger", STATE.errors[""], role="alert"),
                ui.loading(),
            ),
        ),
        on_mount=STATE.open,
    )


def _undo() -> rx.Component:
    return rx.cond(
        STATE.withdrawn,
        rx.el.p(ui.secondary("Annuler le retrait", on_click=STATE.restore(STATE.withdrawn)), class_name="mb-5"),
    )


def _periods() -> rx.Component:
    return rx.cond(
        STATE.periods.length() > 0,
        rx.el.ul(rx.foreach(STATE.periods, _period), class_name="rows"),
        rx.el.p("Aucune fermeture à venir.", class_name="muted"),
    )


def _period(period: rx.Var[PeriodLine]) -> rx.Component:
    name_id, dialog_id = f"fermeture-{period.id}", f"retirer-{period.id}"
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(period.days), " · ", period.reason, id=name_id),
            rx.el.p(period.added, class_name="muted"),
            rx.cond(
                period.appointments,
                rx.el.p(
                    period.appointments,
                    " ",
                    ui.link("Voir les rendez-vous", "/espace/visites?statut=planifiees"),
                    class_name="row-warning",
                ),
            ),
            class_name="row-text",
        ),
        if_allowed(
            Right.COMPANY_WRITE,
            rx.fragment(
                ui.dialog_button("Retirer", dialog_id, aria_describedby=name_id),
                ui.confirmation(
                    dialog_id,
                    f"Retirer « {period.reason} » ?",
                    "Les créneaux de ces jours vous seront de nouveau proposés.",
                    "Retirer la fermeture",
                    on_confirm=STATE.withdraw(period.id),
                ),
            ),
        ),
        key=period.id,
    )


def _form() -> rx.Component:
    errors = STATE.errors
    return ui.event_form(
        rx.el.h3("Ajouter une fermeture"),
        rx.el.input(type="hidden", name="operation", value=STATE.operation, read_only=True),
        ui.required_note(),
        ui.field_row(
            ui.field(LABELS["first_day"], "first_day", type="date", required=True, error=errors["first_day"]),
            ui.field(LABELS["last_day"], "last_day", type="date", error=errors["last_day"]),
        ),
        ui.field(
            LABELS["reason"], "reason", required=True, error=errors["reason"], max_length=REASON_MAX_LENGTH,
            hint="Par exemple : congés d’été, inventaire, pont de l’Ascension.",
        ),
        ui.form_actions(ui.primary("Ajouter la fermeture", busy=STATE.busy)),
        on_submit=STATE.add,
        key=f"ajout-{STATE.form_key}",
        class_name="sub-form",
    )  # fmt: skip


def _boxes() -> rx.Component:
    return ui.event_form(
        ui.choice_group(
            "Jours de la semaine",
            rx.el.div(*(_box(day.capitalize(), WEEKDAY_BOXES[day]) for day in WEEKDAYS), class_name="box-columns"),
            name="weekdays",
        ),
        ui.choice_group(
            "Jours fériés non travaillés",
            rx.el.div(*(_holiday(holiday) for holiday in Holiday), class_name="box-columns"),
            name="holidays",
            hint="Ils reviennent d’eux-mêmes chaque année.",
        ),
        ui.form_actions(ui.primary("Enregistrer", busy=STATE.busy)),
        on_submit=STATE.save_regular,
        key=f"jours-{STATE.boxes_key}",
    )


def _box(text: str | rx.Component, name: str) -> rx.Component:
    return ui.checkbox_field(text, name, default_checked=STATE.ticked.contains(name))


def _holiday(holiday: Holiday) -> rx.Component:
    when = rx.el.span(STATE.next_dates[holiday.value], class_name="muted")
    return _box(rx.fragment(holiday.label, " ", when), HOLIDAY_BOXES[holiday])


def _said() -> rx.Component:
    """For whoever may read and not write."""
    return rx.cond(
        STATE.said.length() > 0,
        rx.el.ul(rx.foreach(STATE.said, _line), class_name="changes"),
        rx.el.p("Aucun jour de fermeture régulier.", class_name="muted"),
    )


def _line(line: rx.Var[str]) -> rx.Component:
    return rx.el.li(line)


PAGES = (fermetures,)
