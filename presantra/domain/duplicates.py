"""Who may be the same person twice. People are compared only within small groups that share a piece of identity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

Pair = tuple[int, int]

CLOSE_ENOUGH = 0.82
MAX_COMPARED = 40
"""Beyond, a group is compared by equal names only: the number of comparisons stays proportional to the people."""
MOST_EFFORT = 4_000_000
"""Pairs of letters looked at, about a second; then again equal names only. Real companies need a tenth of it."""


class Likeness(StrEnum):
    """Why two records look alike, the surest first."""

    IDENTITY = "identite"
    NAMES = "noms"
    MATRICULE = "matricule"
    INTERNAL = "autre"
    """By a number that is never shown."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One record. Names are folded and without spaces; `usage_name` is empty when it is the birth name.

    `birth` is the first name and the birth date, folded, in one piece; `hidden` is an internal digest, or empty.
    """

    id: int
    birth: str
    birth_name: str
    usage_name: str = ""
    matricule: str = ""
    hidden: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name in (self.birth_name, self.usage_name) if name))


@dataclass(frozen=True, slots=True)
class Group:
    """Records that may be one person, in the order given; `likeness` is the surest reason."""

    ids: tuple[int, ...]
    likeness: Likeness


def find_groups(people: Sequence[Candidate], apart: Collection[Pair] = frozenset()) -> tuple[Group, ...]:
    """Groups of at least two, in the order of their first member.

    ``apart``: pairs of ids, the lower first, of which somebody has said that they are two people.
    """
    links = _Links(apart)
    for alike in _sharing(people, lambda person: person.birth):
        _link_names(alike, links)
    for alike in _sharing(people, lambda person: person.matricule):
        links.all(alike, lambda *_: Likeness.MATRICULE)
    for alike in _sharing(people, lambda person: person.hidden):
        links.all(alike, lambda *_: Likeness.INTERNAL)
    return links.groups(people)


def pair(one: int, other: int) -> Pair:
    """The lower id first."""
    return (one, other) if one < other else (other, one)


def close_names(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether a name of one is, but for a slip of the pen or a part left out, a name of the other."""
    return any(_close(a, b) for a in one for b in other)


def _close(a: str, b: str) -> bool:
    if a == b:
        return True
    short, long = sorted((a, b), key=lambda name: (len(name), name))
    if len(short) < 4:
        return False
    return short in long or SequenceMatcher(None, short, long, autojunk=False).ratio() >= CLOSE_ENOUGH


def _sharing(people: Iterable[Candidate], piece: Callable[[Candidate], str]) -> list[list[Candidate]]:
    found: dict[str, list[Candidate]] = defaultdict(list)
    for person in people:
        if key := piece(person):
            found[key].append(person)
    return [alike for alike in found.values() if len(alike) > 1]


def _link_names(alike: list[Candidate], links: _Links) -> None:
    """`alike` have the same first name and birth date."""
    by_name: dict[str, list[Candidate]] = defaultdict(list)
    for person in alike:
        for name in person.names:
            by_name[name].append(person)
    for same in by_name.values():
        links.all(same, lambda one, other: Likeness.IDENTITY if one.birth_name == other.birth_name else Likeness.NAMES)
    if len(alike) > MAX_COMPARED:
        return
    for rank, one in enumerate(alike):
        for other in alike[rank + 1 :]:
            links.effort += len("".join(one.names)) * len("".join(other.names))
            if links.effort > MOST_EFFORT:
                return
            if close_names(one.names, other.names):
                links.add(one, other, Likeness.NAMES)


class _Links:
    """Union-find over ids, with the surest reason of each group."""

    def __init__(self, apart: Collection[Pair]) -> None:
        self.effort = 0
        self._apart = frozenset(apart)
        self._parent: dict[int, int] = {}
        self._reason: dict[int, Likeness] = {}

    def all(self, alike: Sequence[Candidate], reason: Callable[[Candidate, Candidate], Likeness]) -> None:
        """Each to the first one; where some were told apart, each to each, for the others are not."""
        firsts = alike if self._apart and len(alike) <= MAX_COMPARED else alike[:1]
        for rank, one in enumerate(firsts):
            for other in alike[rank + 1 :]:
                self.add(one, other, reason(one, other))

    def add(self, one: Candidate, other: Candidate, reason: Likeness) -> None:
        if pair(one.id, other.id) in self._apart:
            return
        first, second = self._root(one.id), self._root(other.id)
        reasons = [r for root in (first, second) if (r := self._reason.get(root))] + [reason]
        self._parent[second] = first
        self._reason[first] = min(reasons, key=list(Likeness).index)

    def groups(self, people: Sequence[Candidate]) -> tuple[Group, ...]:
        members: dict[int, list[int]] = defaultdict(list)
        for person in people:
            if person.id in self._parent:
                members[self._root(person.id)].append(person.id)
        return tuple(Group(tuple(ids), self._reason[root]) for root, ids in members.items() if len(ids) > 1)

    def _root(self, key: int) -> int:
        self._parent.setdefault(key, key)
        while self._parent[key] != key:
            self._parent[key] = self._parent[self._parent[key]]
            key = self._parent[key]
        return key
