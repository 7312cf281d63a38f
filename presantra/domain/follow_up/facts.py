"""What the engine is told about one person. Nothing here is a state of health."""

from dataclasses import dataclass
from datetime import date

from presantra.domain.follow_up.rules import Cause
from presantra.domain.vocabulary import ContractType, DepartureReason, VisitKind


@dataclass(frozen=True, slots=True)
class Held:
    """Situations de travail held before the current ones; both days included."""

    situations: tuple[str, ...]
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Absent:
    """An absence: `end` is its last day, None while it is not known.

    `pre_return_without_measure`: a préreprise at most 30 days before the return concluded that nothing had to change.
    """

    cause: Cause
    start: date
    end: date | None = None
    prescribed_on: date | None = None
    pre_return_without_measure: bool = False

    @property
    def days(self) -> int:
        """Calendar days, first and last included; 0 while the end is not known."""
        return 0 if self.end is None else (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Attended:
    """A visit asked for by an event or an age that the service recorded as held."""

    kind: VisitKind
    day: date


@dataclass(frozen=True, slots=True)
class Shown:
    """An attestation d’absence de contre-indications that the worker has shown; `kind`: code of the situation."""

    kind: str
    issued_on: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of somebody. `situations`, `last_visit_kind` and the like are those of today.

    `job_since`: first day of the current job, when it is not the day of entry. `imposed_due_date`: set by a health
    professional. `last_exam`: the examination by the doctor before a last visit that was an intermediate one.
    `waiver_claimed`: the employer says that a former attestation exists. `why_listed`: what he wrote of the post in
    his liste complémentaire. `departure_date`: last day.
    `visits_since`: visits count from this day though the entry is later: the employment continues another one, or the
    service itself recorded a visit before the entry.
    """

    birth_date: date
    entry_date: date
    contract_type: ContractType
    planned_end_date: date | None = None
    situations: tuple[str, ...] = ()
    job_since: date | None = None
    last_visit: date | None = None
    last_visit_kind: VisitKind | None = None
    last_exam: date | None = None
    imposed_due_date: date | None = None
    waiver_claimed: bool = False
    visits_since: date | None = None
    why_listed: str = ""
    past: tuple[Held, ...] = ()
    absences: tuple[Absent, ...] = ()
    attestations: tuple[Shown, ...] = ()
    attended: tuple[Attended, ...] = ()
    departure_date: date | None = None
    departure_reason: DepartureReason | None = None

    @property
    def since(self) -> date:
        """First day on the current post."""
        return max(self.entry_date, self.job_since) if self.job_since else self.entry_date

    def held(self, kind: VisitKind, earliest: date = date.min) -> date | None:
        """First day, from `earliest` on, of a visit of this kind."""
        days = [visit.day for visit in self.attended if visit.kind is kind]
        if self.last_visit is not None and self.last_visit_kind is kind:
            days.append(self.last_visit)
        return min((day for day in days if day >= earliest), default=None)


HireFacts = Facts
"""The same, when only what an arrival tells is known."""
