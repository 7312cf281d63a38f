"""Lists shown a page at a time. Which part is shown stands in the address: it can be kept, sent, gone back to."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from presantra.ui.acting import private
from presantra.ui.forms import FormState

ALL = "toutes"
"""The choice of a filter that leaves nothing out."""


class Paged(FormState, rx.State, mixin=True):
    page: int = 1
    pages: int = 1
    total: str = ""

    @rx.event
    @private()
    async def previous_page(self) -> Any:
        return self._go(page=str(max(1, self.page - 1)))

    @rx.event
    @private()
    async def next_page(self) -> Any:
        return self._go(page=str(self.page + 1))

    @abstractmethod
    def _shown(self) -> tuple[str, dict[str, str]]:
        """The address of the list, and what it says of the part shown but for its page."""

    def _go(self, **changes: str) -> Any:
        """The same list with something changed; any change but the page's goes back to the first."""
        place, view = self._shown()
        query = query_string(view | changes)
        return rx.redirect(f"{place}?{query}" if query else place)


def query_string(values: dict[str, str]) -> str:
    """Only what leaves something out."""
    return urlencode({name: value for name, value in values.items() if value not in ("", ALL)})
