"""Two kinds of form: the one that Reflex handles, and the one that the browser really sends."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx
from reflex_components_core.el.element import Element
from reflex_components_core.el.elements.forms import Form


class _NativeForm(Element):
    """``rx.el.form`` always prevents the browser from sending: this one does not."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]
    no_validate: rx.Var[bool]
    enc_type: rx.Var[str]


def native_form(
    *children: rx.Component | rx.Var[Any],
    action: str,
    method: Literal["post", "get"] = "post",
    fragment_token: bool = False,
    once: bool = True,
    automatic: bool = False,
    **props: Any,
) -> rx.Component:
    """A form sent by the browser to one of our HTTP routes (passwords, files, log-out), and sent only once.

    ``once=False`` when the answer is a file: the page stays, and may ask again.
    With ``fragment_token``, the secret after ``#`` in the address moves to the hidden field ``jeton``.
    ``automatic``: leaves by itself, when its link has just been opened or as soon as the page shows it.
    """
    attributes = {"data-native": ""} if once else {}
    if fragment_token:
        attributes["data-fragment-token"] = "jeton"
        children = (hidden("jeton"), *children)
    if automatic:
        attributes["data-auto-submit"] = ""
    return _NativeForm.create(
        *children, action=action, method=method, no_validate=True, custom_attrs=attributes, **props
    )


class _EventForm(Form):
    """Sends the values of its named controls, and nothing else: Reflex would add those found by id."""

    def _get_form_refs(self) -> dict[str, Any]:
        return {}


def event_form(*children: rx.Component | rx.Var[Any], on_submit: Any, **props: Any) -> rx.Component:
    """A form whose values go to a State handler; checked by the server only: all errors come together.

    Never a ``get``: should the browser send it by itself, what was typed must not end in an address.
    """
    return _EventForm.create(*children, on_submit=on_submit, method="post", no_validate=True, **props)


def hidden(name: str, value: str | rx.Var[str] = "") -> rx.Component:
    return rx.el.input(type="hidden", name=name, default_value=value)


def form_actions(*buttons: rx.Component) -> rx.Component:
    return rx.el.div(*buttons, class_name="form-actions")
