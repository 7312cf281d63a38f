"""What a file really is, by its first bytes and, for office files, by the names inside; its own name is not asked."""

from __future__ import annotations

import io
import zipfile
import zlib

from presantra.domain.shared_documents import DepositProblem, FileFormat, InvalidDeposit
from presantra.services.documents import PDF_MAGIC

ZIP_MAGIC = b"PK\x03\x04"
MAX_ENTRIES = 5000
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
_MAIN_PARTS = {"word/document.xml": FileFormat.DOCX, "xl/workbook.xml": FileFormat.XLSX}


def recognise(content: bytes) -> FileFormat | None:
    """The format, or None for what is none of ours; nothing is inflated but the type of an OpenDocument.

    Raises:
        InvalidDeposit: an office file with macros.
    """
    if content.startswith(PDF_MAGIC):
        return FileFormat.PDF
    if not content.startswith(ZIP_MAGIC):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _office(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError, OSError):
        return None


def _office(archive: zipfile.ZipFile) -> FileFormat | None:
    entries = archive.infolist()
    if not entries or len(entries) > MAX_ENTRIES:
        return None
    names = {entry.filename for entry in entries}
    if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
        raise InvalidDeposit({"fichier": DepositProblem.FILE_MACROS})
    first = entries[0]
    if first.filename == "mimetype" and first.file_size == len(ODT_TYPE) and archive.read(first) == ODT_TYPE:
        return FileFormat.ODT
    if "[Content_Types].xml" in names:
        return next((kind for part, kind in _MAIN_PARTS.items() if part in names), None)
    return None
