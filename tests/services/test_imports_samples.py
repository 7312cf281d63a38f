"""The five files as employers really send them: everything read, nothing asked, errors exactly where they are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from presantra.domain.imports.columns import Column, propose
from presantra.domain.imports.model import DsnFile, FilePerson, RawTable
from presantra.domain.imports.people import Choices, people
from presantra.domain.vocabulary import ContractType, DepartureReason, Sex
from presantra.services.imports.reading import read_file

TODAY = date(2026, 11, 24)
FILES = Path(__file__).parent.parent / "data" / "imports"


def table_of(name: str, *, nir: bool = False) -> RawTable:
    read = read_file((FILES / name).read_bytes(), name, nir=nir)
    assert isinstance(read, RawTable)
    return read


def people_of(table: RawTable) -> tuple[FilePerson, ...]:
    return people(table, Choices(tuple(guess.column for guess in propose(table).guesses)), TODAY)


def dsn_of(name: str, *, nir: bool = False) -> DsnFile:
    read = read_file((FILES / name).read_bytes(), name, nir=nir)
    assert isinstance(read, DsnFile)
    return read


def errors_of(persons: tuple[FilePerson, ...]) -> list[tuple[int, str, str]]:
    return [(person.line, error.column, error.sentence) for person in persons for error in person.errors]


@pytest.mark.parametrize(
    ("name", "sheet", "heading_line", "rows"),
    [
        ("paie_A_export_salaries.csv", "", 1, 60),
        ("paie_B_liste_du_personnel.xlsx", "Effectif", 5, 63),
        ("tableur_maison.csv", "", 1, 25),
    ],
)
def test_a_list_asks_nothing(name: str, sheet: str, heading_line: int, rows: int) -> None:
    table = table_of(name)
    proposal = propose(table)
    assert (table.sheet, table.heading_line, len(table.rows)) == (sheet, heading_line, rows)
    assert (proposal.questions, proposal.missing) == ((), ())
    assert all(guess.sure for guess in proposal.guesses)


def test_the_payroll_export() -> None:
    persons = people_of(table_of("paie_A_export_salaries.csv"))
    assert errors_of(persons) == []
    assert persons[4] == FilePerson(
        line=6, birth_name="DENIS", first_name="Roland", birth_date=date(2008, 3, 19), sex=Sex.MALE,
        entry_date=date(2025, 10, 21), contract_type=ContractType.CDD, planned_end_date=date(2026, 1, 21),
        job_title="Apprenti menuisier", pcs_code="632k", matricule="00005",
    )  # fmt: skip
    assert persons[10].usage_name == "ROSSI"
    assert persons[3].birth_name == "N'GUESSAN DE LA FONTAINE-BEAUMÉNIL"
    assert [person.line for person in persons if person.departure_date] == [41, 44, 60]


def test_the_printed_list_with_merged_headings() -> None:
    table = table_of("paie_B_liste_du_personnel.xlsx")
    persons = people_of(table)
    assert table.headings == (
        "Civilité", "Identité – NOM", "Identité – Nom d'usage", "Identité – PRÉNOM(S)", "Né(e) le",
        "Contrat – Entrée", "Contrat – Type", "Contrat – Qualification", "Contrat – Sortie",
    )  # fmt: skip
    assert errors_of(persons) == [
        (67, "Né(e) le", "Cette date n’existe pas dans le calendrier\xa0: corrigez-la (exemple\xa0: 23/11/2026)."),
        (68, "Identité – NOM", "Indiquez le nom de naissance."),
    ]
    assert persons[1] == FilePerson(
        line=7, birth_name="Poulain", first_name="René-Benoît", birth_date=date(1989, 8, 13), sex=Sex.MALE,
        entry_date=date(2024, 11, 1), contract_type=ContractType.CDI, job_title="Agent d'entretien",
    )  # fmt: skip
    # The duplicate is a person like another: the difference says what to do with it.
    assert (persons[2].birth_date, persons[60].birth_date) == (date(1964, 4, 11), date(1964, 4, 11))


def test_the_sheet_made_at_home() -> None:
    persons = people_of(table_of("tableur_maison.csv"))
    assert errors_of(persons) == []
    assert {person.phone for person in persons} == {None, "+33612345678"}
    assert {person.sex for person in persons} == {None}
    assert persons[0].email == "wdescamps@example.org"
    assert persons[24].contract_type is ContractType.APPRENTICESHIP


@pytest.mark.parametrize("name", ["paie_A_export_salaries.csv"])
def test_the_nir_is_left_behind_unless_the_service_asks_for_it(name: str) -> None:
    without, kept = table_of(name), table_of(name, nir=True)
    assert {cells[6] + cells[7] for _, cells in without.rows} == {""}
    assert [guess.column for guess in propose(without).guesses][6:8] == [Column.IGNORED, Column.IGNORED]
    assert {person.nir for person in people_of(without)} == {None}
    proposal = propose(kept)
    assert [guess.column for guess in proposal.guesses][6:8] == [Column.NIR, Column.NIR_KEY]
    assert proposal.guesses[6].samples == ()
    persons = people_of(kept)
    assert errors_of(persons) == []
    assert persons[0].nir == "280014759706037"
    assert all(person.nir for person in persons)
    assert "280014759706037" not in repr(persons)


def test_two_months_of_dsn() -> None:
    september, october = dsn_of("DSN_2026-09.dsn"), dsn_of("DSN_2026-10.dsn")
    assert (september.month, october.month) == (date(2026, 9, 1), date(2026, 10, 1))
    assert {september.siren, october.siren} == {"991421132"}
    sizes = [{siret: len(found) for siret, found in month.establishments.items()} for month in (september, october)]
    assert sizes == [
        {"99142113200010": 15, "99142113200028": 15},
        {"99142113200010": 17, "99142113200028": 16},
    ]
    before, after = (
        {
            (person.birth_name, person.first_name, person.birth_date): person
            for found in month.establishments.values()
            for person in found
        }
        for month in (september, october)
    )
    assert [key[0] for key in after if key not in before] == ["MARCHAND", "CHAUVIN", "PINEAU"]
    assert [key for key in before if key not in after] == []
    assert [
        (key[0], person.departure_date, person.departure_reason)
        for key, person in after.items()
        if person.departure_date
    ] == [
        ("DENIS", date(2026, 10, 30), DepartureReason.END_OF_CDD),
        ("POULAIN", date(2026, 10, 9), DepartureReason.RESIGNATION),
    ]
    changed = [
        (key[0], before[key].job_title, person.job_title)
        for key, person in after.items()
        if key in before and person.job_title != before[key].job_title
    ]
    assert changed == [("CHARPENTIER", "Technicienne bureau d'études", "Chef d'équipe")]
    assert not any(person.errors for person in after.values())


def test_a_person_of_a_dsn() -> None:
    person = dsn_of("DSN_2026-10.dsn").establishments["99142113200028"][1]
    assert person == FilePerson(
        line=388, birth_name="N'GUESSAN DE LA FONTAINE-BEAUMÉNIL", first_name="Georges", birth_date=date(1987, 12, 30),
        sex=Sex.MALE, entry_date=date(2005, 4, 30), contract_type=ContractType.CDI, job_title="Menuisier poseur",
        pcs_code="632k", idcc="2098", establishment="99142113200028", contract_starts=(date(2005, 4, 30),),
    )  # fmt: skip


def test_the_pay_of_a_dsn_never_leaves_the_parser() -> None:
    for nir in (False, True):
        text = repr(dsn_of("DSN_2026-10.dsn", nir=nir))
        assert "3505" not in text
        assert "2891" not in text
        assert "RUE DE L" not in text
        assert "2800147597060" not in text
    assert dsn_of("DSN_2026-10.dsn", nir=True).establishments["99142113200010"][0].nir == "280014759706037"
