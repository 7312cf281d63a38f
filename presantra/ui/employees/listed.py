"""« Risque ajouté par votre entreprise » ticked while the liste complémentaire is empty: where to fill it in."""

from __future__ import annotations

from collections.abc import Collection

import reflex as rx

from presantra.domain.complementary_posts import LISTED
from presantra.domain.rights import Right
from presantra.ui import components as ui
from presantra.ui.acting import acting, services

POSTS = "/espace/entreprise/liste-complementaire"


async def list_empty(situations: Collection[str]) -> bool:
    """Whether somebody declares a post of a list that holds none; False for who may not see the list."""
    if LISTED not in situations or not acting().may(Right.FOLLOW_UP_READ):
        return False
    return not (await services().posts.list(acting())).posts


def empty_list_note(empty: rx.Var[bool]) -> rx.Component:
    """It refuses nothing: the list may be filled in afterwards."""
    return rx.cond(
        empty,
        ui.callout(
            "warning",
            "Votre liste complémentaire est vide : ajoutez-y ce poste, avec son motif écrit. ",
            ui.link("Ouvrir la liste complémentaire", POSTS),
        ),
    )
