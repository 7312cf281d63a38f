"""Search of salariés: any part of a word, through an index of three-letter pieces (revision 0004).

Words shorter than three letters are in no index: they only refine what others have found, or are read row by row.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Select, Text, cast, column, func, literal, select, table
from sqlmodel import col

from presantra.db.models import Employee
from presantra.db.repositories.statements import like_pattern
from presantra.domain.names import fold

MAX_SEARCH_WORDS = 8
GRAM = 3
# On SQLite a rowid of the search is the member above 32 bits and the employee below.
_SHIFT = 32
_SEARCH = table("employee_search", column("rowid"), column("employee_search"))


def words_of(text: str) -> tuple[str, ...]:
    return tuple(fold(text).split()[:MAX_SEARCH_WORDS])


def holding(words: tuple[str, ...]) -> list[ColumnElement[bool]]:
    """Each word stands somewhere in the name, the job or the matricule: the exact answer."""
    return [col(Employee.search_text).like(like_pattern(word), escape="\\") for word in words]


def indexed(words: tuple[str, ...]) -> bool:
    """Whether the index can find these words."""
    return any(len(word) >= GRAM for word in words)


def candidates(member_id: int, words: tuple[str, ...], *, postgresql: bool) -> Select[Any]:
    """Ids of the employees whose text has all the pieces of the words: those sought, and a few others."""
    grams = sorted({word[start : start + GRAM] for word in words for start in range(len(word) - GRAM + 1)})
    if postgresql:
        wanted = cast([f"{member_id}:{gram}" for gram in grams], ARRAY(Text))
        indexed_grams = func.employee_grams(col(Employee.member_id), col(Employee.search_text))
        return select(col(Employee.id)).where(
            col(Employee.member_id) == member_id, indexed_grams.op("@>", is_comparison=True)(wanted)
        )
    first = member_id << _SHIFT
    match = " AND ".join(f'"{gram}"' for gram in grams)
    return select((_SEARCH.c.rowid - literal(first)).label("id")).where(
        _SEARCH.c.employee_search.op("MATCH", is_comparison=True)(match),
        _SEARCH.c.rowid.between(first, first + (1 << _SHIFT) - 1),
    )
