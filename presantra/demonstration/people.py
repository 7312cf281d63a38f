"""Employees of an invented company, with their periods of employment and deadlines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from presantra.db.repositories.employees import Identity, Period
from presantra.demonstration.companies import DemoCompany
from presantra.demonstration.names import FAMILY_NAMES, MEN, WOMEN
from presantra.demonstration.profiles import JOBS, PROFILES, Job, Profile
from presantra.domain.clock import add_years
from presantra.domain.follow_up import BOOK, Facts, follow_up_kind
from presantra.domain.names import fold
from presantra.domain.situations import find_situations
from presantra.domain.vocabulary import ContractType, DepartureReason, FollowUpKind, Sex
from presantra.services.employees.deadlines import deadline

_CYCLE_DAYS = {FollowUpKind.SI: 1826, FollowUpKind.SIA: 1095, FollowUpKind.SIR: 730}
_LONG_AGO = 9000
_BEFORE_THE_CHANGE = BOOK.reforms["attestation_2025"].on - timedelta(days=1)
_OVERTAKEN = {("autorisation_conduite",), ("habilitation_electrique",)}
_WOMEN_ONLY = frozenset({"Apprentie", "Assistante", "Chargée", "Conseillère", "Soudeuse"})
_NEUTRAL = frozenset({"Cariste", "Comptable", "Gestionnaire", "Manutentionnaire", "Secrétaire"})


@dataclass(frozen=True, slots=True)
class Person:
    identity: Identity
    periods: tuple[Period, ...]

    @property
    def latest(self) -> Period:
        return self.periods[-1]


class Workforce:
    """Draws the same people whenever it is given the same seed and day."""

    def __init__(self, company: DemoCompany, today: date, now: datetime) -> None:
        self._company = company
        self._today = today
        self._now = now
        self._random = Random(f"presantra/{company.code}")  # noqa: S311 - invented people, not secrets
        self._known: set[str] = set()

    def people(self) -> Iterator[Person]:
        """The chosen profiles, then others until the headcount is reached; the departed come on top."""
        profiles = PROFILES[self._company.code]
        present = sum(1 for profile in profiles if profile.left is None or profile.left < 0)
        for profile in profiles:
            yield self._person(profile)
        for _ in range(self._company.headcount - present):
            yield self._person(self._drawn())
        for _ in range(self._company.headcount // 15):
            yield self._person(self._departed(self._drawn()))

    def _drawn(self) -> Profile:
        draw = self._random
        jobs = JOBS[self._company.trade]
        job: Job = draw.choices(jobs, [job.weight for job in jobs])[0]
        entered = int(draw.triangular(20, _LONG_AGO, 600))
        last_visit = self._last_visit(job, entered)
        age = draw.randint(max(21, 18 + entered // 365), 62)
        seen_before = last_visit is not None and self._day(last_visit) <= _BEFORE_THE_CHANGE
        overtaken = seen_before and job.situations in _OVERTAKEN
        return Profile(
            job.title, job.pcs, job.situations, entered=entered, last_visit=last_visit, age=age, overtaken=overtaken
        )

    def _last_visit(self, job: Job, entered: int) -> int | None:
        draw = self._random
        if entered < 75:
            return None
        cycle = _CYCLE_DAYS[follow_up_kind(find_situations(job.situations), self._today)]
        oldest = cycle + 60 if draw.random() < 0.08 else cycle - 120
        return draw.randint(10, min(entered - 5, oldest))

    def _departed(self, profile: Profile) -> Profile:
        entered = max(profile.entered, 400)
        left = self._random.randint(2, 380)
        visit = profile.last_visit if profile.last_visit is not None and profile.last_visit > left else None
        reasons = (DepartureReason.RESIGNATION, DepartureReason.MUTUAL_AGREEMENT, DepartureReason.RETIREMENT)
        reason = reasons[2] if profile.age >= 61 else self._random.choice(reasons[:2])
        age = max(profile.age, 18 + entered // 365)
        return replace(profile, entered=entered, left=left, last_visit=visit, reason=reason, age=age, overtaken=False)

    def _person(self, profile: Profile) -> Person:
        identity = self._identity(profile)
        finished = tuple(
            self._period(_finished(profile, start, end), identity.birth_date) for start, end in profile.earlier
        )
        return Person(identity, (*finished, self._period(profile, identity.birth_date)))

    def _identity(self, profile: Profile) -> Identity:
        draw = self._random
        while True:
            sex = self._sex(profile.job)
            first_name = draw.choice(WOMEN if sex is Sex.FEMALE else MEN)
            birth_name = draw.choice(FAMILY_NAMES)
            usage_name = draw.choice(FAMILY_NAMES) if sex is Sex.FEMALE and draw.random() < 0.25 else ""
            birth_date = add_years(self._today, -profile.age) - timedelta(days=draw.randint(1, 360))
            identity = Identity(birth_name, first_name, birth_date, sex, usage_name if usage_name != birth_name else "")
            if identity.key not in self._known:
                break
        self._known.add(identity.key)
        rank = len(self._known)
        reachable = draw.random() < 0.4
        name = ".".join(fold(part).replace(" ", "-") for part in (first_name, usage_name or birth_name))
        return replace(
            identity,
            email=f"{name}@{self._company.domain}" if reachable else "",
            phone=f"+3363998{draw.randint(1000, 9999)}" if reachable else "",
            matricule=f"{rank:04d}",
        )

    def _sex(self, job: str) -> Sex:
        first = job.split()[0]
        if first in _WOMEN_ONLY:
            return Sex.FEMALE
        women = 0.5 if first in _NEUTRAL else 0.1
        return Sex.FEMALE if self._random.random() < women else Sex.MALE

    def _period(self, profile: Profile, birth_date: date) -> Period:
        start = self._day(profile.entered)
        planned_end = None if profile.planned_end is None else self._day(profile.planned_end)
        last_visit = None if profile.last_visit is None else self._day(profile.last_visit)
        due = deadline(
            Facts(birth_date, start, profile.contract, planned_end, profile.situations),
            last_visit,
            _BEFORE_THE_CHANGE if profile.overtaken else self._today,
        )
        left = None if profile.left is None else self._day(profile.left)
        recorded = None
        if profile.left is not None:
            recorded = self._now - timedelta(days=max(profile.left - 1, 0), hours=2)
        return Period(
            start_date=start,
            contract_type=profile.contract,
            job_title=profile.job,
            follow_up=due.plan.profile.kind,
            situations=profile.situations,
            pcs_code=profile.pcs,
            planned_end_date=planned_end,
            end_date=left,
            departure_reason=profile.reason or "",
            departure_recorded_at=recorded,
            due_date=due.date,
            due_kind=due.kind or "",
            last_visit_date=last_visit,
        )

    def _day(self, days_ago: int) -> date:
        return workday(self._today - timedelta(days=days_ago))


def workday(day: date) -> date:
    """That day, or the Friday before."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _finished(profile: Profile, start: int, end: int) -> Profile:
    """The same job, held before under a contract that ended."""
    return Profile(
        profile.job, profile.pcs, profile.situations, ContractType.CDD, start, end, start - 60,
        left=end, reason=DepartureReason.END_OF_CDD,
    )  # fmt: skip
