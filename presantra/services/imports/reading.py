"""A file that somebody brings, read whole into text. Blocking: called in a thread."""

from __future__ import annotations

from dataclasses import dataclass

from presantra.domain.errors import DomainError, InvalidValue
from presantra.domain.files import ZIP_MAGIC
from presantra.domain.imports.dsn import looks_like_dsn, parse_dsn
from presantra.domain.imports.finding import ENOUGH, HEADING_LINES, Headings, Lines, Merges, cut_table, find_headings
from presantra.domain.imports.model import DsnFile, RawTable
from presantra.services import spreadsheets
from presantra.services.spreadsheets import cell_text

NO_HEADINGS = (
    "Ce fichier ne ressemble pas à une liste de salariés : aucune ligne ne porte les titres des colonnes "
    "(Nom, Prénom, Date de naissance…). Ajoutez-la, ou partez du modèle à télécharger."
)
NO_ROWS = "Ce fichier ne contient aucun salarié sous la ligne des titres."
MAX_COLUMNS = 200
TOO_WIDE = (
    f"Ce fichier a plus de {MAX_COLUMNS} colonnes : gardez celles qui décrivent les salariés, "
    "puis déposez-le de nouveau."
)
EMPTY_WORKBOOK = "Ce classeur est vide : aucune de ses feuilles ne contient de données."
ODS = "Ce fichier est un classeur LibreOffice (.ods) : enregistrez-le au format XLSX, puis déposez-le de nouveau."
BINARY = "Ce classeur est au format binaire (.xlsb) : enregistrez-le au format XLSX, puis déposez-le de nouveau."
NOT_A_LIST = (
    "Ce fichier n’est pas une liste de salariés : déposez un classeur Excel (.xlsx), un fichier CSV "
    "ou une DSN mensuelle."
)
# Excel itself could not open them; people rename files hoping that it will do.
_FOREIGN = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b",
    b"{\\rtf", b"\x7fELF", b"MZ", b"RIFF", b"<!DOCTYPE", b"<!doctype", b"<html", b"<HTML", b"<?xml",
)  # fmt: skip
_OTHER_ARCHIVES = (
    (b"application/vnd.oasis.opendocument.spreadsheet", ODS),
    (b"xl/workbook.bin", BINARY),
    (b"word/document.xml", NOT_A_LIST),
    (b"ppt/presentation.xml", NOT_A_LIST),
)


class FileRefused(DomainError):
    """The whole file is refused; the sentence says why, with the line where there is one."""

    code = "file_refused"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """``lines``: those that hold something, as texts, with their place in the file."""

    name: str
    lines: list[tuple[int, tuple[str, ...]]]
    merges: Merges
    found: Headings | None


def read_file(content: bytes, filename: str, *, nir: bool = False) -> RawTable | DsnFile:
    """Read a workbook, a CSV or a DSN, told apart by what they hold, whatever their name says.

    ``nir``: the service asks for the n° de sécurité sociale; else it is left behind here.

    Raises:
        FileRefused: nothing of it can be used.
    """
    try:
        return _read(content, filename, nir=nir)
    except InvalidValue as error:
        raise FileRefused(error.sentence) from error


def _read(content: bytes, filename: str, *, nir: bool) -> RawTable | DsnFile:
    if len(content) > spreadsheets.MAX_BYTES:
        raise InvalidValue(spreadsheets.TOO_BIG)
    if not content.strip():
        raise InvalidValue(spreadsheets.EMPTY)
    if content.startswith(_FOREIGN):
        raise InvalidValue(NOT_A_LIST)
    if looks_like_dsn(content) or filename.lower().endswith(".dsn"):
        return parse_dsn(content, nir=nir)
    if content.startswith(ZIP_MAGIC):
        for mark, sentence in _OTHER_ARCHIVES:
            if mark in content:
                raise InvalidValue(sentence)
        return _from_workbook(content, nir=nir)
    if content.startswith(spreadsheets.OLD_EXCEL_MAGIC):
        return _from_workbook(content, nir=nir)
    return _from_csv(content, nir=nir)


def _from_csv(content: bytes, *, nir: bool) -> RawTable:
    lines = [
        (line, cells) for line, record in spreadsheets.read_csv(content) if any(cells := tuple(map(cell_text, record)))
    ]
    if not lines:
        raise InvalidValue(spreadsheets.EMPTY)
    _check_width(lines)
    return _checked(_Sheet("", lines, {}, find_headings(lines[:HEADING_LINES])), nir=nir)


def _from_workbook(content: bytes, *, nir: bool) -> RawTable:
    """The sheet that names the most columns of a list of salariés; the first of equals."""
    sheets = [_sheet(sheet) for sheet in spreadsheets.read_workbook(content)]
    if not any(sheet.lines for sheet in sheets):
        raise InvalidValue(EMPTY_WORKBOOK)
    return _checked(max(sheets, key=lambda sheet: sheet.found.score if sheet.found else 0.0), nir=nir)


def _sheet(sheet: spreadsheets.Sheet) -> _Sheet:
    lines = [(line, cells) for line, row in sheet.rows if any(cells := tuple(map(cell_text, row)))]
    _check_width(lines)
    merges = {(top + 1, left): (bottom + 1, right) for (top, left), (bottom, right) in sheet.merges.items()}
    return _Sheet(sheet.name, lines, merges, find_headings(lines[:HEADING_LINES], merges))


def _check_width(lines: Lines) -> None:
    """Each column costs guesses of what it holds, and a line of the screen."""
    if any(any(cells[MAX_COLUMNS:]) for _, cells in lines):
        raise InvalidValue(TOO_WIDE)


def _checked(sheet: _Sheet, *, nir: bool) -> RawTable:
    if sheet.found is None or sheet.found.score < ENOUGH:
        raise InvalidValue(NO_HEADINGS)
    table = cut_table(sheet.name, sheet.lines, sheet.found, sheet.merges, nir=nir)
    if not table.rows:
        raise InvalidValue(NO_ROWS)
    if len(table.rows) > spreadsheets.MAX_ROWS:
        raise InvalidValue(spreadsheets.TOO_LONG)
    return table
