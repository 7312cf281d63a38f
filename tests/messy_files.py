"""Files as bad as people send them, built on the spot; two that only other programs write stand in tests/data."""

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


def formulas_never_computed() -> bytes:
    """What a program writes that knows formulas and not their results."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADINGS)
    sheet.append([*LEA[:4], '=CONCATENATE("Ven","deuse")', "CDI"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


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


def many_rows(count: int) -> bytes:
    buffer = io.BytesIO()
    with Workbook(buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Effectif")
        for line in range(count + 1):
            for column, cell in enumerate(HEADINGS[:2] if line == 0 else ("A", "B")):
                sheet.write_string(line, column, cell)
    return buffer.getvalue()


def sample(name: str) -> bytes:
    return (FOLDER / name).read_bytes()
