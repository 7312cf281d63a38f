"""« Historique de sécurité »."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from presantra.domain.labels import format_datetime
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.paged import Paged

PAGE = "/espace/mon-compte/historique"


@dataclass(frozen=True)
class EventLine:
    at: str
    action: str
    detail: str
    ip: str


class HistoriqueState(Paged, rx.State):
    loaded: bool = False
    events: list[EventLine] = []

    @rx.event
    @private()
    async def load(self) -> None:
        asked = query_of(self, "page", 6)
        number = int(asked) if asked.isascii() and asked.isdigit() else 1
        found = await services().security_history.page(acting(), number)
        self.events = [EventLine(format_datetime(e.at), e.action, e.detail, e.ip or "–") for e in found.events]
        self.page, self.pages = found.page, found.pages
        self.total = f"{found.total} événement{'s' if found.total > 1 else ''}"
        self.loaded = True

    def _shown(self) -> tuple[str, dict[str, str]]:
        return PAGE, {}
