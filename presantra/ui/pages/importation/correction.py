"""The small form of one line: what is typed replaces what the file says."""

from __future__ import annotations

from typing import Any

import reflex as rx

from presantra.domain.labels import choices
from presantra.domain.vocabulary import ContractType, DepartureReason, Sex
from presantra.ui import components as ui
from presantra.ui.pages.importation.lines_state import ImportLinesState
from presantra.ui.pages.importation.state import ImportState

STATE = ImportLinesState
LABELS = {
    "birth_name": "Nom de naissance",
    "usage_name": "Nom d'usage",
    "first_name": "Prénom",
    "birth_date": "Date de naissance",
    "sex": "Sexe",
    "entry_date": "Date d'entrée",
    "contract_type": "Type de contrat",
    "planned_end_date": "Date de fin prévue",
    "job_title": "Poste",
    "pcs_code": "Code PCS-ESE",
    "email": "Adresse e-mail",
    "phone": "Téléphone",
    "matricule": "Matricule",
    "departure_date": "Date de départ",
    "departure_reason": "Motif du départ",
    "reason": "Motif",
    "": "",
}


def correction() -> rx.Component:
    return rx.cond(
        STATE.editing > 0,
        rx.el.section(
            rx.el.h2("Corriger la ligne ", STATE.editing),
            rx.el.p(
                "Un champ vide ne change rien à ce que le portail connaît. Le fichier lui-même n’est pas modifié.",
                class_name="muted",
            ),
            rx.cond(
                ImportState.asks_number,
                rx.el.p(
                    "Le n° de sécurité sociale ne se corrige pas ici\u00a0: un numéro faux n’est pas importé, "
                    "complétez ensuite la fiche.",
                    class_name="muted",
                ),
            ),
            ui.event_form(
                rx.el.input(type="hidden", name="line", value=STATE.editing.to_string(), read_only=True),
                _row(_text("birth_name", required=True), _text("usage_name")),
                _row(_text("first_name", required=True), _date("birth_date", required=True)),
                _row(_choice("sex", Sex), _date("entry_date")),
                _row(_choice("contract_type", ContractType), _date("planned_end_date")),
                _row(_text("job_title"), _text("pcs_code")),
                _row(_text("email", type="email"), _text("phone", type="tel")),
                _row(_text("matricule"), rx.el.div()),
                _row(_date("departure_date"), _choice("departure_reason", DepartureReason)),
                ui.form_actions(
                    ui.primary("Enregistrer la correction", busy=STATE.busy, busy_label="Comparaison…"),
                    ui.secondary("Fermer", on_click=STATE.close),
                ),
                on_submit=[STATE.correct, ImportState.poll],
            ),
            key=f"ligne-{STATE.editing}",
            tab_index=-1,
            class_name="card mb-5",
            custom_attrs={"data-takes-focus": ""},
        ),
    )


def _row(*fields: rx.Component) -> rx.Component:
    return ui.field_row(*fields)


def _text(name: str, **props: Any) -> rx.Component:
    return ui.field(LABELS[name], name, default_value=STATE.form[name], error=STATE.errors[name], **props)


def _date(name: str, **props: Any) -> rx.Component:
    return _text(name, type="date", **props)


def _choice(name: str, kind: Any) -> rx.Component:
    return ui.select_field(LABELS[name], name, choices(kind), default_value=STATE.form[name], error=STATE.errors[name])
