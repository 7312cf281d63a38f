"""The list of threads; which ones are shown stands in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from presantra.domain.labels import format_datetime, label
from presantra.domain.messages import THEMES
from presantra.domain.rights import Right
from presantra.services.changes import Topic
from presantra.services.messages import ThreadQuery, ThreadRow
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.forms import Line
from presantra.ui.layout.state import SpaceState
from presantra.ui.live import watchers
from presantra.ui.messages.words import LIST, TONES
from presantra.ui.paged import Paged

NAMES = ("statut", "theme", "non-lus", "page")


@dataclass(frozen=True)
class ThreadLine:
    href: str
    number: str
    subject: str
    theme: str
    status: str
    tone: str
    last: str
    unread: bool


class MessagesState(Paged, rx.State):
    loaded: bool = False
    rows: list[ThreadLine] = []
    status: str = ""
    theme: str = ""
    unread: str = ""
    empty: bool = False
    filtered: bool = False

    @rx.event
    @private()
    async def load(self) -> None:
        self._watch()
        await self._fetch()
        self._clear_feedback()
        self.loaded = True

    @rx.event
    @private()
    async def refresh(self) -> None:
        """The server has said that a thread has changed; an event for a page that was left does nothing."""
        if not self.loaded or self.router.url.path.rstrip("/") != LIST:
            return
        watchers.looking(self.router.session.client_token)
        await self._fetch()
        (await self.get_state(SpaceState)).unread = await services().messages.unread(acting())

    @rx.event
    @private(status=Line)
    async def filter_status(self, status: str) -> Any:
        return self._go(statut=status)

    @rx.event
    @private(theme=Line)
    async def filter_theme(self, theme: str) -> Any:
        return self._go(theme=theme)

    @rx.event
    @private(unread=Line)
    async def filter_unread(self, unread: str) -> Any:
        return self._go(**{"non-lus": unread})

    def _watch(self) -> None:
        member_id = acting().clear(Right.MESSAGES_READ).tenant()
        watchers.watch(
            self.router.session.client_token, member_id, None, MessagesState.refresh(), Topic.MESSAGES  # type: ignore[call-arg, func-returns-value]
        )  # fmt: skip

    async def _fetch(self) -> None:
        query = ThreadQuery.from_params({name: query_of(self, name) for name in NAMES})
        found = await services().messages.list(acting(), query)
        self.status, self.theme, self.unread = query.status, query.theme, "oui" if query.unread else ""
        self.filtered = query.filtered
        self.rows = [_line(row) for row in found.rows]
        self.page, self.pages, self.empty = found.page, found.pages, found.total == 0
        self.total = f"{found.total} demande{'s' if found.total > 1 else ''}"

    def _shown(self) -> tuple[str, dict[str, str]]:
        return LIST, {"statut": self.status, "theme": self.theme, "non-lus": self.unread}


def _line(row: ThreadRow) -> ThreadLine:
    return ThreadLine(
        href=f"{LIST}/{row.public_id}",
        number=row.number,
        subject=row.subject,
        theme=THEMES[row.theme].label,
        status=label(row.status),
        tone=TONES[row.status],
        last=format_datetime(row.last_at),
        unread=row.unread,
    )
