"""Blocks of a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import reflex as rx

from presantra.ui.components.actions import link
from presantra.ui.components.fields import Text
from presantra.ui.components.icons import icon


def card(*children: rx.Component | Text, title: Text = "", **props: Any) -> rx.Component:
    """A white block, with an h2 when it has a title."""
    heading = [rx.el.h2(title)] if isinstance(title, rx.Var) or title else []
    return rx.el.section(*heading, *children, class_name="card", **props)


def card_grid(*cards: rx.Component) -> rx.Component:
    return rx.el.div(*cards, class_name="card-grid")


def prose(*children: rx.Component | Text) -> rx.Component:
    """Text to read: comfortable width, spaced paragraphs, lists with marks."""
    return rx.el.div(*children, class_name="prose")


def definition_list(*facts: tuple[Text, rx.Component | Text]) -> rx.Component:
    """Pairs of a name and what it holds."""
    return rx.el.dl(*_pairs(facts), class_name="facts")


def _pairs(facts: Iterable[tuple[Text, rx.Component | Text]]) -> Iterable[rx.Component]:
    for name, content in facts:
        yield rx.el.dt(name)
        yield rx.el.dd(content)


def back_link(label: str, href: str | rx.Var[str]) -> rx.Component:
    return rx.el.p(link(rx.fragment(icon("arrow-left"), label), href, class_name="back"))
