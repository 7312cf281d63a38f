"""Requests for visits of an invented company: every status, with the timeline that led to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from presantra.db.repositories.employees import Period
from presantra.demonstration.people import Person, workday
from presantra.domain.clock import PARIS
from presantra.domain.visits import OPEN_STATUSES
from presantra.domain.vocabulary import VisitKind, VisitStatus
from presantra.services.visit_requests import same_kinds

_K = VisitKind
_S = VisitStatus


@dataclass(frozen=True, slots=True)
class Plan:
    """``asked``: days before today; for a visit that took place, days before that visit."""

    kind: VisitKind
    status: VisitStatus
    asked: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    status: VisitStatus
    at: datetime
    by_service: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class DemoVisit:
    person: Person
    plan: Plan
    due_date: date | None
    planned_at: datetime | None
    steps: tuple[Step, ...]

    @property
    def created_at(self) -> datetime:
        return self.steps[0].at


_NOTES = {
    _S.MORE_INFORMATION: "Merci d’indiquer les jours où le salarié est présent sur le site.",
    _S.REFUSED: "La visite prévue le mois prochain répond à cette demande.",
    _S.CANCELLED: "Le salarié a changé de poste.",
    _S.SUMMONED: "Convocation envoyée à l’adresse des convocations.",
}
_PATHS: dict[VisitStatus, tuple[VisitStatus, ...]] = {
    _S.DRAFT: (_S.DRAFT,),
    _S.SENT: (_S.SENT,),
    _S.ACCEPTED: (_S.SENT, _S.ACCEPTED),
    _S.MORE_INFORMATION: (_S.SENT, _S.MORE_INFORMATION),
    _S.PLANNED: (_S.SENT, _S.ACCEPTED, _S.PLANNED),
    _S.SUMMONED: (_S.SENT, _S.ACCEPTED, _S.PLANNED, _S.SUMMONED),
    _S.DONE: (_S.SENT, _S.ACCEPTED, _S.PLANNED, _S.SUMMONED, _S.DONE),
    _S.NO_SHOW: (_S.SENT, _S.ACCEPTED, _S.PLANNED, _S.SUMMONED, _S.NO_SHOW),
    _S.CANCELLED: (_S.SENT, _S.CANCELLED),
    _S.REFUSED: (_S.SENT, _S.REFUSED),
}
_BY_EMPLOYER = frozenset({_S.DRAFT, _S.SENT, _S.CANCELLED})

PLANS: tuple[Plan, ...] = (
    Plan(_K.HIRE, _S.SENT, 2),
    Plan(_K.PERIODIC, _S.PLANNED, 21),
    Plan(_K.HIRE, _S.ACCEPTED, 6),
    Plan(_K.PERIODIC, _S.DONE, 40),
    Plan(_K.PERIODIC, _S.MORE_INFORMATION, 9),
    Plan(_K.RETURN, _S.SUMMONED, 17),
    Plan(_K.ON_REQUEST, _S.REFUSED, 60, "Difficultés signalées par l’équipe pour tenir la cadence du poste."),
    Plan(_K.PERIODIC, _S.CANCELLED, 75),
    Plan(_K.ON_REQUEST, _S.DRAFT, 1, "Aménagement des horaires demandé par le salarié."),
    Plan(_K.PERIODIC, _S.DONE, 55),
    Plan(_K.MID_CAREER, _S.PLANNED, 30),
    Plan(_K.RETURN, _S.DONE, 12),
    Plan(_K.INTERMEDIATE, _S.ACCEPTED, 12),
    Plan(_K.PERIODIC, _S.NO_SHOW, 24),
)


class Requests:
    """Chooses who is concerned; a person has at most one visit of the demonstration."""

    def __init__(self, people: Sequence[Person], today: date, now: datetime) -> None:
        self._people = people
        self._today = today
        self._now = now
        self._taken: set[str] = set()

    def visits(self, rounds: int) -> list[DemoVisit]:
        found = []
        for turn in range(rounds):
            for plan in PLANS:
                if visit := self._visit(plan, turn):
                    found.append(visit)
        return sorted(found, key=lambda visit: visit.created_at)

    def _visit(self, plan: Plan, turn: int) -> DemoVisit | None:
        suits = _suitable(plan, self._today)
        candidates = (p for p in self._people if p.identity.key not in self._taken and suits(p))
        person = next(candidates, None)
        if person is None:
            return None
        self._taken.add(person.identity.key)
        last_visit = person.latest.last_visit_date
        if plan.status is _S.DONE and last_visit is not None:
            held = _at(last_visit, 10, 30)
            return self._dated(plan, person, last_visit - timedelta(days=plan.asked), held)
        ahead = {_S.PLANNED: 11 + turn % 9, _S.SUMMONED: 4 + turn % 5, _S.NO_SHOW: -6}.get(plan.status)
        held_ahead = None if ahead is None else _at(workday(self._today + timedelta(days=ahead)), 9, 15 * (turn % 4))
        return self._dated(plan, person, self._today - timedelta(days=plan.asked + turn), held_ahead)

    def _dated(self, plan: Plan, person: Person, asked: date, held: datetime | None) -> DemoVisit:
        path = _PATHS[plan.status]
        steps = []
        for rank, status in enumerate(path):
            at = min(_at(asked + timedelta(days=2 * rank), 9 + rank, 12), self._now - timedelta(minutes=9 - rank))
            if status in {_S.DONE, _S.NO_SHOW} and held is not None:
                at = held + timedelta(hours=1)
            steps.append(Step(status, at, status not in _BY_EMPLOYER, _NOTES.get(status, "")))
        answers = person.latest.due_kind in same_kinds(plan.kind) and plan.status in OPEN_STATUSES
        due = person.latest.due_date if answers else None
        return DemoVisit(person, plan, due, held, tuple(steps))


def _suitable(plan: Plan, today: date) -> Callable[[Person], bool]:
    def suits(person: Person) -> bool:
        period = person.latest
        if period.end_date is not None or period.start_date > today:
            return False
        if plan.kind is _K.HIRE:
            return period.due_kind in same_kinds(_K.HIRE)
        if period.last_visit_date is None:
            return False
        if plan.status is _S.DONE:
            return (today - period.last_visit_date).days < 700
        if plan.kind is _K.MID_CAREER:
            return today.year - person.identity.birth_date.year in {44, 45}
        if plan.kind in {_K.PERIODIC, _K.INTERMEDIATE}:
            return period.due_kind in same_kinds(plan.kind) and _soon(period, today)
        return True

    return suits


def _soon(period: Period, today: date) -> bool:
    return period.due_date is not None and (period.due_date - today).days < 150


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), PARIS)
