"""The three ways to look at what is between the company and the service."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.pages.factures.rows import LIST

VIEWS = ((LIST, "Factures et avoirs"), (f"{LIST}/paiements", "Paiements"), (f"{LIST}/releve", "Relevé de compte"))


def views(here: str) -> rx.Component:
    return rx.el.nav(
        *(
            ui.link(text, href, class_name="view", custom_attrs={"aria-current": "page" if href == here else "false"})
            for href, text in VIEWS
        ),
        aria_label="Facturation",
        class_name="views",
    )
