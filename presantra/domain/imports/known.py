"""Somebody whom the portal knows, in the words of an import; and who in a file is likely to be him."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from presantra.domain.imports.model import FilePerson
from presantra.domain.names import fold
from presantra.domain.vocabulary import ContractType, DepartureReason, Sex, VisitKind


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person of one company with the latest period of employment; ``key`` is the caller's and means nothing here.

    ``previous_end``: end of the period before the latest one. ``sex`` is None when nobody has said it.
    ``nir_mark``: keyed digest of the n° de sécurité sociale, empty when there is none.
    """

    key: str
    birth_name: str
    first_name: str
    birth_date: date
    entry_date: date
    contract_type: ContractType
    job_title: str
    usage_name: str = ""
    sex: Sex | None = None
    planned_end_date: date | None = None
    pcs_code: str = ""
    situations: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""
    matricule: str = ""
    departure_date: date | None = None
    departure_reason: DepartureReason | None = None
    last_visit_date: date | None = None
    last_visit_kind: VisitKind | None = None
    last_exam_date: date | None = None
    working_time: str = ""
    other_employers: str = ""
    idcc: str = ""
    previous_end: date | None = None
    nir_mark: str = field(default="", repr=False)

    def is_present(self, today: date) -> bool:
        """The day of departure is still a day of presence."""
        return self.departure_date is None or self.departure_date >= today


class Acquaintances:
    """The people of one company, found by what a file says of them."""

    def __init__(self, known: Iterable[KnownPerson], today: date) -> None:
        self._today = today
        self._by_identity: dict[tuple[str, str, date], list[KnownPerson]] = defaultdict(list)
        self._by_matricule: dict[str, list[KnownPerson]] = defaultdict(list)
        self._by_birth_date: dict[date, list[KnownPerson]] = defaultdict(list)
        self._by_name: dict[tuple[str, str], list[KnownPerson]] = defaultdict(list)
        self._by_number: dict[str, list[KnownPerson]] = defaultdict(list)
        for one in known:
            for name in names_of(one):
                self._by_identity[name, bare(one.first_name), one.birth_date].append(one)
                self._by_name[name, bare(one.first_name)].append(one)
            if one.matricule:
                self._by_matricule[plain_matricule(one.matricule)].append(one)
            self._by_birth_date[one.birth_date].append(one)
            if one.nir_mark:
                self._by_number[one.nir_mark].append(one)

    def certain(self, person: FilePerson) -> tuple[KnownPerson, ...]:
        """Same first name, birth date and birth or usage name; or same matricule and birth date.

        Several only when the portal itself holds two records that look alike; the present one then comes alone.
        """
        found = {one.key: one for one in self._same_identity(person)}
        same_number = [
            one
            for one in self._by_matricule.get(plain_matricule(person.matricule or ""), ())
            if one.birth_date == person.birth_date
        ]
        if len(same_number) == 1 and (not found or same_number[0].key in found):
            return (same_number[0],)
        found |= {one.key: one for one in same_number}
        present = [one for one in found.values() if one.is_present(self._today)]
        return (present[0],) if len(present) == 1 else tuple(found.values())

    def probable(self, person: FilePerson) -> tuple[KnownPerson, ...]:
        """Those who may be the same person: only somebody of the company can tell."""
        if person.birth_date is None:
            return ()
        found = {one.key: one for one in self._by_birth_date.get(person.birth_date, ()) if _looks_like(person, one)}
        for one in self._by_matricule.get(plain_matricule(person.matricule or ""), ()):
            if _shares_something(person, one):
                found[one.key] = one
        for name in names_of(person):
            for one in self._by_name.get((name, bare(person.first_name or "")), ()):
                if _mistyped(person.birth_date, one.birth_date):
                    found[one.key] = one
        found |= {one.key: one for one in self._by_number.get(person.nir_mark or "", ())}
        return tuple(found.values())

    def _same_identity(self, person: FilePerson) -> Iterable[KnownPerson]:
        if person.birth_date is None:
            return
        first = bare(person.first_name or "")
        both = bool(person.birth_name and person.usage_name)
        for name in names_of(person):
            for one in self._by_identity.get((name, first, person.birth_date), ()):
                if not both or _same_kind_of_name(person, one):
                    yield one


def names_of(person: FilePerson | KnownPerson) -> tuple[str, ...]:
    """The birth name and the usage name, folded, each once."""
    return tuple(dict.fromkeys(bare(name) for name in (person.birth_name, person.usage_name) if name))


@lru_cache(maxsize=100_000)
def bare(text: str) -> str:
    """Without accents, case, spaces, hyphens nor apostrophes."""
    return fold(text).replace(" ", "") or text.casefold()


def plain_matricule(text: str) -> str:
    """A spreadsheet drops the zeros in front."""
    return text.replace(" ", "").casefold().lstrip("0")


def within_one_letter(left: str, right: str) -> bool:
    """One letter changed, added, missing, or two neighbours exchanged."""
    if left == right:
        return True
    if abs(len(left) - len(right)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    left, right = left[start:], right[start:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:] and len(left) > 1
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or swapped


def _same_kind_of_name(person: FilePerson, one: KnownPerson) -> bool:
    """A file with both names says which is which: crossed names are only likely."""
    same_birth = bare(person.birth_name or "") == bare(one.birth_name)
    return same_birth or (bool(one.usage_name) and bare(person.usage_name or "") == bare(one.usage_name))


def _looks_like(person: FilePerson, one: KnownPerson) -> bool:
    first, known_first = bare(person.first_name or ""), bare(one.first_name)
    pairs = [(mine, theirs) for mine in names_of(person) for theirs in names_of(one)]
    if first == known_first:
        return any(within_one_letter(*pair) for pair in pairs)
    return within_one_letter(first, known_first) and any(mine == theirs for mine, theirs in pairs)


def _shares_something(person: FilePerson, one: KnownPerson) -> bool:
    """Two payroll systems may give one number to two people: the number alone is no likeness."""
    if person.birth_date == one.birth_date or bare(person.first_name or "") == bare(one.first_name):
        return True
    return any(within_one_letter(mine, theirs) for mine in names_of(person) for theirs in names_of(one))


def _mistyped(left: date, right: date) -> bool:
    """One digit differs, or day and month are exchanged."""
    digits = sum(a != b for a, b in zip(left.isoformat(), right.isoformat(), strict=True))
    return digits == 1 or (
        left.year == right.year and (left.day, left.month) == (right.month, right.day) and digits > 0
    )
