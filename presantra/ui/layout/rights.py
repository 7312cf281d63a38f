"""What a page shows of what the person may do. It spares him dead ends; what protects the data is in the services."""

from __future__ import annotations

import reflex as rx

from presantra.domain.rights import RIGHT_SENTENCES, Right
from presantra.domain.typography import french
from presantra.ui import components as ui
from presantra.ui.layout.state import SpaceState


def may(right: Right) -> rx.Var[bool]:
    """Whether the person holds this right in the company of the tab."""
    return SpaceState.rights.contains(right.value)


def if_allowed(right: Right, component: rx.Component, otherwise: rx.Component | None = None) -> rx.Component:
    return rx.cond(may(right), component, otherwise or rx.fragment())


def no_right(right: Right) -> rx.Component:
    """Instead of a page that is not his: what it is, and who can give it."""
    return ui.callout(
        "info",
        french(
            f"Elle demande le droit « {RIGHT_SENTENCES[right]} ». "
            "Un administrateur de l’entreprise peut vous le donner."
        ),
        title="Vos droits dans cette entreprise n’ouvrent pas cette page",
    )
