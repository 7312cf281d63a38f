"""The screen « L’équipe du cabinet »."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.confirm_first import once_confirmed
from presantra.ui.layout import space_page
from presantra.ui.layout.state import CLIENTS
from presantra.ui.pages.cabinet.team_state import InvitedLine, PersonLine
from presantra.ui.pages.cabinet.team_state import TeamState as State

TEAM = f"{CLIENTS}/equipe"
LABELS = {"email": "Adresse e-mail", "": ""}


@space_page(
    TEAM, "L’équipe du cabinet", intro=State.firm, back=("Retour à mes clients", CLIENTS), on_load=(State.load,)
)
def equipe() -> rx.Component:
    return rx.el.div(
        ui.error_summary(State.errors, LABELS, attempt=State.attempt),
        ui.result(State.success, key=State.attempt),
        rx.cond(
            State.loaded,
            rx.fragment(
                _people(),
                rx.cond(State.administrator & (State.invited.length() > 0), _invited()),
                rx.cond(State.administrator, once_confirmed(State.recent, TEAM, _invite())),
            ),
            rx.cond(State.errors[""], "", ui.loading()),
        ),
        on_mount=State.open_page,
    )


def _people() -> rx.Component:
    return ui.card(
        rx.el.p(
            "Toutes travaillent pour tous les clients du cabinet, selon le mandat que chacun a donné.",
            class_name="muted",
        ),
        rx.el.ul(rx.foreach(State.people, _person), class_name="rows"),
        title="Personnes du cabinet",
    )


def _person(person: rx.Var[PersonLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.strong(person.name, id=f"personne-{person.id}"),
                rx.cond(person.oneself, rx.el.span(" (vous)", class_name="muted"), ""),
                rx.cond(person.administrator, rx.fragment(" ", ui.status_badge("Administrateur", "info"))),
                rx.cond(person.suspended, rx.fragment(" ", ui.status_badge("Suspendu", "warning"))),
            ),
            rx.el.p(person.about, class_name="muted"),
            class_name="row-text",
        ),
        rx.cond(State.administrator & ~person.oneself, _acts(person)),
        key=person.id,
    )


def _acts(person: rx.Var[PersonLine]) -> rx.Component:
    dialog_id, about = f"retirer-{person.id}", f"personne-{person.id}"
    return rx.el.div(
        rx.cond(
            person.administrator,
            ui.secondary("Retirer l’administration", on_click=State.demote(person.id), aria_describedby=about),
            ui.secondary("Nommer administrateur", on_click=State.promote(person.id), aria_describedby=about),
        ),
        rx.cond(
            person.suspended,
            ui.secondary("Rétablir l’accès", on_click=State.resume(person.id), aria_describedby=about),
            ui.secondary("Suspendre", on_click=State.suspend(person.id), aria_describedby=about),
        ),
        ui.dialog_button("Retirer du cabinet", dialog_id, aria_describedby=about),
        ui.confirmation(
            dialog_id,
            f"Retirer {person.name} du cabinet\u00a0?",
            "Dès maintenant, cette personne n’aura plus accès à aucun de vos clients. Son compte reste le sien.",
            "Retirer du cabinet",
            on_confirm=State.remove(person.id),
        ),
        class_name="page-actions",
    )


def _invited() -> rx.Component:
    return ui.card(rx.el.ul(rx.foreach(State.invited, _invitation), class_name="rows"), title="Invitations en attente")


def _invitation(line: rx.Var[InvitedLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(line.email, id=f"invitation-{line.id}")),
            rx.el.p(line.about, class_name="muted"),
            class_name="row-text",
        ),
        ui.secondary("Annuler l’invitation", on_click=State.cancel(line.id), aria_describedby=f"invitation-{line.id}"),
        key=line.id,
    )


def _invite() -> rx.Component:
    return ui.card(
        ui.required_note(),
        ui.event_form(
            ui.field(LABELS["email"], "email", type="email", required=True, error=State.errors["email"]),
            ui.checkbox_field(
                "Administrateur du cabinet",
                "administrator",
                hint="Invite et retire des personnes, renonce à un mandat.",
            ),
            ui.form_actions(ui.primary("Inviter")),
            on_submit=State.invite,
            key=State.form_key,
        ),
        title="Inviter une personne",
    )
