"""What the screens are given of messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from presantra.db.models import AttachedFile, MessageThread
from presantra.domain.messages import SETTLED, THEMES, UNSETTLED, ThreadStatus, TieKind

PAGE_SIZE = 20


class ThreadGroup(StrEnum):
    """Filters of the list; values stand in addresses. Besides them, any single status."""

    ALL = "toutes"
    OPEN = "en-cours"
    OVER = "terminees"


GROUPS: Mapping[str, frozenset[ThreadStatus]] = {
    ThreadGroup.OPEN: UNSETTLED,
    ThreadGroup.OVER: SETTLED,
    **{status.value: frozenset({status}) for status in ThreadStatus},
}


@dataclass(frozen=True, slots=True)
class ThreadQuery:
    status: str = ""
    theme: str = ""
    unread: bool = False
    page: int = 1

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> ThreadQuery:
        """What an address asks for; what it has no right to ask for filters nothing."""
        status, theme, page = params.get("statut", ""), params.get("theme", ""), params.get("page", "")
        return cls(
            status if status in GROUPS else "",
            theme if theme in THEMES else "",
            params.get("non-lus") == "oui",
            min(max(int(page), 1), 100_000) if page.isascii() and page.isdecimal() else 1,
        )

    @property
    def filtered(self) -> bool:
        return bool(self.status or self.theme or self.unread)


@dataclass(frozen=True, slots=True)
class ThreadRow:
    public_id: str
    number: str
    theme: str
    subject: str
    status: ThreadStatus
    last_at: datetime
    unread: bool = False

    @classmethod
    def of(cls, thread: MessageThread, *, unread: bool = False) -> ThreadRow:
        return cls(
            str(thread.public_id), thread.number, thread.theme, thread.subject, ThreadStatus(thread.status),
            thread.last_at, unread,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ThreadPage:
    rows: tuple[ThreadRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class FileLine:
    public_id: str
    name: str
    size: int

    @classmethod
    def of(cls, row: AttachedFile) -> FileLine:
        return cls(str(row.public_id), row.name, row.size)


@dataclass(frozen=True, slots=True)
class FileView:
    """A file to send; ``name`` is made of printable characters."""

    path: Path
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class MessageLine:
    """``said``: something done of the request, not a word of anybody."""

    by: str
    at: datetime
    said: str
    text: str
    files: tuple[FileLine, ...]
    from_service: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class TieView:
    """What a thread is about, for who may see it: ``label`` is « Facture F-2026-001 »."""

    kind: TieKind
    public_id: str
    label: str


@dataclass(frozen=True, slots=True)
class ThreadView:
    """``draft``: what this person is about to write here; another one once it has been sent.

    ``seen_at``: when the service has read all that the employer wrote; None while it has not.
    """

    thread: ThreadRow
    messages: tuple[MessageLine, ...]
    tie: TieView | None
    draft: UUID
    seen_at: datetime | None
    may_write: bool
    may_solve: bool
