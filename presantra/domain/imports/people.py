"""Rows of a table made persons, once the columns are confirmed. Every mistake is kept with its cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from presantra.domain.employees import check_birth_and_entry, check_departure, check_planned_end
from presantra.domain.errors import InvalidValue
from presantra.domain.forms import FormReader
from presantra.domain.imports.cells import DATE_COLUMNS, NOTHING, Read, reader_of
from presantra.domain.imports.dates import month_first
from presantra.domain.imports.headings import COLUMN_LABELS, Column, words_of
from presantra.domain.imports.model import CellError, FilePerson, RawTable
from presantra.domain.imports.readable import WholeName, readable_first_name, whole_name
from presantra.domain.names import clean_name, fold
from presantra.domain.nir import parse_nir
from presantra.domain.typography import french

_MISSING: Final = {
    Column.BIRTH_NAME: "Indiquez le nom de naissance.",
    Column.FIRST_NAME: "Indiquez le prénom.",
    Column.BIRTH_DATE: "Indiquez la date de naissance.",
}
_ONE_WORD = "Écrivez le nom et le prénom, séparés par une espace (exemple : DUPONT Jeanne)."
_SPECIAL: Final = frozenset({Column.IGNORED, Column.FULL_NAME, Column.NIR, Column.NIR_KEY})
_FIELD_COLUMNS: Final = {column.value: column for column in Column if column not in _SPECIAL}


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody confirmed. ``columns``: one for each heading of the table, in its order.

    ``words``: « contract_type:cui » (column, folded word) → code, empty for « leave it out ».
    ``defaults``: field → text for the lines that do not say, read as a cell of that column.
    """

    columns: tuple[Column, ...]
    words: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)


def people(table: RawTable, choices: Choices, today: date) -> tuple[FilePerson, ...]:
    """One person a row, in the order of the file, wrong cells included. ``today``: the legal date in Paris."""
    reader = _Reader(table, choices, today)
    return tuple(reader.person(line, cells) for line, cells in table.rows)


@dataclass(slots=True)
class _Row:
    """What one row gives. A field in error has no value; the first column that gives a field wins."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)

    def refuse(self, field_name: str, heading: str, sentence: str) -> None:
        self.values.pop(field_name, None)
        self.failed.add(field_name)
        self.errors.append(CellError(heading, french(sentence)))


class _Reader:
    def __init__(self, table: RawTable, choices: Choices, today: date) -> None:
        self._today = today
        self._headings: dict[str, str] = {}
        self._readers: list[tuple[int, str, str, Callable[[str], tuple[Any, str]]]] = []
        self._whole: list[int] = []
        self._nir: list[int] = []
        self._titles = table.headings
        for index, column in enumerate(choices.columns[: len(table.headings)]):
            if column in _SPECIAL:
                self._add_special(index, column)
                continue
            american = column in DATE_COLUMNS and month_first(cells[index] for _, cells in table.rows)
            read = _remembering(reader_of(column, choices.words, today, month_first=american))
            self._readers.append((index, table.headings[index], column.value, read))
            self._headings.setdefault(column.value, table.headings[index])
        self._defaults = {
            name: _remembering(reader_of(_FIELD_COLUMNS[name], choices.words, today))(text)[0]
            for name, text in choices.defaults.items()
            if text and name in _FIELD_COLUMNS
        }

    def _add_special(self, index: int, column: Column) -> None:
        if column is Column.FULL_NAME:
            self._whole.append(index)
            for name in (Column.BIRTH_NAME, Column.FIRST_NAME):
                self._headings.setdefault(name, self._titles[index])
        elif column is Column.NIR:
            self._nir.insert(0, index)
            self._headings.setdefault(column, self._titles[index])
        elif column is Column.NIR_KEY:
            self._nir.append(index)

    def person(self, line: int, cells: tuple[str, ...]) -> FilePerson:
        row = _Row()
        for index, heading, name, read in self._readers:
            text = cells[index]
            if not text or text in NOTHING or name in row.values:
                continue
            value, sentence = read(text)
            if sentence:
                row.refuse(name, heading, sentence)
            elif value is not None:
                row.values[name] = value
        self._read_whole_name(row, cells)
        self._read_nir(row, cells)
        for name, value in self._defaults.items():
            if name not in row.failed and value is not None:
                row.values.setdefault(name, value)
        self._check(row)
        return FilePerson(line=line, errors=tuple(row.errors), **row.values)

    def _read_whole_name(self, row: _Row, cells: tuple[str, ...]) -> None:
        for index in self._whole:
            text = cells[index]
            if not text or (Column.BIRTH_NAME in row.values and Column.FIRST_NAME in row.values):
                continue
            name = _whole(text, self._titles[index])
            if name is None:
                row.refuse(Column.BIRTH_NAME, self._titles[index], _ONE_WORD)
                row.failed.add(Column.FIRST_NAME)
                continue
            row.values.setdefault(Column.BIRTH_NAME, name.birth_name)
            row.values.setdefault(Column.FIRST_NAME, readable_first_name(name.first_name))
            if name.usage_name:
                row.values.setdefault(Column.USAGE_NAME, name.usage_name)
            if name.sex:
                row.values.setdefault(Column.SEX, name.sex)

    def _read_nir(self, row: _Row, cells: tuple[str, ...]) -> None:
        text = "".join(cells[index] for index in self._nir)
        # A key alone is no number.
        if Column.NIR not in self._headings or not text or not cells[self._nir[0]]:
            return
        try:
            row.values[Column.NIR] = parse_nir(with_key(text))
        except InvalidValue as error:
            row.refuse(Column.NIR, self._heading(Column.NIR), error.sentence)

    def _check(self, row: _Row) -> None:
        values = row.values
        usage = values.get(Column.USAGE_NAME)
        if usage and Column.BIRTH_NAME not in values and Column.BIRTH_NAME not in row.failed:
            # « Nom » beside an empty « Nom de jeune fille ».
            values[Column.BIRTH_NAME] = usage
        if usage and fold(usage) == fold(values.get(Column.BIRTH_NAME, "")):
            del values[Column.USAGE_NAME]
        for column, sentence in _MISSING.items():
            if column not in values and column not in row.failed:
                row.refuse(column, self._heading(column), sentence)
        entry, end = values.get(Column.ENTRY_DATE), values.get(Column.PLANNED_END_DATE)
        form = FormReader({})
        check_birth_and_entry(form, values.get(Column.BIRTH_DATE), entry, self._today)
        if end:
            check_planned_end(form, end, values.get(Column.CONTRACT_TYPE), entry)
        check_departure(form, values.get(Column.DEPARTURE_DATE), entry, self._today)
        for name, sentence in form.errors.items():
            row.refuse(name, self._heading(name), sentence)

    def _heading(self, name: str) -> str:
        return self._headings.get(name) or COLUMN_LABELS[Column(name)]


def with_key(nir: str) -> str:
    """The NIR with its key, which payroll keeps apart or leaves out: 97 − (number mod 97), 2A = 19, 2B = 18."""
    plain = "".join(nir.split()).replace(".", "").replace("-", "").upper()
    number = plain.replace("2A", "19").replace("2B", "18")
    if len(plain) == 14 and number.isascii() and number.isdigit():
        return plain[:13] + plain[13:].zfill(2)
    if len(plain) != 13 or not (number.isascii() and number.isdigit()):
        return plain
    return f"{plain}{97 - int(number) % 97:02}"


def _remembering(read: Read) -> Callable[[str], tuple[Any, str]]:
    """The value or the sentence of each text, read once: posts, contracts and dates come back again and again."""
    known: dict[str, tuple[Any, str]] = {}

    def remembered(text: str) -> tuple[Any, str]:
        found = known.get(text)
        if found is None:
            try:
                found = (read(text), "")
            except InvalidValue as error:
                found = (None, error.sentence)
            known[text] = found
        return found

    return remembered


def _whole(text: str, heading: str) -> WholeName | None:
    try:
        cleaned = clean_name(text)
    except InvalidValue:
        return None
    return whole_name(cleaned, first_name_first=words_of(heading).startswith("prenom"))
