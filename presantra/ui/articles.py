"""Articles of the Code, linked to Légifrance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import reflex as rx

from presantra.domain.legal import Source


@dataclass(frozen=True)
class SourceLink:
    """An article, ready for a State var."""

    article: str
    url: str


def source_links(sources: Iterable[Source]) -> tuple[SourceLink, ...]:
    return tuple(SourceLink(source.article, source.url) for source in sources)


def article(source: Source | rx.Var[SourceLink]) -> rx.Component:
    return rx.el.a(
        source.article,
        rx.el.span(" (Légifrance, nouvelle fenêtre)", class_name="visually-hidden"),
        href=source.url,
        target="_blank",
        rel="noopener noreferrer",
        class_name="article",
    )


def articles(sources: rx.Var[tuple[SourceLink, ...]] | rx.Var[list[SourceLink]]) -> rx.Component:
    """« Code du travail : R. 4624-10, R. 4624-15 », each with its address."""
    return rx.fragment("Code du travail : ", rx.foreach(sources, _one_of_several))


def _one_of_several(source: rx.Var[SourceLink], index: rx.Var[int]) -> rx.Component:
    return rx.fragment(rx.cond(index > 0, ", ", ""), article(source))
