"""Columns and words of a file, as proposed, as chosen, and as remembered for the next one. Called in a thread."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from presantra.domain.errors import InvalidForm
from presantra.domain.imports.columns import (
    COLUMN_LABELS,
    READ_AS_NIR,
    Column,
    ColumnGuess,
    ValueQuestion,
    missing_of,
    propose,
    questions_of,
)
from presantra.domain.imports.model import RawTable
from presantra.domain.names import fold
from presantra.domain.typography import french
from presantra.domain.vocabulary import ContractType
from presantra.services.imports.views import GuessView, MappingView, QuestionView

NUMBER_ELSEWHERE = (
    "Cette colonne contient des numéros de sécurité sociale : choisissez « N° de sécurité sociale » "
    "ou « Ne pas importer »."
)
IDENTITY = (Column.BIRTH_NAME, Column.FIRST_NAME, Column.BIRTH_DATE)
DEFAULTS = ("contract_type",)
NUMBER_COLUMNS = frozenset({Column.NIR, Column.NIR_KEY})
"""Offered only by a service that asks for the n° de sécurité sociale."""
COLUMN_CHOICES = frozenset(Column) - {Column.IGNORED} - NUMBER_COLUMNS
FOLLOW_UP_COLUMNS = frozenset({Column.SITUATIONS, Column.LAST_VISIT_DATE, Column.LAST_VISIT_KIND})
"""What a file tells of the follow-up: left out of the file of who may not tell of it."""


def without_columns(table: RawTable, unwanted: Collection[Column]) -> tuple[RawTable, tuple[str, ...]]:
    """The table without the columns that the file presents as those, and their headings."""
    dropped = {guess.index for guess in propose(table, None).guesses if guess.column in unwanted}
    kept = [index for index in range(len(table.headings)) if index not in dropped]
    rows = tuple((line, tuple(cells[index] for index in kept)) for line, cells in table.rows)
    left = replace(table, headings=tuple(table.headings[index] for index in kept), rows=rows)
    return left, tuple(table.headings[index] for index in sorted(dropped))


def recalled(table: RawTable, key: str, former: Iterable[tuple[str, Mapping[str, Any]]]) -> Mapping[str, Any] | None:
    """What the member has answered for a file with these very headings; else heading by heading, from any of them.

    ``key``: the signature of the table. ``former``: signatures and answers, the newest first. The nearest file comes
    first; its default values hold only for a file that has half of its headings.
    """
    headings = {fold(heading) for heading in table.headings}
    near: list[tuple[int, Mapping[str, Any]]] = []
    for signature, answers in former:
        if signature == key:
            return answers
        near.append((len(headings & answers["columns"].keys()), answers))
    near = sorted((pair for pair in near if pair[0]), key=lambda pair: pair[0], reverse=True)
    if not near:
        return None
    shared, nearest = near[0]
    columns: dict[str, str] = {}
    words: dict[str, str] = {}
    for _, answers in reversed(near):
        columns |= answers["columns"]
        words |= answers["words"]
    alike = 2 * shared >= len(nearest["columns"])
    return {"columns": columns, "words": words, "defaults": nearest["defaults"] if alike else {}}


def first_choices(table: RawTable, remembered: Mapping[str, Any] | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is proposed before anybody chose: for the job's ``mapping``, and for the payload's ``meta``."""
    known = remembered or {}
    proposal = propose(table, known.get("columns"))
    columns = [guess.column.value for guess in proposal.guesses]
    words = dict(known.get("words", {}))
    defaults = dict(known.get("defaults", {}))
    meta = {
        "guesses": [_plain_guess(guess) for guess in proposal.guesses],
        "questions": _plain_questions(proposal.questions),
        "missing": _labels(proposal.missing, defaults),
        "remembered": remembered is not None,
        "secret": [guess.index for guess in proposal.guesses if guess.secret],
        "unread": [table.headings[index] for index in table.unread],
    }
    return {"columns": columns, "words": words, "defaults": defaults}, meta


def chosen(
    table: RawTable,
    columns: Sequence[str],
    words: Mapping[str, str],
    defaults: Mapping[str, str],
    meta: Mapping[str, Any],
    *,
    nir: bool,
) -> tuple[dict[str, Any], dict[str, Any], bool]:
    """The same once somebody has chosen; the flag says that new words have to be asked about.

    ``meta``: of the payload, as it is. ``nir``: the service asks for the n° de sécurité sociale.

    Raises:
        InvalidForm: « colonne_<index> » to correct, or the whole form under the empty name.
    """
    picked = _check(table, columns, COLUMN_CHOICES | NUMBER_COLUMNS if nir else COLUMN_CHOICES, meta.get("secret", ()))
    asked = [question[0] for question in meta["questions"]]
    questions = questions_of(table, picked)
    options = {question.key: {code for code, _ in question.options} for question in questions}
    kept = {key: code for key, code in words.items() if code in options.get(key, ())}
    given = {name: text for name, text in defaults.items() if name in DEFAULTS and text}
    if given.get("contract_type", ContractType.CDI) not in set(ContractType):
        raise InvalidForm({"defaut_contract_type": "Choisissez une valeur de la liste."})
    mapping = {"columns": [column.value for column in picked], "words": kept, "defaults": given}
    changed = {"questions": _plain_questions(questions), "missing": _labels(missing_of(picked), given)}
    return mapping, changed, any(question.key not in asked for question in questions)


def to_remember(table: RawTable, mapping: Mapping[str, Any]) -> dict[str, Any]:
    """By heading, whatever the order of the columns of the next file."""
    columns = {
        fold(heading): column
        for heading, column in zip(table.headings, mapping["columns"], strict=True)
        if fold(heading)
    }
    return {"columns": columns, "words": mapping["words"], "defaults": mapping["defaults"]}


def mapping_view(mapping: Mapping[str, Any], meta: Mapping[str, Any], rows: int) -> MappingView:
    guesses = tuple(
        GuessView(index, heading, tuple(samples), column, sure, index in meta.get("secret", ()))
        for (index, heading, samples, sure), column in zip(meta["guesses"], mapping["columns"], strict=True)
    )
    questions = tuple(
        QuestionView(key, label, text, tuple((code, name) for code, name in options), mapping["words"].get(key, guess))
        for key, label, text, options, guess in meta["questions"]
    )
    return MappingView(
        guesses, questions, tuple(meta["missing"]), mapping["defaults"], rows, meta["sheet"], meta["remembered"],
        tuple(meta.get("unread", ())),
    )  # fmt: skip


def _check(
    table: RawTable, columns: Sequence[str], offered: frozenset[Column], secret: Collection[int]
) -> tuple[Column, ...]:
    if len(columns) != len(table.headings) or not set(columns) <= offered | {Column.IGNORED}:
        raise InvalidForm({"": "Les colonnes ne correspondent plus à ce fichier : rechargez la page."})
    picked = tuple(Column(name) for name in columns)
    errors = {}
    first: dict[Column, int] = {}
    for index, column in enumerate(picked):
        if index in secret and column not in READ_AS_NIR:
            errors[f"colonne_{index}"] = NUMBER_ELSEWHERE
        elif column in offered and first.setdefault(column, index) != index:
            other = table.headings[first[column]]
            errors[f"colonne_{index}"] = (
                f"« {COLUMN_LABELS[column]} » est déjà choisi pour la colonne « {other} » : gardez l’une des deux."
            )
    lacking = [COLUMN_LABELS[column] for column in missing_of(picked) if column in IDENTITY]
    if lacking:
        errors[""] = f"Indiquez la colonne qui contient : {', '.join(lacking)}. Sans elle, personne n’est reconnu."
    if errors:
        raise InvalidForm(errors)
    return picked


def _plain_guess(guess: ColumnGuess) -> list[Any]:
    return [guess.index, guess.heading, list(guess.samples), guess.sure]


def _plain_questions(questions: Sequence[ValueQuestion]) -> list[list[Any]]:
    return [
        [item.key, COLUMN_LABELS[item.column], item.text, [list(option) for option in item.options], item.guess]
        for item in questions
    ]


def _labels(missing: Sequence[Column], defaults: Mapping[str, str]) -> list[str]:
    return [french(COLUMN_LABELS[column]) for column in missing if column.value not in defaults]
