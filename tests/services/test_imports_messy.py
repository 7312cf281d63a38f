"""Each way a file can be wrong gets its sentence; each way it can be strange and right is read."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presantra.domain.imports.columns import Column, propose
from presantra.domain.imports.model import FilePerson, RawTable
from presantra.domain.imports.people import Choices, people
from presantra.domain.typography import french
from presantra.services import spreadsheets
from presantra.services.imports import reading
from presantra.services.imports.reading import FileRefused, read_file
from presantra.services.spreadsheets import EMPTY, NOT_COMPUTED, PASSWORD, TOO_LONG
from tests import messy_files as files
from tests.messy_files import HEADINGS, LEA, TOM

TODAY = date(2026, 11, 24)
UNREADABLE = "Ce classeur Excel est illisible : enregistrez-le à nouveau au format XLSX."
INFLATED = "Ce classeur est trop volumineux : ne gardez que la feuille à importer."
STRAY = (
    "Ce classeur a plus de 60 000 lignes ou plus de 100 colonnes, peut-être à cause d’une cellule oubliée très loin : "
    "copiez votre tableau dans un nouveau classeur, puis déposez-le de nouveau."
)


def table_of(content: bytes, name: str = "effectif.xlsx") -> RawTable:
    table = read_file(content, name)
    assert isinstance(table, RawTable)
    return table


def people_of(content: bytes, name: str = "effectif.xlsx") -> tuple[FilePerson, ...]:
    table = table_of(content, name)
    return people(table, Choices(tuple(guess.column for guess in propose(table).guesses)), TODAY)


def names_of(content: bytes, name: str = "effectif.xlsx") -> list[tuple[int, str | None, date | None]]:
    return [(person.line, person.birth_name, person.birth_date) for person in people_of(content, name)]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("feuille_vide.xlsx", reading.EMPTY_WORKBOOK),
        ("titres_sans_salarie.xlsx", reading.NO_ROWS),
        ("titres_inconnus.xlsx", reading.NO_HEADINGS),
        ("sans_titres.xlsx", reading.NO_HEADINGS),
        ("protege_par_mot_de_passe.xlsx", PASSWORD),
        ("bombe.xlsx", INFLATED),
        ("soixante_mille_lignes.xlsx", TOO_LONG),
        ("formules_jamais_calculees.xlsx", NOT_COMPUTED),
        ("page_web.xls", reading.NOT_A_LIST),
        ("guillemet_ouvert.csv", "Le fichier CSV est illisible à partir de la ligne 2 (guillemet non fermé ?)."),
    ],
)
def test_a_file_refused(name: str, sentence: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        read_file(files.sample(name), name)
    assert refusal.value.sentence == french(sentence)


def test_each_messy_file_is_kept_and_small() -> None:
    assert all(0 < (files.FOLDER / name).stat().st_size < 500_000 for name in files.WRITTEN)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (lambda: b"", "vide.csv", EMPTY),
        (lambda: b"\r\n ;;\r\n;;\r\n", "vide.csv", EMPTY),
        (lambda: b"bonjour\nceci est une lettre\n", "lettre.csv", reading.NO_HEADINGS),
        (files.lying_zip, "bombe.xlsx", UNREADABLE),
        (lambda: files.archive(**{f"xl__{index}_xml": b"" for index in range(201)}), "b.xlsx", INFLATED),
        (lambda: files.delimited(HEADINGS, *[LEA] * 60_000), "long.csv", TOO_LONG),
        (lambda: files.delimited((*HEADINGS, *["x"] * 20_000), LEA), "large.csv", reading.TOO_WIDE),
        (lambda: files.delimited(HEADINGS, (*LEA, *["x"] * 20_000)), "large.csv", reading.TOO_WIDE),
        (files.columns_without_place, "large.xlsx", reading.TOO_WIDE),
        (lambda: b"x" * (spreadsheets.MAX_BYTES + 1), "gros.csv", spreadsheets.TOO_BIG),
        (files.open_document, "liste.xlsx", reading.ODS),
        (files.binary_workbook, "b.xlsx", reading.BINARY),
        (lambda: files.archive(word__document_xml=b"<w/>"), "liste.xlsx", reading.NOT_A_LIST),
        (lambda: files.archive(autre_xml=b"<w/>"), "liste.xlsx", UNREADABLE),
        (lambda: b"PK\x03\x04 coup", "liste.xlsx", UNREADABLE),
        (lambda: files.one_sheet(HEADINGS, LEA)[:-400], "coupe.xlsx", UNREADABLE),
        (lambda: spreadsheets.OLD_EXCEL_MAGIC + b"\0" * 600, "liste.xls", UNREADABLE),
        (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "liste.csv", reading.NOT_A_LIST),
        (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "photo.xlsx", reading.NOT_A_LIST),
        (lambda: b"\xff\xd8\xff\xe0\0\x10JFIF", "photo.xlsx", reading.NOT_A_LIST),
        (lambda: b"Nom;Pr\0nom\nA;B\n", "liste.csv", "Ce fichier n’est ni un CSV ni un classeur XLSX."),
        (
            lambda: b"Nom;Pr\xe9nom\nROY;L\x81a\n",
            "liste.csv",
            "L’encodage de ce fichier n’est pas reconnu : enregistrez-le en CSV UTF-8.",
        ),
    ],
)  # fmt: skip
def test_what_is_refused(content: Callable[[], bytes], name: str, sentence: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        read_file(content(), name)
    assert refusal.value.sentence == french(sentence)


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "ZZ2", "D99999"])
def test_a_stray_cell_does_not_fill_the_memory(cell: str) -> None:
    content = files.workbook(("Feuil1", (HEADINGS, LEA)), more=lambda sheet: sheet.write(cell, "oubliée"))
    with pytest.raises(FileRefused) as refusal:
        read_file(content, "effectif.xlsx")
    assert refusal.value.sentence == french(STRAY)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/sharedStrings.xml", b'uniqueCount="14"', b'uniqueCount="4294967295"'),
        ("xl/worksheets/sheet1.xml", b'<c r="A2"', b'<c r="xfd1048576"'),
        ("xl/worksheets/sheet1.xml", b'<c r="A2"', b'<c r="X&#70;D1048576"'),
    ],
)
def test_a_size_that_lies_ends_another_process_than_ours(part: str, old: bytes, new: bytes) -> None:
    with pytest.raises(FileRefused) as refusal:
        read_file(files.patched(files.one_sheet(HEADINGS, LEA, TOM), part, old, new), "effectif.xlsx")
    assert refusal.value.sentence == french(UNREADABLE)


ROY = [(2, "ROY", date(1990, 2, 28)), (3, "BOS", date(1985, 12, 1))]


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_and_encodings(mark: str, encoding: str) -> None:
    content = files.delimited(HEADINGS, LEA, TOM, mark=mark, encoding=encoding)
    assert names_of(content, "liste.csv") == ROY
    assert people_of(content)[0].first_name == "Léa"


@pytest.mark.parametrize("order", [(5, 4, 3, 2, 1, 0), (2, 0, 4, 1, 5, 3)])
def test_columns_in_any_order(order: tuple[int, ...]) -> None:
    rows = [[row[column] for column in order] for row in (HEADINGS, LEA, TOM)]
    assert names_of(files.one_sheet(*rows)) == ROY


def test_real_dates_of_the_1904_calendar() -> None:
    assert names_of(files.sample("dates_1904.xlsx")) == ROY


def test_an_old_workbook_and_names_that_lie() -> None:
    old = files.sample("ancien_format_renomme.xlsx")
    assert old == files.sample("ancien_format.xls")
    for name in ("effectif.xls", "ancien_format_renomme.xlsx", "effectif.csv"):
        assert names_of(old, name) == [(2, "DUVAL", date(1984, 2, 29)), (3, "LE GOFF", date(1991, 12, 31))]
    assert [person.job_title for person in people_of(old)] == ["Aide-soignante", "Cariste"]
    new = files.sample("classeur_renomme.xls")
    assert names_of(new, "classeur_renomme.xls") == names_of(new, "effectif.csv") == ROY


def test_formulas_give_their_results() -> None:
    (person,) = people_of(files.sample("formules.xlsx"))
    assert (person.job_title, person.contract_type, person.errors) == ("Vendeuse", None, ())


def test_titles_blank_and_repeated_lines_and_totals() -> None:
    content = files.delimited(
        ("Établissements Ménard",), ("Liste du personnel au 01/11/2026",), ("",), HEADINGS, LEA, ("", " "),
        HEADINGS, TOM, ("Total", "2"), ("", "Nombre de salariés : 2"), ("Édité le 02/11/2026",), ("Page 1/1",), ("",),
    )  # fmt: skip
    assert names_of(content, "liste.csv") == [(5, "ROY", date(1990, 2, 28)), (8, "BOS", date(1985, 12, 1))]


def test_trailing_spaces_and_duplicate_lines() -> None:
    first, second = people_of(files.sample("espaces_et_doublons.xlsx"))
    assert (first.birth_name, first.first_name, first.job_title) == ("ROY", "Léa", "Vendeuse")
    assert first.errors == second.errors == ()
    assert (first.line, second.line) == (2, 3)


def test_the_sheet_of_people_is_chosen() -> None:
    content = files.workbook(
        ("Légende", (("Code", "Sens"), ("CDI", "Durée indéterminée"))),
        ("Salaires", (("Nom", "Brut"), ("ROY", 2500))),
        ("Effectif", (("",), ("",), ("", *HEADINGS), ("", *LEA), ("", *TOM))),
    )
    table = table_of(content)
    assert (table.sheet, table.heading_line) == ("Effectif", 3)
    assert [line for line, _ in table.rows] == [4, 5]
    assert names_of(content) == [(4, "ROY", date(1990, 2, 28)), (5, "BOS", date(1985, 12, 1))]


def test_cells_merged_over_several_lines_count_for_each() -> None:
    found = people_of(files.sample("cellules_fusionnees.xlsx"))
    assert [person.birth_name for person in found] == ["ROY", "BOS"]
    assert [person.establishment for person in found] == ["10001-1", "10001-1"]


def test_pay_health_and_nir_are_emptied_whatever_their_column_is_called() -> None:
    content = files.delimited(
        (*HEADINGS, "Salaire brut", "RQTH", "Immat", "N° SS"),
        (*LEA, "2500", "oui", "2 90 02 75 123 456 12", "2900275123456"),
    )
    table = table_of(content, "liste.csv")
    assert table.rows[0][1][6:] == ("", "", "", "")
    assert [guess.column for guess in propose(table).guesses][6:] == [Column.IGNORED] * 4


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_read_or_refused(content: bytes) -> None:
    for head in (b"", b"PK\x03\x04", b"Nom;Pr\xe9nom;N\xe9 le\n", b"S10.G00.00.001,'A'\n"):
        try:
            table = read_file(head + content, "fichier")
        except FileRefused:
            continue
        assert isinstance(table, RawTable)
        people(table, Choices(tuple(guess.column for guess in propose(table).guesses)), TODAY)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 9079), st.binary(min_size=1, max_size=8))
def test_a_workbook_with_bytes_changed_is_read_or_refused(place: int, wrong: bytes) -> None:
    content = bytearray(files.sample("paie_B_liste_du_personnel.xlsx"))
    content[place : place + len(wrong)] = wrong
    with suppress(FileRefused):
        read_file(bytes(content), "paie.xlsx")


@pytest.mark.parametrize(
    "hostile", [b"f>" + b"<c " * 20_000, b'<row r="60000"' * 5_000, b"<c ><f></f>" + b" " * 60_000]
)
def test_tags_that_never_end_do_not_hold_the_process(hostile: bytes) -> None:
    content = files.archive(xl__worksheets__sheet1_xml=hostile)
    started = perf_counter()
    with pytest.raises(FileRefused):
        read_file(content, "effectif.xlsx")
    assert perf_counter() - started < 5
