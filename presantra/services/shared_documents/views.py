"""What the screens and the routes are given of shared documents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from presantra.db.models import SharedDocument
from presantra.domain.files import FileKind
from presantra.domain.shared_documents import DuerpStanding, SharedKind


@dataclass(frozen=True, slots=True)
class DuerpVersion:
    """``withdrawable_until``: None once it can only be replaced, or for who may not."""

    public_id: str
    document_on: date
    next_update_on: date | None
    format: FileKind
    size: int
    deposited_at: datetime
    deposited_by: str
    withdrawable_until: datetime | None


@dataclass(frozen=True, slots=True)
class DuerpView:
    """``due_on``: the day by which it must be updated; ``yearly``: the law asks for it every year."""

    standing: DuerpStanding
    due_on: date | None
    headcount: int
    yearly: bool
    versions: tuple[DuerpVersion, ...]


@dataclass(frozen=True, slots=True)
class ReceivedDocument:
    """A document of the service. ``unread``: this account has not opened it; ``former``: another one replaces it."""

    public_id: str
    kind: SharedKind
    title: str
    document_on: date
    format: FileKind
    size: int
    deposited_at: datetime
    unread: bool
    former: bool


@dataclass(frozen=True, slots=True)
class LetterStatus:
    """The last letter asked for. ``confirmed_at``: the service has to send it; ``sent_at``: it exists."""

    asked_at: datetime
    confirmed_at: datetime | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class SharedDocuments:
    duerp: DuerpView
    received: tuple[ReceivedDocument, ...]
    letter: LetterStatus | None


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file to send: ``filename`` is safe in a header."""

    path: Path
    filename: str
    media_type: str


def filename_of(document: SharedDocument, code: str) -> str:
    """« duerp-10001-2026-01-15.pdf »."""
    kind = re.sub(r"[^a-z]+", "-", document.kind)
    return f"{kind}-{code}-{document.document_on.isoformat()}.{document.format}"
