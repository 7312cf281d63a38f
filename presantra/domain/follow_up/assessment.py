"""What an arrival calls for: the first visit alone, as the form and the hiring show it."""

from dataclasses import dataclass, replace
from datetime import date

from presantra.domain.follow_up import reasons
from presantra.domain.follow_up.facts import Facts
from presantra.domain.follow_up.obligations import Schedule
from presantra.domain.follow_up.rules import BOOK, Act, Rule, Rulebook
from presantra.domain.follow_up.schedule import schedule
from presantra.domain.legal import Source
from presantra.domain.situations import WorkSituation
from presantra.domain.typography import french
from presantra.domain.vocabulary import FollowUpKind, SituationGroup, VisitKind

NEWEST = date.max
"""The day of the newest rules, for whoever has no other day at hand."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the law asks for at an arrival.

    `visit` is None for a short or low-risk season (`training_action` is then True). `latest` is a legal
    maximum, in Paris; when `before_start`, it is the day of entry and the visit comes before the work begins.
    `explanation` and `sources` answer « Pourquoi cette visite ? »; they are written when read.
    """

    hire: Facts
    plan: Schedule
    attestation: Rule | None
    mid_career_rule: Rule | None

    @property
    def kind(self) -> FollowUpKind:
        return self.plan.profile.kind

    @property
    def visit(self) -> VisitKind | None:
        return self.plan.next.visit if self.plan.next else None

    @property
    def latest(self) -> date | None:
        return self.plan.next.latest if self.plan.next else None

    @property
    def before_start(self) -> bool:
        return self.plan.next is not None and self.plan.next.before_start

    @property
    def training_action(self) -> bool:
        return self.plan.exemption is not None

    @property
    def attestation_required(self) -> bool:
        return self.attestation is not None

    @property
    def mid_career(self) -> bool:
        """The mid-career visit may be joined to this one."""
        return self.mid_career_rule is not None

    def is_urgent(self, today: date) -> bool:
        """« À traiter en urgence »: the deadline is today or already past."""
        return self.latest is not None and self.latest <= today

    @property
    def explanation(self) -> tuple[str, ...]:
        due, found = self.plan.next, list(self.plan.sentences)
        if self.attestation is not None:
            found.append(reasons.attestation_sentence(self.plan.profile, self.attestation))
        if self.mid_career_rule is not None and due is not None:
            age = self.mid_career_rule.age
            found.append(
                f"Le salarié a {age} ans en {self.hire.birth_date.year + age} : la visite de mi-carrière peut être "
                "faite à la même occasion."
            )
        return tuple(french(sentence) for sentence in found)

    @property
    def sources(self) -> tuple[Source, ...]:
        due, profile, found = self.plan.next, self.plan.profile, self.plan.sources
        if self.attestation is not None:
            found += reasons.group_sources(profile, SituationGroup.ATTESTATION)
        if self.mid_career_rule is not None and due is not None:
            found += self.mid_career_rule.sources
        return tuple(dict.fromkeys(found))


def assess(hire: Facts, on: date = NEWEST, book: Rulebook = BOOK) -> Assessment:
    """Derive follow-up, first visit and deadline from an arrival, by the rules of `on` (or of an entry to come).

    What happened since (visits, change of post) is left aside. Raises InvalidValue for an unknown situation.
    """
    arrival = replace(
        hire,
        job_since=None,
        last_visit=None,
        last_visit_kind=None,
        last_exam=None,
        imposed_due_date=None,
        waiver_claimed=False,
    )
    plan = schedule(arrival, on, book)
    day = max(on, hire.entry_date)
    paper = book.in_force(Act.ATTESTATION, day) if plan.profile.of(SituationGroup.ATTESTATION) else ()
    years = [
        rule
        for rule in book.in_force(Act.MID_CAREER, day)
        if 0 <= hire.birth_date.year + rule.age - hire.entry_date.year <= rule.ahead
    ]
    return Assessment(arrival, plan, next(iter(paper), None), next(iter(years), None))


def follow_up_kind(situations: tuple[WorkSituation, ...], on: date = NEWEST, book: Rulebook = BOOK) -> FollowUpKind:
    """SIR excludes SIA, which excludes SI (R. 4624-24). Being under 18 changes nothing here (R. 4624-17)."""
    return book.profile(tuple(situation.code for situation in situations), on).kind
