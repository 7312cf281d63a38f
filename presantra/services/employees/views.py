"""What the screens receive about employees, and the question a list answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from presantra.db.repositories.employee_lists import DeadlineFilter as DeadlineFilter
from presantra.db.repositories.employee_lists import PresenceFilter as PresenceFilter
from presantra.db.repositories.employee_pages import SortKey as SortKey
from presantra.domain.follow_up import FollowUp
from presantra.domain.legal import Source
from presantra.domain.names import display_name
from presantra.domain.situations import SITUATIONS_BY_CODE
from presantra.domain.vocabulary import (
    ContractType,
    DepartureReason,
    FollowUpKind,
    OtherEmployers,
    Sex,
    VisitKind,
    WorkingTime,
)
from presantra.services.audit import HistoryLine
from presantra.services.employees.social_numbers import SocialNumber
from presantra.services.visit_views import MAX_SEARCH_LENGTH as MAX_SEARCH_LENGTH
from presantra.services.visit_views import VisitRow, page_number

Choice = TypeVar("Choice", bound=StrEnum)
PAGE_SIZES = (20, 50, 100)
PUBLIC_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


class DueState(StrEnum):
    """Where a deadline stands; ``NONE`` when nothing is due (departed, or short season)."""

    LATE = "en_retard"
    WITHIN_30_DAYS = "30"
    WITHIN_90_DAYS = "90"
    LATER = "ok"
    NONE = "none"


def due_state(due_date: date | None, today: date, *, departed: bool = False) -> DueState:
    if due_date is None or departed:
        return DueState.NONE
    if due_date < today:
        return DueState.LATE
    if due_date <= today + timedelta(days=30):
        return DueState.WITHIN_30_DAYS
    return DueState.WITHIN_90_DAYS if due_date <= today + timedelta(days=90) else DueState.LATER


@dataclass(frozen=True, slots=True)
class EmployeeQuery:
    """The question an address asks. ``after`` and ``before`` are public ids: the page begins after a person, or
    ends before him; ``page`` then only says which page that was."""

    text: str = ""
    presence: PresenceFilter = PresenceFilter.PRESENT
    contract_type: ContractType | None = None
    follow_up: FollowUpKind | None = None
    deadline: DeadlineFilter = DeadlineFilter.ALL
    sort: SortKey = SortKey.NAME
    descending: bool = False
    page: int = 1
    page_size: int = PAGE_SIZES[0]
    situation: str = ""
    incomplete: bool = False
    to_specify: bool = False
    after: str = ""
    before: str = ""

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> EmployeeQuery:
        """Read q, statut, contrat, suivi, echeance, situation, completer, preciser, tri, sens, page, taille, apres
        and avant.

        What is wrong is ignored.
        """
        size, situation = params.get("taille", ""), params.get("situation", "")
        return cls(
            text=params.get("q", "")[:MAX_SEARCH_LENGTH],
            presence=_member(PresenceFilter, params.get("statut")) or PresenceFilter.PRESENT,
            contract_type=_member(ContractType, params.get("contrat")),
            follow_up=_member(FollowUpKind, params.get("suivi")),
            deadline=_member(DeadlineFilter, params.get("echeance")) or DeadlineFilter.ALL,
            sort=_member(SortKey, params.get("tri")) or SortKey.NAME,
            descending=params.get("sens") == "desc",
            page=page_number(params.get("page", "")),
            page_size=next((allowed for allowed in PAGE_SIZES if str(allowed) == size), PAGE_SIZES[0]),
            situation=situation if situation in SITUATIONS_BY_CODE else "",
            incomplete=params.get("completer") == "oui",
            to_specify=params.get("preciser") == "oui",
            after=_public_id(params.get("apres", "")),
            before=_public_id(params.get("avant", "")),
        )


def _public_id(text: str) -> str:
    return text if PUBLIC_ID.fullmatch(text) else ""


def _member(kind: type[Choice], text: str | None) -> Choice | None:
    return kind(text) if text in {item.value for item in kind} else None


@dataclass(frozen=True, slots=True)
class EmployeeRow:
    """``follow_up`` None: not for this actor to see. ``to_specify``: situations de travail that the employer owes."""

    public_id: str
    birth_name: str
    usage_name: str
    first_name: str
    birth_date: date
    job_title: str
    entry_date: date
    departure_date: date | None
    follow_up: FollowUpKind | None
    due_date: date | None
    due_kind: VisitKind | None
    due_state: DueState
    contract_type: ContractType
    to_specify: bool = False


@dataclass(frozen=True, slots=True)
class EmployeePage:
    """``page`` may be lower than asked when the list has become shorter.

    With ``more``, ``total`` is where counting stopped: there are others, and ``pages`` are not known either.
    """

    rows: tuple[EmployeeRow, ...]
    total: int
    page: int
    pages: int
    page_size: int
    more: bool = False
    has_previous: bool = False
    has_next: bool = False


@dataclass(frozen=True, slots=True)
class EmployeeChoice:
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class DuplicateCandidate:
    """Somebody of the same company with the same identity; ``departure_date`` is past when ``departed``."""

    public_id: str
    name: str
    birth_date: date
    entry_date: date
    departure_date: date | None
    departed: bool


@dataclass(frozen=True, slots=True)
class ArrivalView:
    """``visit_number`` is empty when no visit was asked for, or when the law gives none.

    ``follow_up`` None: not for this actor to see.
    """

    public_id: str
    name: str
    follow_up: FollowUpKind | None
    due_date: date | None
    due_kind: VisitKind | None
    before_start: bool
    urgent: bool
    explanation: tuple[str, ...]
    sources: tuple[Source, ...]
    attestation_required: bool
    training_action: bool
    visit_number: str
    visit_id: str


@dataclass(frozen=True, slots=True)
class DepartureView:
    public_id: str
    name: str
    departure_date: date
    reason: DepartureReason
    duties: tuple[str, ...]
    open_visits: tuple[VisitRow, ...]
    undo_until: date


@dataclass(frozen=True, slots=True)
class PeriodView:
    entry_date: date
    departure_date: date | None
    departure_reason: DepartureReason | None
    contract_type: ContractType
    planned_end_date: date | None
    job_title: str
    pcs_code: str
    situations: tuple[str, ...]
    follow_up: FollowUpKind | None
    due_date: date | None
    due_kind: VisitKind | None
    last_visit_date: date | None
    working_time: WorkingTime | None
    other_employers: OtherEmployers | None
    idcc: str
    job_since: date | None
    jobs: tuple[JobView, ...]
    last_visit_kind: VisitKind | None = None
    last_exam_date: date | None = None
    imposed_due_date: date | None = None
    waiver_claimed: bool = False
    to_specify: bool = False


@dataclass(frozen=True, slots=True)
class JobView:
    """A job held before the current one, within a period."""

    start_date: date
    end_date: date
    job_title: str


@dataclass(frozen=True, slots=True)
class JobChangeView:
    """What follows from a change of job or of situations.

    ``before_start``: the visit must precede the new assignment; ``ended``: labels of the particular risks that end,
    of which the service must be told. ``since`` is None while the day is unknown; ``undo_until``, when it is too late.
    """

    since: date | None
    follow_up: FollowUpKind | None
    due_kind: VisitKind | None
    due_date: date | None
    before_start: bool
    urgent: bool
    ended: tuple[str, ...]
    explanation: tuple[str, ...]
    sources: tuple[Source, ...]
    undo_until: date | None = None


@dataclass(frozen=True, slots=True)
class TransferLink:
    """The record of the same person in another company of the account; ``leaving``: he went there, or came from it.

    ``undo_until`` is None when the transfer cannot be taken back from here.
    """

    public_id: str
    company_id: str
    company: str
    day: date
    leaving: bool
    undo_until: date | None = None


@dataclass(frozen=True, slots=True)
class MergeView:
    """The latest merge into a record that can still be taken back."""

    public_id: str
    other_name: str
    undo_until: date


@dataclass(frozen=True, slots=True)
class EmployeeRecord:
    """``explanation`` and ``sources`` answer « Pourquoi cette visite ? »; ``form`` prefills the edit page.

    ``sex`` is None when an import did not tell it. ``change``: the latest change of job of the current period.
    ``follow_up``: everything to come, of which ``current`` stores the next visit.
    ``overtaken``: a change of the Code that ``current`` does not follow yet.
    An actor who may not see the follow-up has ``follow_up`` None, and nothing that would tell of it.
    """

    public_id: str
    birth_name: str
    usage_name: str
    first_name: str
    birth_date: date
    sex: Sex | None
    email: str
    phone: str
    matricule: str
    current: PeriodView
    periods: tuple[PeriodView, ...]
    departed: bool
    due_state: DueState
    explanation: tuple[str, ...]
    sources: tuple[Source, ...]
    attestation_required: bool
    training_action: bool
    visits: tuple[VisitRow, ...]
    history: tuple[HistoryLine, ...]
    version: int
    can_undo_departure: bool
    undo_until: date | None
    form: dict[str, str | tuple[str, ...]]
    follow_up: FollowUp | None
    overtaken: bool
    social_number: SocialNumber | None
    change: JobChangeView | None
    transfer: TransferLink | None
    merge: MergeView | None

    @property
    def name(self) -> str:
        return display_name(self.first_name, self.usage_name or self.birth_name)
