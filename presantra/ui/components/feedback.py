"""What the portal says: callouts, errors, statuses, announcements, empty lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import reflex as rx

from presantra.ui.components.fields import Text, control_id
from presantra.ui.components.icons import icon

Kind = Literal["info", "success", "warning", "danger"]
Tone = Literal["neutral", "info", "success", "warning", "danger"]
_ICONS: dict[str, str] = {
    "info": "info",
    "success": "check-circle",
    "warning": "warning",
    "danger": "warning",
}


def callout(kind: Kind, *children: rx.Component | Text, title: Text = "", **props: Any) -> rx.Component:
    """A remark that stands out. Bare strings become paragraphs."""
    blocks = [rx.el.p(child) if isinstance(child, (str, rx.Var)) else child for child in children]
    heading = [rx.el.p(title, class_name="callout-title")] if isinstance(title, rx.Var) or title else []
    return rx.el.div(
        icon(_ICONS[kind]),
        rx.el.div(*heading, *blocks, class_name="callout-body"),
        class_name=f"callout callout-{kind}",
        **props,
    )


def loading() -> rx.Component:
    """In the place of what the server has not said yet."""
    return rx.el.p("Chargement…", role="status", class_name="loading")


def error_summary(
    errors: rx.Var[dict[str, str]],
    labels: Mapping[str, str],
    *,
    attempt: rx.Var[int] | int = 0,
) -> rx.Component:
    """All the errors of a form, at its top, each a link to its field; takes the focus when it appears.

    ``labels`` gives the fields in the order of the screen. ``attempt``, a counter raised at each submission,
    makes the summary appear again (hence take the focus again) when errors remain. The key ``""`` is an error
    of the whole form.
    """

    def line(name: str, label: str) -> rx.Component:
        text = rx.el.span(label, " : ", errors[name]) if label else errors[name]
        entry = (
            rx.el.a(text, href=f"#{control_id(name)}", custom_attrs={"data-focus": control_id(name)}) if name else text
        )
        return rx.cond(errors[name], rx.el.li(entry))

    return rx.cond(
        errors.keys().length() > 0,
        rx.el.div(
            rx.el.h2("Le formulaire contient des erreurs"),
            rx.el.ul(*(line(name, label) for name, label in labels.items())),
            key=f"erreurs-{attempt}",
            role="alert",
            tab_index=-1,
            class_name="error-summary",
            custom_attrs={"data-error-summary": ""},
        ),
    )


def status_badge(label: Text, tone: Tone | rx.Var[str] = "neutral") -> rx.Component:
    return rx.el.span(label, class_name=f"badge badge-{tone}")


def live_region(message: Text, *, visible: bool = False) -> rx.Component:
    """Announces what happened (« 3 salariés trouvés ») to screen readers; ``visible`` shows it too."""
    return rx.el.p(message, role="status", class_name="muted" if visible else "visually-hidden")


def result(message: rx.Var[str], *children: rx.Component, key: rx.Var[Any] | str = "resultat") -> rx.Component:
    """What an action has done, in a live region; takes the focus each time ``key`` changes."""
    return rx.el.div(
        rx.cond(
            message,
            callout("success", message, *children, key=key, tab_index=-1, custom_attrs={"data-takes-focus": ""}),
        ),
        role="status",
        class_name="result",
    )


def empty_state(title: str, text: str, *actions: rx.Component, picture: str = "search") -> rx.Component:
    """An empty list that says what to do next."""
    return rx.el.div(
        icon(picture),
        rx.el.h2(title),
        rx.el.p(text),
        *actions,
        class_name="card empty",
    )
