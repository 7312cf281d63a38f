"""The screen « Salariés »."""

from __future__ import annotations

import reflex as rx

from presantra.domain.employees import ContractType
from presantra.domain.labels import choices
from presantra.domain.rights import Right
from presantra.domain.situations import WORK_SITUATIONS
from presantra.domain.vocabulary import FollowUpKind
from presantra.services.employees import DeadlineFilter, PresenceFilter, SortKey
from presantra.services.employees.views import PAGE_SIZES
from presantra.ui import components as ui
from presantra.ui.employees.address import LIST
from presantra.ui.layout import space_page
from presantra.ui.layout.rights import if_allowed, may
from presantra.ui.pages.salaries.actions import choice_bar, export_menu, may_choose, tick_box
from presantra.ui.pages.salaries.rows import Row
from presantra.ui.pages.salaries.state import SalariesState

FORM_ID = "filtres-salaries"
TYPED = rx.Var(f"Object.fromEntries(new FormData(document.getElementById('{FORM_ID}')))")
PRESENCES = (
    (PresenceFilter.PRESENT, "Présents"),
    (PresenceFilter.DEPARTED, "Sortis"),
    (PresenceFilter.ALL, "Tous"),
)
DEADLINES = (
    (DeadlineFilter.ALL, "Toutes"),
    (DeadlineFilter.LATE, "En retard"),
    (DeadlineFilter.WITHIN_30_DAYS, "Dans les 30 jours"),
    (DeadlineFilter.WITHIN_90_DAYS, "Dans les 90 jours"),
    (DeadlineFilter.TO_PLAN, "À planifier (sans demande en cours)"),
    (DeadlineFilter.PLANNED, "Planifiée (rendez-vous fixé)"),
    (DeadlineFilter.UP_TO_DATE, "À jour (rien avant 90 jours)"),
)
SITUATIONS = tuple((situation.code, situation.label) for situation in WORK_SITUATIONS)
RECORDS = (("", "Toutes"), ("oui", "À compléter"))
SPECIFIED = (("", "Toutes les fiches"), ("oui", "À préciser par l’employeur"))
COLUMNS = (
    ui.Column("Sélection", shown=may_choose()),
    ui.Column("Nom", SortKey.NAME.value),
    ui.Column("Prénom", SortKey.FIRST_NAME.value),
    ui.Column("Date de naissance", SortKey.BIRTH_DATE.value),
    ui.Column("Poste", SortKey.JOB_TITLE.value),
    ui.Column("Date d'entrée", SortKey.ENTRY_DATE.value),
    ui.Column("Suivi", SortKey.FOLLOW_UP.value, shown=may(Right.FOLLOW_UP_READ)),
    ui.Column("Échéance", SortKey.DUE_DATE.value, shown=may(Right.FOLLOW_UP_READ)),
)
ARRIVAL = f"{LIST}/arrivee"


def _actions() -> rx.Component:
    return rx.fragment(
        if_allowed(Right.PEOPLE_WRITE, _arrival_and_import()),
        if_allowed(
            Right.PEOPLE_EXPORT, rx.cond(SalariesState.rows.length() > 0, export_menu(SalariesState.export_query))
        ),
    )


def _arrival_and_import() -> rx.Component:
    return rx.fragment(
        ui.link_button("Déclarer une arrivée", ARRIVAL, look="primary", role="button"),
        ui.link_button("Importer un fichier", f"{LIST}/import", role="button"),
    )


@space_page(LIST, "Salariés", actions=_actions, on_load=(SalariesState.load,), right=Right.PEOPLE_READ)
def salaries() -> rx.Component:
    return rx.fragment(
        ui.error_summary(SalariesState.errors, {"": ""}, attempt=SalariesState.attempt),
        ui.result(SalariesState.success, key=SalariesState.attempt),
        rx.cond(
            SalariesState.loaded,
            rx.fragment(
                _filters(),
                ui.live_region(SalariesState.nothing),
                rx.cond(
                    SalariesState.rows.length() > 0,
                    _people(),
                    _empty(),
                ),
                if_allowed(
                    Right.PEOPLE_WRITE,
                    rx.el.p(ui.link("Chercher les fiches en double", f"{LIST}/doublons"), class_name="mt-5"),
                ),
            ),
            ui.loading(),
        ),
    )


def _people() -> rx.Component:
    return rx.fragment(rx.cond(may_choose(), choice_bar()), _table())


def _filters() -> rx.Component:
    def choice(label: str, name: str, options: tuple[tuple[str, str], ...], first: str | None) -> rx.Component:
        return ui.select_field(
            label,
            name,
            options,
            placeholder=first,
            default_value=SalariesState.filters[name],
            on_change=SalariesState.filter(TYPED),
        )

    return ui.event_form(
        ui.field(
            "Rechercher un salarié",
            "q",
            type="search",
            placeholder="Nom, prénom, poste ou matricule",
            default_value=SalariesState.filters["q"],
            on_change=SalariesState.search(TYPED).debounce(350),
        ),
        rx.el.div(ui.button("Rechercher", type="submit"), class_name="self-end"),
        choice("Présence", "statut", PRESENCES, None),
        choice("Type de contrat", "contrat", choices(ContractType), "Tous"),
        if_allowed(
            Right.FOLLOW_UP_READ,
            rx.fragment(
                choice("Type de suivi", "suivi", choices(FollowUpKind), "Tous"),
                choice("Échéance", "echeance", DEADLINES, None),
                choice("Situation de travail", "situation", SITUATIONS, "Toutes"),
            ),
        ),
        choice("Fiches", "completer", RECORDS, None),
        choice("Situations à préciser", "preciser", SPECIFIED, None),
        on_submit=SalariesState.filter,
        id=FORM_ID,
        key=SalariesState.form_key,
        role="search",
        class_name="card mb-5 grid gap-4 sm:grid-cols-2 lg:grid-cols-3 "
        "lg:[&>.field:first-child]:col-span-2 [&>div]:m-0 [&_.field]:max-w-none",
    )


def _table() -> rx.Component:
    return rx.fragment(
        ui.data_table(
            "Les salariés de votre entreprise. Les titres des colonnes trient la liste.",
            COLUMNS,
            rx.foreach(SalariesState.rows, _line),
            sorted_by=SalariesState.sort,
            descending=SalariesState.descending,
            on_sort=SalariesState.sort_by,
        ),
        _pager(),
    )


def _pager() -> rx.Component:
    return rx.el.nav(
        rx.el.p(SalariesState.span, role="status", class_name="muted"),
        rx.el.label(
            "Lignes par page",
            rx.el.select(
                *(rx.el.option(str(size), value=str(size)) for size in PAGE_SIZES),
                value=SalariesState.size,
                on_change=SalariesState.resize,
                class_name="control",
            ),
            class_name="page-size",
        ),
        rx.cond(
            SalariesState.has_previous | SalariesState.has_next,
            rx.el.div(
                ui.secondary("Première page", on_click=SalariesState.first_page, disabled=~SalariesState.has_previous),
                ui.secondary(
                    "Page précédente", on_click=SalariesState.previous_page, disabled=~SalariesState.has_previous
                ),
                ui.secondary("Page suivante", on_click=SalariesState.next_page, disabled=~SalariesState.has_next),
                ui.secondary("Dernière page", on_click=SalariesState.last_page, disabled=~SalariesState.has_last),
                class_name="pager-buttons",
            ),
        ),
        aria_label="Pagination",
        class_name="pager",
    )


def _line(row: rx.Var[Row]) -> rx.Component:
    return ui.row(
        rx.cond(may_choose(), ui.cell("", tick_box(row))),
        ui.row_header(
            rx.fragment(
                ui.link(row.last_name, f"{LIST}/{row.id}", aria_label=row.full_name),
                rx.cond(
                    row.to_specify,
                    rx.el.span("Situations de travail à préciser", class_name="muted block text-sm font-normal"),
                ),
                rx.cond(
                    row.birth_name,
                    rx.el.span("Nom de naissance : ", row.birth_name, class_name="muted block text-sm font-normal"),
                ),
            )
        ),
        ui.cell("Prénom", row.first_name),
        ui.cell("Date de naissance", row.birth_date),
        ui.cell("Poste", row.job_title),
        ui.cell("Date d'entrée", row.entry_date),
        if_allowed(Right.FOLLOW_UP_READ, ui.cell("Suivi", row.follow_up)),
        if_allowed(Right.FOLLOW_UP_READ, ui.cell("Échéance", _deadline(row))),
        key=row.id,
    )


def _deadline(row: rx.Var[Row]) -> rx.Component:
    return rx.el.span(
        row.deadline,
        rx.cond(row.badge, ui.status_badge(row.badge, row.tone)),
        class_name="deadline",
    )


def _empty() -> rx.Component:
    return rx.cond(
        SalariesState.filtered,
        ui.empty_state(
            "Aucun salarié ne correspond",
            "Vérifiez l’orthographe ou élargissez les filtres. Les salariés sortis ne sont montrés que sur demande.",
            ui.link_button("Effacer les filtres", LIST),
        ),
        ui.empty_state(
            "Aucun salarié pour le moment",
            "Déclarez l’arrivée de votre premier salarié : son suivi et son échéance en découlent.",
            if_allowed(Right.PEOPLE_WRITE, ui.link_button("Déclarer une arrivée", ARRIVAL, look="primary")),
            picture="people",
        ),
    )


PAGES = (salaries,)
