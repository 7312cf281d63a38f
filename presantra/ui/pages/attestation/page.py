"""The screen of the attestations that one salarié has shown."""

from __future__ import annotations

import reflex as rx

from presantra.domain.attestations import validity
from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.employees.address import LIST, ROUTE, shown_here
from presantra.ui.employees.attestations import NeededLine, ShownLine
from presantra.ui.employees.missing import missing_employee
from presantra.ui.layout import space_page
from presantra.ui.pages.attestation.state import AttestationState

LABELS = {"kind": "Pour", "issued_on": "Date de délivrance", "": ""}
STATE = AttestationState


@space_page(f"{ROUTE}/attestation", STATE.title, intro=STATE.name, right=Right.FOLLOW_UP_WRITE)
def attestation() -> rx.Component:
    return rx.el.div(
        rx.cond(
            STATE.missing,
            missing_employee(),
            rx.cond(shown_here(STATE.employee_id), _content(), ui.loading()),
        ),
        on_mount=STATE.open,
    )


def _record_link(label: str) -> rx.Component:
    return ui.link(label, f"{LIST}/{STATE.employee_id}")


def _content() -> rx.Component:
    return rx.fragment(
        ui.error_summary(STATE.errors, LABELS, attempt=STATE.attempt),
        ui.result(STATE.success, key=STATE.attempt),
        rx.cond(
            STATE.needed.length() > 0,
            rx.el.div(
                rx.cond(STATE.departed, rx.fragment(), _form()),
                _list(),
                class_name="grid items-start gap-5 lg:grid-cols-2",
            ),
            ui.callout(
                "info",
                rx.el.p(
                    "Les situations de travail de cette personne ne demandent pas d’attestation. Si elle conduit des "
                    "engins ou porte une habilitation électrique, indiquez-le sur sa fiche."
                ),
                rx.el.p(_record_link("Voir la fiche")),
            ),
        ),
    )


def _form() -> rx.Component:
    return ui.card(
        rx.el.p(
            "Le médecin du travail remet au salarié une attestation d’absence de contre-indications médicales, valable "
            f"{validity()}. Le salarié vous la présente\u00a0: notez-en la date ici et gardez-en copie chez vous. "
            "Le portail ne reçoit jamais le document.",
        ),
        ui.event_form(
            rx.el.input(type="hidden", name="operation", value=STATE.operation, read_only=True),
            ui.required_note(),
            ui.select_field(
                LABELS["kind"],
                "kind",
                rx.foreach(STATE.needed, lambda line: rx.el.option(line.label, value=line.kind)),
                required=True,
                default_value=STATE.only_kind,
                error=STATE.errors["kind"],
            ),
            ui.field(
                LABELS["issued_on"],
                "issued_on",
                type="date",
                required=True,
                hint="Celle qui est inscrite sur l’attestation.",
                error=STATE.errors["issued_on"],
            ),
            ui.form_actions(
                ui.primary("Enregistrer", busy=STATE.busy, busy_label="Enregistrement…"),
                _record_link("Retour à la fiche"),
            ),
            on_submit=STATE.save,
            key=f"{STATE.employee_id}-{STATE.form_key}",
        ),
        title="Nouvelle attestation",
    )


def _list() -> rx.Component:
    return ui.card(
        rx.el.ul(rx.foreach(STATE.needed, _needed), class_name="grid gap-5"),
        rx.cond(STATE.departed, rx.el.p(_record_link("Retour à la fiche"))),
        title="Attestations demandées par le poste",
    )


def _needed(line: rx.Var[NeededLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h3(line.label, class_name="text-base"),
            ui.status_badge(line.badge, line.tone),
            class_name="flex flex-wrap items-center justify-between gap-2",
        ),
        rx.el.ul(rx.foreach(line.shown, _shown), class_name="rows"),
    )


def _shown(one: rx.Var[ShownLine]) -> rx.Component:
    dialog_id = f"retirer-{one.id}"
    return rx.el.li(
        rx.el.p(one.sentence, id=f"attestation-{one.id}", class_name="row-text muted"),
        ui.dialog_button("Retirer", dialog_id, aria_describedby=f"attestation-{one.id}"),
        ui.confirmation(
            dialog_id,
            "Retirer cette attestation\u00a0?",
            "Elle a été saisie par erreur. L’historique garde la trace de ce retrait.",
            "Retirer l’attestation",
            on_confirm=STATE.remove(one.id),
        ),
        key=one.id,
    )


PAGES = (attestation,)
