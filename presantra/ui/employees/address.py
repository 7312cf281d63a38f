"""Which salarié an address is about."""

from __future__ import annotations

from typing import Any

import reflex as rx

LIST = "/espace/salaries"
ROUTE = f"{LIST}/[salarie]"
# Prerendered pages have no window; nothing is loaded there either.
_HERE = "(typeof window === 'undefined' ? '' : window.location.pathname)"


def employee_in(state: Any) -> str:
    """Third part of the page's address: the client's own word, checked by the services."""
    parts = state.router.url.path.strip("/").split("/")
    return parts[2][:100] if len(parts) > 2 else ""


def shown_here(employee_id: rx.Var[str]) -> rx.Var[bool]:
    """Whether what is loaded belongs to the page's address.

    Between a navigation and the answer of the server the State still holds the person seen before: his values
    must not stand in the form of another.
    """
    return rx.Var(
        f"({employee_id!s} !== '' && {_HERE}.includes({employee_id!s}))",
        _var_type=bool,
        _var_data=employee_id._get_all_var_data(),
    )


def record_of(employee_id: str) -> str:
    return f"{LIST}/{employee_id}"
