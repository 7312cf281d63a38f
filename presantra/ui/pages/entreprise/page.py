"""« Mon entreprise »."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import Right
from presantra.services.companies.fields import FIELDS
from presantra.ui import components as ui
from presantra.ui.history import history_card
from presantra.ui.layout import space_page
from presantra.ui.layout.rights import if_allowed
from presantra.ui.layout.state import SpaceState
from presantra.ui.pages.entreprise.correction import CorrectionState, correction_dialog
from presantra.ui.pages.entreprise.details import details_form, details_read
from presantra.ui.pages.entreprise.rows import ConflictRow
from presantra.ui.pages.entreprise.state import EntrepriseState as State


@space_page(
    "/espace/entreprise",
    "Mon entreprise",
    on_load=(State.load, CorrectionState.load),
    right=Right.COMPANY_READ,
)
def entreprise() -> rx.Component:
    return rx.el.div(
        rx.cond(
            State.loaded,
            rx.fragment(
                ui.result(State.success, key=State.attempt),
                rx.cond(State.stale_by, _stale()),
                ui.error_summary(State.errors, {**FIELDS, "": ""}, attempt=State.attempt),
                rx.cond(State.restored, _restored()),
                _identity(),
                if_allowed(Right.COMPANY_WRITE, _verification()),
                if_allowed(Right.COMPANY_WRITE, details_form(), details_read()),
                ui.card_grid(
                    if_allowed(Right.USERS, _users()),
                    if_allowed(Right.MANDATES, _mandates()),
                    _closures(),
                ),
                if_allowed(Right.FOLLOW_UP_READ, _follow_up()),
                _team(),
                history_card(
                    State.history, more=ui.link_button("Historique des coordonnées", "/espace/entreprise/historique")
                ),
            ),
            rx.cond(
                State.errors[""],
                ui.callout("danger", State.errors[""], role="alert"),
                ui.loading(),
            ),
        ),
        on_mount=[State.open_form, CorrectionState.open_form],
    )


def _identity() -> rx.Component:
    return ui.card(
        ui.definition_list(
            ("Raison sociale", State.name),
            ("Code adhérent", State.code),
            ("SIREN", rx.el.span(State.siren, class_name="unbroken")),
            ("SIRET", rx.el.span(State.siret, class_name="unbroken")),
            ("Code NAF", rx.cond(State.naf_code, State.naf_code, "Non renseigné")),
        ),
        if_allowed(Right.COMPANY_WRITE, correction_dialog()),
        title="Identité",
    )


def _restored() -> rx.Component:
    """Seen first, then the field that it names."""
    return ui.callout(
        "info",
        State.restored,
        rx.el.p(
            rx.el.a(
                "Aller au champ", href=f"#champ-{State.restored_field}",
                custom_attrs={"data-focus": f"champ-{State.restored_field}"},
            )
        ),
        role="status",
        tab_index=-1,
        key=State.form_key,
        custom_attrs={"data-takes-focus": ""},
    )  # fmt: skip


def _verification() -> rx.Component:
    """Once a year is enough: the living list needs no campaign."""
    button = ui.secondary("Tout est exact", on_click=State.confirm)
    return ui.card(
        rx.cond(
            State.to_verify,
            ui.callout("warning", "Personne ne les a relus depuis un an : vérifiez-les ci-dessous."),
        ),
        rx.el.div(
            rx.el.p(rx.cond(State.verified, State.verified, "Jamais vérifiés sur le portail."), class_name="muted"),
            button,
            class_name="verification",
        ),
        title="Coordonnées et contacts : tout est exact ?",
    )


def _closures() -> rx.Component:
    return ui.card(
        rx.el.p(
            "Les jours où personne ne peut venir en visite : jours de la semaine, jours fériés, congés, inventaire."
        ),
        rx.el.p(ui.link_button("Indiquer les fermetures", "/espace/entreprise/fermetures")),
        title="Fermetures",
    )


def _mandates() -> rx.Component:
    return ui.card(
        rx.el.p("Votre cabinet comptable agit pour vous avec son propre compte, dans les limites que vous fixez."),
        rx.el.p(ui.link_button("Mandats", "/espace/entreprise/mandats")),
        title="Cabinet comptable",
    )


def _follow_up() -> rx.Component:
    return ui.card(
        rx.el.p("Postes que vous ajoutez à la liste légale des postes à risques particuliers, avec leurs motifs."),
        rx.el.p(
            ui.link_button("Liste complémentaire de postes à risques", "/espace/entreprise/liste-complementaire"),
        ),
        rx.el.p(
            "Preuve de diligence : un document à montrer à l’inspection du travail, avec l’état du suivi et les "
            "visites en retard ou proches."
        ),
        rx.el.p(
            ui.download_link(
                "Télécharger la preuve de diligence",
                "de l’entreprise (PDF)",
                f"/documents/diligence.pdf?entreprise={SpaceState.current_company_id}",
            )
        ),
        title="Suivi de santé au travail",
    )


def _users() -> rx.Component:
    return ui.card(
        rx.el.p("Qui peut agir pour l’entreprise sur le portail, et avec quels rôles."),
        rx.el.p(ui.link_button("Utilisateurs", "/espace/entreprise/utilisateurs")),
        title="Utilisateurs",
    )


def _stale() -> rx.Component:
    """Who, what, when; the form below still holds what was typed."""
    return ui.callout(
        "warning",
        rx.el.p(
            State.stale_by, " a enregistré des changements le ", State.stale_at,
            ", pendant que vous remplissiez cette page. Rien de ce que vous avez saisi n’est perdu, "
            "et rien n’a encore été écrasé.",
        ),
        rx.el.ul(rx.foreach(State.conflicts, _conflict), class_name="conflicts"),
        rx.el.p("Vérifiez le formulaire, puis choisissez « Enregistrer » pour garder votre saisie."),
        rx.el.p(ui.secondary("Reprendre les valeurs enregistrées", on_click=State.take_stored)),
        title="Cette page a été modifiée par quelqu’un d’autre",
        key=f"conflit-{State.attempt}",
        role="alert",
        tab_index=-1,
        custom_attrs={"data-takes-focus": ""},
    )  # fmt: skip


def _conflict(conflict: rx.Var[ConflictRow]) -> rx.Component:
    return rx.el.li(
        rx.el.strong(conflict.label, " : "),
        "« ", conflict.stored, " » enregistré par ", State.stale_by, " ; ",
        rx.cond(
            conflict.touched,
            rx.fragment("« ", conflict.typed, " » dans votre saisie."),
            "repris dans le formulaire, vous n’y aviez pas touché.",
        ),
    )  # fmt: skip


def _team() -> rx.Component:
    return ui.card(
        ui.definition_list(
            ("Téléphone", State.service_phone),
            ("Adresse e-mail", rx.el.a(State.service_email, href=f"mailto:{State.service_email}")),
            ("Adresse", rx.foreach(State.service_address, lambda line: rx.el.span(line, rx.el.br()))),
        ),
        title=f"Votre équipe {State.service_name}",
    )


PAGES = (entreprise,)
