"""What the screens receive about visits, and the question a list answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from presantra.db.models import Employee, VisitRequest
from presantra.domain.names import display_name
from presantra.domain.visit_vocabulary import (
    AbsenceReason,
    AppointmentStatus,
    ContestOutcome,
    SummonsLanguage,
    VisitAct,
    VisitDocumentType,
)
from presantra.domain.visits import (
    CLOSED_STATUSES,
    OPEN_STATUSES,
    PLANNED_STATUSES,
    SENT_STATUSES,
    VisitKind,
    VisitStatus,
    can_move,
)
from presantra.domain.vocabulary import AbsenceCause

PAGE_SIZES = (25, 50, 100)
MAX_SEARCH_LENGTH = 200


class VisitGroup(StrEnum):
    """Statuses that mean the same to somebody in a hurry."""

    ALL = "toutes"
    OPEN = "en_cours"
    REQUESTED = "demandees"
    PLANNED = "planifiees"
    CLOSED = "terminees"


GROUP_STATUSES: dict[VisitGroup, frozenset[VisitStatus]] = {
    VisitGroup.ALL: frozenset(),
    VisitGroup.OPEN: OPEN_STATUSES,
    VisitGroup.REQUESTED: SENT_STATUSES - PLANNED_STATUSES,
    VisitGroup.PLANNED: PLANNED_STATUSES,
    VisitGroup.CLOSED: CLOSED_STATUSES,
}


@dataclass(frozen=True, slots=True)
class VisitQuery:
    """``status``: one status or a group of them."""

    status: VisitStatus | VisitGroup = VisitGroup.ALL
    kind: VisitKind | None = None
    text: str = ""
    page: int = 1
    page_size: int = PAGE_SIZES[0]

    @property
    def statuses(self) -> frozenset[VisitStatus]:
        if isinstance(self.status, VisitGroup):
            return GROUP_STATUSES[self.status]
        return frozenset({self.status})

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> VisitQuery:
        """Read an address (q, statut, type, page, taille); what is wrong is ignored."""
        status, kind, size = (params.get(name, "") for name in ("statut", "type", "taille"))
        known: dict[str, VisitStatus | VisitGroup] = {item.value: item for item in (*VisitStatus, *VisitGroup)}
        return cls(
            status=known.get(status, VisitGroup.ALL),
            kind=next((item for item in VisitKind if item.value == kind), None),
            text=params.get("q", "")[:MAX_SEARCH_LENGTH],
            page=page_number(params.get("page", "")),
            page_size=next((allowed for allowed in PAGE_SIZES if str(allowed) == size), PAGE_SIZES[0]),
        )


def page_number(text: str) -> int:
    """A page read in an address; 1 when it is not one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 and int(text) else 1


def clamp_page(total: int, page: int, size: int) -> tuple[int, int, int]:
    """Size, page and number of pages that exist; sizes outside ``PAGE_SIZES`` become the first one."""
    size = size if size in PAGE_SIZES else PAGE_SIZES[0]
    pages = max(1, -(-total // size))
    return size, min(max(1, page), pages), pages


@dataclass(frozen=True, slots=True)
class DocumentLine:
    public_id: str
    type: VisitDocumentType
    deposited_at: datetime


@dataclass(frozen=True, slots=True)
class VisitRow:
    public_id: str
    number: str
    employee_id: str
    employee_name: str
    kind: VisitKind
    status: VisitStatus
    due_date: date | None
    planned_at: datetime | None
    created_at: datetime
    is_open: bool
    is_sent: bool
    can_cancel: bool
    documents: tuple[DocumentLine, ...] = ()
    """Filled on the record of an employee only."""

    @classmethod
    def of(cls, visit: VisitRequest, employee: Employee, documents: tuple[DocumentLine, ...] = ()) -> VisitRow:
        status = VisitStatus(visit.status)
        return cls(
            public_id=str(visit.public_id),
            number=visit.number,
            employee_id=str(employee.public_id),
            employee_name=display_name(employee.first_name, employee.usage_name or employee.birth_name),
            kind=VisitKind(visit.kind),
            status=status,
            due_date=visit.due_date,
            planned_at=visit.planned_at,
            created_at=visit.created_at,
            is_open=status in OPEN_STATUSES,
            is_sent=status in SENT_STATUSES,
            can_cancel=can_move(status, VisitStatus.CANCELLED),
            documents=documents,
        )


@dataclass(frozen=True, slots=True)
class VisitPage:
    """``page`` may be lower than asked when the list has become shorter."""

    rows: tuple[VisitRow, ...]
    total: int
    page: int
    pages: int
    page_size: int


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """``said`` is what was done; the oldest lines only have the status reached."""

    status: VisitStatus
    at: datetime
    by: str
    note: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """One date of a request. ``place``: name and address of the centre."""

    public_id: str
    starts_at: datetime
    length_minutes: int
    place: str
    status: AppointmentStatus
    fee_euros: int
    summoned: bool
    absence_reason: AbsenceReason | None
    contest_reason: str
    contest_outcome: ContestOutcome | None
    mailed: bool = False
    """Whether the employee has his convocation by mail; otherwise it is handed over."""
    imposed_at: datetime | None = None
    """When the service fixed it; None when the employer chose it."""


@dataclass(frozen=True, slots=True)
class VisitView:
    """``acts``: what the employer may do now. ``clock``: until when giving up is free, then what it costs."""

    visit: VisitRow
    reason: str
    availabilities: str
    comment: str
    timeline: tuple[TimelineLine, ...]
    signature: str = ""
    signed_at: datetime | None = None
    leave_start: date | None = None
    return_date: date | None = None
    leave_cause: AbsenceCause | None = None
    exposure_end: date | None = None
    half_days: tuple[str, ...] = ()
    centre: str = ""
    place: str = ""
    accessible: bool = False
    interpreter: str = ""
    summons_language: SummonsLanguage = SummonsLanguage.FRENCH
    urgency: str = ""
    acts: frozenset[VisitAct] = frozenset()
    appointment: AppointmentView | None = None
    past: tuple[AppointmentView, ...] = ()
    clock: str = ""
    clock_over: str = ""
    free_until: datetime | None = None
    contest_until: date | None = None
    documents: tuple[DocumentLine, ...] = ()

    @property
    def number(self) -> str:
        return self.visit.number

    @property
    def public_id(self) -> str:
        return self.visit.public_id


@dataclass(frozen=True, slots=True)
class SlotView:
    public_id: str
    starts_at: datetime
    length_minutes: int
    place: str
    seats: int
    warning: str = ""
    """Said before it is booked, when it can no longer be given up free of charge."""


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An appointment in the month."""

    visit_id: str
    number: str
    employee_name: str
    kind: VisitKind
    visit_status: VisitStatus
    status: AppointmentStatus
    starts_at: datetime
    place: str
