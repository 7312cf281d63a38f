"""Form fields: a label above, the hint before and the error after the control, both tied to it.

Controls are uncontrolled: ``default_value`` is applied when the field appears, so show the form once its
State is loaded.
Ids follow from names (``champ-<name>``), so that the error summary can link to them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import reflex as rx

from presantra.domain.typography import french

Text = str | rx.Var[str]


def control_id(name: str) -> str:
    return f"champ-{name}"


def _label(text: Text, name: str, required: bool) -> rx.Component:
    marks = {"data-required": ""} if required else {}
    return rx.el.label(text, html_for=control_id(name), class_name="field-label", custom_attrs=marks)


def _hint(name: str, hint: Text) -> rx.Component:
    return _help(control_id(name), hint)


def _help(control: str, hint: Text) -> rx.Component:
    text = french(hint) if isinstance(hint, str) else hint
    return rx.el.p(text, id=f"{control}-aide", class_name="field-hint")


def _error(name: str, error: Text) -> rx.Component:
    shown = rx.cond(error, error, "") if isinstance(error, rx.Var) else error
    return rx.el.p(shown, id=f"{control_id(name)}-erreur", class_name="field-error")


def _ties(name: str, required: bool, error: Text, hint: Text, also: str = "") -> dict[str, Any]:
    described = [f"{control_id(name)}-erreur"]
    if isinstance(hint, rx.Var) or hint:
        described.insert(0, f"{control_id(name)}-aide")
    if also:
        described.append(also)
    invalid = rx.cond(error, "true", "false") if isinstance(error, rx.Var) else ("true" if error else "false")
    return {
        "id": control_id(name),
        "name": name,
        "required": required,
        "aria_invalid": invalid,
        "aria_describedby": " ".join(described),
    }


def _has(hint: Text) -> bool:
    return isinstance(hint, rx.Var) or bool(hint)


def field(
    label: Text,
    name: str,
    *,
    type: str = "text",
    required: bool = False,
    error: Text = "",
    hint: Text = "",
    autocomplete: str = "off",
    default_value: Text = "",
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """A one-line field; ``type`` is the native one (text, email, tel, date, search, number, file…)."""
    return rx.el.div(
        _label(label, name, required),
        _hint(name, hint) if _has(hint) else rx.fragment(),
        rx.el.input(
            type=type,
            default_value=default_value,
            auto_complete=autocomplete,
            class_name=f"control {class_name}".strip(),
            **_ties(name, required, error, hint),
            **props,
        ),
        _error(name, error),
        class_name="field",
    )


def password_field(
    label: Text,
    name: str,
    *,
    required: bool = True,
    error: Text = "",
    hint: Text = "",
    autocomplete: str = "current-password",
    advice: bool = False,
    **props: Any,
) -> rx.Component:
    """A password with the button « Afficher le mot de passe ». Never a State var: native forms only.

    With ``advice``, what is typed is judged by ``POST /auth/conseil`` and the sentence shown below.
    """
    advice_id = f"{control_id(name)}-conseil" if advice else ""
    attributes = {"data-password-advice": advice_id} if advice else {}
    return rx.el.div(
        _label(label, name, required),
        _hint(name, hint) if _has(hint) else rx.fragment(),
        rx.el.div(
            rx.el.input(
                type="password",
                auto_complete=autocomplete,
                auto_capitalize="none",
                spell_check=False,
                class_name="control",
                custom_attrs=attributes,
                **_ties(name, required, error, hint, also=advice_id),
                **props,
            ),
            rx.el.button(
                rx.el.span("Afficher", class_name="when-hidden"),
                rx.el.span("Masquer", class_name="when-shown"),
                rx.el.span(" le mot de passe", class_name="visually-hidden"),
                type="button",
                class_name="secret-toggle",
                custom_attrs={"data-toggle-password": "", "aria-controls": control_id(name)},
            ),
            class_name="secret",
        ),
        rx.el.p(id=advice_id, role="status", class_name="advice") if advice else rx.fragment(),
        _error(name, error),
        class_name="field",
    )


def textarea_field(
    label: Text,
    name: str,
    *,
    required: bool = False,
    error: Text = "",
    hint: Text = "",
    default_value: Text = "",
    **props: Any,
) -> rx.Component:
    return rx.el.div(
        _label(label, name, required),
        _hint(name, hint) if _has(hint) else rx.fragment(),
        rx.el.textarea(
            default_value=default_value, class_name="control", **_ties(name, required, error, hint), **props
        ),
        _error(name, error),
        class_name="field",
    )


def select_field(
    label: Text,
    name: str,
    options: Iterable[tuple[str, str]] | rx.Component,
    *,
    required: bool = False,
    error: Text = "",
    hint: Text = "",
    default_value: Text = "",
    placeholder: str | None = "Choisissez…",
    **props: Any,
) -> rx.Component:
    """A native list. ``options``: (value, label) pairs, or an ``rx.foreach`` of ``rx.el.option``."""
    choices = (
        [options] if isinstance(options, rx.Component) else [rx.el.option(text, value=value) for value, text in options]
    )
    first = [] if placeholder is None else [rx.el.option(placeholder, value="")]
    return rx.el.div(
        _label(label, name, required),
        _hint(name, hint) if _has(hint) else rx.fragment(),
        rx.el.select(
            *first,
            *choices,
            default_value=default_value,
            class_name="control",
            **_ties(name, required, error, hint),
            **props,
        ),
        _error(name, error),
        class_name="field",
    )


def checkbox_field(
    label: Text,
    name: str,
    *,
    value: str = "oui",
    default_checked: bool | rx.Var[bool] = False,
    hint: Text = "",
    error: Text = "",
    id: str = "",
    required: bool = False,
    **props: Any,
) -> rx.Component:
    """A box to tick. In a group that shares one ``name``, give each box its own ``id``."""
    ties = _ties(name, required, error, hint)
    if id:
        ties |= {"id": id, "aria_describedby": f"{id}-aide" if _has(hint) else f"{control_id(name)}-erreur"}
    return rx.el.div(
        rx.el.input(type="checkbox", value=value, default_checked=default_checked, **ties, **props),
        rx.el.label(label, html_for=ties["id"], custom_attrs={"data-required": ""} if required else {}),
        _help(ties["id"], hint) if _has(hint) else rx.fragment(),
        rx.fragment() if id else _error(name, error),
        class_name="choice",
    )


def choice_group(legend: Text, *boxes: rx.Component, name: str, hint: Text = "", error: Text = "") -> rx.Component:
    """A fieldset around boxes; the error of the whole group stands under it."""
    return rx.el.fieldset(
        rx.el.legend(legend),
        _hint(name, hint) if _has(hint) else rx.fragment(),
        *boxes,
        _error(name, error),
        class_name="group",
    )


def field_row(*fields: rx.Component) -> rx.Component:
    """Short fields side by side when there is room."""
    return rx.el.div(*fields, class_name="field-row")


def required_note() -> rx.Component:
    return rx.el.p("Les champs marqués d’un astérisque (*) sont obligatoires.", class_name="required-note")
