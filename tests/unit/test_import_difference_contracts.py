"""Contracts that follow each other: one employment, or a return."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from presantra.domain.imports.difference import Outcome
from presantra.domain.imports.known import KnownPerson
from presantra.domain.imports.model import FilePerson
from presantra.domain.typography import french
from presantra.domain.vocabulary import ContractType, DepartureReason
from tests.unit.file_people import MARGOT, changed, line_of, only

CDD = replace(MARGOT, entry_date=date(2026, 1, 5), contract_type=ContractType.CDD, planned_end_date=date(2026, 9, 30))
OCTOBER = date(2026, 10, 1)
KEPT = (
    "Contrat commencé le 01/10/2026 : la date d’entrée du 05/01/2026 est gardée, et le suivi avec elle. "
    "Si la personne était partie entre-temps, déclarez d’abord son départ."
)
RESUMED = (
    "Reprise le lendemain de la sortie du 30/09/2026 : une nouvelle période s’ouvre. Si l’emploi n’a pas cessé (un CDD "
    "devenu CDI, par exemple), n’importez pas cette ligne et annulez le départ sur la fiche : la date d’entrée reste "
    "celle d’origine."
)


def declared(known: KnownPerson, *starts: date, **values: Any) -> FilePerson:
    """A line of a DSN, its contracts begun on these days."""
    return line_of(known, entry_date=starts[0], contract_starts=starts, **values)


@pytest.mark.parametrize("starts", [(date(2026, 1, 5), OCTOBER), (OCTOBER,)])
def test_a_dsn_makes_a_cdd_that_becomes_a_cdi_one_employment(starts: tuple[date, ...]) -> None:
    line = only(declared(CDD, *starts, contract_type=ContractType.CDI), known=[CDD])
    assert (line.outcome, changed(line)) == (
        Outcome.CHANGE, [("contract_type", "CDD", "CDI"), ("planned_end_date", "30/09/2026", "")],
    )  # fmt: skip
    assert line.after is not None
    assert line.after.entry_date == date(2026, 1, 5)
    assert line.note == ("" if len(starts) == 2 else french(KEPT))


def test_a_dsn_never_moves_the_entry_forward() -> None:
    line = only(declared(MARGOT, OCTOBER))
    assert (line.outcome, line.after) == (Outcome.UNCHANGED, None)
    assert "22/05/1999" in line.note
    earlier = only(declared(CDD, date(2025, 12, 1)), known=[CDD])
    assert changed(earlier) == [("entry_date", "05/01/2026", "01/12/2025")]


def test_a_file_corrects_an_entry_unless_it_tells_of_another_contract() -> None:
    corrected = only(line_of(CDD, entry_date=date(2026, 1, 12)), known=[CDD])
    assert changed(corrected) == [("entry_date", "05/01/2026", "12/01/2026")]
    cdi = only(line_of(CDD, entry_date=OCTOBER, contract_type=ContractType.CDI), known=[CDD])
    assert [field for field, *_ in changed(cdi)] == ["contract_type", "planned_end_date"]
    assert cdi.note == french(KEPT)
    renewed = only(line_of(CDD, entry_date=OCTOBER, planned_end_date=date(2027, 3, 31)), known=[CDD])
    assert changed(renewed) == [("planned_end_date", "30/09/2026", "31/03/2027")]
    assert renewed.note == french(KEPT)


def test_a_contract_that_follows_a_departure_is_a_return_that_says_what_it_is() -> None:
    left = replace(CDD, departure_date=date(2026, 9, 30), departure_reason=DepartureReason.END_OF_CDD)
    person = declared(left, date(2026, 1, 5), OCTOBER, contract_type=ContractType.CDI)
    line = only(person, known=[left])
    assert (line.outcome, line.note) == (Outcome.RETURN, french(RESUMED))
    assert line.after is not None
    assert line.after.entry_date == OCTOBER
    again = only(person, known=[replace(line.after, key="margot")])
    assert (again.outcome, again.note) == (Outcome.UNCHANGED, "")
    later = only(line_of(left, entry_date=date(2026, 10, 2)), known=[left])
    assert (later.outcome, later.note) == (Outcome.RETURN, "")


@pytest.mark.parametrize(
    ("known", "said", "kept"),
    [
        (ContractType.APPRENTICESHIP, ContractType.CDD, True),
        (ContractType.PROFESSIONAL_TRAINING, ContractType.CDI, True),
        (ContractType.SEASONAL, ContractType.CDD, True),
        (ContractType.SEASONAL, ContractType.CDI, False),
        (ContractType.CDD, ContractType.CDI, False),
    ],
)
def test_a_dsn_does_not_unsay_a_contract_that_it_cannot_tell(
    known: ContractType, said: ContractType, kept: bool
) -> None:
    one = replace(CDD, contract_type=known, planned_end_date=None)
    line = only(declared(one, one.entry_date, contract_type=said), known=[one])
    assert line.outcome is (Outcome.UNCHANGED if kept else Outcome.CHANGE)
    sheet = only(line_of(one, contract_type=said), known=[one])
    assert sheet.outcome is Outcome.CHANGE


def test_an_apprentice_whose_cdi_begins_later_has_a_new_contract() -> None:
    one = replace(CDD, contract_type=ContractType.APPRENTICESHIP, planned_end_date=None)
    line = only(declared(one, one.entry_date, OCTOBER, contract_type=ContractType.CDI), known=[one])
    assert changed(line) == [("contract_type", "Contrat d’apprentissage", "CDI")]


def test_a_period_does_not_overlap_the_one_before() -> None:
    known = replace(MARGOT, previous_end=date(1999, 3, 31))
    line = only(line_of(known, entry_date=date(1999, 3, 1)), known=[known])
    assert (line.outcome, [error.column for error in line.errors]) == (Outcome.ERROR, ["Date d’entrée"])
