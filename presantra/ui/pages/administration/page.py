"""« Transmettre l'administration »."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import Right, Role
from presantra.ui import components as ui
from presantra.ui.confirm_first import once_confirmed
from presantra.ui.layout import space_page
from presantra.ui.layout.rights import if_allowed
from presantra.ui.pages.administration.state import AdministrationState as State
from presantra.ui.roles import role_boxes

PAGE = "/espace/entreprise/administration"
OTHERS = tuple(role for role in Role if role is not Role.ADMINISTRATOR)


@space_page(
    PAGE,
    "Transmettre l’administration",
    narrow=True,
    back=("Retour à mon entreprise", "/espace/entreprise"),
    on_load=(State.load,),
    right=Right.COMPANY_READ,
)
def administration() -> rx.Component:
    return rx.el.div(
        ui.result(State.success, key=State.attempt),
        ui.error_summary(
            State.errors, {"person": "Nouvel administrateur", "kept": "Rôles que vous gardez", "": ""},
            attempt=State.attempt,
        ),
        rx.cond(
            State.loaded,
            rx.fragment(
                rx.cond(State.received_id, _answer()),
                if_allowed(
                    Right.USERS,
                    rx.cond(State.given_to, _waiting(), once_confirmed(State.recent, PAGE, _offer())),
                    rx.cond(State.received_id, rx.fragment(), _nothing()),
                ),
            ),
            ui.loading(),
        ),
        on_mount=State.open_page,
    )  # fmt: skip


def _answer() -> rx.Component:
    return ui.card(
        rx.el.p(rx.el.strong(State.giver), " vous propose d’administrer cette entreprise à sa place."),
        rx.el.p(
            "Vous pourrez tout y faire\u00a0: inviter des utilisateurs, donner et retirer leurs rôles, modifier les "
            "coordonnées. Si vous acceptez, ", State.giver, " ", State.giver_keeps, ".",
        ),
        ui.form_actions(
            ui.primary("Accepter l’administration", type="button", on_click=State.accept),
            ui.secondary("Décliner", on_click=State.decline),
        ),
        title="Proposition reçue",
    )  # fmt: skip


def _waiting() -> rx.Component:
    return ui.card(
        rx.el.p(
            rx.el.strong(State.given_to), " a jusqu’au ", State.given_until, " pour accepter. D’ici là, rien ne change."
        ),
        rx.el.p("Ensuite, vous ", State.kept, ".", class_name="muted"),
        ui.form_actions(ui.secondary("Retirer ma proposition", on_click=State.withdraw)),
        title="Proposition envoyée",
    )


def _offer() -> rx.Component:
    return rx.cond(
        State.choices,
        ui.card(
            ui.event_form(
                ui.select_field(
                    "Nouvel administrateur", "person",
                    rx.foreach(State.choices, lambda choice: rx.el.option(choice[1], value=choice[0])),
                    required=True,
                    hint="Cette personne doit accepter sur le portail. Elle est prévenue par e-mail.",
                    error=State.errors["person"],
                ),
                role_boxes(
                    "Rôles que vous gardez ensuite", prefix="garder", roles=OTHERS, name="kept",
                    error=State.errors["kept"], checked=lambda role: role is Role.READER,
                    hint="Sans aucun rôle, vous n’aurez plus accès à cette entreprise.",
                ),
                ui.form_actions(ui.primary("Proposer l’administration")),
                on_submit=State.offer,
                key=State.form_key,
            ),
        ),
        ui.card(
            rx.el.p("Aucune autre personne ne peut se connecter pour cette entreprise\u00a0: invitez-la d’abord."),
            rx.el.p(ui.link_button("Utilisateurs", "/espace/entreprise/utilisateurs")),
            title="Personne à qui transmettre",
        ),
    )  # fmt: skip


def _nothing() -> rx.Component:
    return ui.callout("info", "Personne ne vous a proposé l’administration de cette entreprise.")


PAGES = (administration,)
