"""People present whom the file does not name: they stay, unless somebody says that they have left."""

from __future__ import annotations

import reflex as rx

from presantra.domain.labels import choices
from presantra.domain.vocabulary import DepartureReason
from presantra.ui import components as ui
from presantra.ui.pages.importation.lines_state import ImportLinesState
from presantra.ui.pages.importation.rows import AbsentRow
from presantra.ui.pages.importation.state import ImportState

STATE = ImportLinesState
COLUMNS = (ui.Column("Salarié"), ui.Column("Ce qu’il en est"), ui.Column("Actions"))


def absents() -> rx.Component:
    return rx.fragment(
        _leaving(),
        rx.cond(
            STATE.absents.length() > 0, _list(), rx.el.p("Personne\u00a0: le fichier nomme tous vos salariés présents.")
        ),
    )


def _list() -> rx.Component:
    return rx.fragment(
        ui.callout(
            "info",
            rx.el.p(
                "Ces salariés présents ne figurent pas dans le fichier. Ils restent présents, sauf si vous indiquez "
                "leur départ."
            ),
            rx.cond(
                STATE.can_change,
                rx.cond(
                    STATE.everyone,
                    ui.button(
                        "Ne plus déclarer leur départ à tous",
                        look="link",
                        on_click=[STATE.stay_all, ImportState.poll],
                        busy=STATE.busy,
                    ),
                    ui.button("Ils sont tous partis", look="link", on_click=STATE.ask_leaving("", "")),
                ),
            ),
        ),
        rx.el.div(
            ui.data_table("Salariés présents que le fichier ne nomme pas", COLUMNS, rx.foreach(STATE.absents, _absent)),
            class_name="dense mt-5",
        ),
    )


def _absent(one: rx.Var[AbsentRow]) -> rx.Component:
    return ui.row(
        ui.row_header(
            rx.fragment(
                one.name,
                rx.el.span(one.person, class_name="muted block text-sm font-normal"),
                rx.cond(one.company, rx.el.span(one.company, class_name="muted block text-sm font-normal")),
            )
        ),
        ui.cell(
            "Ce qu’il en est",
            rx.cond(
                one.error,
                rx.el.span(one.error, class_name="field-error"),
                rx.cond(one.leaving, one.leaving, "Reste présent"),
            ),
        ),
        rx.el.td(rx.cond(STATE.can_change & ~STATE.everyone, _action(one)), role="cell"),
        key=one.key,
    )


def _action(one: rx.Var[AbsentRow]) -> rx.Component:
    return rx.cond(
        one.decided,
        ui.button(
            "Reste présent",
            look="link",
            busy=STATE.busy,
            on_click=[STATE.stay(one.key), ImportState.poll],
            aria_label=f"Reste présent : {one.name}",
        ),
        ui.button(
            "Est parti",
            look="link",
            on_click=STATE.ask_leaving(one.key, one.name),
            aria_label=f"Est parti : {one.name}",
        ),
    )


def _leaving() -> rx.Component:
    return rx.cond(
        STATE.leaver,
        rx.el.section(
            rx.el.h2(
                rx.cond(STATE.leaver_name, f"Départ de {STATE.leaver_name}", "Départ de tous les absents du fichier")
            ),
            ui.event_form(
                ui.field_row(
                    ui.field(
                        "Date de départ",
                        "departure_date",
                        type="date",
                        required=True,
                        error=STATE.errors["departure_date"],
                    ),
                    ui.select_field(
                        "Motif", "reason", choices(DepartureReason), required=True, error=STATE.errors["reason"]
                    ),
                ),
                ui.form_actions(
                    ui.primary("Indiquer ce départ", busy=STATE.busy, busy_label="Comparaison…"),
                    ui.secondary("Fermer", on_click=STATE.close),
                ),
                on_submit=[STATE.leave, ImportState.poll],
            ),
            key=f"depart-{STATE.leaver}",
            tab_index=-1,
            class_name="card mb-5",
            custom_attrs={"data-takes-focus": ""},
        ),
    )
