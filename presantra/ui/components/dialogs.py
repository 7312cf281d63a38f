"""Native dialogs: a question before something is taken away, or one short answer.

Opened and closed by ``assets/presantra.js``; the browser keeps the focus inside and gives it back.
"""

from __future__ import annotations

from typing import Any

import reflex as rx

from presantra.ui.components.actions import Look, button, danger
from presantra.ui.components.fields import Text
from presantra.ui.components.forms import form_actions


def dialog(dialog_id: Text, title: Text, *children: rx.Component | Text, **props: Any) -> rx.Component:
    """A modal dialog, closed until a ``dialog_button`` of the same id is pressed."""
    return rx.el.dialog(
        rx.el.h2(title, id=f"{dialog_id}-titre"),
        *children,
        id=dialog_id,
        aria_labelledby=f"{dialog_id}-titre",
        class_name="dialog",
        **props,
    )


def dialog_button(
    label: Text,
    dialog_id: Text,
    *,
    look: Look = "secondary",
    custom_attrs: dict[str, Any] | None = None,
    **props: Any,
) -> rx.Component:
    """The button that opens a dialog."""
    attributes = {"data-dialog-open": dialog_id, "aria-haspopup": "dialog"} | (custom_attrs or {})
    return button(label, look=look, custom_attrs=attributes, **props)


def dialog_dismiss(label: str = "Annuler") -> rx.Component:
    """Close the dialog it stands in; nothing is sent."""
    return button(label, custom_attrs={"data-dialog-close": ""})


def confirmation(dialog_id: Text, title: Text, text: Text, label: str, *, on_confirm: Any) -> rx.Component:
    """« Êtes-vous sûr ? »: closes at either answer. ``label`` names the action, never « OK »."""
    return dialog(
        dialog_id,
        title,
        rx.el.p(text),
        form_actions(
            danger(label, on_click=on_confirm, custom_attrs={"data-dialog-close": ""}),
            dialog_dismiss(),
        ),
    )
