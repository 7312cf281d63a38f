"""From what was read and decided to the difference, company by company. Processor time only: called in a thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from presantra.db.repositories.import_people import StoredPerson
from presantra.domain.imports.correction import still_corrected
from presantra.domain.imports.difference import Absent, Decisions, Difference, Line, Outcome, compare
from presantra.domain.imports.model import FilePerson
from presantra.domain.imports.people import Choices, people
from presantra.domain.typography import french
from presantra.services.imports.payload import Payload, UserDecisions

FOREIGN_SENTENCE = "Cet établissement n’est pas rattaché à votre compte : la ligne est laissée de côté."


@dataclass(frozen=True, slots=True)
class Target:
    """A company of the account, with what files call it. ``blind``: the actor may not tell of the follow-up there."""

    member_id: int
    code: str
    siret: str
    name: str
    blind: bool = False

    @property
    def label(self) -> str:
        return f"{self.name} ({self.code})"


@dataclass(frozen=True, slots=True)
class Analysis:
    """``differences``: by member. ``lines``: all of them in the order of the file, each with its company."""

    differences: Mapping[int, Difference]
    lines: tuple[tuple[Line, Target | None], ...]
    absents: tuple[tuple[Absent, Target], ...]


def people_in(payload: Payload, choices: Choices | None, today: date) -> tuple[FilePerson, ...]:
    """The persons of a file, corrections included."""
    found = people(payload.table(), choices, today) if choices is not None else payload.people()
    corrections = payload.decisions.corrections
    if not corrections:
        return found
    return tuple(
        still_corrected(person, corrections[person.line]) if person.line in corrections else person for person in found
    )


def split(
    found: Sequence[FilePerson], targets: Sequence[Target], current: int
) -> tuple[dict[int, list[FilePerson]], list[FilePerson]]:
    """By member, then those of an establishment that the account does not have."""
    by_name = {name: target.member_id for target in targets for name in (target.code, target.siret)}
    blind = {target.member_id for target in targets if target.blind}
    mine: dict[int, list[FilePerson]] = {}
    foreign = []
    for person in found:
        member_id = by_name.get(person.establishment) if person.establishment else current
        if member_id is None:
            foreign.append(person)
        else:
            mine.setdefault(member_id, []).append(without_follow_up(person) if member_id in blind else person)
    return mine, foreign


def without_follow_up(person: FilePerson) -> FilePerson:
    """What is left of a line whose author may not tell of the follow-up."""
    return replace(person, situations=None, last_visit_date=None, last_visit_kind=None)


def analyse(
    mine: Mapping[int, Sequence[FilePerson]],
    foreign: Sequence[FilePerson],
    known: Mapping[int, Mapping[str, StoredPerson]],
    decisions: UserDecisions,
    targets: Sequence[Target],
    today: date,
) -> Analysis:
    said = Decisions(decisions.answers, decisions.excluded, decisions.absents, decisions.all_absents)
    by_id = {target.member_id: target for target in targets}
    differences = {
        member_id: compare(persons, [stored.known for stored in known[member_id].values()], said, today)
        for member_id, persons in mine.items()
    }
    lines: list[tuple[Line, Target | None]] = [
        (line, by_id[member_id]) for member_id, difference in differences.items() for line in difference.lines
    ]
    note = french(FOREIGN_SENTENCE)
    lines += [(Line(person, Outcome.FOREIGN, note=note), None) for person in foreign]
    lines.sort(key=lambda pair: pair[0].person.line)
    absents = tuple(
        (absent, by_id[member_id]) for member_id, difference in differences.items() for absent in difference.absents
    )
    return Analysis(differences, tuple(lines), absents)
