"""« Visites »: every request of the company, with where it stands."""

from __future__ import annotations

from typing import Any

import reflex as rx

from presantra.domain.labels import label
from presantra.domain.rights import Right
from presantra.domain.visits import REQUESTABLE_KINDS, VisitStatus
from presantra.services.visit_views import VisitGroup
from presantra.ui import components as ui
from presantra.ui.layout import space_page
from presantra.ui.layout.rights import if_allowed
from presantra.ui.pages.visites.calendar import month
from presantra.ui.pages.visites.month import LIST, MONTH, MoisState
from presantra.ui.pages.visites.state import VisitesState, VisitLine

STATE = VisitesState
STATUSES = (
    (VisitGroup.ALL.value, "Toutes"),
    (VisitGroup.OPEN.value, "En cours"),
    (VisitGroup.REQUESTED.value, "Demandées"),
    (VisitGroup.PLANNED.value, "Planifiées"),
    (VisitGroup.CLOSED.value, "Terminées"),
)
DETAILED = tuple((status.value, label(status)) for status in VisitStatus)
KINDS = (("", "Tous les types"), *((kind.value, label(kind)) for kind in REQUESTABLE_KINDS))
COLUMNS = tuple(ui.Column(text) for text in ("N°", "Salarié", "Type de visite", "Demandée le", "Statut", "Date"))


def _ask(look: str = "primary") -> rx.Component:
    button = ui.link_button("Demander une visite", f"{LIST}/demande", look=look)  # type: ignore[arg-type]
    return if_allowed(Right.VISITS_WRITE, button)


@space_page("/espace/visites", "Visites", actions=_ask, on_load=(STATE.load, MoisState.load), right=Right.VISITS_READ)
def visites() -> rx.Component:
    return rx.fragment(
        rx.cond(STATE.errors[""], ui.callout("danger", STATE.errors[""], role="alert")),
        rx.cond(
            STATE.loaded,
            rx.fragment(
                _views(),
                rx.cond(
                    STATE.month,
                    month(),
                    rx.fragment(
                        rx.cond(~STATE.empty | STATE.filtered, _filters()),
                        rx.cond(STATE.empty, _nothing(), _list()),
                    ),
                ),
            ),
            ui.loading(),
        ),
    )


def _views() -> rx.Component:
    """The two ways to look at visits."""
    return rx.el.nav(
        _view("Liste", LIST, ~STATE.month),
        _view("Mois", MONTH, STATE.month),
        aria_label="Vue",
        class_name="views",
    )


def _view(text: str, href: str, current: rx.Var[bool]) -> rx.Component:
    return ui.link(text, href, class_name="view", custom_attrs={"aria-current": rx.cond(current, "page", "false")})


def _filters() -> rx.Component:
    return rx.el.div(
        ui.event_form(
            ui.field("Rechercher une visite", "q", type="search", default_value=STATE.text,
                     placeholder="Nom du salarié ou n° de demande", max_length=200),
            ui.secondary("Rechercher", type="submit"),
            on_submit=STATE.search,
            role="search",
            class_name="filter-search",
        ),
        _choice(
            "Statut",
            "statut",
            *_options(STATUSES),
            rx.el.optgroup(*_options(DETAILED), label="Un seul statut"),
            value=STATE.status,
            on_change=STATE.filter_status,
        ),
        _choice("Type de visite", "type", *_options(KINDS), value=STATE.kind, on_change=STATE.filter_kind),
        class_name="filter-bar",
    )  # fmt: skip


def _options(pairs: tuple[tuple[str, str], ...]) -> list[rx.Component]:
    return [rx.el.option(wording, value=code) for code, wording in pairs]


def _choice(text: str, name: str, *options: rx.Component, value: rx.Var[str], on_change: Any) -> rx.Component:
    """A list that filters at once; it keeps the focus, and follows the address when one goes back."""
    return rx.el.div(
        rx.el.label(text, html_for=f"champ-{name}", class_name="field-label"),
        rx.el.select(
            *options,
            value=value,
            on_change=on_change,
            id=f"champ-{name}",
            name=name,
            class_name="control",
        ),
        class_name="field",
    )


def _nothing() -> rx.Component:
    return rx.cond(
        STATE.filtered,
        ui.empty_state(
            "Aucune demande ne correspond",
            "Modifiez la recherche ou les filtres.",
            ui.link_button("Voir toutes les demandes", LIST),
        ),
        ui.empty_state(
            "Aucune demande de visite",
            "Demandez une visite d’embauche, de reprise ou autre : vous en suivrez l’avancement ici.",
            _ask(),
            picture="calendar",
        ),
    )


def _list() -> rx.Component:
    return rx.fragment(
        ui.data_table(
            "Demandes de visite, de la plus récente à la plus ancienne", COLUMNS, rx.foreach(STATE.rows, _row)
        ),
        ui.pager(STATE.page, STATE.pages, STATE.total, on_previous=STATE.previous_page, on_next=STATE.next_page),
    )


def _row(line: rx.Var[VisitLine]) -> rx.Component:
    return ui.row(
        ui.row_header(ui.link(line.number, line.href, class_name="row-link")),
        ui.cell("Salarié", line.employee),
        ui.cell("Type de visite", line.kind),
        ui.cell("Demandée le", line.asked_on),
        ui.cell("Statut", ui.status_badge(line.status, line.tone)),
        ui.cell("Date", line.date),
    )


PAGES = (visites,)
