"""Tables brought by people (CSV, XLSX): read whole, checked whole, reported by line and column."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from presantra.domain.errors import DomainError, InvalidValue
from presantra.domain.names import fold
from presantra.domain.typography import french

MAX_BYTES = 5 * 1024 * 1024
MAX_INFLATED_BYTES = 100 * 1024 * 1024
MAX_ZIP_ENTRIES = 200
MAX_ROWS = 50_000

_DELIMITERS = ";\t,"
_ZIP_MAGIC = b"PK\x03\x04"
_OLD_EXCEL_MAGIC = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """``line`` counts as the person's spreadsheet does: the header is line 1."""

    line: int
    column: str
    sentence: str

    def __str__(self) -> str:
        return french(f"Ligne {self.line}, colonne {self.column} : {self.sentence}")


class ImportRefused(DomainError):
    """Nothing was written. ``problems`` are in the order of the file."""

    code = "import_refused"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        count = len(self.problems)
        super().__init__(f"{count} erreur{'s' if count > 1 else ''} dans le fichier : rien n’a été enregistré.")


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns of a file, in any order. ``widths``: digits of identifiers that Excel turns into numbers."""

    columns: tuple[str, ...]
    required: frozenset[str]
    widths: Mapping[str, int]


def read_table(content: bytes, layout: Layout) -> tuple[tuple[Row, ...], list[Problem]]:
    """Rows that are not blank, and what is wrong with the shape of the file.

    Raises:
        InvalidValue: not a table at all, or too big.
        ImportRefused: a required column is missing.
    """
    if len(content) > MAX_BYTES:
        raise InvalidValue("Ce fichier dépasse 5 Mo : découpez-le en plusieurs fichiers.")
    records = _read_xlsx(content) if content.startswith(_ZIP_MAGIC) else _read_csv(content)
    filled = [(line, cells) for line, cells in records if any(_text(cell, 0) for cell in cells)]
    if not filled:
        raise InvalidValue("Ce fichier est vide.")
    if len(filled) > MAX_ROWS + 1:
        raise InvalidValue("Ce fichier dépasse 50 000 lignes : découpez-le en plusieurs fichiers.")
    (line, header), *body = filled
    names, problems = _read_header(line, header, layout)
    rows = []
    for line, cells in body:
        if any(_text(cell, 0) for cell in cells[len(names) :]):
            problems.append(_problem(line, str(len(names) + 1), "Cette ligne a plus de valeurs que de colonnes."))
            continue
        texts = {name: _text(cell, layout.widths.get(name, 0)) for name, cell in zip(names, cells, strict=False)}
        rows.append(Row(line, {name: texts.get(name, "") for name in layout.columns}))
    return tuple(rows), problems


def _read_header(line: int, header: Sequence[Any], layout: Layout) -> tuple[list[str], list[Problem]]:
    known = {fold(column): column for column in layout.columns}
    names: list[str] = []
    problems = []
    titles = [_text(cell, 0) for cell in header]
    while titles and not titles[-1]:
        titles.pop()
    for title in titles:
        name = known.get(fold(title), "")
        if not name:
            expected = ", ".join(layout.columns)
            problems.append(
                _problem(line, title or "(sans titre)", f"Colonne inconnue. Colonnes attendues : {expected}.")
            )
        elif name in names:
            problems.append(_problem(line, name, "Cette colonne figure deux fois."))
        names.append(name)
    missing = [column for column in layout.columns if column in layout.required and column not in names]
    if missing:
        raise ImportRefused([_problem(line, column, "Cette colonne obligatoire manque.") for column in missing])
    return names, problems


def _problem(line: int, column: str, sentence: str) -> Problem:
    return Problem(line, column, french(sentence))


def _text(cell: Any, width: int) -> str:
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int):
        # A spreadsheet that takes an identifier for a number drops its leading zeros.
        return str(cell).zfill(width) if cell >= 0 else str(cell)
    if isinstance(cell, (date, datetime)):
        return f"{cell:%d/%m/%Y}"
    return str(cell).strip()


def _read_xlsx(content: bytes) -> list[tuple[int, Sequence[Any]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
        if len(entries) > MAX_ZIP_ENTRIES or sum(entry.file_size for entry in entries) > MAX_INFLATED_BYTES:
            raise InvalidValue("Ce classeur est trop volumineux : ne gardez que la feuille à importer.")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        return list(enumerate(sheet.to_python(skip_empty_area=False), start=1))
    except (zipfile.BadZipFile, CalamineError, OSError, ValueError, IndexError) as error:
        raise InvalidValue("Ce classeur Excel est illisible : enregistrez-le à nouveau au format XLSX.") from error


def _read_csv(content: bytes) -> list[tuple[int, Sequence[Any]]]:
    text = _decode(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    records: list[tuple[int, Sequence[Any]]] = []
    start = 1
    try:
        for record in reader:
            records.append((start, record))
            start = reader.line_num + 1
    except csv.Error as error:
        raise InvalidValue(
            f"Le fichier CSV est illisible à partir de la ligne {start} (guillemet non fermé ?)."
        ) from error
    return records


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif content.startswith(_OLD_EXCEL_MAGIC) or b"\0" in content:
        raise InvalidValue("Ce fichier n’est ni un CSV ni un classeur XLSX.")
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidValue("L’encodage de ce fichier n’est pas reconnu : enregistrez-le en CSV UTF-8.")


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    unquoted = re.sub(r'"[^"]*"', "", first)
    return max(_DELIMITERS, key=unquoted.count) if any(mark in unquoted for mark in _DELIMITERS) else ";"
