"""« Identifiants perdus », and « Nouveau courrier »."""

from __future__ import annotations

import reflex as rx

from presantra.settings import get_settings
from presantra.ui import components as ui
from presantra.ui.layout import public_page
from presantra.ui.pages.identifiants_perdus.state import IdentifiantsPerdusState as State
from presantra.ui.pages.identifiants_perdus.state import NouveauCourrierState as Link

LABELS = {"code": "Code adhérent", "siret": "Numéro SIRET", "": ""}


@public_page(
    "/identifiants-perdus",
    "Identifiants perdus",
    intro="Le n° de télédéclarant ne figure que sur le courrier que nous vous avons adressé.",
    narrow=True,
    back=("Retour à la connexion", "/connexion/code-adherent"),
)
def identifiants_perdus() -> rx.Component:
    return rx.el.div(rx.cond(State.asked, _answer(), _form()), on_mount=State.open)


def _form() -> rx.Component:
    return ui.card(
        ui.error_summary(State.errors, LABELS, attempt=State.attempt),
        rx.el.p("Votre entreprise pourra recevoir un nouveau courrier, à son adresse postale."),
        ui.event_form(
            ui.field(
                LABELS["code"], "code", required=True, error=State.errors["code"],
                hint="Sur vos factures et nos courriers : 12345, ou 12345-1 pour une succursale.",
            ),
            ui.field(
                LABELS["siret"], "siret", required=True, error=State.errors["siret"], input_mode="numeric",
                hint="14 chiffres, ceux de l’établissement.",
            ),
            ui.primary("Valider", wide=True),
            on_submit=State.submit,
        ),
    )  # fmt: skip


def _answer() -> rx.Component:
    settings = get_settings()
    return ui.card(
        rx.el.div(
            rx.el.p(
                "Si ce code et ce SIRET sont ceux d’un de nos adhérents, un e-mail vient de partir vers l’adresse que "
                "le service connaît de cette entreprise : il dit comment recevoir le nouveau courrier. Sans adresse "
                "connue, le service est directement prié de l’envoyer."
            ),
            role="status",
        ),
        ui.definition_list(("Expéditeur", settings.mail_from)),
        rx.el.p(
            "Le n° actuel reste valable jusqu’à l’envoi du nouveau courrier. Rien reçu ? Regardez dans les courriers "
            "indésirables, ou appelez-nous au ",
            rx.el.span(settings.service_phone, class_name="unbroken"),
            ".",
        ),
        ui.link_button("Aller à la connexion", "/connexion", look="primary"),
    )


@public_page("/nouveau-courrier", "Nouveau courrier", narrow=True, on_load=(Link.load,))
def nouveau_courrier() -> rx.Component:
    return rx.cond(
        Link.done,
        ui.card(
            rx.el.p(Link.done, role="status"),
            ui.link_button("Retour à l’accueil", "/", look="primary"),
            title="C’est demandé",
        ),
        rx.cond(
            Link.problem,
            ui.card(
                rx.el.p(Link.problem, role="alert"),
                ui.link_button("Recommencer", "/identifiants-perdus", look="primary"),
                title="Ce lien ne peut pas servir",
            ),
            ui.card(
                rx.el.p(
                    "Le service enverra par la poste, à l’adresse de l’entreprise, un courrier avec un nouveau n° de "
                    "télédéclarant. L’ancien cessera de fonctionner à ce moment-là. Les comptes déjà créés ne changent "
                    "pas."
                ),
                ui.native_form(
                    ui.form_actions(ui.primary("Demander le courrier", wide=True)),
                    action="/auth/nouveau-courrier",
                    fragment_token=True,
                ),
            ),
        ),
    )


PAGES = (identifiants_perdus, nouveau_courrier)
