"""The link to what a request is about."""

from __future__ import annotations

import reflex as rx

from presantra.ui import components as ui
from presantra.ui.messages.words import TieLink


def tie(link: rx.Var[TieLink]) -> rx.Component:
    return rx.cond(link.file, ui.download_link(link.label, "(PDF)", link.href), ui.link(link.label, link.href))
