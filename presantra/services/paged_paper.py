"""Documents of several pages: numbered, with titles, facts and tables that go on from page to page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from presantra.domain.typography import french
from presantra.services.paper import ACCENT, INK, MARGIN, MUTED, WASH, WIDTH, Paper, literal

BOTTOM = 22.0
ROW = 6.0
Columns = Sequence[tuple[str, float]]


class PagedPaper(Paper):
    """Pages that follow each other. ``foot``: a line at the foot of each, beside its number."""

    def __init__(self, title: str, now: datetime, foot: str) -> None:
        self._foot = foot
        super().__init__(title, now)
        self.set_auto_page_break(True, BOTTOM)

    def footer(self) -> None:
        self.ink(8.5, "", MUTED)
        self.set_auto_page_break(False)
        self.rule(281)
        self.put(MARGIN, 283, self._foot, width=WIDTH - 30)
        self.put(MARGIN, 283, f"Page {self.page_no()} / {{nb}}", width=WIDTH, align="R")
        self.set_auto_page_break(True, BOTTOM)

    def title_of(self, text: str, *, room: float = 25) -> None:
        """``room``: height, in mm, of the title and of what must not be parted from it."""
        if self.get_y() > 297 - BOTTOM - room:
            self.add_page()
        self.ln(5)
        self.ink(13, "B", ACCENT)
        self.paragraph(text)
        self.ln(1)
        self.ink(10, "", INK)

    def sentence(self, text: str) -> None:
        self.ink(10, "", INK)
        self.paragraph(literal(french(text)))

    def facts(self, pairs: Sequence[tuple[str, str]]) -> None:
        for name, value in pairs:
            if value:
                top = self.get_y()
                self.ink(10, "", MUTED)
                self.put(MARGIN, top, name, width=38)
                self.ink(10, "", INK)
                self.set_y(top)
                self.paragraph(literal(french(value)), x=MARGIN + 38, width=WIDTH - 38)

    def lines(self, columns: Columns, rows: Iterable[Sequence[str]], *, amounts: int = 0) -> None:
        """A table of one-line rows, its headings repeated on each page; what is too long is cut with « … ».

        The last columns, as many as ``amounts``, are set on the right.
        """
        self._headings(columns, amounts)
        for row in rows:
            if self.get_y() + ROW > 297 - BOTTOM:
                self.add_page()
                self._headings(columns, amounts)
            top = self.get_y()
            self.ink(9, "", INK)
            self._cells(
                columns, [self._fit(text, width - 2) for (_, width), text in zip(columns, row, strict=True)], amounts
            )
            self.rule(top + ROW - 1)
            self.set_y(top + ROW)

    def _headings(self, columns: Columns, amounts: int) -> None:
        top = self.get_y()
        self.set_fill_color(*WASH)
        self.rect(MARGIN, top - 0.5, WIDTH, ROW, style="F")
        self.ink(8.5, "B", MUTED)
        self._cells(columns, [name for name, _ in columns], amounts)
        self.set_y(top + ROW)

    def _cells(self, columns: Columns, texts: Sequence[str], amounts: int) -> None:
        top, x = self.get_y(), MARGIN
        for rank, ((_, width), text) in enumerate(zip(columns, texts, strict=True)):
            align = "R" if rank >= len(columns) - amounts else "L"
            self.put(x, top, text, width=width, align=align)
            x += width

    def _fit(self, text: str, width: float) -> str:
        if self.get_string_width(text) <= width:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self.get_string_width(f"{text[:middle]}…") <= width:
                low = middle
            else:
                high = middle - 1
        return f"{text[:low]}…"
