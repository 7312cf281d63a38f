"""The screen « Signaler un arrêt de travail »."""

from __future__ import annotations

import reflex as rx

from presantra.domain.absences import AbsenceCause
from presantra.domain.labels import choices
from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.employees.address import LIST, ROUTE, shown_here
from presantra.ui.employees.follow_up import reasons
from presantra.ui.employees.missing import missing_employee
from presantra.ui.layout import space_page
from presantra.ui.pages.arret.state import FORM_ID, TYPED, ArretState

LABELS = {
    "cause": "Catégorie de l’arrêt",
    "start_date": "Premier jour d’arrêt",
    "end_date": "Dernier jour d’arrêt",
    "prescribed_on": "Date de prescription",
    "pre_return_without_measure": "Préreprise sans mesure",
    "": "",
}
STATE = ArretState
REMOVAL = "retirer-arret"


@space_page(f"{ROUTE}/arret", STATE.title, intro=STATE.name, right=Right.FOLLOW_UP_WRITE)
def arret() -> rx.Component:
    return rx.el.div(
        rx.cond(
            STATE.missing,
            missing_employee(),
            rx.cond(
                shown_here(STATE.employee_id),
                rx.cond(STATE.departed & (STATE.absence_id == ""), _departed(), _form()),
                ui.loading(),
            ),
        ),
        on_mount=STATE.open,
    )


def _record_link(label: str) -> rx.Component:
    return ui.link(label, f"{LIST}/{STATE.employee_id}")


def _departed() -> rx.Component:
    return ui.callout(
        "info",
        rx.el.p("Cette personne a quitté votre entreprise\u00a0: il n’y a plus d’arrêt à signaler."),
        rx.el.p(_record_link("Voir la fiche")),
    )


def _form() -> rx.Component:
    return rx.fragment(
        ui.error_summary(STATE.errors, LABELS, attempt=STATE.attempt),
        rx.el.div(
            ui.card(
                ui.callout(
                    "info",
                    "Indiquez la catégorie légale et les dates, rien d’autre\u00a0: ne mentionnez aucune information "
                    "médicale. Le portail ne demande jamais l’arrêt lui-même.",
                ),
                ui.event_form(
                    rx.el.input(type="hidden", name="operation", value=STATE.operation, read_only=True),
                    ui.required_note(),
                    _fields(),
                    ui.form_actions(
                        ui.primary("Enregistrer", busy=STATE.busy, busy_label="Enregistrement…"),
                        _record_link("Annuler"),
                    ),
                    on_submit=STATE.save,
                    id=FORM_ID,
                    key=f"{STATE.employee_id}-{STATE.absence_id}-{STATE.version}",
                ),
                rx.cond(STATE.absence_id, _removal()),
            ),
            _consequences(),
            class_name="grid items-start gap-5 lg:grid-cols-2",
        ),
    )


def _fields() -> rx.Component:
    errors, values = STATE.errors, STATE.values
    following = {"on_change": STATE.follow(TYPED).debounce(200)}
    return rx.fragment(
        ui.select_field(
            LABELS["cause"], "cause", choices(AbsenceCause), required=True,
            default_value=values["cause"], error=errors["cause"], **following,
        ),
        ui.field_row(
            ui.field(
                LABELS["start_date"], "start_date", type="date", required=True,
                default_value=values["start_date"], error=errors["start_date"], **following,
            ),
            ui.field(
                LABELS["end_date"], "end_date", type="date", default_value=values["end_date"],
                hint="Vide tant qu’il n’est pas connu.", error=errors["end_date"], **following,
            ),
        ),
        ui.field(
            LABELS["prescribed_on"], "prescribed_on", type="date", default_value=values["prescribed_on"],
            hint="Celle de l’avis d’arrêt. Utile si une préreprise a eu lieu : la règle a changé pour les arrêts "
            "prescrits depuis le 15 juin 2026.",
            error=errors["prescribed_on"], **following,
        ),
        ui.checkbox_field(
            "Une préreprise a eu lieu dans les 30 jours avant le retour et n’a demandé aucune mesure",
            "pre_return_without_measure",
            default_checked=STATE.without_measure,
            hint="À cocher seulement si le médecin du travail ou le salarié vous l’a dit.",
            error=errors["pre_return_without_measure"], **following,
        ),
    )  # fmt: skip


def _removal() -> rx.Component:
    return rx.el.div(
        ui.dialog_button("Retirer cet arrêt", REMOVAL),
        ui.confirmation(
            REMOVAL,
            "Retirer cet arrêt\u00a0?",
            "Il a été saisi par erreur\u00a0: il disparaît de la fiche. L’historique garde la trace de ce retrait.",
            "Retirer cet arrêt",
            on_confirm=STATE.remove,
        ),
        class_name="aside",
    )


def _consequences() -> rx.Component:
    return rx.el.aside(
        rx.el.h2("Ce qui en découle", class_name="text-lg"),
        rx.el.div(
            rx.cond(
                STATE.sources.length() > 0,
                reasons(STATE.sentences, STATE.sources),
                rx.el.p(STATE.sentences[0], class_name="muted"),
            ),
            role="status",
        ),
        class_name="grid gap-3 rounded-lg border border-accent-200 bg-accent-50 p-5 lg:sticky lg:top-20",
        aria_label="Ce qui en découle",
    )


PAGES = (arret,)
