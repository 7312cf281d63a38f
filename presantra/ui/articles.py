"""Articles of the Code, linked to Légifrance where their address was checked."""

from __future__ import annotations

import reflex as rx

from presantra.domain.legal import Source


def article(source: Source) -> rx.Component:
    if not source.url:
        return rx.el.span(source.article, class_name="unbroken")
    return rx.el.a(
        source.article,
        rx.el.span(" (Légifrance, nouvelle fenêtre)", class_name="visually-hidden"),
        href=source.url,
        target="_blank",
        rel="noopener noreferrer",
        class_name="article",
    )
