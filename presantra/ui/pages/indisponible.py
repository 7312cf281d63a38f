"""What a private page leads to when the database is away and there is nothing of it to show yet."""

from __future__ import annotations

import re

import reflex as rx

from presantra.settings import get_settings
from presantra.ui import components as ui
from presantra.ui.acting import public
from presantra.ui.address import query_of
from presantra.ui.layout import public_page

_INSIDE = re.compile(r"/espace(?![^/?])[^\\\s]*")


class IndisponibleState(rx.State):
    """``target``: the page that was asked for, tried again by « Réessayer »."""

    target: str = "/"

    @rx.event
    @public()
    async def load(self) -> None:
        asked = query_of(self, "suite")
        self.target = asked if _INSIDE.fullmatch(asked) else "/"


@public_page(
    "/indisponible",
    "Service momentanément indisponible",
    intro="Nous rétablissons le service au plus vite. Tout ce que vous avez enregistré est conservé.",
    on_load=(IndisponibleState.load,),
)
def indisponible() -> rx.Component:
    settings = get_settings()
    return rx.fragment(
        rx.el.p(
            "Réessayez dans quelques instants. Si cela dure, appelez le service au ",
            rx.el.a(settings.service_phone, href=f"tel:{''.join(settings.service_phone.split())}"),
            ".",
        ),
        rx.el.div(
            ui.link_button("Réessayer", IndisponibleState.target, look="primary"),
            ui.link_button("Retourner à l’accueil", "/"),
            class_name="page-actions",
        ),
    )
