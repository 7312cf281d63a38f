"""Workbooks to download: the model to fill in, and the lines that could not be imported. Blocking."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from presantra.domain.imports.finding import EXAMPLE
from presantra.domain.imports.headings import ERROR_HEADING as ERROR_HEADING
from presantra.domain.imports.model import CellError, RawTable
from presantra.domain.typography import french
from presantra.services.imports.template_columns import COLUMNS, HELP, NIR_COLUMN, TemplateColumn

_ROWS: Final = 5_000
_DATE: Final = "dd/mm/yyyy"
# Fixed, so that the same model is the same file.
_CREATED: Final = datetime(2026, 11, 1, tzinfo=UTC).replace(tzinfo=None)


def template(*, nir: bool = False) -> bytes:
    """The model: headings with their comments, lists, formats, one example line that imports leave aside.

    ``nir``: with the column of the n° de sécurité sociale.
    """
    columns = (*COLUMNS, NIR_COLUMN) if nir else COLUMNS
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": "Modèle d’import des salariés", "created": _CREATED})
        sheet = workbook.add_worksheet("Salariés")
        _write_help(workbook, columns)
        lists = workbook.add_worksheet("Listes")
        lists.hide()
        required = workbook.add_format(
            {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "text_wrap": True}
        )
        optional = workbook.add_format({"bold": True, "bg_color": "#DDE6F0", "text_wrap": True})
        example = {"italic": True, "font_color": "#6B6B6B", "bg_color": "#F4F4F4"}
        texts, dates = workbook.add_format(example), workbook.add_format({**example, "num_format": _DATE})
        formats = {True: workbook.add_format({"num_format": _DATE}), False: workbook.add_format({"num_format": "@"})}
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width, formats[column.is_date])
            sheet.write_string(0, index, column.heading, required if column.required else optional)
            sheet.write_comment(0, index, column.comment, {"x_scale": 2, "y_scale": 1.2, "author": "PRÉSANTRA"})
            _write_example(sheet, index, EXAMPLE if index == 0 else column.example, texts, dates)
            _validate(sheet, lists, index, column)
        sheet.freeze_panes(1, 0)
        sheet.set_row(0, 32)
        sheet.activate()
    return buffer.getvalue()


def rejected_lines(table: RawTable, errors: Mapping[int, Sequence[CellError]]) -> bytes:
    """The lines of ``errors``, as the file had them, with why: to correct and to load again.

    ``errors``: line of the file → what is wrong with it. Cells of pay, health or NIR are empty: they were not read.
    """
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet("Lignes en erreur")
        heading = workbook.add_format({"bold": True, "bg_color": "#DDE6F0", "text_wrap": True})
        wrong = workbook.add_format({"bg_color": "#FDE2E0", "num_format": "@"})
        plain = workbook.add_format({"num_format": "@"})
        headings = [*table.headings, ERROR_HEADING]
        for index, title in enumerate(headings):
            sheet.write_string(0, index, title, heading)
        sheet.set_column(0, len(table.headings) - 1, 18, plain)
        sheet.set_column(len(table.headings), len(table.headings), 70)
        refused = [(cells, errors[line]) for line, cells in table.rows if errors.get(line)]
        for row, (cells, found) in enumerate(refused, start=1):
            columns = {error.column for error in found}
            for index, (title, cell) in enumerate(zip(table.headings, cells, strict=True)):
                sheet.write_string(row, index, cell, wrong if title in columns else plain)
            sentences = [french(f"{error.column} : {error.sentence}") for error in found]
            sheet.write_string(row, len(cells), "\n".join(sentences))
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def _write_example(sheet: Worksheet, index: int, value: Any, texts: Format, dates: Format) -> None:
    if isinstance(value, date):
        sheet.write_datetime(1, index, datetime(value.year, value.month, value.day), dates)  # noqa: DTZ001
    else:
        sheet.write_string(1, index, value, texts)


def _validate(sheet: Worksheet, lists: Worksheet, index: int, column: TemplateColumn) -> None:
    if column.is_date:
        rule: dict[str, Any] = {
            "validate": "date", "criteria": "between", "minimum": date(1900, 1, 1), "maximum": date(2099, 12, 31),
            "input_title": column.heading, "input_message": "Date sous la forme JJ/MM/AAAA.",
            "error_title": "Date", "error_message": "Indiquez une date sous la forme JJ/MM/AAAA.",
        }  # fmt: skip
    elif column.choices:
        for row, choice in enumerate(column.choices):
            lists.write_string(row, index, choice)
        letter = chr(ord("A") + index)
        rule = {
            "validate": "list", "source": f"=Listes!${letter}$1:${letter}${len(column.choices)}",
            # Several situations may stand in one cell, parted by « ; ».
            "show_error": not column.several, "error_title": column.heading,
            "error_message": "Choisissez une valeur de la liste.",
        }  # fmt: skip
    else:
        return
    sheet.data_validation(1, index, _ROWS, index, rule)


def _write_help(workbook: Workbook, columns: Sequence[TemplateColumn]) -> None:
    sheet = workbook.add_worksheet("Aide")
    bold = workbook.add_format({"bold": True})
    wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 34, wrap)
    sheet.set_column(1, 1, 90, wrap)
    for row, line in enumerate(HELP):
        sheet.write_string(row, 0, line, bold if row == 0 else None)
    start = len(HELP) + 1
    for row, column in enumerate(columns, start=start):
        sheet.write_string(row, 0, f"« {column.heading} »", bold)
        sheet.write_string(row, 1, column.comment, wrap)
