"""What a file changes in one company, line by line. Nothing here is written: the person sees it first."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from presantra.domain.errors import FieldChange
from presantra.domain.imports import changes
from presantra.domain.imports.checks import IDENTITY, error, impossible, missing
from presantra.domain.imports.known import Acquaintances, KnownPerson, bare, names_of
from presantra.domain.imports.model import CellError, FilePerson
from presantra.domain.labels import format_date
from presantra.domain.nir import nir_warnings
from presantra.domain.typography import french
from presantra.domain.vocabulary import DepartureReason

OTHER_PERSON = "autre"
SAME_NUMBER = (
    "Ce numéro est déjà celui d’une autre personne, de l’entreprise ou du fichier : corrigez-le, "
    "ou laissez la cellule vide."
)

FOLLOWS_ON = (
    "Contrat commencé le {} : la date d’entrée du {} est gardée, et le suivi avec elle. "
    "Si la personne était partie entre-temps, déclarez d’abord son départ."
)
RESUMED = (
    "Reprise le lendemain de la sortie du {} : une nouvelle période s’ouvre. Si l’emploi n’a pas cessé (un CDD devenu "
    "CDI, par exemple), n’importez pas cette ligne et annulez le départ sur la fiche : la date d’entrée reste celle "
    "d’origine."
)


class Outcome(StrEnum):
    """What becomes of a line. Only the first four write something."""

    ARRIVAL = "arrivee"
    RETURN = "retour"
    DEPARTURE = "depart"
    CHANGE = "changement"
    UNCHANGED = "inchange"
    ERROR = "erreur"
    QUESTION = "question"
    REPEATED = "repete"
    EXCLUDED = "exclu"
    FOREIGN = "hors_compte"


WRITING = frozenset({Outcome.ARRIVAL, Outcome.RETURN, Outcome.DEPARTURE, Outcome.CHANGE})


@dataclass(frozen=True, slots=True)
class Leaving:
    """The departure that the user gives to people absent from the file."""

    day: date
    reason: DepartureReason


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the user said: ``answers``: line → key of the same person, or OTHER_PERSON; ``absents``: key → departure."""

    answers: Mapping[int, str] = field(default_factory=dict)
    excluded: Collection[int] = frozenset()
    absents: Mapping[str, Leaving] = field(default_factory=dict)
    all_absents: Leaving | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """``before`` → ``after``: the record of a known person, or None for somebody new, and what the line makes of it.

    ``candidates``: who it may be, when that is the question. ``same_as``: the line that this one repeats.
    """

    person: FilePerson
    outcome: Outcome
    before: KnownPerson | None = None
    after: KnownPerson | None = None
    changes: tuple[FieldChange, ...] = ()
    errors: tuple[CellError, ...] = ()
    candidates: tuple[KnownPerson, ...] = ()
    same_as: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody present whom the file does not name; ``after`` only when the user says that he has left."""

    before: KnownPerson
    after: KnownPerson | None = None
    errors: tuple[CellError, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    lines: tuple[Line, ...]
    absents: tuple[Absent, ...]


def compare(
    people: Iterable[FilePerson], known: Collection[KnownPerson], decisions: Decisions, today: date
) -> Difference:
    """The difference between a file and one company. ``known``: everybody, present and departed."""
    return _Comparison(known, decisions, today).run(tuple(people))


class _Comparison:
    def __init__(self, known: Collection[KnownPerson], decisions: Decisions, today: date) -> None:
        self._known = known
        self._decisions = decisions
        self._today = today
        self._acquaintances = Acquaintances(known, today)
        self._taken: dict[str, int] = {}
        self._new: dict[tuple[str, str, date | None], int] = {}
        self._numbers = {one.nir_mark: one.key for one in known if one.nir_mark}
        self._mentioned: set[str] = set()

    def run(self, people: tuple[FilePerson, ...]) -> Difference:
        certain = {p.line: self._acquaintances.certain(p) for p in people if p.line not in self._decisions.excluded}
        # Whoever is certainly on another line of the file is no candidate for this one.
        self._named = {found[0].key: line for line, found in reversed(certain.items()) if len(found) == 1}
        lines = tuple(self._line(person, certain.get(person.line, ())) for person in people)
        return Difference(lines, self._absents())

    def _line(self, person: FilePerson, certain: tuple[KnownPerson, ...]) -> Line:
        if person.line in self._decisions.excluded:
            self._mentioned.update(one.key for one in self._acquaintances.certain(person))
            return Line(person, Outcome.EXCLUDED)
        candidates = certain or self._candidates(person)
        known = self._chosen(person, certain, candidates)
        self._mentioned.update(one.key for one in ((known,) if known else candidates))
        errors = person.errors or missing(person, IDENTITY)
        if errors:
            return Line(person, Outcome.ERROR, known, errors=errors)
        if known is None and candidates and self._decisions.answers.get(person.line) != OTHER_PERSON:
            return Line(person, Outcome.QUESTION, candidates=candidates)
        if known is not None and known.key in self._taken:
            return _repeated(person, self._taken[known.key])
        if known is not None:
            self._taken[known.key] = person.line
            return self._of_known(person, known)
        return self._of_new(person)

    def _candidates(self, person: FilePerson) -> tuple[KnownPerson, ...]:
        found = self._acquaintances.probable(person)
        return tuple(one for one in found if self._named.get(one.key, person.line) == person.line)

    def _chosen(
        self, person: FilePerson, certain: tuple[KnownPerson, ...], candidates: tuple[KnownPerson, ...]
    ) -> KnownPerson | None:
        if len(certain) == 1:
            return certain[0]
        answer = self._decisions.answers.get(person.line, "")
        return next((one for one in candidates if one.key == answer), None)

    def _of_new(self, person: FilePerson) -> Line:
        identities = [(name, bare(person.first_name or ""), person.birth_date) for name in names_of(person)]
        first = next((self._new[identity] for identity in identities if identity in self._new), 0)
        if first:
            return _repeated(person, first)
        self._new.update(dict.fromkeys(identities, person.line))
        errors = missing(person)
        if errors:
            return Line(person, Outcome.ERROR, errors=errors)
        return self._written(person, Outcome.ARRIVAL, None, changes.arrived(person))

    def _of_known(self, person: FilePerson, known: KnownPerson) -> Line:
        left = known.departure_date
        entry = changes.begun(person, left)
        if left and entry and entry > left:
            errors = missing(person)
            if errors:
                return Line(person, Outcome.ERROR, known, errors=errors)
            note = RESUMED.format(format_date(left)) if entry == left + timedelta(days=1) else ""
            return self._written(person, Outcome.RETURN, known, changes.arrived(person, known), note)
        if not known.is_present(self._today) and person.departure_date in (None, left):
            day = format_date(left) if left else ""
            return Line(person, Outcome.UNCHANGED, known, note=french(f"Déjà sorti de l’entreprise le {day}."))
        after = changes.merged(known, person)
        outcome = Outcome.CHANGE
        if person.departure_date and person.departure_date != left:
            after = changes.departed(after, person)
            outcome = Outcome.CHANGE if left else Outcome.DEPARTURE
        later = changes.follows_on(known, person)
        note = FOLLOWS_ON.format(format_date(later), format_date(known.entry_date)) if later else ""
        if after is known:
            return Line(person, Outcome.UNCHANGED, known, note=_told(_set_aside(person), french(note)))
        return self._written(person, outcome, known, after, note)

    def _written(
        self, person: FilePerson, outcome: Outcome, known: KnownPerson | None, after: KnownPerson, note: str = ""
    ) -> Line:
        found = changes.differences(known, after)
        if known is None or any(change.field in changes.DATES for change in found):
            errors = impossible(after, self._today)
            if errors:
                return Line(person, Outcome.ERROR, known, errors=errors)
        notes = [_set_aside(person), french(note)]
        if person.nir and changes.number_change(known, after):
            owner = known.key if known else f"ligne {person.line}"
            if self._numbers.setdefault(after.nir_mark, owner) != owner:
                return Line(person, Outcome.ERROR, known, errors=(error("nir", SAME_NUMBER),))
            notes += nir_warnings(person.nir, after.sex, after.birth_date)
        return Line(person, outcome, known, after, found, note=_told(*notes))

    def _absents(self) -> tuple[Absent, ...]:
        here = (one for one in self._known if one.is_present(self._today) and one.key not in self._mentioned)
        return tuple(self._absent(one) for one in here)

    def _absent(self, one: KnownPerson) -> Absent:
        leaving = self._decisions.absents.get(one.key, self._decisions.all_absents)
        if leaving is None or one.departure_date is not None:
            return Absent(one)
        if leaving.day < one.entry_date:
            sentence = f"Le départ précède l’entrée du {format_date(one.entry_date)}."
            return Absent(one, errors=(error("departure_date", sentence),))
        return Absent(one, replace(one, departure_date=leaving.day, departure_reason=leaving.reason))


def _told(*notes: str) -> str:
    return " ".join(filter(None, notes))


def _set_aside(person: FilePerson) -> str:
    """What the line says of a last visit that is left alone; empty otherwise."""
    if not changes.visit_set_aside(person) or person.last_visit_date is None:
        return ""
    kind = changes.shown("last_visit_kind", person.last_visit_kind)
    return french(
        f"« {kind} » du {format_date(person.last_visit_date)} : cette visite ne change pas l’échéance, elle n’est pas "
        "reprise comme dernière visite."
    )


def _repeated(person: FilePerson, first: int) -> Line:
    note = french(f"Cette personne figure déjà à la ligne {first} : c’est celle-là qui est reprise.")
    return Line(person, Outcome.REPEATED, same_as=first, note=note)
