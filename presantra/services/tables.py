"""Tables brought by people (CSV, XLSX): read whole, checked whole, reported by line and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from presantra.domain.errors import DomainError, InvalidValue
from presantra.domain.files import ZIP_MAGIC
from presantra.domain.forms import FormReader
from presantra.domain.names import fold
from presantra.domain.typography import french
from presantra.services import spreadsheets
from presantra.services.spreadsheets import cell_text

MAX_BYTES = spreadsheets.MAX_BYTES
MAX_INFLATED_BYTES = spreadsheets.MAX_INFLATED_BYTES
MAX_ROWS = spreadsheets.MAX_ROWS

Read = TypeVar("Read")


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


@dataclass(frozen=True, slots=True)
class Unique:
    """A column that says nothing twice. ``name``: how its value is called, « Ce numéro »."""

    column: str
    name: str


def read_each(
    content: bytes, layout: Layout, unique: Unique, read: Callable[[Row, FormReader], Read | None]
) -> tuple[list[Read], list[Problem]]:
    """Every row is looked at, the bad ones become problems.

    Args:
        read: what a row says, or None when something is missing; what is wrong is refused on its form.

    Raises:
        InvalidValue, ImportRefused: see :func:`read_table`.
    """
    rows, problems = read_table(content, layout)
    found: list[Read] = []
    seen: dict[str, int] = {}
    for row in rows:
        form = FormReader(row.cells)
        one = read(row, form)
        value = form.text(unique.column)
        first = seen.setdefault(value, row.line)
        if value and first != row.line:
            form.refuse(unique.column, f"{unique.name} figure déjà à la ligne {first}.")
        if form.errors:
            problems += [Problem(row.line, column, french(sentence)) for column, sentence in form.errors.items()]
        elif one is not None:
            found.append(one)
    return found, problems


def read_table(content: bytes, layout: Layout) -> tuple[tuple[Row, ...], list[Problem]]:
    """Rows that are not blank, and what is wrong with the shape of the file.

    Raises:
        InvalidValue: not a table at all, or too big.
        ImportRefused: a required column is missing.
    """
    if len(content) > MAX_BYTES:
        raise InvalidValue(spreadsheets.TOO_BIG)
    records = _first_sheet(content) if content.startswith(ZIP_MAGIC) else spreadsheets.read_csv(content)
    filled = [(line, cells) for line, cells in records if any(cell_text(cell) for cell in cells)]
    if not filled:
        raise InvalidValue(spreadsheets.EMPTY)
    if len(filled) > MAX_ROWS + 1:
        raise InvalidValue(spreadsheets.TOO_LONG)
    (line, header), *body = filled
    names, problems = _read_header(line, header, layout)
    rows = []
    for line, cells in body:
        if any(cell_text(cell) for cell in cells[len(names) :]):
            problems.append(_problem(line, str(len(names) + 1), "Cette ligne a plus de valeurs que de colonnes."))
            continue
        texts = {name: cell_text(cell, layout.widths.get(name, 0)) for name, cell in zip(names, cells, strict=False)}
        rows.append(Row(line, {name: texts.get(name, "") for name in layout.columns}))
    return tuple(rows), problems


def _read_header(line: int, header: Sequence[Any], layout: Layout) -> tuple[list[str], list[Problem]]:
    known = {fold(column): column for column in layout.columns}
    names: list[str] = []
    problems = []
    titles = [cell_text(cell) for cell in header]
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


def _first_sheet(content: bytes) -> list[tuple[int, Sequence[Any]]]:
    sheets = spreadsheets.read_workbook(content)
    return [(line, cells) for line, cells in sheets[0].rows] if sheets else []
