"""Every screen of the portal, in one table."""

from __future__ import annotations

from presantra.settings import Settings
from presantra.ui.layout import Page
from presantra.ui.pages.accueil.page import accueil
from presantra.ui.pages.aide.page import aide
from presantra.ui.pages.connexion import page as connexion
from presantra.ui.pages.creation_compte import page as creation_compte
from presantra.ui.pages.introuvable import introuvable
from presantra.ui.pages.mot_de_passe import page as mot_de_passe

PUBLIC: tuple[Page, ...] = (
    accueil,
    aide,
    introuvable,
    *connexion.PAGES,
    *creation_compte.PAGES,
    *mot_de_passe.PAGES,
)
PRIVATE: tuple[Page, ...] = ()


def pages(settings: Settings) -> tuple[Page, ...]:
    """The screens of this installation: the mailbox exists in demonstration without SMTP only."""
    return (*PUBLIC, *PRIVATE)
