"""The letter: one page, everything needed, whatever the names are made of."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from presantra.domain.errors import InvalidValue
from presantra.services.letter_folder import LetterBatch, LettersNotDelivered
from presantra.services.letters import WINDOW_HEIGHT, WINDOW_X, WINDOW_Y, Letter, render_letter
from presantra.services.paper import literal, long_date, printable
from presantra.settings import Settings, load_settings

POINTS = 72 / 25.4


def letter(**values: Any) -> Letter:
    facts: dict[str, Any] = {
        "code": "10001-1",
        "number": "TD-K4M7-P2XC",
        "name": "Menuiserie Lefèvre",
        "street": "12 rue des Ébénistes",
        "postal_code": "35000",
        "city": "Rennes",
        "day": date(2026, 11, 23),
    }
    return Letter(**(facts | values))


def page_of(content: bytes) -> Any:
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) == 1
    return reader.pages[0]


def settings(**values: Any) -> Settings:
    return load_settings(_env_file=None, public_url="https://adherents.presantra.example", **values)


def text(content: bytes) -> str:
    return " ".join(str(page_of(content).extract_text()).replace("\u00a0", " ").split())


def test_the_letter_says_all_that_is_needed() -> None:
    found = text(render_letter(settings(), letter()))
    for words in (
        "10001-1", "TD-K4M7-P2XC", "https://adherents.presantra.example", "Menuiserie Lefèvre",
        "12 rue des Ébénistes", "35000 RENNES", "Le 23 novembre 2026", "Se connecter avec son code adhérent",
        "Créer le compte", "72 heures", "courriers indésirables", "01 99 00 12 34",
        "contact@presantra.example",
        "PRÉSANTRA ne le fait jamais", "Ajouter une entreprise",
    ):  # fmt: skip
        assert words in found


def test_with_links_the_letter_speaks_of_a_link() -> None:
    found = text(render_letter(settings(first_access="link"), letter()))
    assert "le lien qui ouvre votre compte" in found
    assert "72 heures" not in found


def test_the_address_stands_in_the_window() -> None:
    content = render_letter(settings(), letter(name="Une raison sociale assez longue " * 6, street="Bât. B, " * 30))
    page = page_of(content)
    height = float(page.mediabox.height)
    tops: dict[str, float] = {}

    def visit(words: str, _cm: Any, tm: Any, _font: Any, _size: Any) -> None:
        if words.strip() and tm[4] >= WINDOW_X * POINTS - 1:
            tops[words.strip()] = (height - tm[5]) / POINTS

    page.extract_text(visitor_text=visit)
    window = [y for y in tops.values() if y < 85]
    assert window
    assert min(window) >= WINDOW_Y
    assert max(window) <= WINDOW_Y + WINDOW_HEIGHT


@pytest.mark.parametrize(
    "name",
    [
        "Café ☕🎉", "日本商事", "Ω Жук", "<script>alert(1)</script>", "**x** __y__ --z-- [a](b)",
        "O’Brien & Fils",
        "e\u0301tabli", "👨‍👩‍👧", "a" * 200, "Ünïcødé ﬁn ½", "\\\\**",
    ],
)  # fmt: skip
def test_no_name_breaks_the_letter(name: str) -> None:
    assert "TD-K4M7-P2XC" in text(render_letter(settings(service_name=name), letter(name=name, city=name[:100])))


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("Lefèvre – Łódź", "Lefèvre – Łódź"),
        ("Café ☕ Paul", "Café Paul"),
        ("日本", "??"),
        ("e\u0301", "é"),
        ("a\u202fb", "a\u202fb"),
        ("ﬁ①", "ﬁ1"),
    ],
)
def test_printable(written: str, drawn: str) -> None:
    assert printable(written).replace("fi", "ﬁ") == drawn


def test_marks_of_style_are_characters_in_values() -> None:
    assert literal("xn--a__b**c") == "xn\\--a\\__b\\**c"
    found = text(render_letter(settings(service_email="a--b--c@x.example"), letter()))
    assert "a--b--c@x.example" in found


@pytest.mark.parametrize(
    ("day", "words"), [(date(2026, 3, 1), "1er mars 2026"), (date(2026, 12, 31), "31 décembre 2026")]
)
def test_long_date(day: date, words: str) -> None:
    assert long_date(day) == words


def test_the_number_is_not_in_a_representation() -> None:
    assert "K4M7" not in repr(letter())


def test_a_batch_is_delivered_together_over_older_letters(tmp_path: Path) -> None:
    (tmp_path / "lettre-1.pdf").write_bytes(b"old")
    batch = LetterBatch(tmp_path)
    batch.add("1", b"new")
    batch.add("2", b"two")
    assert (tmp_path / "lettre-1.pdf").read_bytes() == b"old"
    assert batch.deliver() == (tmp_path / "lettre-1.pdf", tmp_path / "lettre-2.pdf")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "lettre-1.pdf": b"new",
        "lettre-2.pdf": b"two",
    }


def test_a_discarded_batch_leaves_nothing(tmp_path: Path) -> None:
    batch = LetterBatch(tmp_path / "lettres")
    batch.add("1", b"x")
    batch.discard()
    assert list((tmp_path / "lettres").iterdir()) == []


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    batch = LetterBatch(tmp_path)
    batch.discard()
    with pytest.raises(InvalidValue, match="Impossible d’écrire"):
        batch.add("1", b"x")
    with pytest.raises(LettersNotDelivered):
        batch.deliver()
