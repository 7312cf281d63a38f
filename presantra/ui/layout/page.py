"""A page is data: an address, a title, its look and what it loads. ``ui/routes.py`` lists them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

BRAND = "PRÉSANTRA"
Body = Callable[[], rx.Component]
Title = str | rx.Var[str]


@dataclass(frozen=True)
class Page:
    """One screen. ``title`` is its h1; the title of the window follows from it."""

    route: str
    title: Title
    component: Body
    on_load: tuple[Any, ...] = ()
    private: bool = False

    @property
    def window_title(self) -> Title:
        return f"{self.title} · {BRAND}"


def heading(
    title: Title,
    *,
    intro: Title = "",
    actions: Callable[[], rx.Component] | None = None,
    back: tuple[str, str | rx.Var[str]] | None = None,
    shown: Callable[[], rx.Component] | None = None,
) -> rx.Component:
    """The head of a page. Its h1 can take the focus: ``presantra.js`` gives it after a navigation.

    ``shown``: the same words as ``title``, when they need marks of their own.
    """
    from presantra.ui import components as ui

    texts = [rx.el.h1(shown() if shown else title, tab_index=-1)]
    if isinstance(intro, rx.Var) or intro:
        texts.append(rx.el.p(intro, class_name="lead"))
    return rx.fragment(
        ui.back_link(*back) if back else rx.fragment(),
        rx.el.div(
            rx.el.div(*texts),
            rx.el.div(actions(), class_name="page-actions") if actions else rx.fragment(),
            class_name="page-head",
        ),
    )


def register(app: rx.App, pages: tuple[Page, ...]) -> None:
    for page in pages:
        app.add_page(page.component, route=page.route, title=page.window_title, on_load=list(page.on_load))
