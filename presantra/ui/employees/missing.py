"""A salarié who does not exist here, or is another company's: the same words in both cases."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.employees.address import LIST

MISSING_TITLE = "Page introuvable"


def missing_employee() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            "Cette adresse ne mène à rien, ou vous n’y avez pas accès. Vérifiez-la, ou repartez d’ici.",
            class_name="lead mb-5",
        ),
        ui.link_button("Voir les salariés", LIST, look="primary"),
    )
