"""« Utilisateurs » of the company."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import RIGHT_SENTENCES, ROLES, Right, Role
from presantra.settings import get_settings
from presantra.ui import components as ui
from presantra.ui.history import history_card
from presantra.ui.layout import space_page
from presantra.ui.pages.utilisateurs.rows import InvitedRow, UserRow
from presantra.ui.pages.utilisateurs.state import UtilisateursState as State
from presantra.ui.roles import role_boxes

ROLE_COLUMNS = (ui.Column("Ce que l’on peut faire"), *(ui.Column(ROLES[role].label) for role in Role))


@space_page(
    "/espace/entreprise/utilisateurs",
    "Utilisateurs",
    intro="Qui peut agir pour l’entreprise sur le portail, et avec quels rôles.",
    back=("Retour à mon entreprise", "/espace/entreprise"),
    on_load=(State.load,),
    right=Right.USERS,
)
def utilisateurs() -> rx.Component:
    return rx.el.div(
        ui.result(State.success, key=State.attempt),
        ui.error_summary(State.errors, {"email": "Adresse e-mail", "roles": "Rôles", "": ""}, attempt=State.attempt),
        rx.cond(
            State.loaded,
            rx.fragment(
                rx.cond(State.single, _second_administrator()),
                _people(),
                rx.cond(State.invited, _invited()),
                _invite(),
                _handover(),
                history_card(State.history),
            ),
            ui.loading(),
        ),
        on_mount=State.forget_feedback,
    )


def _second_administrator() -> rx.Component:
    return ui.callout(
        "info",
        "S’il s’absente ou perd l’accès à sa messagerie, personne d’autre ne peut inviter ni retirer un utilisateur. "
        "Invitez un second administrateur, ou donnez ce rôle à une personne de la liste.",
        title="Votre entreprise n’a qu’un administrateur",
    )


def _people() -> rx.Component:
    return ui.card(rx.el.ul(rx.foreach(State.people, _person), class_name="rows"), title="Personnes")


def _person(person: rx.Var[UserRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.strong(person.name, id=f"personne-{person.id}"),
                rx.cond(person.oneself, rx.el.span(" (vous)", class_name="muted"), ""),
            ),
            rx.el.p(person.roles),
            rx.el.p(person.job_title, " · ", person.email, class_name="muted"),
            rx.el.p(
                "Depuis le ", person.since,
                rx.cond(person.last_login, rx.fragment(" · dernière connexion le ", person.last_login), ""),
                class_name="muted",
            ),
            rx.cond(
                person.suspended,
                rx.el.p(ui.status_badge(f"Suspendu depuis le {person.suspended}", "warning"), class_name="mt-1"),
            ),
            class_name="row-text",
        ),
        rx.el.div(
            _change_roles(person),
            rx.cond(
                person.oneself,
                rx.fragment(),
                rx.fragment(
                    rx.cond(
                        person.suspended,
                        ui.secondary("Rétablir", on_click=State.reinstate(person.id), aria_describedby=_named(person)),
                        _suspend(person),
                    ),
                    _remove(person),
                ),
            ),
            class_name="row-actions",
        ),
        key=person.id,
    )  # fmt: skip


def _named(person: rx.Var[UserRow]) -> str:
    return f"personne-{person.id}"


def _change_roles(person: rx.Var[UserRow]) -> rx.Component:
    dialog_id = f"roles-{person.id}"
    return rx.fragment(
        ui.dialog_button(
            "Modifier les rôles", dialog_id, on_click=State.forget_feedback, aria_describedby=_named(person)
        ),
        ui.dialog(
            dialog_id,
            f"Rôles de {person.name}",
            rx.cond(State.errors[""], ui.callout("danger", State.errors[""], role="alert")),
            ui.event_form(
                ui.hidden("person", person.id),
                ui.hidden("seen", person.held_key),
                role_boxes(
                    "Rôles", prefix=f"role-{person.id}", name=f"roles-{person.id}", error=State.errors["roles"],
                    checked=lambda role: person.held.contains(role.value),  # type: ignore[attr-defined]
                ),
                ui.form_actions(ui.primary("Enregistrer les rôles"), ui.dialog_dismiss()),
                on_submit=State.change_roles,
            ),
            key=f"{person.held_key}-{State.form_key}",
        ),
    )  # fmt: skip


def _suspend(person: rx.Var[UserRow]) -> rx.Component:
    dialog_id = f"suspendre-{person.id}"
    return rx.fragment(
        ui.dialog_button("Suspendre", dialog_id, aria_describedby=_named(person)),
        ui.confirmation(
            dialog_id,
            f"Suspendre l’accès de {person.name}\u00a0?",
            "Dès maintenant, cette personne ne pourra plus rien voir ni modifier ici. Ses rôles sont gardés\u00a0: "
            "vous pourrez rétablir son accès d’un clic. Un e-mail la prévient.",
            "Suspendre l’accès",
            on_confirm=State.suspend(person.id),
        ),
    )


def _remove(person: rx.Var[UserRow]) -> rx.Component:
    dialog_id = f"retirer-{person.id}"
    return rx.fragment(
        ui.dialog_button("Retirer l’accès", dialog_id, aria_describedby=_named(person)),
        ui.confirmation(
            dialog_id,
            f"Retirer l’accès de {person.name}\u00a0?",
            "Dès maintenant, cette personne ne pourra plus rien voir ni modifier ici. Un e-mail la prévient. "
            "Si elle a gardé le courrier d’identifiants, elle pourrait se rattacher\u00a0: demandez-en un nouveau sur "
            "la page «\u00a0Identifiants perdus\u00a0», l’ancien numéro ne servira plus.",
            "Retirer l’accès",
            on_confirm=State.remove(person.id),
        ),
    )


def _invited() -> rx.Component:
    return ui.card(rx.el.ul(rx.foreach(State.invited, _invitation), class_name="rows"), title="Invitations en attente")


def _invitation(row: rx.Var[InvitedRow]) -> rx.Component:
    dialog_id = f"annuler-{row.id}"
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(row.email, id=f"invitation-{row.id}")),
            rx.el.p(row.roles),
            rx.el.p("Envoyée ", row.sent, class_name="muted"),
            rx.cond(
                row.expired,
                rx.el.p(ui.status_badge("Lien expiré", "warning"), class_name="mt-1"),
                rx.el.p("Lien valable jusqu’au ", row.until, class_name="muted"),
            ),
            class_name="row-text",
        ),
        rx.el.div(
            ui.secondary("Renvoyer", on_click=State.resend(row.id), aria_describedby=f"invitation-{row.id}"),
            ui.dialog_button("Annuler l’invitation", dialog_id, aria_describedby=f"invitation-{row.id}"),
            ui.confirmation(
                dialog_id,
                "Annuler cette invitation\u00a0?",
                f"Le lien envoyé à {row.email} ne marchera plus.",
                "Annuler l’invitation",
                on_confirm=State.cancel(row.id),
            ),
            class_name="row-actions",
        ),
        key=row.id,
    )


def _invite() -> rx.Component:
    days = get_settings().invitation_days
    return ui.card(
        ui.event_form(
            ui.hidden("operation", State.operation),
            rx.cond(
                State.wanted_email,
                ui.callout("info", "L’invitation n’est pas encore partie\u00a0: vérifiez-la, puis envoyez-la."),
            ),
            ui.required_note(),
            ui.field(
                "Adresse e-mail", "email", type="email", required=True, autocomplete="off",
                default_value=State.wanted_email,
                hint=f"La personne y reçoit un lien, valable {days} jours. Préférez une adresse personnelle à une "
                "adresse partagée.",
                error=State.errors["email"],
            ),
            role_boxes(
                "Rôles", prefix="invite", error=State.errors["roles"], hint="Un ou plusieurs.",
                checked=lambda role: State.wanted_roles.contains(role.value),  # type: ignore[attr-defined]
            ),
            ui.form_actions(ui.primary("Envoyer l’invitation", busy=State.sending)),
            on_submit=State.invite,
            key=State.operation,
        ),
        rx.el.details(
            rx.el.summary("Qui peut quoi, rôle par rôle"),
            _rights_table(),
            class_name="disclosure",
        ),
        title="Inviter un utilisateur",
    )  # fmt: skip


def _rights_table() -> rx.Component:
    return ui.data_table(
        "Droits de chaque rôle. Une personne qui a plusieurs rôles a les droits de tous.",
        ROLE_COLUMNS,
        *(
            ui.row(
                ui.row_header(sentence),
                *(ui.cell(ROLES[role].label, _cell(right in ROLES[role].rights)) for role in Role),
            )
            for right, sentence in RIGHT_SENTENCES.items()
        ),
    )


def _cell(given: bool) -> rx.Component:
    return rx.el.span("oui", class_name="given") if given else rx.el.span("non", class_name="muted")


def _handover() -> rx.Component:
    return ui.card(
        rx.el.p(
            "Vous quittez l’entreprise ou changez de fonction\u00a0? Une autre personne peut administrer à votre place."
        ),
        rx.el.p(ui.link_button("Transmettre l’administration", "/espace/entreprise/administration")),
        title="Administration",
    )


PAGES = (utilisateurs,)
