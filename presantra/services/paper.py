"""Paper of the service: A4, its typeface and its colours, for letters and invoices."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files

from fontTools.ttLib import TTFont  # type: ignore[import-untyped, unused-ignore]
from fpdf import FPDF

Colour = tuple[int, int, int]

ACCENT: Colour = (11, 95, 102)
INK: Colour = (28, 37, 44)
MUTED: Colour = (90, 101, 110)
LINE: Colour = (205, 214, 217)
WASH: Colour = (240, 246, 246)

MARGIN = 20.0
RIGHT = 210.0 - MARGIN
WIDTH = RIGHT - MARGIN

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

_FAMILY = "Source Sans"
_STYLES = {"": "SourceSansPro-Regular.ttf", "B": "SourceSansPro-Semibold.ttf"}


class Paper(FPDF):
    """A page whose text never breaks on a character that the typeface lacks."""

    def __init__(self, title: str, now: datetime) -> None:
        super().__init__(format="A4")
        for style, name in _STYLES.items():
            self.add_font(_FAMILY, style, font_file(name))
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.c_margin = 0.0
        self.set_auto_page_break(False)
        self.set_title(printable(title))
        self.set_lang("fr-FR")
        self.set_creator("Portail adhérents")
        self.set_creation_date(now)
        self.add_page()

    def ink(self, size: float, style: str = "", colour: Colour = INK) -> None:
        self.set_font(_FAMILY, style, size)
        self.set_text_color(*colour)

    def put(self, x: float, y: float, text: str, *, width: float = 0, align: str = "L") -> None:
        """One line with its top left corner at (x, y), in mm."""
        self.set_xy(x, y)
        self.cell(width or RIGHT - x, self.line_height, printable(text), align=align)

    def paragraph(self, text: str, *, x: float = MARGIN, width: float = WIDTH, spacing: float = 1.35) -> None:
        """Lines from the current height; ``**bold**`` is understood. Leaves the pen below."""
        self.set_x(x)
        self.multi_cell(
            width, self.font_size * spacing, printable(text), align="L", markdown=True,
            new_x="LMARGIN", new_y="NEXT",
        )  # fmt: skip

    def rule(self, y: float, *, x: float = MARGIN, to: float = RIGHT, colour: Colour = LINE) -> None:
        self.set_draw_color(*colour)
        self.set_line_width(0.25)
        self.line(x, y, to, y)

    @property
    def line_height(self) -> float:
        return float(self.font_size * 1.3)

    def content(self) -> bytes:
        return bytes(self.output())


def literal(text: str) -> str:
    """A value that may stand in a paragraph: its marks (« xn--… ») are characters, not style."""
    return re.sub(r"(\*\*|__|--|~~|\[)", r"\\\1", text)


def long_date(day: date) -> str:
    """« 23 novembre 2026 », « 1er mars 2026 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS[day.month - 1]} {day.year}"


@lru_cache(maxsize=4)
def font_file(name: str) -> str:
    return str(files("font_source_sans_pro") / "files" / name)


@lru_cache(maxsize=1)
def _drawable() -> frozenset[int]:
    return frozenset(TTFont(font_file(_STYLES[""])).getBestCmap())


def printable(text: str) -> str:
    """The text in the characters that the typeface can draw: « Café ☕ » gives « Café »."""
    composed = unicodedata.normalize("NFC", text)
    if all(character == "\n" or ord(character) in _drawable() for character in composed):
        return composed
    drawn = "".join(_drawn(character) for character in composed)
    return re.sub(r" {2,}", " ", drawn).strip(" ")


def _drawn(character: str) -> str:
    if character == "\n" or ord(character) in _drawable():
        return character
    simpler = unicodedata.normalize("NFKD", character)
    kept = "".join(c for c in simpler if ord(c) in _drawable() and unicodedata.category(c) != "Mn")
    if kept:
        return kept
    return "?" if unicodedata.category(character)[0] == "L" else ""
