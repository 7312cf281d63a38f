"""What the engine answers. Sentences are written only when somebody reads them: an import asks for dates alone."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from presantra.domain.follow_up import reasons
from presantra.domain.follow_up.facts import Absent, Facts
from presantra.domain.follow_up.rules import Act, Profile, Rule
from presantra.domain.labels import label
from presantra.domain.legal import Source
from presantra.domain.situations import WorkSituation
from presantra.domain.vocabulary import FollowUpKind, VisitKind


class Field(StrEnum):
    """What a question asks for; each has its place on a screen."""

    PLANNED_END = "planned_end_date"
    SITUATIONS = "situations"
    LAST_VISIT = "last_visit"
    LAST_VISIT_KIND = "last_visit_kind"
    LAST_EXAM = "last_exam_date"
    WAIVER = "waiver_claimed"
    ATTESTATION = "attestation"
    ABSENCE = "absence"


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that is missing, never guessed."""

    field: Field
    sentence: str


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something due. `latest`: a legal maximum, in Paris, or the earlier date that a health professional set.

    `since`: the event it is counted from. `before_start`: it comes before the work. `visit` is None for an
    attestation, which is about `situation`; a return is about `absence`. `imposed`: `latest` is the health
    professional's. `left`: what was due for the former post and was not done; `latest` is then its date.
    """

    rule: Rule
    latest: date
    since: date
    facts: Facts = field(repr=False)
    profile: Profile = field(repr=False)
    waiver: Rule | None = field(default=None, repr=False)
    imposed: bool = False
    situation: WorkSituation | None = field(default=None, repr=False)
    absence: Absent | None = field(default=None, repr=False)
    left: "Obligation | None" = field(default=None, repr=False)

    @property
    def act(self) -> Act:
        return self.rule.act

    @property
    def visit(self) -> VisitKind | None:
        return self.rule.visit

    @property
    def title(self) -> str:
        return label(self.visit) if self.visit else "Attestation d’absence de contre-indications"

    @property
    def before_start(self) -> bool:
        return self.rule.before_start

    @property
    def used(self) -> tuple[tuple[str, str], ...]:
        """The facts that decided: (name, value), in French."""
        return reasons.facts_used(self)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The rule, in plain French."""
        return reasons.sentences(self)

    @property
    def sources(self) -> tuple[Source, ...]:
        return reasons.sources(self)


@dataclass(frozen=True, slots=True)
class Answered:
    """What an event or an age asked for, and the day of the visit that closed it."""

    obligation: Obligation
    held: date


@dataclass(frozen=True, slots=True)
class Schedule:
    """The visits that follow from the post and the last visit, soonest first; events and ages apart.

    `exemption`: the rule that asks for no individual visit (a season); nothing is due then.
    """

    profile: Profile
    obligations: tuple[Obligation, ...]
    exemption: Rule | None = None

    @property
    def next(self) -> Obligation | None:
        return self.obligations[0] if self.obligations else None

    @property
    def sentences(self) -> tuple[str, ...]:
        """Why the next visit, or why none."""
        if self.next is not None:
            return self.next.sentences
        return reasons.exemption_sentences(self.profile, self.exemption)

    @property
    def sources(self) -> tuple[Source, ...]:
        if self.next is not None:
            return self.next.sources
        return (*reasons.kind_sources(self.profile), *(self.exemption.sources if self.exemption else ()))


@dataclass(frozen=True, slots=True)
class Note:
    """Something that is not due, and why."""

    sentences: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """All that is known to come for one person, soonest first; `scheduled` is what a list shows of it.

    `answered`: what visits that were held have closed, oldest first.
    """

    kind: FollowUpKind
    scheduled: Obligation | None
    obligations: tuple[Obligation, ...]
    questions: tuple[Question, ...]
    notes: tuple[Note, ...]
    attestation_required: bool
    answered: tuple[Answered, ...] = ()

    @property
    def must_wait(self) -> bool:
        """The person must not start (or change post) before a visit of which nothing is known."""
        return self.scheduled is not None and self.scheduled.before_start
