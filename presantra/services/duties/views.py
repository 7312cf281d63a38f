"""What the screens receive about the employer's duties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from presantra.db.models import Absence, ComplementaryPost, VisitRequest
from presantra.domain.absences import AbsenceAct, AbsenceCause, AbsenceFacts, AbsenceRule, acts_of, rule_of
from presantra.domain.attestations import AttestationState
from presantra.domain.complementary_posts import to_renew
from presantra.domain.vocabulary import VisitStatus

# A request in one of these asks the service for nothing, and led to no visit.
WITHOUT_EFFECT = frozenset({VisitStatus.CANCELLED, VisitStatus.REFUSED, VisitStatus.NO_SHOW, VisitStatus.DRAFT})


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """``return_number`` and ``return_id``: the request for the visite de reprise, empty when there is none."""

    public_id: str
    facts: AbsenceFacts
    days: int
    ongoing: bool
    rule: AbsenceRule
    acts: tuple[AbsenceAct, ...]
    signalled_at: datetime | None
    informed_at: datetime | None
    return_number: str
    return_id: str
    version: int

    @classmethod
    def of(cls, absence: Absence, return_request: VisitRequest | None, today: date) -> AbsenceView:
        facts = facts_of(absence)
        return cls(
            public_id=str(absence.public_id),
            facts=facts,
            days=facts.days(today),
            ongoing=facts.ongoing(today),
            rule=rule_of(facts, today),
            acts=acts_of(
                facts,
                today,
                signalled=absence.signalled_at is not None,
                informed=absence.informed_at is not None,
                return_asked=return_request is not None,
            ),
            signalled_at=absence.signalled_at,
            informed_at=absence.informed_at,
            return_number=return_request.number if return_request else "",
            return_id=str(return_request.public_id) if return_request else "",
            version=absence.version,
        )


def facts_of(absence: Absence) -> AbsenceFacts:
    return AbsenceFacts(
        cause=AbsenceCause(absence.cause),
        start_date=absence.start_date,
        end_date=absence.end_date,
        prescribed_on=absence.prescribed_on,
        pre_return_without_measure=absence.pre_return_without_measure,
    )


@dataclass(frozen=True, slots=True)
class EmployeeAbsences:
    """``can_mail_worker``: his own address is known, so that he can be informed from here."""

    employee_id: str
    name: str
    departed: bool
    can_mail_worker: bool
    absences: tuple[AbsenceView, ...]


@dataclass(frozen=True, slots=True)
class ShownAttestation:
    public_id: str
    issued_on: date
    valid_until: date
    presented_at: datetime


@dataclass(frozen=True, slots=True)
class NeededAttestation:
    """One situation that needs an attestation, with those shown for it, the longest first."""

    kind: str
    label: str
    state: AttestationState
    shown: tuple[ShownAttestation, ...]

    @property
    def valid_until(self) -> date | None:
        return self.shown[0].valid_until if self.shown else None


@dataclass(frozen=True, slots=True)
class EmployeeAttestations:
    """``needed`` is empty when none of his situations asks for an attestation."""

    employee_id: str
    name: str
    departed: bool
    needed: tuple[NeededAttestation, ...]


@dataclass(frozen=True, slots=True)
class ExposureEnd:
    """A departure after a poste à risques particuliers, now or once (R. 4624-28-1).

    ``signalled_at`` is None when the service was not told from here.
    """

    departure_date: date
    signalled_at: datetime | None
    visit_number: str
    visit_id: str


@dataclass(frozen=True, slots=True)
class PostView:
    public_id: str
    job_title: str
    reason: str
    doctor_opinion_on: date | None
    cse_opinion_on: date | None
    updated_at: datetime
    updated_by: str
    changed_since_sent: bool
    version: int

    @classmethod
    def of(cls, post: ComplementaryPost) -> PostView:
        return cls(
            public_id=str(post.public_id),
            job_title=post.job_title,
            reason=post.reason,
            doctor_opinion_on=post.doctor_opinion_on,
            cse_opinion_on=post.cse_opinion_on,
            updated_at=post.updated_at,
            updated_by=post.updated_by,
            changed_since_sent=post.sent_at is None or post.updated_at > post.sent_at,
            version=post.version,
        )


@dataclass(frozen=True, slots=True)
class PostList:
    """``withdrawn`` counts the posts taken off since the list was last sent."""

    posts: tuple[PostView, ...]
    withdrawn: int
    sent_at: datetime | None
    sent_on: date | None
    today: date

    @property
    def to_send(self) -> bool:
        return self.withdrawn > 0 or any(post.changed_since_sent for post in self.posts)

    @property
    def to_renew(self) -> bool:
        return bool(self.posts) and to_renew(self.sent_on, self.today)
