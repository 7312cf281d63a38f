"""Template of the public pages: sidebar (logo, Accueil, Aide, Connexion) and content."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from presantra.settings import get_settings
from presantra.ui import components as ui
from presantra.ui.layout import shell
from presantra.ui.layout.brand import logo
from presantra.ui.layout.early import mark_of_loading
from presantra.ui.layout.page import Body, Page, Title, heading

LINKS = (("/", "Accueil", "home"), ("/aide", "Aide", "help"))


def public_page(
    route: str,
    title: Title,
    *,
    intro: Title = "",
    narrow: bool = False,
    back: tuple[str, str | rx.Var[str]] | None = None,
    actions: Callable[[], rx.Component] | None = None,
    on_load: tuple[Any, ...] = (),
) -> Callable[[Body], Page]:
    """Make a public page of a function that returns what stands below the h1; ``narrow`` suits one form."""

    def decorate(body: Body) -> Page:
        def component() -> rx.Component:
            return _frame(route, heading(title, intro=intro, actions=actions, back=back), body(), narrow=narrow)

        component.__name__, component.__module__ = body.__name__, body.__module__
        return Page(route, title, component, on_load)

    return decorate


def _frame(route: str, *content: rx.Component, narrow: bool) -> rx.Component:
    return rx.fragment(
        shell.skip_link(),
        mark_of_loading(),
        rx.el.div(
            _side(route),
            rx.el.main(
                rx.el.div(
                    shell.failure_notice(),
                    *content,
                    class_name=f"main-inner{' main-narrow' if narrow else ''}",
                ),
                id=shell.CONTENT_ID,
                tab_index=-1,
                class_name="main",
            ),
            class_name="shell",
        ),
    )


def _side(route: str) -> rx.Component:
    settings = get_settings()
    return rx.el.header(
        logo(),
        rx.el.nav(
            rx.el.ul(*(rx.el.li(_link(*entry, current=entry[0] == route)) for entry in LINKS)),
            aria_label="Navigation principale",
            class_name="side-nav",
        ),
        rx.el.div(
            ui.link_button("Connexion", "/connexion", look="primary", role="button"),
            class_name="side-action",
        ),
        rx.el.p(
            "Une question ?",
            rx.el.br(),
            rx.el.a(settings.service_phone, href=f"tel:{''.join(settings.service_phone.split())}"),
            class_name="side-note",
        ),
        class_name="side",
    )


def _link(href: str, label: str, picture: str, *, current: bool) -> rx.Component:
    attributes = {"aria-current": "page"} if current else {}
    return ui.link(rx.fragment(ui.icon(picture), label), href, class_name="side-link", custom_attrs=attributes)
