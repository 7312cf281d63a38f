"""What only a person can tell: a word of the file that no rule knows, or that means several things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from presantra.domain.imports import words
from presantra.domain.imports.cells import NOTHING, WORD_COLUMNS, understands
from presantra.domain.imports.headings import Column
from presantra.domain.imports.model import RawTable
from presantra.domain.labels import choices
from presantra.domain.names import fold
from presantra.domain.situations import WORK_SITUATIONS
from presantra.domain.vocabulary import (
    ContractType,
    DepartureReason,
    OtherEmployers,
    Sex,
    SituationGroup,
    VisitKind,
    WorkingTime,
)

MAX_QUESTIONS = 20
"""Beyond, the column is not what it seems: the lines say so one by one."""

LATER = ("", "Ne pas importer ce mot")

_KINDS: dict[Column, type[StrEnum]] = {
    Column.CONTRACT_TYPE: ContractType,
    Column.DEPARTURE_REASON: DepartureReason,
    Column.SEX: Sex,
    Column.LAST_VISIT_KIND: VisitKind,
    Column.WORKING_TIME: WorkingTime,
    Column.OTHER_EMPLOYERS: OtherEmployers,
}
_HINTS: tuple[tuple[Column, str, str], ...] = (
    (Column.CONTRACT_TYPE, "altern", ContractType.APPRENTICESHIP),
    (Column.CONTRACT_TYPE, "cui", ContractType.CDD),
    (Column.CONTRACT_TYPE, "insertion", ContractType.CDD),
    (Column.CONTRACT_TYPE, "", ContractType.OTHER),
    (Column.DEPARTURE_REASON, "", DepartureReason.OTHER),
    (Column.LAST_VISIT_KIND, "vip", VisitKind.VIP_PERIODIC),
    (Column.LAST_VISIT_KIND, "information", VisitKind.VIP_PERIODIC),
    (Column.LAST_VISIT_KIND, "ema", VisitKind.APTITUDE_PERIODIC),
    (Column.LAST_VISIT_KIND, "aptitude", VisitKind.APTITUDE_PERIODIC),
)


@dataclass(frozen=True, slots=True)
class ValueQuestion:
    """``text``: the word as the file writes it first; its answer is kept under ``key``.

    ``options``: pairs (code, label), an empty code to leave the word out. ``guess``: the code proposed.
    """

    column: Column
    text: str
    options: tuple[tuple[str, str], ...]
    guess: str

    @property
    def key(self) -> str:
        """The key of the answer in ``Choices.words``."""
        return f"{self.column}:{fold(self.text)}"


def questions_of(table: RawTable, columns: tuple[Column, ...]) -> tuple[ValueQuestion, ...]:
    """The questions of a table whose columns are these."""
    found: dict[str, ValueQuestion] = {}
    for index, column in enumerate(columns):
        if column not in WORD_COLUMNS:
            continue
        asked: dict[str, ValueQuestion] = {}
        for question in _of_column(table, index, column):
            asked.setdefault(question.key, question)
            if len(asked) > MAX_QUESTIONS:
                break
        else:
            found = {**asked, **found}
    order = {column: rank for rank, column in enumerate(Column)}
    return tuple(sorted(found.values(), key=lambda question: order[question.column]))


def _of_column(table: RawTable, index: int, column: Column) -> Iterator[ValueQuestion]:
    for text in dict.fromkeys(cells[index] for _, cells in table.rows):
        if not text or text in NOTHING:
            continue
        if column is Column.SITUATIONS:
            for part in words.situation_parts(text):
                if words.situation(fold(part)) is None:
                    yield _about_situation(part)
        elif not understands(column, text):
            yield _about_word(column, text)


def _about_word(column: Column, text: str) -> ValueQuestion:
    folded = fold(text)
    guess = next((code for about, hint, code in _HINTS if about is column and hint in folded), "")
    leave_out = () if column is Column.CONTRACT_TYPE else (LATER,)
    return ValueQuestion(column, text, choices(_KINDS[column]) + leave_out, guess)


def _about_situation(text: str) -> ValueQuestion:
    """« SIR » or « SIA » tell the follow-up, not the situation it comes from."""
    folded = fold(text)
    group: SituationGroup | None = None
    if words.SIR_WORDS.fullmatch(folded):
        group = SituationGroup.SIR
    elif words.SIA_WORDS.fullmatch(folded):
        group = SituationGroup.SIA
    offered = tuple((item.code, item.label) for item in WORK_SITUATIONS if group is None or item.group is group)
    guess = "suivi_adapte_autre" if group is SituationGroup.SIA else ""
    return ValueQuestion(Column.SITUATIONS, text, (*offered, ("", "À préciser plus tard sur chaque fiche")), guess)
