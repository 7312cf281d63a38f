"""What a file really is, whatever it calls itself."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presantra.domain.files import MAX_ENTRIES, ZIP_MAGIC, FileKind, HoldsMacros, recognise

K = FileKind
ANY = frozenset(K)


def office(*names: str, mimetype: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        if mimetype:
            archive.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "x")
    return buffer.getvalue()


ODT = b"application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF-1.7\n", K.PDF),
        (office("[Content_Types].xml", "word/document.xml"), K.DOCX),
        (office("[Content_Types].xml", "xl/workbook.xml"), K.XLSX),
        (office("content.xml", mimetype=ODT), K.ODT),
        (office("content.xml", mimetype=b"application/vnd.oasis.opendocument.base"), None),
        (office("word/document.xml"), None),
        (office("a.txt"), None),
        (office(), None),
        (b"PK\x03\x04 not an archive", None),
        (office("[Content_Types].xml", "word/document.xml")[:-30], None),
        (b"", None),
        (b"<html>%PDF-", None),
        (b"a;b\n", None),
        (b"MZ\x90", None),
    ],
)
def test_a_file_is_known_by_what_it_holds(content: bytes, found: FileKind | None) -> None:
    assert recognise(content, ANY) is found


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "xl/VBAProject.bin", "Basic/script-lc.xml"])
def test_macros_are_refused(name: str) -> None:
    with pytest.raises(HoldsMacros, match="sans macros"):
        recognise(office("[Content_Types].xml", "word/document.xml", name), ANY)


def test_only_what_is_asked_for_is_accepted() -> None:
    for content, kind in ((b"%PDF-1.7\n", K.PDF), (office("[Content_Types].xml", "xl/workbook.xml"), K.XLSX)):
        assert recognise(content, {kind}) is kind
        assert recognise(content, ANY - {kind}) is None


def test_an_archive_of_too_many_entries_is_no_document() -> None:
    names = ["[Content_Types].xml", "word/document.xml", *(f"{n}" for n in range(MAX_ENTRIES))]
    assert recognise(office(*names), ANY) is None


@given(st.binary(max_size=200))
def test_any_bytes_have_an_answer(content: bytes) -> None:
    assert recognise(ZIP_MAGIC + content, ANY) is None
