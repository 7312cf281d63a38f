"""The rulebook: situations, dated rules and reforms, read from `presantra/domain/data` and looked up by day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources.abc import Traversable
from typing import Final

from presantra.domain import data
from presantra.domain.clock import add_months, add_years
from presantra.domain.contracts import Trait
from presantra.domain.errors import InvalidValue
from presantra.domain.legal import Source, load_sources, named
from presantra.domain.situations import SituationRule, WorkSituation, load_situations
from presantra.domain.vocabulary import AbsenceCause, FollowUpKind, SituationGroup, VisitKind

MAX_CACHED = 4096


class Act(StrEnum):
    """What a rule is about."""

    FIRST_VISIT = "first_visit"
    WAIVER = "waiver"
    PERIODIC = "periodic"
    INTERMEDIATE = "intermediate"
    ATTESTATION = "attestation"
    RETURN = "return"
    RETURN_WAIVER = "return_waiver"
    MID_CAREER = "mid_career"
    POST_EXPOSURE = "post_exposure"


Cause = AbsenceCause
CAUSE_LABELS = {
    Cause.WORK_ACCIDENT: "accident du travail",
    Cause.OCCUPATIONAL_DISEASE: "maladie professionnelle",
    Cause.MATERNITY: "congé de maternité",
    Cause.ILLNESS: "maladie ou accident non professionnels",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of `rules.toml`, whose heading explains the fields."""

    __pydantic_config__ = data.STRICT

    code: str
    act: Act
    sources: tuple[Source, ...]
    why: tuple[str, ...] = ()
    valid_from: date = date.min
    valid_to: date = date.max
    reform: str = ""
    kinds: frozenset[FollowUpKind] = frozenset()
    situations: frozenset[str] = frozenset()
    without_situations: frozenset[str] = frozenset()
    trait: Trait = Trait.NONE
    causes: frozenset[Cause] = frozenset()
    younger_than: int = 0
    shorter_than_days: int = 0
    at_least_days: int = 0
    before_assignment: bool = False
    visit: VisitKind | None = None
    years: int = 0
    months: int = 0
    days: int = 0
    before_start: bool = False
    age: int = 0
    ahead: int = 0
    behind: int = 0

    def latest(self, since: date) -> date:
        """The maximum counted from `since`, in calendar months clamped to their end."""
        day = add_months(add_years(since, self.years), self.months)
        return date.fromordinal(day.toordinal() + self.days) if self.days else day

    def earliest(self, until: date) -> date:
        """The day from which something done is still recent enough on `until`."""
        return add_months(add_years(until, -self.years), -self.months)

    @property
    def delay(self) -> str:
        """« 3 mois »."""
        if self.years:
            return f"{self.years} an{'s' if self.years > 1 else ''}"
        return f"{self.months} mois" if self.months else f"{self.days} jours"


@dataclass(frozen=True, slots=True)
class Reform:
    """A change of the Code that people already followed must be seen again for."""

    __pydantic_config__ = data.STRICT

    code: str
    title: str
    decree: str
    on: date
    summary: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What a set of situations entails one day: `pairs` are those in force, in the order of the list."""

    kind: FollowUpKind
    codes: frozenset[str]
    pairs: tuple[tuple[WorkSituation, SituationRule], ...]

    def of(self, group: SituationGroup) -> tuple[WorkSituation, ...]:
        return tuple(situation for situation, rule in self.pairs if rule.group is group)

    @property
    def deciding(self) -> tuple[tuple[WorkSituation, SituationRule], ...]:
        """The situations that make the kind of follow-up; none for a simple one."""
        return tuple(pair for pair in self.pairs if pair[1].group.value == self.kind.value)

    @property
    def before(self) -> tuple[WorkSituation, ...]:
        """Those whose visit comes before the work."""
        return tuple(situation for situation, rule in self.pairs if rule.before_assignment)


class Rulebook:
    """Everything the engine decides from. Never changes once loaded; days and profiles met are remembered."""

    def __init__(
        self, situations: Iterable[WorkSituation], rules: Iterable[Rule], reforms: Mapping[str, Reform]
    ) -> None:
        self.situations: Final = {situation.code: situation for situation in situations}
        self.rules: Final = tuple(rules)
        self.reforms: Final = dict(reforms)
        self._days: dict[date, dict[Act, tuple[Rule, ...]]] = {}
        self._profiles: dict[tuple[tuple[str, ...], date], Profile] = {}

    @classmethod
    def load(cls, folder: Traversable = data.FOLDER) -> "Rulebook":
        """Raises ValueError, KeyError or pydantic.ValidationError when the files do not hold together."""
        sources = load_sources(folder)
        situations = load_situations(folder, sources)
        rules = [
            data.entry(Rule, values | {"sources": named(values["sources"], sources)})
            for values in data.read(folder, "rules.toml")["rule"]
        ]
        reforms = {
            code: data.entry(Reform, values | {"code": code, "sources": named(values["sources"], sources)})
            for code, values in data.read(folder, "reforms.toml").items()
        }
        _check(situations, rules, reforms)
        return cls(situations, rules, reforms)

    def in_force(self, act: Act, day: date) -> tuple[Rule, ...]:
        """The rules of this act that day, by priority."""
        found = self._days.get(day)
        if found is None:
            if len(self._days) >= MAX_CACHED:
                self._days.clear()
            valid = [rule for rule in self.rules if rule.valid_from <= day <= rule.valid_to]
            found = {kind: tuple(rule for rule in valid if rule.act is kind) for kind in Act}
            self._days[day] = found
        return found[act]

    def profile(self, codes: tuple[str, ...], day: date) -> Profile:
        """What these situations entail that day. Raises InvalidValue for an unknown one."""
        key = (codes, day)
        found = self._profiles.get(key)
        if found is None:
            if len(self._profiles) >= MAX_CACHED:
                self._profiles.clear()
            found = self._profiles[key] = self._profile(frozenset(codes), day)
        return found

    def _profile(self, codes: frozenset[str], day: date) -> Profile:
        if not codes <= self.situations.keys():
            raise InvalidValue("Une situation de travail n’est pas reconnue : choisissez-la dans la liste.")
        known = (self.situations[code] for code in self.situations if code in codes)
        pairs = tuple((situation, rule) for situation in known if (rule := situation.on(day)) is not None)
        groups = {rule.group for _, rule in pairs}
        kind = FollowUpKind.SI
        if SituationGroup.SIR in groups:  # SIR excludes SIA, which excludes SI (R. 4624-24)
            kind = FollowUpKind.SIR
        elif SituationGroup.SIA in groups:
            kind = FollowUpKind.SIA
        return Profile(kind, frozenset(situation.code for situation, _ in pairs), pairs)

    def reinforced_between(self, codes: Iterable[str], start: date, end: date) -> bool:
        """Whether the rules of any day of that time made it a reinforced follow-up (R. 4624-28-1)."""
        return any(
            rule.group is SituationGroup.SIR and rule.overlaps(start, end)
            for code in codes
            for rule in self.situations[code].rules
        )


def _check(situations: Iterable[WorkSituation], rules: Iterable[Rule], reforms: Mapping[str, Reform]) -> None:
    codes = {situation.code for situation in situations}
    named_reforms = {rule.reform for situation in situations for rule in situation.rules} | {r.reform for r in rules}
    if not named_reforms - {""} <= reforms.keys():
        raise ValueError(f"reforms.toml: {sorted(named_reforms - {''} - reforms.keys())} missing")
    seen: set[str] = set()
    for rule in rules:
        if not (rule.situations | rule.without_situations) <= codes:
            raise ValueError(f"rules.toml: {rule.code} names an unknown situation")
        if rule.code in seen:
            raise ValueError(f"rules.toml: two rules {rule.code}")
        seen.add(rule.code)


BOOK = Rulebook.load()
