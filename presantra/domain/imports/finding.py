"""The table inside a sheet: where its headings are, and which lines are neither a person nor a mistake."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from presantra.domain.imports.headings import PARTS, Column, is_private, meaning_of
from presantra.domain.imports.model import RawTable

HEADING_LINES = 30
"""Filled lines looked at for the headings: printed lists begin with a title, an address, a date."""
ENOUGH = 2.0

EXAMPLE = "EXEMPLE – ligne à effacer"
"""What the example line of the model says of itself, in any cell: nobody’s name."""

_ODD = 4
_HEADING_LENGTH = 80
_DATE = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{4}-\d{1,2}-\d{1,2}")
_NOT_A_TITLE = re.compile(r"[\d\s.,/:;€%+\-]+|.*@.*|" + _DATE.pattern)
_FOOTERS = re.compile(
    r"(?:sous.|s.)?total\b|totaux\b|nombre\b|nb\b|effectif\b|moyenne\b|page\b|[ée]dit[ée]|imprim[ée]|extrait|extraction"
    r"|source\b|fait [àa]\b|fait le\b|arr[êe]t[ée] [àa]|signature|cachet|l[ée]gende|date d.[ée]dition|document\b"
    r"|fin de (?:liste|fichier|l.[ée]tat)",
    re.IGNORECASE,
)
_NAMES = frozenset({Column.BIRTH_NAME, Column.USAGE_NAME, Column.FIRST_NAME, Column.FULL_NAME})

Lines = Sequence[tuple[int, Sequence[str]]]
Merges = Mapping[tuple[int, int], tuple[int, int]]
"""Top left cell → bottom right cell of merged ranges; line and column are counted from 1 and 0."""


@dataclass(frozen=True, slots=True)
class Headings:
    """``index``: place, in the lines looked at, of the last line of headings. ``score``: columns recognised."""

    index: int
    line: int
    titles: tuple[str, ...]
    score: float


def find_headings(lines: Lines, merges: Merges | None = None) -> Headings | None:
    """The line, or the pair of lines, that names the most columns; None when none names any."""
    best: Headings | None = None
    filled = [index for index, (_, cells) in enumerate(lines) if any(cells)][:HEADING_LINES]
    for index in filled:
        for candidate in (_single(lines, index), _double(lines, index, merges or {})):
            if candidate and candidate.score > (best.score if best else 0):
                best = candidate
    return best


def cut_table(
    sheet: str, lines: Lines, found: Headings, merges: Merges | None = None, *, nir: bool = False
) -> RawTable:
    """The rows under the headings, without blank, repeated and total lines, nor what must not be read.

    Columns of pay, bank and health are emptied here, and so is the NIR unless `nir` is true: no later step sees them.
    """
    rows = [(line, tuple(cells)) for line, cells in lines[found.index + 1 :] if any(cells)]
    width = max([len(found.titles), *(_filled_width(cells) for _, cells in rows)])
    titles = [*found.titles, *[""] * (width - len(found.titles))]
    used = {column for _, cells in rows for column, cell in enumerate(cells) if cell}
    titles = [title or (f"Colonne {_letters(column)}" if column in used else "") for column, title in enumerate(titles)]
    unread = () if nir else tuple(column for column in range(width) if _holds_nir(rows, column, titles[column]))
    hidden = {column for column, title in enumerate(titles) if is_private(title)} | set(unread)
    names = {column for column, title in enumerate(titles) if meaning_of(title).column in _NAMES}
    ranges = {start: end for start, end in (merges or {}).items() if start[0] > found.line}
    repeated = tuple(title.rsplit(PARTS, 1)[-1].casefold() for title in titles)
    kept = []
    for line, cells in _filled_down(rows, ranges):
        padded = cells + ("",) * (width - len(cells)) if len(cells) <= width else cells[:width]
        if not _is_noise(line, padded, repeated, names, ranges):
            if hidden:
                padded = tuple("" if column in hidden else cell for column, cell in enumerate(padded))
            kept.append((line, padded))
    return RawTable(sheet, found.line, tuple(titles), tuple(kept), unread)


def _single(lines: Lines, index: int) -> Headings | None:
    line, cells = lines[index]
    titles = tuple(" ".join(cell.split()) for cell in cells[: _filled_width(cells)])
    # « 2026 » may head a column; a line of data holds more dates and numbers than that.
    odd = sum(not _may_be_title(title) for title in titles)
    return Headings(index, line, titles, _score(titles)) if odd * _ODD <= sum(map(bool, titles)) else None


def _double(lines: Lines, index: int, merges: Merges) -> Headings | None:
    """Groups over titles. A group belongs to the columns it is merged over, or to those up to the next group."""
    upper, lower = _single(lines, index), _single(lines, index + 1) if index + 1 < len(lines) else None
    if upper is None or lower is None or lower.line != upper.line + 1 or sum(map(bool, lower.titles)) < 2:
        return None
    titles, group, reach = [], "", -1
    for column in range(max(len(upper.titles), len(lower.titles))):
        over = upper.titles[column] if column < len(upper.titles) else ""
        under = lower.titles[column] if column < len(lower.titles) else ""
        if over:
            group = over
            end = merges.get((upper.line, column))
            reach = end[1] if end else len(lower.titles) if not merges else column
        inherited = group if column <= reach else ""
        titles.append(f"{inherited}{PARTS}{under}" if inherited and under else under or over)
    score = _score(titles)
    # A first line of data may hold a word or two that look like headings: two lines must say clearly more than one.
    return Headings(lower.index, lower.line, tuple(titles), score) if score > max(upper.score, lower.score) else None


def _score(titles: Sequence[str]) -> float:
    meanings = {meaning.column: meaning.sure for title in titles if (meaning := meaning_of(title))}
    return sum(1.0 if sure else 0.5 for column, sure in meanings.items() if column is not Column.IGNORED)


def _may_be_title(text: str) -> bool:
    return len(text) <= _HEADING_LENGTH and not (text and _NOT_A_TITLE.fullmatch(text))


def _filled_width(cells: Sequence[str]) -> int:
    return max((column + 1 for column, cell in enumerate(cells) if cell), default=0)


def _letters(column: int) -> str:
    first, last = divmod(column, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)


_NIR = re.compile(r"[1-478]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{6}(?:\d{2})?")


def looks_like_nir(texts: Sequence[str]) -> bool:
    """Most of what a column of any name holds has the shape of a NIR."""
    alike = sum(1 for text in texts if _NIR.fullmatch(re.sub(r"[\s.\-]", "", text).upper()))
    return alike * 2 > len(texts)


def _holds_nir(rows: Lines, column: int, title: str) -> bool:
    if meaning_of(title).column in (Column.NIR, Column.NIR_KEY):
        return True
    return looks_like_nir([cells[column] for _, cells in rows[:200] if column < len(cells) and cells[column]])


def _filled_down(rows: Sequence[tuple[int, tuple[str, ...]]], merges: Merges) -> Sequence[tuple[int, tuple[str, ...]]]:
    """What is merged over several lines of one column is said of each of them."""
    down = {start: end[0] for start, end in merges.items() if end[0] > start[0] and end[1] == start[1]}
    columns = {column for _, column in down}
    if not columns:
        return rows
    said: dict[int, tuple[int, str]] = {}
    filled = []
    for line, cells in rows:
        full = list(cells)
        for column in columns & set(range(len(full))):
            if (line, column) in down:
                said[column] = down[line, column], full[column]
            last, text = said.get(column, (0, ""))
            full[column] = full[column] or (text if line <= last else "")
        filled.append((line, tuple(full)))
    return filled


def _is_noise(line: int, cells: Sequence[str], titles: Sequence[str], names: set[int], merges: Merges) -> bool:
    filled = [column for column, cell in enumerate(cells) if cell]
    if not filled or EXAMPLE in cells:
        return True
    first = cells[filled[0]]
    if len(filled) > 1 and all(cells[column].casefold() == titles[column] for column in filled):
        return True
    if _FOOTERS.match(first) and not any(_DATE.fullmatch(cells[column]) for column in filled):
        return True
    if len(filled) > 1 or len(titles) < 4:
        return False
    return filled[0] not in names or ":" in first or first[0] in "*(" or (line, filled[0]) in merges
