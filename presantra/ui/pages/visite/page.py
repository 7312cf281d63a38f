"""« Demande DV-2026-000001 »: number, status, timeline, cancellation."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.layout import space_page
from presantra.ui.pages.visite.state import Step, VisiteState

STATE = VisiteState
DIALOG = "confirmer-annulation"


def _title() -> rx.Component:
    """A number is never cut at the end of a line."""
    number = rx.el.span(STATE.number, class_name="unbroken")
    return rx.cond(STATE.number, rx.fragment("Demande ", number), STATE.title)


@space_page(
    "/espace/visites/[visite]",
    STATE.title,
    back=("Retour aux visites", "/espace/visites"),
    shown=_title,
    on_load=(STATE.load,),
)
def visite() -> rx.Component:
    return rx.cond(
        STATE.loaded,
        rx.cond(STATE.missing, _missing(), _record()),
        rx.el.p("Chargement…", role="status", class_name="loading"),
    )


def _missing() -> rx.Component:
    """The same words as for an address that was never there."""
    return rx.fragment(
        rx.el.p(
            "Cette adresse ne mène à rien, ou vous n’y avez pas accès. Vérifiez-la, ou repartez d’ici.",
            class_name="lead",
        ),
        rx.el.div(
            ui.link_button("Retourner à l’accueil", "/", look="primary"),
            ui.link_button("Ouvrir mon espace", "/espace"),
            class_name="page-actions after-lead",
        ),
    )


def _record() -> rx.Component:
    return rx.fragment(
        rx.cond(STATE.errors[""], ui.callout("danger", STATE.errors[""], role="alert")),
        ui.result(STATE.success, key=STATE.status),
        rx.el.div(_facts(), _timeline(), class_name="record"),
    )


def _facts() -> rx.Component:
    return ui.card(
        ui.definition_list(
            ("Numéro", rx.el.strong(STATE.number, class_name="unbroken")),
            ("Statut", ui.status_badge(STATE.status, STATE.tone)),
            ("Salarié", ui.link(STATE.employee, STATE.employee_href)),
            ("Type de visite", STATE.kind),
            ("Demandée le", STATE.asked_on),
        ),
        _when(STATE.appointment, "Rendez-vous", rx.el.strong(STATE.appointment)),
        _when(STATE.deadline, "Échéance légale", rx.el.span("Au plus tard le ", STATE.deadline)),
        _when(STATE.reason, "Motif", STATE.reason),
        _when(STATE.availabilities, "Disponibilités", STATE.availabilities),
        _when(STATE.comment, "Commentaire", STATE.comment),
        rx.cond(STATE.can_cancel, _cancellation()),
        title="La demande",
    )


def _when(value: rx.Var[str], name: str, content: rx.Component | rx.Var[str]) -> rx.Component:
    return rx.cond(value, ui.definition_list((name, rx.el.span(content, class_name="written"))))


def _cancellation() -> rx.Component:
    return rx.fragment(
        ui.form_actions(ui.dialog_button("Annuler la demande", DIALOG, busy=STATE.busy)),
        ui.dialog(
            DIALOG,
            "Annuler cette demande ?",
            rx.el.p(
                "La demande ", STATE.number, " pour ", STATE.employee,
                " ne sera plus traitée par le service. Vous pourrez en faire une nouvelle.",
            ),
            ui.form_actions(
                ui.danger(
                    "Confirmer l’annulation", on_click=STATE.cancel, custom_attrs={"data-dialog-close": ""}
                ),
                ui.dialog_dismiss("Conserver la demande"),
            ),
        ),
    )  # fmt: skip


def _timeline() -> rx.Component:
    return ui.card(
        rx.el.ol(rx.foreach(STATE.steps, _step), class_name="timeline"),
        rx.cond(STATE.next_step, rx.el.p(rx.el.strong("Et ensuite ? "), STATE.next_step, class_name="next-step")),
        title="Suivi",
    )


def _step(step: rx.Var[Step]) -> rx.Component:
    return rx.el.li(
        rx.el.p(step.status, class_name="timeline-status"),
        rx.el.p(step.at, " · ", step.by, class_name="muted"),
        rx.cond(step.note, rx.el.p(step.note)),
        class_name=f"timeline-step timeline-{step.tone}",
    )


PAGES = (visite,)
