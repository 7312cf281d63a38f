"""The frames of the pages: ``public_page`` and ``space_page`` turn a body into a ``Page``."""

from presantra.ui.layout.page import Page, register
from presantra.ui.layout.public import public_page
from presantra.ui.layout.space import space_page

__all__ = ["Page", "public_page", "register", "space_page"]
