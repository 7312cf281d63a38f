"""Template of the private pages: sidebar, current company, « Prénom NOM » menu, content."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import reflex as rx

from presantra.domain.rights import Right
from presantra.settings import get_settings
from presantra.ui import components as ui
from presantra.ui.layout import shell
from presantra.ui.layout.brand import logo
from presantra.ui.layout.early import mark_of_loading
from presantra.ui.layout.page import Body, Page, Title, heading
from presantra.ui.layout.rights import if_allowed, may, no_right
from presantra.ui.layout.state import CLIENTS, CompanyOption, SpaceState

MESSAGES = "/espace/messages"
LINKS = (
    ("/espace", "Tableau de bord", "dashboard", Right.COMPANY_READ),
    ("/espace/salaries", "Salariés", "people", Right.PEOPLE_READ),
    ("/espace/visites", "Visites", "calendar", Right.VISITS_READ),
    ("/espace/factures", "Factures", "receipt", Right.INVOICES_READ),
    (MESSAGES, "Messages", "mail", Right.MESSAGES_READ),
    ("/espace/documents", "Documents", "file", Right.DOCUMENTS_READ),
    ("/espace/entreprise", "Mon entreprise", "building", Right.COMPANY_READ),
)
PERSONAL_LINKS = (
    ("/espace/mon-compte", "Mon compte"),
    ("/espace/ajouter-une-entreprise", "Ajouter une entreprise"),
    ("/espace/modifier-mon-mot-de-passe", "Modifier mon mot de passe"),
)
LOGOUT_ACTION = "/auth/deconnexion"


def space_page(
    route: str,
    title: Title,
    *,
    intro: Title = "",
    narrow: bool = False,
    back: tuple[str, str] | None = None,
    actions: Callable[[], rx.Component] | None = None,
    shown: Callable[[], rx.Component] | None = None,
    on_load: tuple[Any, ...] = (),
    right: Right | None = None,
) -> Callable[[Body], Page]:
    """Make a private page of a function that returns what stands below the h1.

    The body appears once ``SpaceState`` is loaded, to who has the ``right``. This hides an empty screen or one of no
    use; what protects the data is the gate, and the services.
    """

    def decorate(body: Body) -> Page:
        def component() -> rx.Component:
            content = if_allowed(right, body(), no_right(right)) if right else body()
            buttons = partial(_allowed_actions, right, actions) if actions and right else actions
            return _frame(
                route,
                heading(title, intro=intro, actions=buttons, back=back, shown=shown),
                rx.cond(SpaceState.ready, content, ui.loading()),
                narrow=narrow,
            )

        component.__name__, component.__module__ = body.__name__, body.__module__
        return Page(route, title, component, (SpaceState.enter, *on_load), private=True)

    return decorate


def _allowed_actions(right: Right, actions: Callable[[], rx.Component]) -> rx.Component:
    return if_allowed(right, actions())


def _frame(route: str, *content: rx.Component, narrow: bool) -> rx.Component:
    return rx.fragment(
        shell.skip_link(),
        mark_of_loading(),
        rx.el.div(
            _side(route),
            rx.el.div(
                _top(),
                rx.el.main(
                    rx.el.div(
                        shell.failure_notice(), *content, class_name=f"main-inner{' main-narrow' if narrow else ''}"
                    ),
                    id=shell.CONTENT_ID,
                    tab_index=-1,
                    class_name="main",
                ),
                class_name="space-column",
            ),
            class_name="shell space",
        ),
        _idle_warning(),
    )


def _idle_warning() -> rx.Component:
    """Opened by ``presantra.js`` five minutes before the session ends for want of activity."""
    return ui.dialog(
        "fin-de-session",
        "Votre session va se fermer",
        rx.el.p("Sans activité de votre part, vous serez déconnecté dans moins de cinq minutes."),
        ui.form_actions(
            ui.primary(
                "Rester connecté",
                type="button",
                on_click=SpaceState.stay,
                custom_attrs={"data-dialog-close": ""},
            ),
        ),
        custom_attrs={"data-idle-minutes": str(get_settings().session_idle_minutes)},
    )


def _side(route: str) -> rx.Component:
    return rx.el.header(
        logo("/espace"),
        rx.el.button(
            ui.icon("menu"),
            "Menu",
            type="button",
            class_name="menu-toggle",
            aria_expanded="false",
            custom_attrs={"data-menu-toggle": "", "aria-controls": "navigation"},
        ),
        rx.el.nav(
            rx.el.ul(_clients(route), *(_link(route, *entry) for entry in LINKS)),
            id="navigation",
            aria_label="Navigation principale",
            class_name="side-nav",
        ),
        class_name="side",
    )


def _clients(route: str) -> rx.Component:
    """For the people of an accounting firm only."""
    attributes = {"aria-current": "page" if route == CLIENTS else "true"} if route.startswith(CLIENTS) else {}
    link = ui.link(
        rx.fragment(ui.icon("people"), "Mes clients"), CLIENTS, class_name="side-link", custom_attrs=attributes
    )
    return rx.cond(SpaceState.in_firm, rx.el.li(link))


def _link(route: str, href: str, label: str, picture: str, right: Right) -> rx.Component:
    inside = route == href or (href != "/espace" and route.startswith(f"{href}/"))
    attributes = {"aria-current": "page" if route == href else "true"} if inside else {}
    count = (_unread(),) if href == MESSAGES else ()
    link = ui.link(rx.fragment(ui.icon(picture), label, *count), href, class_name="side-link", custom_attrs=attributes)
    # Shown until it is known who is here: the menu of nearly everybody does not jump.
    return rx.cond(SpaceState.ready & ~may(right), rx.fragment(), rx.el.li(link))


def _unread() -> rx.Component:
    return rx.cond(
        SpaceState.unread > 0,
        rx.el.span(
            rx.el.span(" : ", class_name="visually-hidden"),
            SpaceState.unread,
            rx.el.span(" à lire", class_name="visually-hidden"),
            class_name="side-count",
        ),
    )


def _top() -> rx.Component:
    return rx.el.section(
        rx.cond(
            (SpaceState.companies.length() > 1) | (SpaceState.in_firm & (SpaceState.current_company_id != "")),
            _company_switcher(),
            _company(),
        ),
        _person_menu(),
        aria_label="Entreprise et compte",
        class_name="top",
    )


def _company_text() -> rx.Component:
    return rx.el.span(
        rx.el.span(
            rx.cond(SpaceState.cabinet, rx.el.span("Pour le compte de ", class_name="on-behalf")),
            SpaceState.current_company_name,
            class_name="company-name",
        ),
        rx.el.span(
            rx.cond(SpaceState.current_company_code, "Code adhérent ", ""),
            SpaceState.current_company_code,
            class_name="company-code",
        ),
        class_name="company-text",
    )


def _company() -> rx.Component:
    return rx.el.p(_company_text(), class_name="company")


def _company_switcher() -> rx.Component:
    return rx.el.div(
        rx.el.button(
            rx.el.span("Changer d’entreprise : ", class_name="visually-hidden"),
            _company_text(),
            ui.icon("chevron-down"),
            type="button",
            class_name="company",
            custom_attrs={"popoverTarget": "choix-entreprise"},
        ),
        rx.el.div(
            rx.el.ul(
                rx.foreach(SpaceState.companies, _company_choice),
                rx.cond(SpaceState.in_firm, rx.el.li(ui.link("Mes clients", CLIENTS, class_name="drop-item"))),
            ),
            id="choix-entreprise",
            class_name="drop drop-left",
            custom_attrs={"popover": "auto"},
        ),
    )


def _company_choice(company: rx.Var[CompanyOption]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(
                rx.el.span(company.name, class_name="company-name"),
                rx.el.span("Code adhérent ", company.code, class_name="company-code"),
                class_name="company-text",
            ),
            type="button",
            on_click=SpaceState.switch(company.id),
            class_name="drop-item",
            custom_attrs={"aria-current": rx.cond(company.id == SpaceState.current_company_id, "true", "false")},
        )
    )


def _person_menu() -> rx.Component:
    return rx.cond(
        SpaceState.ready,
        rx.el.nav(
            rx.el.button(
                ui.icon("user"),
                rx.el.span(SpaceState.person_name),
                ui.icon("chevron-down"),
                type="button",
                class_name="person",
                custom_attrs={"popoverTarget": "menu-personne"},
            ),
            rx.el.div(
                rx.el.ul(
                    *(rx.el.li(ui.link(label, href, class_name="drop-item")) for href, label in PERSONAL_LINKS),
                ),
                ui.native_form(
                    rx.el.button("Se déconnecter", type="submit", class_name="drop-item"),
                    action=LOGOUT_ACTION,
                    class_name="drop-end",
                    data_logout="",
                ),
                id="menu-personne",
                class_name="drop drop-right",
                custom_attrs={"popover": "auto"},
            ),
            aria_label="Mon compte",
        ),
    )
