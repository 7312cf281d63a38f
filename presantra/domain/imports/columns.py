"""The proposed meaning of a table: a column for each heading, and the few questions that only a person can answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from presantra.domain.errors import InvalidValue
from presantra.domain.imports import words
from presantra.domain.imports.cells import DATE_COLUMNS, NOTHING, reader_of
from presantra.domain.imports.finding import looks_like_nir
from presantra.domain.imports.headings import COLUMN_LABELS as COLUMN_LABELS
from presantra.domain.imports.headings import ERROR_HEADING, Meaning, is_private, meaning_of
from presantra.domain.imports.headings import Column as Column
from presantra.domain.imports.model import RawTable
from presantra.domain.imports.questions import ValueQuestion as ValueQuestion
from presantra.domain.imports.questions import questions_of as questions_of
from presantra.domain.names import fold
from presantra.domain.vocabulary import ContractType

ARRIVAL_NEEDS = (
    Column.BIRTH_NAME,
    Column.FIRST_NAME,
    Column.BIRTH_DATE,
    Column.ENTRY_DATE,
    Column.CONTRACT_TYPE,
    Column.JOB_TITLE,
)
"""Without the sex, which the record can ask for later."""

_SAMPLES = 3
_LOOKED_AT = 500
_MOST = 0.8
_SHAPED = frozenset({Column.ESTABLISHMENT, Column.IDCC, Column.PCS_CODE, Column.SEX})
"""Columns whose heading may stand over something else: « Site » over names of towns, « CSP » over « Cadre »."""
_SECRET = frozenset({Column.NIR, Column.NIR_KEY})
READ_AS_NIR = _SECRET | {Column.IGNORED}
"""All that a column which holds the n° de sécurité sociale may be."""


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """``sure``: the heading leaves no doubt. ``samples``: the first texts of the column, none of a NIR.

    ``secret``: it holds the n° de sécurité sociale, and may not be read as anything else.
    """

    index: int
    heading: str
    column: Column
    sure: bool
    samples: tuple[str, ...]
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """``missing``: what an arrival needs and no column gives, in screen order."""

    guesses: tuple[ColumnGuess, ...]
    questions: tuple[ValueQuestion, ...]
    missing: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A heading, what it may mean, and the distinct texts under it in the order of the file."""

    index: int
    heading: str
    meaning: Meaning
    texts: tuple[str, ...]
    secret: bool = False


def propose(table: RawTable, remembered: Mapping[str, str] | None = None) -> Proposal:
    """Each heading with its column. ``remembered``: folded heading → column, as somebody confirmed it before."""
    seen = [_refined(_see(table, index)) for index in range(len(table.headings))]
    seen = _end_settled(table, _names_settled(seen))
    known = _known(seen, remembered or {})
    taken = _winners([item for item in seen if item.index not in known]) | {
        column: index for index, column in known.items()
    }
    guesses = []
    for item in seen:
        if item.index in table.unread:
            column, sure = Column.IGNORED, True
        elif item.index in known:
            column, sure = known[item.index], True
        elif item.meaning.column is Column.IGNORED or taken.get(item.meaning.column) == item.index:
            column, sure = item.meaning.column, item.meaning.sure
        else:
            column, sure = Column.IGNORED, False
        samples = () if item.secret else item.texts[:_SAMPLES]
        guesses.append(ColumnGuess(item.index, item.heading, column, sure, samples, item.secret))
    columns = tuple(guess.column for guess in guesses)
    return Proposal(tuple(guesses), questions_of(table, columns), missing_of(columns))


def missing_of(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """What an arrival needs and none of these columns gives."""
    given = set(columns)
    if Column.FULL_NAME in given:
        given |= {Column.BIRTH_NAME, Column.FIRST_NAME}
    if Column.USAGE_NAME in given:
        given.add(Column.BIRTH_NAME)
    return tuple(column for column in ARRIVAL_NEEDS if column not in given)


def signature(table: RawTable) -> str:
    """The same for two files with the same headings, whatever their order, case and accents.

    Rejected lines that come back keep the signature of their file.
    """
    headings = sorted(folded for title in table.headings if title != ERROR_HEADING and (folded := fold(title)))
    return hashlib.sha256("\n".join(headings).encode()).hexdigest()


def _known(seen: list[_Seen], remembered: Mapping[str, str]) -> dict[int, Column]:
    """The columns of headings that somebody has answered; a heading that is new and plain comes before them."""
    answered: dict[int, Column] = {}
    for item in seen:
        column = remembered.get(fold(item.heading), "")
        if column in (READ_AS_NIR if item.secret else set(Column)):
            answered[item.index] = Column(column)
    settled = {item.meaning.column for item in seen if item.index not in answered and item.meaning.sure}
    known: dict[int, Column] = {}
    for index, answer in answered.items():
        if answer is Column.IGNORED or answer not in settled:
            known[index] = answer
            settled.add(answer)
    return known


def _see(table: RawTable, index: int) -> _Seen:
    distinct = dict.fromkeys(text for _, cells in table.rows if (text := cells[index]) and text not in NOTHING)
    heading, texts = table.headings[index], tuple(distinct)[:_LOOKED_AT]
    meaning = meaning_of(heading)
    secret = meaning.column in _SECRET
    if not secret and looks_like_nir(texts):
        meaning, secret = Meaning(Column.NIR, 9, sure=False), True
    return _Seen(index, heading, meaning, texts, secret)


def _refined(item: _Seen) -> _Seen:
    """The heading corrected by what stands under it."""
    column = item.meaning.column
    if not item.texts:
        return item
    if column is Column.IGNORED:
        return item if item.meaning.sure or is_private(item.heading) else replace(item, meaning=_from_texts(item))
    if column is Column.JOB_TITLE and _mostly(item, Column.PCS_CODE):
        return replace(item, meaning=Meaning(Column.PCS_CODE))
    if column in DATE_COLUMNS and not item.meaning.sure and not _mostly(item, column):
        return replace(item, meaning=Meaning(Column.IGNORED, sure=False))
    if column in _SHAPED and not _mostly(item, column, 0.5):
        return replace(item, meaning=Meaning(Column.IGNORED, sure=False))
    return item


def _from_texts(item: _Seen) -> Meaning:
    """A heading that says nothing, over texts that do: never sure."""
    for column in (Column.EMAIL, Column.PHONE, Column.PCS_CODE):
        if _mostly(item, column):
            return Meaning(column, 9, sure=False)
    tests: tuple[tuple[Column, Callable[[str], object]], ...] = (
        (Column.CONTRACT_TYPE, words.contract_type),
        (Column.SEX, words.sex),
    )
    folded = [fold(text) for text in item.texts]
    for column, known in tests:
        if len(folded) > 1 and all(known(text) and not text.isdigit() for text in folded):
            return Meaning(column, 9, sure=False)
    return Meaning(Column.IGNORED, sure=False)


def _mostly(item: _Seen, column: Column, share: float = _MOST) -> bool:
    read = reader_of(column, {}, date(2100, 1, 1))
    right = sum(1 for text in item.texts if _reads(read, text))
    return right >= share * len(item.texts)


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except InvalidValue:
        return False
    return True


def _names_settled(seen: list[_Seen]) -> list[_Seen]:
    """« Nom » alone may be the birth name, the name in use beside a birth name, or a whole name."""
    columns = [item.meaning.column for item in seen]
    plain = [item for item in seen if item.meaning.column is Column.BIRTH_NAME and item.meaning.rank]
    has_birth_name = columns.count(Column.BIRTH_NAME) > len(plain)
    changed: dict[int, Meaning] = {}
    for item in plain[:1]:
        if has_birth_name and Column.USAGE_NAME not in columns:
            changed[item.index] = Meaning(Column.USAGE_NAME)
        elif Column.FIRST_NAME not in columns and _mostly_two_words(item):
            changed[item.index] = Meaning(Column.FULL_NAME)
    whole = [item for item in seen if item.meaning.column is Column.FULL_NAME]
    for item in whole:
        if Column.FIRST_NAME in columns:
            # « Salarié » beside « Prénom » is a name; beside both it repeats them.
            named = Column.BIRTH_NAME in columns
            changed[item.index] = Meaning(Column.IGNORED) if named else Meaning(Column.BIRTH_NAME, 1)
    return [replace(item, meaning=changed.get(item.index, item.meaning)) for item in seen]


def _end_settled(table: RawTable, seen: list[_Seen]) -> list[_Seen]:
    """« Fin de contrat » that CDI have too is the day when people left."""
    contract = [item.index for item in seen if item.meaning.column is Column.CONTRACT_TYPE]
    ends = [item.index for item in seen if item.meaning.column is Column.PLANNED_END_DATE and not item.meaning.sure]
    if len(contract) != 1 or len(ends) != 1 or any(item.meaning.column is Column.DEPARTURE_DATE for item in seen):
        return seen
    ended = {cells[contract[0]] for _, cells in table.rows if cells[ends[0]]}
    if not any(words.contract_type(fold(text)) is ContractType.CDI for text in ended):
        return seen
    departure = Meaning(Column.DEPARTURE_DATE, sure=False)
    return [replace(item, meaning=departure) if item.index == ends[0] else item for item in seen]


def _mostly_two_words(item: _Seen) -> bool:
    return bool(item.texts) and sum(1 for text in item.texts if " " in text) >= _MOST * len(item.texts)


def _winners(seen: list[_Seen]) -> dict[Column, int]:
    """One heading a column: the plainest name, then the one that holds something, then the leftmost."""
    ranked = sorted(seen, key=lambda item: (item.meaning.rank, not item.texts, item.index), reverse=True)
    return {item.meaning.column: item.index for item in ranked}
