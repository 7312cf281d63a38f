"""The button of a passkey and its zone: ``assets/securite.js`` asks, answers, and says here what failed."""

from __future__ import annotations

from typing import Literal

import reflex as rx

from presantra.ui import components as ui

Purpose = Literal["ajout", "connexion", "code", "confirmation"]


def passkey_zone(
    purpose: Purpose, label: str, *fields: rx.Component, primary: bool = False, wide: bool = True
) -> rx.Component:
    """``fields``: named inputs sent with the answer."""
    return rx.el.div(
        *fields,
        ui.button(
            label, look="primary" if primary else "secondary", wide=wide, custom_attrs={"data-passkey": purpose}
        ),
        zone_message(),
        custom_attrs={"data-zone": ""},
    )  # fmt: skip


def zone_message() -> rx.Component:
    return rx.el.p(role="alert", class_name="zone-message", custom_attrs={"data-message": ""})


def held(name: str, value: rx.Var[str]) -> rx.Component:
    """A hidden field that follows the State: React would keep a ``default_value`` of before."""
    return rx.el.input(type="hidden", name=name, value=value, read_only=True)
