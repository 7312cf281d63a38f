"""The screen « Dernière visite »."""

from __future__ import annotations

import reflex as rx

from presantra.domain.labels import label
from presantra.domain.last_visits import LAST_VISIT_KINDS
from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.employees.address import LIST, ROUTE, shown_here
from presantra.ui.employees.missing import missing_employee
from presantra.ui.layout import space_page
from presantra.ui.pages.salarie.last_visit_state import DerniereVisiteState

STATE = DerniereVisiteState
LABELS = {
    "last_visit_date": "Date de la dernière visite",
    "last_visit_kind": "Type de la dernière visite",
    "last_exam_date": "Date du dernier examen par le médecin du travail",
    "imposed_due_date": "Date fixée par le professionnel de santé",
    "waiver_claimed": "Le salarié a déjà une attestation : dispense à faire valider par le service",
    "": "",
}


@space_page(
    f"{ROUTE}/derniere-visite",
    STATE.title,
    intro=STATE.name,
    narrow=True,
    on_load=(STATE.load,),
    right=Right.FOLLOW_UP_WRITE,
)
def derniere_visite() -> rx.Component:
    return rx.el.div(
        rx.cond(STATE.missing, missing_employee(), rx.cond(shown_here(STATE.employee_id), _form(), ui.loading())),
        on_mount=STATE.open,
        on_unmount=STATE.close,
    )


def _form() -> rx.Component:
    return rx.fragment(
        ui.error_summary(STATE.errors, LABELS, attempt=STATE.attempt),
        ui.event_form(
            ui.card(
                rx.el.p(
                    "Recopiez ce qui est écrit sur la dernière attestation de suivi ou le dernier avis d’aptitude que "
                    "vous avez reçu. N’indiquez rien sur la santé de la personne.",
                    class_name="muted mb-5",
                ),
                ui.field_row(
                    _field("last_visit_date", type="date"),
                    ui.select_field(
                        LABELS["last_visit_kind"],
                        "last_visit_kind",
                        tuple((kind.value, label(kind)) for kind in LAST_VISIT_KINDS),
                        default_value=STATE.values["last_visit_kind"],
                        error=STATE.errors["last_visit_kind"],
                    ),
                ),
                _field(
                    "last_exam_date",
                    type="date",
                    hint="Après une visite intermédiaire seulement : le nouvel examen se compte à partir du précédent.",
                    class_name="control-short",
                ),
                _field(
                    "imposed_due_date",
                    type="date",
                    hint="Si une date de prochaine visite y est écrite : elle passe avant le délai maximal de la loi.",
                    class_name="control-short",
                ),
            ),
            ui.card(
                ui.checkbox_field(
                    LABELS["waiver_claimed"],
                    "waiver_claimed",
                    default_checked=STATE.claimed,
                    hint="Pour une visite faite chez un autre employeur, pour un emploi identique. Seul le service "
                    "peut en dispenser : l’échéance reste due jusqu’à sa réponse.",
                ),
                title="Dispense",
            ),
            ui.form_actions(
                ui.primary("Enregistrer", busy=STATE.busy, busy_label="Enregistrement…"),
                ui.link("Annuler", f"{LIST}/{STATE.employee_id}"),
            ),
            on_submit=STATE.save,
            key=STATE.form_key,
        ),
    )


def _field(name: str, **props: str) -> rx.Component:
    return ui.field(LABELS[name], name, default_value=STATE.values[name], error=STATE.errors[name], **props)


PAGES = (derniere_visite,)
