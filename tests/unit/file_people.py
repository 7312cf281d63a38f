"""People of the portal and lines of a file about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from presantra.domain.imports.difference import Decisions, Difference, Line, compare
from presantra.domain.imports.known import KnownPerson
from presantra.domain.imports.model import FilePerson
from presantra.domain.vocabulary import ContractType, DepartureReason, Sex

TODAY = date(2026, 11, 23)
MARGOT = KnownPerson(
    key="margot", birth_name="Fernandes", first_name="Margot", birth_date=date(1980, 1, 11), sex=Sex.FEMALE,
    entry_date=date(1999, 5, 22), contract_type=ContractType.CDI, job_title="Menuisier poseur", pcs_code="632k",
    matricule="00001", phone="+33612345678",
)  # fmt: skip
EMMANUELLE = KnownPerson(
    key="emmanuelle", birth_name="Bazin", usage_name="Rossi", first_name="Emmanuelle-Zoé",
    birth_date=date(1981, 9, 13), entry_date=date(2007, 1, 12), contract_type=ContractType.CDI,
    job_title="Conducteur routier",
)  # fmt: skip
GONE = replace(
    MARGOT, key="partie", birth_name="Le Goff", first_name="Anaïs", birth_date=date(1990, 3, 2), matricule="",
    entry_date=date(2019, 5, 22), departure_date=date(2026, 6, 30), departure_reason=DepartureReason.RESIGNATION,
)  # fmt: skip


def line_of(known: KnownPerson, **values: Any) -> FilePerson:
    """A line that says of somebody what the portal knows."""
    said = {
        "line": 2, "birth_name": known.birth_name, "usage_name": known.usage_name or None,
        "first_name": known.first_name, "birth_date": known.birth_date, "entry_date": known.entry_date,
        "contract_type": known.contract_type, "job_title": known.job_title,
    }  # fmt: skip
    return FilePerson(**said | values)


NEW = FilePerson(
    line=5, birth_name="Poulain", first_name="René-Benoît", birth_date=date(1989, 8, 13), sex=Sex.MALE,
    entry_date=date(2026, 11, 2), contract_type=ContractType.CDI, job_title="Agent d’entretien",
)  # fmt: skip


def difference(*people: FilePerson, known: Any = (MARGOT, EMMANUELLE, GONE), **decisions: Any) -> Difference:
    return compare(people, known, Decisions(**decisions), TODAY)


def only(person: FilePerson, **decisions: Any) -> Line:
    return difference(person, **decisions).lines[0]


def changed(line: Line) -> list[tuple[str, str, str]]:
    return [(change.field, change.before, change.after) for change in line.changes]
