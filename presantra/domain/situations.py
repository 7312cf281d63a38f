"""Situations de travail that an employer ticks; from them follows the kind of follow-up (`data/situations.toml`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from itertools import pairwise

from presantra.domain import data
from presantra.domain.errors import InvalidValue
from presantra.domain.legal import SOURCES, Source, named
from presantra.domain.vocabulary import SituationGroup


@dataclass(frozen=True, slots=True)
class SituationRule:
    """What a situation entails from `valid_from` to `valid_to`, both included.

    `before_assignment`: the visit must take place before the person starts on the post. `younger_than`: the
    situation means nothing any more from that age. `reform`: the change of the Code that made this rule.
    """

    __pydantic_config__ = data.STRICT

    group: SituationGroup
    sources: tuple[Source, ...]
    before_assignment: bool = False
    valid_from: date = date.min
    valid_to: date = date.max
    younger_than: int = 0
    note: str = ""
    reform: str = ""

    def overlaps(self, start: date, end: date) -> bool:
        return self.valid_from <= end and start <= self.valid_to


@dataclass(frozen=True, slots=True)
class WorkSituation:
    """`rules` follow each other in time. The properties below are those of the newest: screens sort boxes by them."""

    __pydantic_config__ = data.STRICT

    code: str
    label: str
    help: str
    rules: tuple[SituationRule, ...]

    def on(self, day: date) -> SituationRule | None:
        """What it entails that day; None before it existed in the Code, or after."""
        return next((rule for rule in self.rules if rule.overlaps(day, day)), None)

    @property
    def group(self) -> SituationGroup:
        return self.rules[-1].group

    @property
    def before_assignment(self) -> bool:
        return self.rules[-1].before_assignment

    @property
    def valid_from(self) -> date | None:
        """Since when, for a rule that changed."""
        return None if self.rules[-1].valid_from == date.min else self.rules[-1].valid_from

    @property
    def sources(self) -> tuple[Source, ...]:
        return self.rules[-1].sources

    @property
    def article(self) -> str:
        return self.sources[0].article

    @property
    def url(self) -> str:
        return self.sources[0].url

    @property
    def to_confirm(self) -> bool:
        return any(source.to_confirm for source in self.sources)


def load_situations(
    folder: Traversable = data.FOLDER, sources: Mapping[str, Source] = SOURCES
) -> tuple[WorkSituation, ...]:
    """Raises ValueError when two rules of a situation stand on one day, KeyError for an unknown source."""
    found = []
    for code, values in data.read(folder, "situations.toml").items():
        rules = tuple(
            data.entry(SituationRule, rule | {"sources": named(rule["sources"], sources)})
            for rule in values.pop("rule")
        )
        for before, after in pairwise(rules):
            if before.valid_to >= after.valid_from:
                raise ValueError(f"situations.toml: two rules of {code} on one day")
        found.append(data.entry(WorkSituation, {"code": code, **values, "rules": rules}))
    return tuple(found)


WORK_SITUATIONS = load_situations()
SITUATIONS_BY_CODE: dict[str, WorkSituation] = {situation.code: situation for situation in WORK_SITUATIONS}


def find_situations(codes: Iterable[str]) -> tuple[WorkSituation, ...]:
    """The situations of these codes, each once, in the order of the list. Raises InvalidValue."""
    wanted = set(codes)
    if not wanted <= SITUATIONS_BY_CODE.keys():
        raise InvalidValue("Une situation de travail n’est pas reconnue : choisissez-la dans la liste.")
    return tuple(situation for situation in WORK_SITUATIONS if situation.code in wanted)
