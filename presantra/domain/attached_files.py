"""Files that may go with a message: what they are is read in their first bytes, never believed from their name."""

import io
import unicodedata
import zipfile
from enum import StrEnum

from presantra.domain.errors import InvalidValue

MAX_FILE_BYTES = 5 * 1024 * 1024
MAX_FILES = 5
NAME_MAX_LENGTH = 120
TOO_BIG = "Ce fichier dépasse 5 Mo."
TOO_MANY = f"{MAX_FILES} pièces jointes au maximum par message."
REFUSED = "Ce fichier n’est pas accepté : joignez un PDF, une image PNG ou JPEG, un document Word, Excel ou CSV."


class FileKind(StrEnum):
    """Values are the extensions that files are given back with."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"


MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.CSV: "text/csv; charset=utf-8",
}
_MAGIC = (
    (b"%PDF-", FileKind.PDF),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
)
_OFFICE = (("word/document.xml", FileKind.DOCX), ("xl/workbook.xml", FileKind.XLSX))


def kind_of(content: bytes, name: str) -> FileKind:
    """What a file is. A CSV has no mark: plain text, and a name that says so.

    Raises:
        InvalidValue: empty, too big, or nothing that is accepted; an Office file with macros is not.
    """
    if len(content) > MAX_FILE_BYTES:
        raise InvalidValue(TOO_BIG)
    for mark, kind in _MAGIC:
        if content.startswith(mark):
            return kind
    found = _office_kind(content) if content.startswith(b"PK\x03\x04") else None
    if found is None and name.lower().endswith(".csv") and _is_text(content):
        found = FileKind.CSV
    if found is None:
        raise InvalidValue(REFUSED)
    return found


def clean_file_name(name: str, kind: FileKind) -> str:
    """The name to show and to give back: its last part, printable, with the extension of what the file is."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(character for character in last if character.isprintable() and character not in '<>:"|?*')
    stem = shown.rsplit(".", 1)[0].strip(" .")[: NAME_MAX_LENGTH - 5].rstrip()
    return f"{stem or 'piece-jointe'}.{kind.value}"


def _office_kind(content: bytes) -> FileKind | None:
    """Only the list of the parts is read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return None
    if "[Content_Types].xml" not in parts or any(part.endswith("vbaProject.bin") for part in parts):
        return None
    return next((kind for mark, kind in _OFFICE if mark in parts), None)


def _is_text(content: bytes) -> bool:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return bool(text.strip()) and all(c.isprintable() or c in "\r\n\t\xa0\u202f" for c in text)
    return False
