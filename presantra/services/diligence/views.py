"""What a « preuve de diligence » is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from presantra.domain.vocabulary import FollowUpKind, VisitKind
from presantra.services.duties.views import AbsenceView, ExposureEnd, NeededAttestation, PostList
from presantra.services.employees.figures import Figures
from presantra.services.employees.views import EmployeeRecord

MAX_PEOPLE = 2_000
MAX_LINES = 200
"""Of each table of acts: an inspector reads them, and totals say how many there are in all."""
NEAR_DAYS = 90
MONTHS_BACK = 12


@dataclass(frozen=True, slots=True)
class Heading:
    """Whose document it is, drawn up when and by whom."""

    company: str
    code: str
    siret: str
    author: str
    at: datetime
    service: str


@dataclass(frozen=True, slots=True)
class PersonFile:
    heading: Heading
    record: EmployeeRecord
    situations: tuple[str, ...]
    absences: tuple[AbsenceView, ...]
    attestations: tuple[NeededAttestation, ...]
    exposure: ExposureEnd | None


@dataclass(frozen=True, slots=True)
class PersonLine:
    """``request``: the one that still leads to a visit, empty when there is none."""

    name: str
    job_title: str
    follow_up: FollowUpKind
    kind: VisitKind
    due_date: date
    request: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows in words, ``MAX_LINES`` at most; ``total`` is None when there are more and they were not counted."""

    rows: tuple[tuple[str, ...], ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class CompanyActs:
    """What was done ``since`` a day, and what events and ages ask for."""

    since: date
    held_by_kind: tuple[tuple[str, int], ...]
    held: Table
    events: Table
    attestations: Table
    accidents: Table
    informed: Table
    exposure_ends: Table


@dataclass(frozen=True, slots=True)
class CompanyFile:
    """``people``: those whose visit is late or due within ``NEAR_DAYS``, ``MAX_PEOPLE`` at most."""

    heading: Heading
    figures: Figures
    posts: PostList
    acts: CompanyActs
    people: tuple[PersonLine, ...]
    cut: bool
