"""« Invitation »: its link, and the answer to it."""

from __future__ import annotations

import reflex as rx

from presantra.services.invitations import ANSWER_PAGE, LINK_PAGE, Standing
from presantra.ui import components as ui
from presantra.ui.layout import public_page
from presantra.ui.pages.invitation.state import InvitationState as State
from presantra.ui.passkey_button import held

IDENTITY = {"last_name": "Nom", "first_name": "Prénom", "job_title": "Fonction"}


@public_page(LINK_PAGE, "Votre invitation", narrow=True, on_load=(State.load_link,))
def invitation() -> rx.Component:
    """The secret of the link leaves by the form, at once; the button is for a browser that will not."""
    return rx.cond(
        State.problem,
        _dead(),
        ui.card(
            ui.native_form(
                rx.el.p("Vous avez reçu une invitation à rejoindre une entreprise ou un cabinet sur le portail."),
                ui.form_actions(ui.primary("Voir l’invitation", wide=True)),
                action="/auth/invitation",
                fragment_token=True,
                automatic=True,
            ),
        ),
    )


@public_page(ANSWER_PAGE, "Répondre à l’invitation", narrow=True, on_load=(State.load,))
def reponse() -> rx.Component:
    return rx.cond(
        State.loaded,
        rx.cond(
            State.standing,
            rx.fragment(
                rx.cond(State.problem, ui.callout("danger", State.problem, role="alert")),
                ui.error_summary(State.errors, IDENTITY | {"": ""}, attempt=State.attempt),
                _offer(),
                rx.match(
                    State.standing,
                    (Standing.ACCEPT, _accept()),
                    (Standing.LOG_IN, _log_in()),
                    (Standing.OTHER_ACCOUNT, _other_account()),
                    (Standing.CREATE, _create()),
                    _closed(),
                ),
            ),
            _dead(),
        ),
        ui.loading(),
    )


def _dead() -> rx.Component:
    return ui.card(
        rx.el.p(State.problem, role="alert"),
        ui.link_button("Aller à la connexion", "/connexion"),
        title="Cette invitation ne peut pas servir",
    )


def _offer() -> rx.Component:
    return ui.card(
        ui.definition_list(
            ("De la part de", State.inviter),
            ("Pour rejoindre", State.organisation),
            ("Code adhérent", State.code),
            ("Adresse invitée", rx.el.span(State.email, class_name="row-text")),
            ("Valable jusqu’au", State.until),
        ),
        rx.el.h3("Ce que vous pourrez faire"),
        ui.prose(rx.el.ul(rx.foreach(State.offers, rx.el.li))),
        title="L’invitation",
    )


def _accept() -> rx.Component:
    return ui.card(
        rx.el.p("Vous êtes connecté avec l’adresse invitée."),
        ui.form_actions(ui.primary("Accepter", type="button", wide=True, on_click=State.accept)),
        title="Votre réponse",
    )


def _log_in() -> rx.Component:
    return ui.card(
        rx.el.p("Cette adresse a déjà un compte. Connectez-vous\u00a0: vous reviendrez ici pour accepter."),
        ui.link_button("Se connecter pour accepter", f"/connexion?suite={ANSWER_PAGE}", look="primary", wide=True),
        title="Connectez-vous",
    )


def _other_account() -> rx.Component:
    return ui.card(
        rx.el.p(
            "Vous êtes connecté avec ", rx.el.strong(State.logged_in_as), ". Cette invitation est pour ",
            rx.el.strong(State.email), "\u00a0: déconnectez-vous, puis répondez avec cette adresse.",
        ),
        ui.native_form(
            rx.el.input(type="hidden", name="suite", value=ANSWER_PAGE, read_only=True),
            ui.form_actions(ui.primary("Se déconnecter", wide=True)),
            action="/auth/deconnexion",
            data_logout="",
        ),
        title="Vous êtes connecté avec une autre adresse",
    )  # fmt: skip


def _create() -> rx.Component:
    return ui.card(
        rx.el.p("Créez votre compte\u00a0: vous choisirez votre mot de passe juste après."),
        ui.required_note(),
        ui.event_form(
            _name("last_name", "family-name"),
            _name("first_name", "given-name"),
            _name("job_title", "organization-title", hint="Par exemple : responsable RH, assistante, comptable."),
            ui.form_actions(ui.primary("Créer mon compte et accepter", wide=True)),
            on_submit=State.check,
        ),
        rx.cond(
            State.identity,
            ui.native_form(
                *(held(name, State.identity[name]) for name in IDENTITY),
                action="/auth/invitation/compte",
                automatic=True,
            ),
        ),
        title="Votre compte",
    )


def _name(name: str, autocomplete: str, **props: str) -> rx.Component:
    return ui.field(IDENTITY[name], name, required=True, autocomplete=autocomplete, error=State.errors[name], **props)


def _closed() -> rx.Component:
    return ui.card(
        rx.el.p(
            "Le compte de cette adresse est fermé. Appelez le service pour le rouvrir, ou demandez à être invité à une "
            "autre adresse."
        ),
        title="Compte fermé",
    )


PAGES = (invitation, reponse)
