"""Roles on a form: one box each, with the sentence that says what it gives."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import reflex as rx

from presantra.domain.rights import ROLES, Role
from presantra.ui import components as ui
from presantra.ui.forms import Line

PREFIX = "role_"
ROLE_FIELDS: dict[str, Any] = {f"{PREFIX}{role.value}": (Line, "") for role in Role}
"""For ``create_model``: boxes that share a name would hide each other in the values."""


def ticked(form: Mapping[str, str]) -> list[str]:
    return [role.value for role in Role if form.get(f"{PREFIX}{role.value}")]


def role_boxes(
    legend: str,
    *,
    prefix: str,
    error: rx.Var[str],
    checked: Callable[[Role], bool | rx.Var[bool]] = lambda _role: False,
    roles: Collection[Role] = tuple(Role),
    name: str = "roles",
    hint: str = "",
) -> rx.Component:
    """``prefix`` makes the ids of this group its own; ``name``: the field whose error stands under it."""
    return ui.choice_group(
        legend,
        *(
            ui.checkbox_field(
                ROLES[role].label, f"{PREFIX}{role.value}", default_checked=checked(role), hint=ROLES[role].intro,
                id=f"{prefix}-{role.value}",
            )
            for role in roles
        ),
        name=name,
        error=error,
        hint=hint,
    )  # fmt: skip
