"""The wordmark « PRÉSANTRA »: somebody at work under a protecting arc."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink


def logo(href: str = "/") -> rx.Component:
    """The logo, a link to the entrance."""
    return ReactRouterLink.create(
        rx.el.svg(
            rx.el.rect(width="40", height="40", rx="10", fill="#0a575d"),
            rx.el.path(
                d="M9 19.5a11 11 0 0 1 22 0",
                fill="none",
                stroke="#a9d3d4",
                stroke_width="3",
                stroke_linecap="round",
            ),
            rx.el.circle(cx="20", cy="18.5", r="5", fill="#fff"),
            rx.el.path(d="M10.5 32c.8-5 4.6-7.5 9.5-7.5s8.7 2.5 9.5 7.5z", fill="#fff"),
            view_box="0 0 40 40",
            aria_hidden="true",
        ),
        rx.el.span("PRÉSANTRA", class_name="wordmark"),
        to=href,
        class_name="logo",
    )
