"""The model to fill in is what an import reads best; the rejected lines can be corrected and loaded again."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest

from presantra.domain.imports.columns import Column, propose, signature
from presantra.domain.imports.model import FilePerson, RawTable
from presantra.domain.imports.people import Choices, people
from presantra.domain.labels import label
from presantra.domain.last_visits import LAST_VISIT_KINDS
from presantra.domain.vocabulary import ContractType, DepartureReason, Sex, VisitKind, WorkingTime
from presantra.services.imports.reading import NO_ROWS, FileRefused, read_file
from presantra.services.imports.template import ERROR_HEADING, rejected_lines, template
from presantra.services.imports.template_columns import COLUMNS
from tests import messy_files as files

TODAY = date(2026, 11, 24)


def table_of(content: bytes) -> RawTable:
    table = read_file(content, "modele.xlsx")
    assert isinstance(table, RawTable)
    return table


def people_of(table: RawTable) -> tuple[FilePerson, ...]:
    return people(table, Choices(tuple(guess.column for guess in propose(table).guesses)), TODAY)


def filled(*rows: dict[str, Any]) -> bytes:
    """The model with rows typed under its example."""
    book = openpyxl.load_workbook(io.BytesIO(template()))
    sheet = book["Salariés"]
    places = {cell.value: cell.column for cell in sheet[1]}
    for line, row in enumerate(rows, start=3):
        for heading, value in row.items():
            sheet.cell(line, places[heading], value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


PERSON = {"Nom de naissance": "Roy", "Prénom": "Léa", "Date de naissance": date(1990, 2, 28)}


def test_the_model_alone_holds_nobody() -> None:
    with pytest.raises(FileRefused) as refusal:
        read_file(template(), "modele.xlsx")
    assert refusal.value.sentence == NO_ROWS


def test_the_model_filled_in_is_read_without_a_question() -> None:
    everything = PERSON | {
        "Nom d’usage": "Bos", "Sexe": "Femme", "Date d’entrée": date(2026, 9, 1), "Type de contrat": "CDD",
        "Date de fin prévue": date(2027, 8, 31), "Poste": "Vendeuse", "Code PCS-ESE": "554A",
        "Situations de travail": "Travail de nuit ; Plomb", "Temps de travail": "Temps partiel",
        "Établissement": "10001-1", "E-mail": "lea@example.org", "Téléphone": "06 12 34 56 78", "Matricule": "007",
        "Date de sortie": date(2026, 10, 31), "Motif de sortie": "Démission",
        "Date de dernière visite": date(2026, 9, 3), "Type de dernière visite": "Visite d’embauche",
    }  # fmt: skip
    assert everything.keys() == {column.heading for column in COLUMNS}
    table = table_of(filled(everything))
    proposal = propose(table)
    assert (table.sheet, proposal.questions, proposal.missing) == ("Salariés", (), ())
    assert all(guess.sure and guess.column is not Column.IGNORED for guess in proposal.guesses)
    assert people_of(table) == (
        FilePerson(
            line=3, birth_name="Roy", usage_name="Bos", first_name="Léa", birth_date=date(1990, 2, 28), sex=Sex.FEMALE,
            entry_date=date(2026, 9, 1), contract_type=ContractType.CDD, planned_end_date=date(2027, 8, 31),
            job_title="Vendeuse", pcs_code="554a", situations=("plomb", "nuit"), email="lea@example.org",
            phone="+33612345678", matricule="007", departure_date=date(2026, 10, 31),
            departure_reason=DepartureReason.RESIGNATION, last_visit_date=date(2026, 9, 3),
            last_visit_kind=VisitKind.HIRE, working_time=WorkingTime.PARTIAL, establishment="10001-1",
        ),
    )  # fmt: skip


@pytest.mark.parametrize("column", [column for column in COLUMNS if column.choices], ids=lambda column: column.heading)
def test_every_word_of_every_list_is_understood(column: Any) -> None:
    table = table_of(filled(*[PERSON | {column.heading: choice} for choice in column.choices]))
    assert propose(table).questions == ()
    assert [person.errors for person in people_of(table)] == [()] * len(column.choices)


def test_lists_comments_formats_and_help() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template()))
    sheet = book["Salariés"]
    assert book.sheetnames == ["Salariés", "Aide", "Listes"]
    assert book["Listes"].sheet_state == "hidden"
    assert sheet.freeze_panes == "A2"
    assert all(cell.comment for cell in sheet[1])
    assert sheet["A2"].value == "EXEMPLE – ligne à effacer"
    rules = {str(rule.sqref)[0]: rule for rule in sheet.data_validations.dataValidation}
    dates = {chr(ord("A") + index) for index, column in enumerate(COLUMNS) if column.is_date}
    lists = {chr(ord("A") + index) for index, column in enumerate(COLUMNS) if column.choices}
    assert {place for place, rule in rules.items() if rule.type == "date"} == dates
    assert {place for place, rule in rules.items() if rule.type == "list"} == lists
    assert sheet["D3"].number_format == "General" or sheet.column_dimensions["D"].number_format == "dd/mm/yyyy"
    assert book["Aide"]["A1"].value == "Comment remplir ce modèle"
    assert template() == template()


def test_rejected_lines_are_corrected_and_loaded_again() -> None:
    table = table_of(files.sample("paie_B_liste_du_personnel.xlsx"))
    errors = {person.line: person.errors for person in people_of(table) if person.errors}
    content = rejected_lines(table, errors)
    again = table_of(content)
    assert again.headings == (*table.headings, ERROR_HEADING)
    assert [cells[:-1] for _, cells in again.rows] == [cells for line, cells in table.rows if line in errors]
    assert again.rows[1][1][-1] == "Identité – NOM\xa0: Indiquez le nom de naissance."
    assert [guess.column for guess in propose(again).guesses] == [
        *(guess.column for guess in propose(table).guesses),
        Column.IGNORED,
    ]
    assert signature(again) == signature(table)
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    wrong, right = sheet["E2"], sheet["D2"]
    assert (wrong.value, wrong.fill.fgColor.rgb, right.fill.fill_type) == ("31/02/1980", "FFFDE2E0", None)
    sheet["E2"], sheet["B3"] = "28/02/1980", "Lenoir"
    buffer = io.BytesIO()
    book.save(buffer)
    assert [(person.birth_name, person.errors) for person in people_of(table_of(buffer.getvalue()))] == [
        ("Testut", ()),
        ("Lenoir", ()),
    ]


def test_a_cell_that_looks_like_a_formula_stays_a_text() -> None:
    table = RawTable("", 1, ("Nom",), ((2, ('=HYPERLINK("http://x")',)),))
    (person,) = people(table, Choices((Column.BIRTH_NAME,)), TODAY)
    sheet = openpyxl.load_workbook(io.BytesIO(rejected_lines(table, {2: person.errors}))).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == ('=HYPERLINK("http://x")', "s")


def test_the_list_of_visits_is_that_of_the_form() -> None:
    """A reprise or a visit on request is no « dernière visite »: no deadline is counted from it."""
    (column,) = (column for column in COLUMNS if column.heading == "Type de dernière visite")
    assert column.choices == tuple(label(kind) for kind in LAST_VISIT_KINDS)
