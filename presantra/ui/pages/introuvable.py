"""The page of an address that leads nowhere: unknown, or somebody else's. Both are told the same."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.layout import public_page


@public_page(
    "404",
    "Page introuvable",
    intro="Cette adresse ne mène à rien, ou vous n’y avez pas accès. Vérifiez-la, ou repartez d’ici.",
)
def introuvable() -> rx.Component:
    return rx.el.div(
        ui.link_button("Retourner à l’accueil", "/", look="primary"),
        ui.link_button("Ouvrir mon espace", "/espace"),
        class_name="page-actions",
    )
