"""Buttons and links. A button that works says so and cannot be pressed twice."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

Look = Literal["primary", "secondary", "danger", "link"]
BUSY_LABEL = "Un instant…"


def button(
    label: str | rx.Var[str],
    *,
    look: Look = "secondary",
    type: Literal["button", "submit"] = "button",
    busy: rx.Var[bool] | bool = False,
    busy_label: str = BUSY_LABEL,
    disabled: rx.Var[bool] | bool = False,
    wide: bool = False,
    **props: Any,
) -> rx.Component:
    """A button. ``busy`` (a State var) shows ``busy_label`` and disables it.

    In a ``native_form`` nothing has to be given: ``assets/presantra.js`` makes the pressed button busy.
    """
    return rx.el.button(
        rx.el.span(label, class_name="when-idle"),
        rx.el.span(busy_label, class_name="when-busy"),
        type=type,
        disabled=rx.cond(busy, True, disabled),
        aria_busy=rx.cond(busy, "true", "false") if isinstance(busy, rx.Var) else "false",
        class_name=f"button button-{look}{' button-wide' if wide else ''}",
        **props,
    )


def primary(label: str | rx.Var[str], **props: Any) -> rx.Component:
    """The one main action of a screen; submits its form unless ``type="button"``."""
    return button(label, look="primary", **{"type": "submit", **props})


def secondary(label: str | rx.Var[str], **props: Any) -> rx.Component:
    return button(label, look="secondary", **props)


def danger(label: str | rx.Var[str], **props: Any) -> rx.Component:
    """An action that takes something away."""
    return button(label, look="danger", **props)


def link(label: str | rx.Var[str], href: str | rx.Var[str], **props: Any) -> rx.Component:
    """A link to another page of the portal, without reloading the document."""
    return ReactRouterLink.create(label, to=href, **props)


def link_button(
    label: str | rx.Var[str],
    href: str | rx.Var[str],
    *,
    look: Look = "secondary",
    wide: bool = False,
    full_load: bool = False,
    **props: Any,
) -> rx.Component:
    """A link that looks like a button. ``full_load`` leaves the page (HTTP routes, downloads, log-in)."""
    class_name = f"button button-{look}{' button-wide' if wide else ''}"
    if full_load:
        return ReactRouterLink.create(label, to=href, reload_document=True, class_name=class_name, **props)
    return ReactRouterLink.create(label, to=href, class_name=class_name, **props)
