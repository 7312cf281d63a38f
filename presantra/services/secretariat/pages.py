"""Lists of the service, a page at a time; none is cut without saying how much of it is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from presantra.domain.errors import InvalidValue
from presantra.domain.identifiers import parse_member_code

PAGE_SIZE = 200
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Window:
    """``page`` begins at 1; ``whole``: everything at one go, whatever the page."""

    page: int = 1
    whole: bool = False

    @property
    def limit(self) -> int | None:
        return None if self.whole else PAGE_SIZE

    @property
    def offset(self) -> int:
        """Raises:
        InvalidValue: not the number of a page.
        """
        if self.page < 1:
            raise InvalidValue("Les pages sont numérotées à partir de 1.")
        return 0 if self.whole else (self.page - 1) * PAGE_SIZE


FIRST = Window()


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """What is shown of a list of ``total`` rows, from the row of rank ``begin`` (0 for the first) on."""

    rows: tuple[Row, ...]
    total: int
    begin: int = 0

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @property
    def left(self) -> int:
        """How many follow."""
        return max(0, self.total - self.begin - len(self.rows))


def member_code(code: str) -> str:
    """The canonical code that narrows a list, empty when nothing narrows it.

    Raises:
        InvalidValue: malformed.
    """
    return parse_member_code(code).code if code else ""
