"""The screen « Historique des coordonnées »."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import Right
from presantra.services.companies.fields import FIELDS
from presantra.services.companies.history import EVERYTHING
from presantra.ui import components as ui
from presantra.ui.layout import space_page
from presantra.ui.layout.rights import if_allowed
from presantra.ui.pages.historique_entreprise.state import PAGE, ChangeLine, EventLine
from presantra.ui.pages.historique_entreprise.state import HistoriqueEntrepriseState as State

CHOICES = (
    ("", "Coordonnées et contacts"),
    *FIELDS.items(),
    (EVERYTHING, "Tous les changements de l’entreprise"),
)


@space_page(
    PAGE,
    "Historique des coordonnées",
    intro="Qui a changé quoi, et quand. Une ancienne valeur peut être reprise : le formulaire vous la propose, "
    "vous l’enregistrez.",
    back=("Retour à mon entreprise", "/espace/entreprise"),
    on_load=(State.load,),
    right=Right.COMPANY_READ,
)
def historique_entreprise() -> rx.Component:
    return rx.cond(
        State.loaded,
        rx.fragment(_filters(), rx.cond(State.events, _list(), _empty())),
        rx.cond(
            State.errors[""],
            ui.callout("danger", State.errors[""], role="alert"),
            ui.loading(),
        ),
    )


def _filters() -> rx.Component:
    return ui.event_form(
        ui.select_field("Champ", "champ", CHOICES, placeholder=None, default_value=State.field),
        ui.select_field(
            "Personne", "personne", rx.foreach(State.people, _person), placeholder="Toutes", default_value=State.person
        ),
        rx.el.div(ui.button("Filtrer", type="submit"), class_name="self-end"),
        on_submit=State.choose,
        key=State.form_key,
        role="search",
        class_name="card history-filters",
    )


def _person(name: rx.Var[str]) -> rx.Component:
    return rx.el.option(name, value=name)


def _list() -> rx.Component:
    return rx.fragment(
        rx.el.ol(rx.foreach(State.events, _event), class_name="card history"),
        rx.cond(
            State.older_href | ~State.first_page,
            rx.el.nav(
                rx.cond(~State.first_page, ui.link_button("Revenir aux plus récents", PAGE)),
                rx.cond(State.older_href, ui.link_button("Voir les plus anciens", State.older_href)),
                aria_label="Pagination",
                class_name="page-actions mt-5",
            ),
        ),
    )


def _event(event: rx.Var[EventLine]) -> rx.Component:
    return rx.el.li(
        rx.el.p(rx.el.strong(event.action), rx.el.span(" par ", event.by)),
        rx.el.p(event.at, class_name="when"),
        rx.cond(event.changes.length() > 0, rx.el.ul(rx.foreach(event.changes, _change), class_name="changed-fields")),
    )


def _change(change: rx.Var[ChangeLine]) -> rx.Component:
    restore = ui.link(
        rx.fragment(
            "Reprendre", rx.el.span(" « ", change.before, " » pour ", change.label, class_name="visually-hidden")
        ),
        change.restore_href,
    )
    return rx.el.li(
        rx.el.span(change.label, class_name="changed-label"),
        rx.el.span(
            rx.cond(change.before, rx.fragment(rx.el.del_(change.before), " → ")), rx.el.ins(change.after),
            class_name="before-after",
        ),
        rx.cond(change.restore_href, if_allowed(Right.COMPANY_WRITE, restore)),
    )  # fmt: skip


def _empty() -> rx.Component:
    return rx.cond(
        State.filtered,
        ui.empty_state(
            "Aucun changement ne correspond",
            "Essayez un autre champ ou une autre personne.",
            ui.link_button("Tout afficher", PAGE),
            picture="building",
        ),
        ui.empty_state(
            "Aucun changement pour le moment",
            "Ce que vous et vos collègues changerez de vos coordonnées apparaîtra ici, pendant un an.",
            ui.link_button("Ouvrir Mon entreprise", "/espace/entreprise"),
            picture="building",
        ),
    )


PAGES = (historique_entreprise,)
