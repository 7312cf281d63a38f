"""One cell read as the field it fills. Every reader raises InvalidValue with a sentence that says what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from presantra.domain.clock import add_years
from presantra.domain.employees import MATRICULE_MAX_LENGTH, MINIMUM_AGE
from presantra.domain.errors import InvalidValue
from presantra.domain.identifiers import parse_email, parse_idcc, parse_member_code, parse_pcs, parse_phone, parse_siret
from presantra.domain.imports import words
from presantra.domain.imports.dates import read_date
from presantra.domain.imports.headings import Column
from presantra.domain.imports.readable import readable_first_name, readable_job
from presantra.domain.names import clean_name, fold

Read = Callable[[str], Any]
"""None: the cell says nothing that can be kept."""

NOTHING = frozenset({"-", "--", "–", "—", "/", "?", ".", "n/a", "N/A", "#N/A", "néant", "Néant", "NEANT", "NÉANT"})
"""What people type in a cell that they leave empty."""

DATE_COLUMNS = frozenset(
    {
        Column.BIRTH_DATE,
        Column.ENTRY_DATE,
        Column.PLANNED_END_DATE,
        Column.DEPARTURE_DATE,
        Column.LAST_VISIT_DATE,
    }
)
# Years of two digits: nobody is born after the age of work, nothing else is planned so long ahead.
_YEARS_AHEAD = {Column.BIRTH_DATE: -MINIMUM_AGE, Column.LAST_VISIT_DATE: 0}
_FAR = 10

_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9]+(?:[._+\-][A-Za-z0-9_]+)*")
_CODE_FIRST = re.compile(r"\s*(\d{3}\s?[A-Za-z])\b\s*[-–:(].*")

_WORDS: dict[Column, tuple[Callable[[str], Any], str]] = {
    Column.SEX: (words.sex, "Le sexe n’est pas compris : écrivez F ou M."),
    Column.CONTRACT_TYPE: (
        words.contract_type,
        "Ce type de contrat n’est pas connu : écrivez CDI, CDD, apprentissage, professionnalisation, saisonnier, "
        "intérim ou autre.",
    ),
    Column.DEPARTURE_REASON: (
        words.departure_reason,
        "Ce motif de sortie n’est pas connu : écrivez par exemple démission, fin de CDD, licenciement ou autre.",
    ),
    Column.LAST_VISIT_KIND: (
        words.visit_kind,
        "Ce type de visite n’est pas connu : écrivez par exemple visite d’embauche, visite périodique ou reprise.",
    ),
    Column.WORKING_TIME: (words.working_time, "Écrivez « temps complet » ou « temps partiel »."),
    Column.OTHER_EMPLOYERS: (words.other_employers, "Écrivez oui, non ou « ne sait pas »."),
}
WORD_COLUMNS = frozenset({*_WORDS, Column.SITUATIONS})


def understands(column: Column, text: str) -> bool:
    """Whether a word of a closed list is known without asking."""
    if column is Column.SITUATIONS:
        return all(words.situation(fold(part)) is not None for part in words.situation_parts(text))
    known = _WORDS[column][0]
    return known(text if column is Column.WORKING_TIME else fold(text)) is not None


def reader_of(column: Column, answers: Mapping[str, str], today: date, *, month_first: bool = False) -> Read:
    """The reader of a column. ``answers``: « contract_type:cui » → code, as somebody answered."""
    if column in DATE_COLUMNS:
        latest = add_years(today, _YEARS_AHEAD.get(column, _FAR))
        return lambda text: read_date(text, latest, month_first=month_first)
    if column is Column.SITUATIONS:
        return lambda text: _situations(text, answers)
    if column in _WORDS:
        return lambda text: _word(column, text, answers)
    return _PLAIN[column]


def _word(column: Column, text: str, answers: Mapping[str, str]) -> Any:
    folded = fold(text)
    answer = answers.get(f"{column}:{folded}")
    if answer is not None:
        return answer or None
    known, sentence = _WORDS[column]
    value = known(text if column is Column.WORKING_TIME else folded)
    if value is None:
        raise InvalidValue(sentence)
    return value


def _situations(text: str, answers: Mapping[str, str]) -> tuple[str, ...] | None:
    """The codes in the order of the portal’s list; a word that nobody explained is left out."""
    codes: set[str] = set()
    understood = False
    for part in words.situation_parts(text):
        folded = fold(part)
        answer = answers.get(f"{Column.SITUATIONS}:{folded}")
        code = words.situation(folded) if answer is None else answer
        # « None » is said by the file; an answer left empty only means « later ».
        understood = understood or (code is not None and answer is None) or bool(code)
        codes |= {code} if code else set()
    return words.in_order(codes) if understood else None


def _job(text: str) -> str:
    return clean_name(readable_job(text))


def _first_name(text: str) -> str:
    return clean_name(readable_first_name(text))


def _matricule(text: str) -> str:
    return clean_name(text, MATRICULE_MAX_LENGTH)


def _pcs(text: str) -> str:
    """« 632K » or « 632k – Menuisiers »."""
    with_label = _CODE_FIRST.fullmatch(text)
    return parse_pcs(with_label[1] if with_label else text)


def _email(text: str) -> str:
    """A whole file shares a few domains: each is checked once, whatever stands before it if it is plain."""
    local, _, domain = text.strip().rpartition("@")
    if len(local) <= 64 and _PLAIN_LOCAL.fullmatch(local) and (checked := _domain(domain)):
        return f"{local}@{checked}"
    return parse_email(text)


@lru_cache(maxsize=1024)
def _domain(domain: str) -> str:
    try:
        return parse_email(f"a@{domain}").rpartition("@")[2]
    except InvalidValue:
        return ""


def _phone(text: str) -> str:
    """Spreadsheets drop the first 0; some cells hold two numbers, of which the first is kept."""
    plain = text.strip()
    if re.fullmatch(r"[1-9]\d{8}", plain):
        plain = f"0{plain}"
    elif re.fullmatch(r"33[1-9]\d{8}", plain):
        plain = f"+{plain}"
    try:
        return parse_phone(plain)
    except InvalidValue:
        first, *others = re.split(r"[/;,]|\bou\b", plain)
        if not others:
            raise
        return parse_phone(first)


def _establishment(text: str) -> str:
    digits = re.sub(r"\s", "", text)
    if len(digits) >= 9 and digits.isdigit():
        return parse_siret(digits)
    # A spreadsheet drops the zeros of « 00012 ».
    return parse_member_code(digits.zfill(5) if digits.isdigit() else text).code


_PLAIN: dict[Column, Read] = {
    Column.BIRTH_NAME: clean_name,
    Column.USAGE_NAME: clean_name,
    Column.FIRST_NAME: _first_name,
    Column.FULL_NAME: clean_name,
    Column.JOB_TITLE: _job,
    Column.PCS_CODE: _pcs,
    Column.ESTABLISHMENT: _establishment,
    Column.EMAIL: _email,
    Column.PHONE: _phone,
    Column.MATRICULE: _matricule,
    Column.IDCC: parse_idcc,
}
