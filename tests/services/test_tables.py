"""Files that people bring: every shape of CSV and XLSX, and every way of being unreadable."""

from __future__ import annotations

import io
import zipfile

import pytest

from presantra.domain.errors import InvalidValue
from presantra.services import tables
from presantra.services.tables import ImportRefused, Layout, read_table

LAYOUT = Layout(("code", "raison_sociale", "note"), frozenset({"code"}), {"code": 5})


def rows(content: bytes) -> list[tuple[int, str, str, str]]:
    found, problems = read_table(content, LAYOUT)
    assert problems == []
    return [(r.line, r.cells["code"], r.cells["raison_sociale"], r.cells["note"]) for r in found]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_separators_and_header_spelled_differently(separator: str) -> None:
    content = separator.join(("Raison sociale", "CODE")) + "\n" + separator.join(("Épi", "00001")) + "\n"
    assert rows(content.encode()) == [(2, "00001", "Épi", "")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert rows("code;note\n1;été – œuf €\n".encode(encoding)) == [(2, "1", "", "été – œuf €")]


def test_lines_are_counted_as_the_spreadsheet_does() -> None:
    content = b'code;note\r\n1;"deux\r\nlignes"\r\n\r\n;\r\n2;b\r\n'
    assert rows(content) == [(2, "1", "", "deux\r\nlignes"), (6, "2", "", "b")]


def test_shape_problems_are_told() -> None:
    found, problems = read_table(b"code;inconnue;code\n1;2;3\n1;2;3;4\n", LAYOUT)
    assert [(p.line, p.column) for p in problems] == [(1, "inconnue"), (1, "code"), (3, "4")]
    assert [row.line for row in found] == [2]


def test_a_missing_required_column_stops_everything() -> None:
    with pytest.raises(ImportRefused) as refusal:
        read_table(b"note\nx\n", LAYOUT)
    assert [(p.line, p.column) for p in refusal.value.problems] == [(1, "code")]


def _zip(entries: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for index in range(entries):
            archive.writestr(f"{index}.xml", "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "vide"),
        (b"\n;\n", "vide"),
        (b"\xd0\xcf\x11\xe0 old excel", "ni un CSV ni un classeur"),
        (b"code\0;note", "ni un CSV ni un classeur"),
        (b"code;note\n\x81;x", "encodage"),
        (b'code;note\n1;"jamais ferm', "ligne 2"),
        (b"PK\x03\x04 broken", "illisible"),
        (_zip(3), "illisible"),
        (_zip(201), "trop volumineux"),
        (b"x" * (tables.MAX_BYTES + 1), "5 Mo"),
    ],
)
def test_what_is_not_a_table(content: bytes, sentence: str) -> None:
    with pytest.raises(InvalidValue, match=sentence):
        read_table(content, LAYOUT)


def test_a_zip_bomb_is_refused_by_its_announced_size() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * (tables.MAX_INFLATED_BYTES + 1))
    assert len(buffer.getvalue()) < tables.MAX_BYTES
    with pytest.raises(InvalidValue, match="trop volumineux"):
        read_table(buffer.getvalue(), LAYOUT)


def test_too_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    with pytest.raises(InvalidValue, match="50 000 lignes"):
        read_table(b"code\n1\n2\n3\n", LAYOUT)
