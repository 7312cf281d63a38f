"""« Notifications »."""

from __future__ import annotations

import reflex as rx

from presantra.services.preferences import LABELS, Notice
from presantra.ui import components as ui
from presantra.ui.layout import space_page
from presantra.ui.pages.notifications.state import NotificationsState as State


@space_page(
    "/espace/mon-compte/notifications",
    "Notifications",
    intro="Choisissez les e-mails que le portail vous envoie.",
    narrow=True,
    back=("Retour à mon compte", "/espace/mon-compte"),
    on_load=(State.load,),
)
def notifications() -> rx.Component:
    return rx.el.div(
        ui.error_summary(State.errors, {"": ""}, attempt=State.attempt),
        ui.result(State.success, key=State.attempt),
        rx.cond(
            State.loaded,
            rx.fragment(_choices(), _always()),
            ui.loading(),
        ),
        on_mount=State.open_page,
    )


def _choices() -> rx.Component:
    return ui.card(
        ui.event_form(
            ui.checkbox_field(
                LABELS[Notice.ACKNOWLEDGEMENTS], Notice.ACKNOWLEDGEMENTS, default_checked=State.acknowledgements,
                hint="À chaque demande de visite envoyée ou accident du travail signalé.",
            ),
            ui.checkbox_field(
                LABELS[Notice.VISIT_CHANGES], Notice.VISIT_CHANGES, default_checked=State.visit_changes,
                hint="Quand le service prend en charge, planifie, complète ou annule une demande.",
            ),
            ui.checkbox_field(
                LABELS[Notice.INVOICES], Notice.INVOICES, default_checked=State.invoices,
                hint="À chaque facture ou avoir mis en ligne, et quand un prélèvement est rejeté.",
            ),
            ui.checkbox_field(
                LABELS[Notice.MESSAGES], Notice.MESSAGES, default_checked=State.messages,
                hint="À chaque demande écrite au service, et à chacune de ses réponses.",
            ),
            ui.checkbox_field(
                LABELS[Notice.DOCUMENTS], Notice.DOCUMENTS, default_checked=State.documents,
                hint="Fiche d’entreprise, courriers et autres documents de vos entreprises.",
            ),
            ui.form_actions(ui.primary("Enregistrer", busy=State.saving)),
            on_submit=State.save,
            key=State.form_key,
        ),
        rx.el.p("Ils sont envoyés à ", rx.el.strong(State.email), ".", class_name="muted"),
        title="E-mails que vous recevez",
    )  # fmt: skip


def _always() -> rx.Component:
    return ui.card(
        rx.el.p(
            "Connexion depuis un nouvel appareil, mot de passe, double authentification, clés d’accès, adresse e-mail, "
            "accès à vos entreprises : ces e-mails protègent votre compte et partent toujours."
        ),
        title="E-mails de sécurité",
    )


PAGES = (notifications,)
