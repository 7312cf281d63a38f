"""Files as bad as people send them: those that the tests read in tests/data/imports, and what is too big to be kept.

``python -m tests.messy_files`` writes the files of `WRITTEN` again (see the README beside them).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

FOLDER = Path(__file__).parent / "data" / "imports"

HEADINGS = ("Nom", "Prénom", "Date de naissance", "Date d'entrée", "Poste", "Contrat")
LEA = ("ROY", "Léa", date(1990, 2, 28), date(2020, 6, 1), "Vendeuse", "CDI")
TOM = ("BOS", "Tom", date(1985, 12, 1), date(2019, 1, 2), "Cariste", "CDD")

Rows = Sequence[Sequence[Any]]


def workbook(
    *sheets: tuple[str, Rows], options: dict[str, Any] | None = None, more: Callable[[Worksheet], object] | None = None
) -> bytes:
    """A workbook with real dates; ``more`` adds to the last sheet."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True, **(options or {})}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for line, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(line, column, datetime.combine(cell, time.min), day)
                    elif cell != "":
                        sheet.write(line, column, cell)
        if more:
            more(sheet)
    return buffer.getvalue()


def one_sheet(*rows: Sequence[Any], **options: Any) -> bytes:
    return workbook(("Feuil1", rows), options=options)


def delimited(*rows: Sequence[Any], mark: str = ";", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    texts = [[f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell) for cell in row] for row in rows]
    return "".join(mark.join(row) + end for row in texts).encode(encoding)


def patched(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The same archive with other bytes in one of its parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(old, new) if name == part else data)
    return buffer.getvalue()


def columns_without_place() -> bytes:
    """Cells that do not say where they are follow each other, as far as one likes."""
    content, row = one_sheet(HEADINGS, LEA), b"</row>"
    more = b"<c><v>1</v></c>" * 20_000
    return patched(content, "xl/worksheets/sheet1.xml", row, more + row)


def formulas_never_computed() -> bytes:
    """What a program writes that knows formulas and not their results."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADINGS)
    sheet.append([*LEA[:4], '=CONCATENATE("Ven","deuse")', "CDI"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def formulas() -> bytes:
    """With their results, an empty text among them."""

    def add(sheet: Worksheet) -> None:
        sheet.write_formula("E2", '=CONCATENATE("Ven","deuse")', None, "Vendeuse")
        sheet.write_formula("F2", '=IF(A2="","","")', None, "")

    content = workbook(("Feuil1", (HEADINGS, (*LEA[:4], "", ""))), more=add)
    # Excel marks an empty text as the result that it is.
    return patched(content, "xl/worksheets/sheet1.xml", b'<c r="F2">', b'<c r="F2" t="str">')


def merged_cells() -> bytes:
    """A title over the whole table, and one establishment for two people."""

    def merge(sheet: Worksheet) -> None:
        sheet.merge_range("A1:G1", "Liste du personnel")
        sheet.merge_range("A3:A4", "10001-1")

    rows = (("",), ("Établissement", *HEADINGS), ("", *LEA), ("", *TOM))
    return workbook(("Feuil1", rows), more=merge)


def spaces_and_duplicates() -> bytes:
    spaced = [f"  {cell}\u00a0 " if isinstance(cell, str) else cell for cell in LEA]
    return one_sheet(tuple(f"{title} " for title in HEADINGS), spaced, LEA)


def archive(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


def open_document() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        target.writestr("content.xml", "<office:document-content/>")
    return buffer.getvalue()


def binary_workbook() -> bytes:
    return archive(**{"xl/workbook.bin": b"x"})


def zip_bomb() -> bytes:
    return archive(xl__workbook_xml=b"<x/>", xl__worksheets__sheet1_xml=b"\0" * (101 * 1024 * 1024))


def lying_zip() -> bytes:
    """A part that announces 10 bytes and holds more."""
    content = archive(xl__worksheets__sheet1_xml=b"\0" * 1_000_000)
    size = (1_000_000).to_bytes(4, "little")
    return content.replace(size, (10).to_bytes(4, "little"))


def sixty_thousand_rows() -> bytes:
    buffer = io.BytesIO()
    with Workbook(buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Effectif")
        for line in range(60_001):
            for column, cell in enumerate(HEADINGS[:2] if line == 0 else ("A", "B")):
                sheet.write_string(line, column, cell)
    return buffer.getvalue()


def sample(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


WRITTEN: dict[str, Callable[[], bytes]] = {
    "titres_inconnus.xlsx": lambda: one_sheet(("Produit", "Prix", "Stock"), ("Vis", 2, 300)),
    "sans_titres.xlsx": lambda: one_sheet(LEA, TOM),
    "cellules_fusionnees.xlsx": merged_cells,
    "formules.xlsx": formulas,
    "formules_jamais_calculees.xlsx": formulas_never_computed,
    "dates_1904.xlsx": lambda: one_sheet(HEADINGS, LEA, TOM, date_1904=True),
    "espaces_et_doublons.xlsx": spaces_and_duplicates,
    "feuille_vide.xlsx": one_sheet,
    "titres_sans_salarie.xlsx": lambda: one_sheet(HEADINGS),
    "bombe.xlsx": zip_bomb,
    "soixante_mille_lignes.xlsx": sixty_thousand_rows,
    "ancien_format_renomme.xlsx": lambda: sample("ancien_format.xls"),
    "classeur_renomme.xls": lambda: one_sheet(HEADINGS, LEA, TOM),
    "page_web.xls": lambda: b"<html><table><tr><td>Nom</td></tr></table></html>",
    "guillemet_ouvert.csv": lambda: b'Nom;Pr\xe9nom\nROY;"L\xe9a\nBOS;Tom\n',
}

if __name__ == "__main__":
    for filename, content in WRITTEN.items():
        (FOLDER / filename).write_bytes(content())
