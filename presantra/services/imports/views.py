"""What the screen receives about imports; the lines of a preview stand in ``preview``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from presantra.db.models import ImportJob
from presantra.services.imports.running import BUSY, Status

UNDO_HOURS = 24


@dataclass(frozen=True, slots=True)
class JobView:
    """``counts``: by outcome, with « total », « ecrit », « absent », « absents_sortis ». ``progress``: percents."""

    public_id: str
    filename: str
    is_table: bool
    status: Status
    sentence: str
    created_at: datetime
    applied_at: datetime | None
    undone_at: datetime | None
    undo_until: datetime | None
    counts: Mapping[str, Any]
    progress: int
    version: int
    left_out: tuple[str, ...] = ()
    """Headings of the columns about the follow-up, which the person may not tell of."""

    @property
    def busy(self) -> bool:
        return self.status in BUSY


@dataclass(frozen=True, slots=True)
class GuessView:
    """``column``: what is chosen for a heading; ``sure`` is False when the file did not say it by itself.

    ``secret``: it holds the n° de sécurité sociale, of which no sample is shown.
    """

    index: int
    heading: str
    samples: tuple[str, ...]
    column: str
    sure: bool
    secret: bool = False


@dataclass(frozen=True, slots=True)
class QuestionView:
    key: str
    column: str
    text: str
    options: tuple[tuple[str, str], ...]
    answer: str


@dataclass(frozen=True, slots=True)
class MappingView:
    """``missing``: labels of what an arrival needs and no column gives. ``remembered``: confirmed for a former file.

    ``unread``: headings of the n° de sécurité sociale, when the service does not ask for it.
    """

    guesses: tuple[GuessView, ...]
    questions: tuple[QuestionView, ...]
    missing: tuple[str, ...]
    defaults: Mapping[str, str]
    rows: int
    sheet: str
    remembered: bool
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptPerson:
    """Somebody whom an undo has left as he is, because something followed the import."""

    public_id: str
    name: str


def job_view(job: ImportJob, now: datetime, progress: int) -> JobView:
    until = job.applied_at + timedelta(hours=UNDO_HOURS) if job.applied_at else None
    undoable = job.status == Status.DONE and until is not None and now < until
    return JobView(
        public_id=str(job.public_id),
        filename=job.filename,
        is_table=job.kind == "table",
        status=Status(job.status),
        sentence=job.sentence,
        created_at=job.created_at,
        applied_at=job.applied_at,
        undone_at=job.undone_at,
        undo_until=until if undoable else None,
        counts=job.counts,
        progress=max(job.progress, progress),
        left_out=tuple(job.options.get("laissees", ())),
        version=job.version,
    )
