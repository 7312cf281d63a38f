"""What a page shows in place of what needs a recent proof of who is there."""

from __future__ import annotations

import reflex as rx

from presantra.services.recent import is_recent
from presantra.ui import components as ui
from presantra.ui.acting import acting, services


def recently_confirmed() -> bool:
    """For the ``load`` of a page; the services judge again at each act."""
    return is_recent(services().context, acting())


def once_confirmed(recent: rx.Var[bool], page: str, *children: rx.Component) -> rx.Component:
    """``children``, or the way to the confirmation that leads back to ``page``."""
    return rx.cond(
        recent,
        rx.fragment(*children),
        ui.card(
            rx.el.p("Pour continuer, confirmez que c’est bien vous : une session ouverte ne suffit pas."),
            ui.form_actions(
                ui.link_button("Confirmer mon identité", f"/reauthentification?suite={page}", look="primary")
            ),
        ),
    )
