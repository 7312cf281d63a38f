"""The screen « Mandats »."""

from __future__ import annotations

import reflex as rx

from presantra.domain.mandates import MANDATE_ROLES
from presantra.domain.rights import ROLES, Right
from presantra.domain.typography import french
from presantra.ui import components as ui
from presantra.ui.confirm_first import once_confirmed
from presantra.ui.layout import space_page
from presantra.ui.layout.state import CompanyOption
from presantra.ui.pages.mandats.rows import MandateLine
from presantra.ui.pages.mandats.state import COMPANY_BOX, ROLE_BOX
from presantra.ui.pages.mandats.state import MandatsState as State

PAGE = "/espace/entreprise/mandats"
LABELS = {
    "email": "Adresse e-mail du cabinet",
    "companies": "Entreprises",
    "roles": "Ce que le cabinet pourra faire",
    "ends_on": "Date de fin",
    "": "",
}
FOLLOW_UP_HINT = (
    "Types de suivi, échéances, situations de travail, arrêts, attestations. Sans cette case, vous les gardez : le "
    "cabinet déclare les arrivées et les changements de poste, et vous précisez les situations de travail."
)


@space_page(
    PAGE,
    "Mandats",
    intro="Confiez à votre cabinet comptable ce qu’il fait pour vous, sans lui prêter votre mot de passe.",
    back=("Retour à mon entreprise", "/espace/entreprise"),
    on_load=(State.load,),
    right=Right.MANDATES,
)
def mandats() -> rx.Component:
    return rx.el.div(
        ui.error_summary(State.errors, LABELS, attempt=State.attempt),
        ui.result(State.success, key=State.attempt),
        rx.cond(
            State.loaded,
            rx.fragment(
                _open_ones(),
                rx.el.div(
                    once_confirmed(State.recent, PAGE, rx.cond(State.editing, _change(), _give())), class_name="my-5"
                ),
                rx.cond(State.over.length() > 0, _over()),
            ),
            ui.loading(),
        ),
        on_mount=State.open_page,
    )


def _open_ones() -> rx.Component:
    return ui.card(
        rx.cond(
            State.waiting.length() > 0,
            rx.el.ul(rx.foreach(State.waiting, _open_line), class_name="rows"),
            rx.el.p("Aucun mandat pour le moment\u00a0: donnez-en un ci-dessous.", class_name="muted"),
        ),
        title="Mandats en cours",
    )


def _text(mandate: rx.Var[MandateLine]) -> rx.Component:
    return rx.el.div(
        rx.el.p(
            rx.el.strong(mandate.name, id=f"mandat-{mandate.id}"), " ", ui.status_badge(mandate.state, mandate.tone)
        ),
        rx.el.p(mandate.rights),
        rx.foreach(mandate.told, lambda told: rx.el.p(told, class_name="muted")),
        rx.cond(
            mandate.near,
            ui.callout(
                "warning", rx.el.p("Ce mandat prend fin le ", mandate.near, ". Repoussez sa date s’il continue.")
            ),
        ),
        class_name="row-text",
    )


def _open_line(mandate: rx.Var[MandateLine]) -> rx.Component:
    dialog_id = f"retirer-{mandate.id}"
    about = f"mandat-{mandate.id}"
    return rx.el.li(
        _text(mandate),
        rx.el.div(
            ui.secondary("Modifier", on_click=State.edit(mandate.id), aria_describedby=about),
            rx.cond(
                mandate.pending,
                ui.secondary("Renvoyer l’invitation", on_click=State.send_again(mandate.id), aria_describedby=about),
            ),
            ui.dialog_button("Retirer", dialog_id, aria_describedby=about),
            ui.confirmation(
                dialog_id,
                f"Retirer le mandat de {mandate.name}\u00a0?",
                "Dès maintenant, le cabinet ne verra plus rien et ne pourra plus rien faire pour cette entreprise. "
                "Ce qu’il a déclaré reste, à son nom.",
                "Retirer le mandat",
                on_confirm=State.revoke(mandate.id),
            ),
            class_name="page-actions",
        ),
        key=mandate.id,
    )


def _over() -> rx.Component:
    return ui.card(
        rx.el.ul(rx.foreach(State.over, lambda mandate: rx.el.li(_text(mandate), key=mandate.id)), class_name="rows"),
        title="Mandats terminés",
    )


def _give() -> rx.Component:
    return ui.event_form(
        ui.card(
            ui.required_note(),
            ui.field(
                LABELS["email"],
                "email",
                type="email",
                required=True,
                hint="Le cabinet y reçoit un lien pour accepter. Vérifiez-la avec lui avant d’envoyer.",
                error=State.errors["email"],
            ),
            ui.choice_group(
                LABELS["companies"],
                rx.foreach(State.companies, _company),
                name="companies",
                error=State.errors["companies"],
            ),
            _rights(),
            ui.form_actions(ui.primary("Donner ce mandat")),
            title="Donner un mandat",
        ),
        on_submit=State.give,
        key=State.form_key,
    )


def _change() -> rx.Component:
    return ui.event_form(
        ui.card(
            _rights(),
            ui.form_actions(
                ui.primary("Enregistrer le mandat"),
                ui.secondary("Annuler", on_click=State.keep),
            ),
            title=f"Modifier le mandat de {State.editing_name}",
        ),
        on_submit=State.change,
        key=State.form_key,
    )


def _rights() -> rx.Component:
    return rx.fragment(
        ui.choice_group(
            LABELS["roles"],
            *(
                ui.checkbox_field(
                    ROLES[role].label,
                    f"{ROLE_BOX}{role.value}",
                    hint=french(ROLES[role].intro),
                    default_checked=State.roles.contains(role.value),
                )
                for role in MANDATE_ROLES
            ),
            name="roles",
            error=State.errors["roles"],
        ),
        ui.choice_group(
            "Suivi et risques",
            ui.checkbox_field(
                french("Donner aussi la part « Suivi et risques »"),
                "follow_up",
                hint=french(FOLLOW_UP_HINT),
                default_checked=State.values["follow_up"] == "oui",
            ),
            name="suivi",
        ),
        ui.field(
            LABELS["ends_on"],
            "ends_on",
            type="date",
            hint="Facultative : dernier jour du mandat. Vous pouvez le retirer à tout moment.",
            error=State.errors["ends_on"],
            default_value=State.values["ends_on"],
            class_name="control-short",
        ),
    )


def _company(company: rx.Var[CompanyOption]) -> rx.Component:
    name = f"{COMPANY_BOX}{company.id}"
    return rx.el.div(
        rx.el.input(type="checkbox", id=name, name=name, value="oui", default_checked=company.id == State.current),
        rx.el.label(f"{company.name} ({company.code})", html_for=name),
        class_name="choice",
        key=company.id,
    )


PAGES = (mandats,)
