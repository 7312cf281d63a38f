"""Tables that leave the portal: a workbook or a CSV, written a block of rows at a time. Blocking: use a thread.

A cell is a text, a date, an amount or nothing. A text never becomes a formula, whatever somebody typed.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import xlsxwriter

from presantra.domain.labels import format_date

Cell = str | date | Decimal | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDTH = 18


class TableFormat(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"


class TableWriter(Protocol):
    def write(self, rows: Sequence[Sequence[Cell]]) -> None: ...

    def close(self) -> None: ...


def table_writer(kind: TableFormat, path: Path, sheet: str, headings: Sequence[str]) -> TableWriter:
    return CsvTable(path, headings) if kind is TableFormat.CSV else Workbook(path, sheet, headings)


class Workbook:
    """XLSX in constant memory: frozen and filtered headings, texts kept as texts, real dates."""

    def __init__(self, path: Path, sheet: str, headings: Sequence[str]) -> None:
        # Its rows wait in files of its own, which must not be those of everybody’s temporary folder.
        options = {
            "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
            "tmpdir": str(path.parent),
        }  # fmt: skip
        self._book = xlsxwriter.Workbook(str(path), options)
        self._sheet = self._book.add_worksheet(sheet)
        self._day = self._book.add_format({"num_format": "dd/mm/yyyy"})
        self._columns, self._row = len(headings), 1
        self._sheet.set_column(0, self._columns - 1, _WIDTH)
        self._sheet.freeze_panes(1, 0)
        bold = self._book.add_format({"bold": True})
        for column, heading in enumerate(headings):
            self._sheet.write_string(0, column, heading, bold)

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        for row in rows:
            for column, value in enumerate(row):
                if isinstance(value, date):
                    self._sheet.write_datetime(self._row, column, value, self._day)
                elif isinstance(value, Decimal):
                    self._sheet.write_number(self._row, column, float(value))
                elif value:
                    self._sheet.write_string(self._row, column, value)
            self._row += 1

    def close(self) -> None:
        self._sheet.autofilter(0, 0, self._row - 1, self._columns - 1)
        self._book.close()


class CsvTable:
    """What a French Excel opens with a double click: UTF-8 with its mark, semicolons, dates JJ/MM/AAAA."""

    def __init__(self, path: Path, headings: Sequence[str]) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, delimiter=";")
        self._writer.writerow(headings)

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        self._writer.writerows([_plain(value) for value in row] for row in rows)

    def close(self) -> None:
        self._file.close()


def _plain(value: Cell) -> str:
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, Decimal):
        return f"{value}".replace(".", ",")
    return f"'{value}" if value and value.startswith(_FORMULA) else value or ""
