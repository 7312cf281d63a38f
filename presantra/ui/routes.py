"""Every screen of the portal, in one table."""

from __future__ import annotations

from presantra.ui.layout import Page
from presantra.ui.pages.accueil.page import accueil
from presantra.ui.pages.aide.page import aide
from presantra.ui.pages.introuvable import introuvable

PAGES: tuple[Page, ...] = (
    accueil,
    aide,
    introuvable,
)
