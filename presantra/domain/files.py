"""What a file really is, by its first bytes and the names inside an archive; its own name counts for a CSV only."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Collection
from enum import StrEnum
from typing import Final

from presantra.domain.errors import InvalidValue

PDF_MAGIC: Final = b"%PDF-"
ZIP_MAGIC: Final = b"PK\x03\x04"
MAX_ENTRIES: Final = 5000
"""Parts of an office file; an archive of more is something else."""


class FileKind(StrEnum):
    """Values are the extensions that files are given back with."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"
    DOCX = "docx"
    XLSX = "xlsx"
    ODT = "odt"
    CSV = "csv"


MEDIA_TYPES: Final = {
    FileKind.PDF: "application/pdf",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.CSV: "text/csv; charset=utf-8",
}
_MARKS = (
    (PDF_MAGIC, FileKind.PDF),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
)
_MAIN_PARTS = (("word/document.xml", FileKind.DOCX), ("xl/workbook.xml", FileKind.XLSX))
_ODT_TYPE = MEDIA_TYPES[FileKind.ODT].encode()


class HoldsMacros(InvalidValue):
    default_sentence = "Ce fichier contient des macros : enregistrez-le sans macros, ou en PDF."


def recognise(content: bytes, accepted: Collection[FileKind], name: str = "") -> FileKind | None:
    """Which of the ``accepted`` kinds a file is, or None. A CSV has no mark: plain text, and a name that says so.

    Nothing is inflated but the type of an OpenDocument.

    Raises:
        HoldsMacros: an office file with macros.
    """
    found = next((kind for mark, kind in _MARKS if content.startswith(mark)), None)
    if found is None and content.startswith(ZIP_MAGIC):
        found = _archived(content)
    if found is None and name.lower().endswith(".csv") and _is_text(content):
        found = FileKind.CSV
    return found if found in accepted else None


def _archived(content: bytes) -> FileKind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _office(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError, OSError):
        return None


def _office(archive: zipfile.ZipFile) -> FileKind | None:
    entries = archive.infolist()
    if not entries or len(entries) > MAX_ENTRIES:
        return None
    names = {entry.filename for entry in entries}
    if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
        raise HoldsMacros
    first = entries[0]
    if first.filename == "mimetype" and first.file_size == len(_ODT_TYPE) and archive.read(first) == _ODT_TYPE:
        return FileKind.ODT
    if "[Content_Types].xml" in names:
        return next((kind for part, kind in _MAIN_PARTS if part in names), None)
    return None


def _is_text(content: bytes) -> bool:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return bool(text.strip()) and all(c.isprintable() or c in "\r\n\t\xa0\u202f" for c in text)
    return False
