"""What may go with a message, by its bytes; how its name is made harmless."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presantra.domain.attached_files import MAX_FILE_BYTES, clean_file_name, kind_of
from presantra.domain.errors import InvalidValue
from presantra.domain.files import FileKind
from tests.services.messages import PDF, PNG, office

K = FileKind
JPEG = b"\xff\xd8\xff\xe0photo"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "contrat.pdf", K.PDF),
        (PDF, "contrat.exe", K.PDF),
        (PNG, "", K.PNG),
        (JPEG, "photo.png", K.JPEG),
        (office("word/document.xml"), "lettre.docx", K.DOCX),
        (office("xl/workbook.xml"), "liste.zip", K.XLSX),
        ("Nom;Prénom\nZoé;Nuñez\n".encode(), "liste.CSV", K.CSV),
        ("Nom;Prénom\n".encode("cp1252"), "liste.csv", K.CSV),
        ("\ufeffNom\tPrénom\r\n".encode(), "liste.csv", K.CSV),
    ],
)
def test_a_file_is_what_its_bytes_say(content: bytes, name: str, kind: FileKind) -> None:
    assert kind_of(content, name) is kind


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "vide.csv"),
        (b" \n", "blanc.csv"),
        (b"MZ\x90\x00", "contrat.pdf"),
        (b"<svg onload=alert(1)>", "dessin.svg"),
        (b"<html>", "page.html"),
        (b"GIF89a", "image.gif"),
        (b"a;b\x00c", "liste.csv"),
        (b"\x7fELF", "liste.csv"),
        (b"a;b", "liste.txt"),
        (b"a;b\x81", "liste.csv"),
        (b"PK\x03\x04 rien de plus", "lettre.docx"),
        (office("n-importe-quoi.xml"), "lettre.docx"),
        (office("word/document.xml", "word/vbaProject.bin"), "lettre.docx"),
        (office("xl/workbook.xml")[:40], "liste.xlsx"),
        (b"\xd0\xcf\x11\xe0ancien", "lettre.doc"),
    ],
)
def test_anything_else_is_refused(content: bytes, name: str) -> None:
    with pytest.raises(InvalidValue, match="accepté"):
        kind_of(content, name)


def test_5_mb_and_not_a_byte_more() -> None:
    assert kind_of(PDF.ljust(MAX_FILE_BYTES), "a.pdf") is K.PDF
    with pytest.raises(InvalidValue, match="5 Mo"):
        kind_of(PDF.ljust(MAX_FILE_BYTES + 1), "a.pdf")


@pytest.mark.parametrize(
    ("name", "kind", "wanted"),
    [
        ("contrat.pdf", K.PDF, "contrat.pdf"),
        ("contrat.exe", K.PDF, "contrat.pdf"),
        ("C:\\Users\\zoe\\Été 2026.JPEG", K.JPEG, "Été 2026.jpg"),
        ("../../etc/passwd", K.CSV, "passwd.csv"),
        ("a\u202efdp.exe", K.PNG, "afdp.png"),
        ('a"b<c>\r\nSet-Cookie: x.pdf', K.PDF, "abcSet-Cookie x.pdf"),
        ("...", K.PDF, "piece-jointe.pdf"),
        ("", K.PDF, "piece-jointe.pdf"),
        ("é" * 300 + ".pdf", K.PDF, "é" * 115 + ".pdf"),
    ],
)
def test_a_name_is_made_harmless(name: str, kind: FileKind, wanted: str) -> None:
    assert clean_file_name(name, kind) == wanted


@given(st.text(max_size=300), st.sampled_from(FileKind))
def test_no_name_leaves_its_folder_nor_its_column(name: str, kind: FileKind) -> None:
    cleaned = clean_file_name(name, kind)
    assert cleaned.endswith(f".{kind}")
    assert cleaned.isprintable()
    assert not set(cleaned) & set('/\\<>:"|?*')
    assert 0 < len(cleaned) <= 120
    assert not cleaned.startswith(".")
