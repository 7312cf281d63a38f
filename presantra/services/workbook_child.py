"""Run as a program: a workbook on the standard input, its sheets as lines of JSON on the standard output.

calamine trusts the sizes that a file announces: a damaged or hostile one makes it ask for all the memory, and that
ends the process. This one may end. It imports nothing of the portal and is given no secret.
"""

import io
import json
import resource
import sys
from datetime import date
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MEMORY = 1 << 30
SECONDS = 20
MAX_SHEETS = 30
MAX_OUTPUT = 64 << 20
"""Characters: a file of 5 MB that says more repeats itself."""


def main() -> int:
    """0: everything was written. 1: not a workbook, or too big."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        written = 0
        for index, metadata in enumerate(workbook.sheets_metadata[:MAX_SHEETS]):
            if metadata.typ == SheetTypeEnum.WorkSheet and metadata.visible == SheetVisibleEnum.Visible:
                written = _write_sheet(workbook, index, written)
    except Exception:  # whatever it is, the file cannot be read
        return 1
    return 0


def _write_sheet(workbook: CalamineWorkbook, index: int, written: int) -> int:
    """A line for the sheet, then one for each row that is not blank: its number from 1, its cells."""
    sheet = workbook.get_sheet_by_index(index)
    _write([sheet.name, sheet.merged_cell_ranges or []])
    left = [""] * sheet.start[1] if sheet.start else []
    # calamine gives back the blank lines above the table, not the blank columns before it.
    for line, row in enumerate(sheet.iter_rows(), start=1):
        while row and row[-1] == "":
            row.pop()
        if row:
            written += _write([line, left + [_plain(cell) for cell in row]])
            if written > MAX_OUTPUT:
                raise ValueError("too big")
    return written


def _plain(cell: Any) -> Any:
    if isinstance(cell, (str, int, float)):
        return cell
    return f"{cell.day:02}/{cell.month:02}/{cell.year:04}" if isinstance(cell, date) else str(cell)


def _write(content: list[Any]) -> int:
    return sys.stdout.write(json.dumps(content, ensure_ascii=True) + "\n")


if __name__ == "__main__":
    sys.exit(main())
