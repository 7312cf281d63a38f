"""The three screens that lead from the letter to the mailbox."""

from __future__ import annotations

import reflex as rx

from presantra.settings import get_settings
from presantra.ui import components as ui
from presantra.ui.layout import public_page
from presantra.ui.pages.creation_compte.state import CreationState


@public_page(
    "/connexion/code-adherent",
    "Connexion avec votre code adhérent",
    intro="Les deux identifiants figurent sur le courrier que PRÉSANTRA vous a adressé.",
    narrow=True,
    back=("Retour à la connexion", "/connexion"),
    on_load=(CreationState.load_identifiers,),
)
def code_adherent() -> rx.Component:
    return rx.fragment(
        rx.el.span(hidden=True, on_mount=CreationState.open),
        rx.cond(CreationState.problem, ui.callout("warning", CreationState.problem, role="alert")),
        ui.card(
            ui.error_summary(
                CreationState.errors,
                {"code": "Code adhérent", "number": "N° de télédéclarant", "": ""},
                attempt=CreationState.attempt,
            ),
            ui.event_form(
                ui.field(
                    "Code adhérent",
                    "code",
                    required=True,
                    hint="5 chiffres, suivis du numéro de la succursale s’il y en a une : 12345 ou 12345-1.",
                    error=CreationState.errors["code"],
                ),
                ui.field(
                    "N° de télédéclarant",
                    "number",
                    required=True,
                    hint="De la forme TD-XXXX-XXXX. Majuscules, espaces et tirets n’ont pas d’importance.",
                    auto_capitalize="characters",
                    spell_check=False,
                    error=CreationState.errors["number"],
                ),
                ui.primary("Valider", wide=True),
                on_submit=CreationState.submit_identifiers,
            ),
        ),
        rx.el.p(
            "Courrier égaré\u00a0? Voir ",
            ui.link("Identifiants perdus", "/identifiants-perdus"),
            "\u00a0: un nouveau courrier.",
            class_name="muted",
        ),
    )  # fmt: skip


@public_page(
    "/connexion/creer-un-compte",
    "Créer votre compte",
    narrow=True,
    back=("Changer de code adhérent", "/connexion/code-adherent"),
    on_load=(CreationState.load_creation,),
)
def creer_un_compte() -> rx.Component:
    labels = {
        "last_name": "Nom",
        "first_name": "Prénom",
        "job_title": "Fonction",
        "email": "Adresse e-mail du déclarant",
        "": "",
    }
    errors = CreationState.errors
    # The form stands whatever the state of the connection: a restarted server must not empty it.
    return ui.card(
        rx.cond(
            CreationState.company,
            ui.definition_list(("Entreprise", CreationState.company), ("Code adhérent", CreationState.code)),
            ui.loading(),
        ),
        ui.error_summary(errors, labels, attempt=CreationState.attempt),
        ui.required_note(),
        ui.event_form(
            ui.field(
                labels["last_name"], "last_name", required=True, autocomplete="family-name",
                error=errors["last_name"],
            ),
            ui.field(
                labels["first_name"], "first_name", required=True, autocomplete="given-name",
                error=errors["first_name"],
            ),
            ui.field(
                labels["job_title"], "job_title", required=True, autocomplete="organization-title",
                hint="Par exemple : gérant, responsable RH, comptable.", error=errors["job_title"],
            ),
            ui.field(
                labels["email"], "email", type="email", required=True, autocomplete="email",
                hint="Votre mot de passe y sera envoyé. Préférez une adresse personnelle à une adresse partagée.",
                error=errors["email"],
            ),
            ui.primary("Créer le compte", wide=True),
            on_submit=CreationState.submit_account,
        ),
    )  # fmt: skip


@public_page(
    "/connexion/compte-cree",
    "Consultez votre messagerie",
    narrow=True,
    on_load=(CreationState.load_created,),
)
def compte_cree() -> rx.Component:
    settings = get_settings()
    return rx.fragment(
        rx.el.span(hidden=True, on_mount=CreationState.open),
        rx.el.span(hidden=True, on_mount=CreationState.open),
        ui.error_summary(CreationState.errors, {"": ""}, attempt=CreationState.attempt),
        ui.live_region(CreationState.success),
        rx.cond(CreationState.success, ui.callout("success", CreationState.success)),
        ui.card(
            rx.el.p(
                "Un e-mail vient d’être envoyé à ",
                rx.el.strong(CreationState.email),
                ". Il contient les informations de connexion et la marche à suivre.",
            ),
            ui.definition_list(("Expéditeur", settings.mail_from)),
            ui.callout("info", "Vérifiez vos courriers indésirables", title="Vous ne trouvez pas l’e-mail ?"),
            ui.form_actions(
                ui.link_button("Aller à la connexion", "/connexion", look="primary"),
                ui.secondary("Renvoyer l'e-mail", on_click=CreationState.resend),
            ),
            rx.el.p("Adresse erronée ? ", ui.link("Corriger l’adresse", "/connexion/creer-un-compte")),
        ),
        (
            rx.el.p(
                "Démonstration : les e-mails arrivent dans la ",
                ui.link("boîte de réception de démonstration", "/boite-de-reception"),
                ".",
                class_name="muted",
            )
            if settings.local_mailbox
            else rx.fragment()
        ),
    )


PAGES = (code_adherent, creer_un_compte, compte_cree)
