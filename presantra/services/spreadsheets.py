"""Reading CSV and workbooks as they come, within limits: nothing here knows what the columns mean."""

from __future__ import annotations

import csv
import io
import json
import lzma
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from presantra.domain.errors import InvalidValue
from presantra.domain.files import ZIP_MAGIC

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_INFLATED_BYTES: Final = 100 * 1024 * 1024
MAX_ZIP_ENTRIES: Final = 200
MAX_ROWS: Final = 50_000

OLD_EXCEL_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

TOO_BIG = "Ce fichier dépasse 5 Mo : découpez-le en plusieurs fichiers."
TOO_LONG = "Ce fichier dépasse 50 000 lignes : découpez-le en plusieurs fichiers."
EMPTY = "Ce fichier est vide."
PASSWORD = "Ce classeur est protégé par un mot de passe : enregistrez-le sans mot de passe, puis déposez-le de nouveau."
NOT_COMPUTED = (
    "Ce classeur contient des formules dont le résultat n’est pas enregistré : ouvrez-le dans votre tableur, "
    "enregistrez-le au format XLSX, puis déposez-le de nouveau."
)
_UNREADABLE = "Ce classeur Excel est illisible : enregistrez-le à nouveau au format XLSX."
_INFLATED = "Ce classeur est trop volumineux : ne gardez que la feuille à importer."
_STRAY = (
    "Ce classeur a plus de 60 000 lignes ou plus de 100 colonnes, peut-être à cause d’une cellule oubliée très loin : "
    "copiez votre tableau dans un nouveau classeur, puis déposez-le de nouveau."
)

_DAMAGES = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, LookupError, RuntimeError,
)  # fmt: skip
_DELIMITERS = ";\t,"
_DELIMITER_LINES = 30
# A workbook under a password is a file of the old kind that holds this name.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CHILD = str(Path(__file__).with_name("workbook_child.py"))
_SECONDS = 30
_CHUNK = 1 << 18
_OVERLAP = 4096
# Both patterns read each byte a few times at most, whatever the file: attributes stop at the next « < », and no two
# repetitions may share the same blanks. A search holds the whole process.
# A workbook is laid out in memory from A1 to its last cell, filled or not: one stray cell would take gigabytes.
_FAR_CELL = re.compile(
    rb"""<(?:\w+:)?c\s[^>]{0,80}?r\s*=\s*["'](?:[A-Z]+(?:[6-9]\d{4}|\d{6,})|[D-Z][A-Z]\d|[A-Z]{3,}\d)"""
    rb"""|<(?:\w+:)?row\s[^>]{0,80}?r\s*=\s*["'](?:[6-9]\d{4}|\d{6,})["'][^<>/]*>\s*<(?:\w+:)?c\b"""
)
# Excel writes the result after the formula; programs that only write formulas leave it out. An empty text is a result.
_FORMULA_ALONE = re.compile(
    rb"""<(?:\w+:)?c\s(?![^<>]*\bt=["']str["'])[^<>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"""
    rb"""(?:(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)\s*)?</(?:\w+:)?c>"""
)
_ROW = re.compile(rb"<(?:\w+:)?row\b")


def cell_text(cell: Any, width: int = 0) -> str:
    """One cell as a person reads it. ``width``: digits of an identifier that Excel may have made a number."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int):
        # A spreadsheet that takes an identifier for a number drops its leading zeros.
        return str(cell).zfill(width) if cell >= 0 else str(cell)
    return str(cell).strip()


@dataclass(frozen=True, slots=True)
class Sheet:
    """``rows``: those that hold something, with their line from 1. ``merges``: top left → bottom right, from 0."""

    name: str
    rows: list[tuple[int, list[Any]]]
    merges: dict[tuple[int, int], tuple[int, int]]


def read_workbook(content: bytes) -> list[Sheet]:
    """The visible sheets of a workbook, XLSX or of the old format. Raises InvalidValue."""
    try:
        if content.startswith(ZIP_MAGIC):
            _check_archive(content)
        elif _ENCRYPTED in content:
            raise InvalidValue(PASSWORD)
    except _DAMAGES as error:
        raise InvalidValue(_UNREADABLE) from error
    return list(_sheets(_run_child(content)))


def _run_child(content: bytes) -> bytes:
    """What calamine makes of a file, in a process of its own (see its docstring)."""
    try:
        child = subprocess.run(  # noqa: S603 -- our own program
            [sys.executable, "-I", _CHILD], input=content, capture_output=True, env={}, timeout=_SECONDS, check=True
        )
    except subprocess.SubprocessError as error:
        raise InvalidValue(_UNREADABLE) from error
    return child.stdout


def _sheets(output: bytes) -> Iterator[Sheet]:
    sheet: Sheet | None = None
    for text in output.splitlines():
        head, rest = json.loads(text)
        if isinstance(head, str):
            if sheet:
                yield sheet
            sheet = Sheet(head, [], {tuple(start): tuple(end) for start, end in rest})
        elif sheet:
            sheet.rows.append((head, rest))
    if sheet:
        yield sheet


def _check_archive(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > MAX_ZIP_ENTRIES or sum(entry.file_size for entry in entries) > MAX_INFLATED_BYTES:
            raise InvalidValue(_INFLATED)
        if any(entry.flag_bits & 1 for entry in entries):
            raise InvalidValue(PASSWORD)
        for entry in entries:
            # Reading to the end also proves that the announced size is the true one.
            _check_entry(archive, entry)


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Any part may be a sheet, whatever its name says."""
    rows, far = 0, False
    for window in _windows(archive, entry):
        far = far or _FAR_CELL.search(window) is not None
        rows += len(_ROW.findall(window))
        if (b"f>" in window or b"f/>" in window or b"<f " in window) and _FORMULA_ALONE.search(window):
            raise InvalidValue(NOT_COMPUTED)
    if far:
        raise InvalidValue(TOO_LONG if rows > MAX_ROWS else _STRAY)


def _windows(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Pieces that overlap, short enough that a search in one never holds the other threads."""
    tail = b""
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            yield tail + chunk
            tail = chunk[-_OVERLAP:]


def read_csv(content: bytes) -> list[tuple[int, Sequence[Any]]]:
    """Records with the line each one begins at. Raises InvalidValue."""
    text = decode(content)
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


def decode(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or Windows-1252. Raises InvalidValue."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif content.startswith(OLD_EXCEL_MAGIC[:4]) or b"\0" in content:
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
    """The mark that comes most often in the first lines: titles above a table may hold none."""
    first = [line for line in text[:100_000].splitlines() if line.strip()][:_DELIMITER_LINES]
    unquoted = re.sub(r'"[^"]*"', "", "\n".join(first))
    return max(_DELIMITERS, key=unquoted.count) if any(mark in unquoted for mark in _DELIMITERS) else ";"
