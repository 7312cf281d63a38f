"""The monthly payroll declaration (DSN, norm NEODeS), of which only the people are read.

Pay, addresses and everything else are passed over line by line: no value of theirs is kept, nor put in a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from presantra.domain.errors import InvalidValue
from presantra.domain.imports import dsn_codes
from presantra.domain.imports.dsn_people import READ, Contract, Individual, person_of, united
from presantra.domain.imports.model import DsnFile, FilePerson

_FIRST: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*S\d\d\.G\d\d\.\d\d\.\d{3},")
_SOME: Final = re.compile(rb"(?m)^S(?:10|20|21|90)\.G00\.\d\d\.\d{3},'")
_LINE: Final = re.compile(r"(S\d\d\.G\d\d\.\d\d)\.(\d{3}),'(.*)'")
_COPY: Final = "Le fichier est abîmé : demandez-en une nouvelle copie à votre logiciel de paie."
_DECLARATION, _COMPANY, _SITE = "S20.G00.05", "S21.G00.06", "S21.G00.11"
_INDIVIDUAL, _CONTRACT, _END = "S21.G00.30", "S21.G00.40", "S21.G00.62"
_TOTAL = "S90.G00.90"


@dataclass(frozen=True, slots=True)
class _Rubrique:
    line: int
    block: str
    number: str
    value: str = field(repr=False)


def looks_like_dsn(content: bytes) -> bool:
    """Whether it begins as a DSN, or holds its lines near the beginning (a damaged one is still a DSN)."""
    head = content[:4096]
    return _FIRST.match(head) is not None or len(_SOME.findall(head)) >= 3


def parse_dsn(content: bytes, *, nir: bool = False) -> DsnFile:
    """The people of each establishment. Values that nobody can correct in a DSN (PCS, IDCC, NIR) are left out if wrong.

    ``nir``: the service asks for the n° de sécurité sociale.

    Raises:
        InvalidValue: damaged, truncated, foreign, or of another kind than a month of one company; with the line.
    """
    reading = _Reading()
    for rubrique in _rubriques(content):
        reading.take(rubrique)
    return reading.finish(nir)


def _rubriques(content: bytes) -> Iterator[_Rubrique]:
    """Every line, its shape and the count of the last block checked."""
    count, last, announced, ended = 0, 0, None, False
    # Not splitlines(): in ISO-8859-1 a value may hold characters that Unicode takes for ends of lines.
    for line, raw in enumerate(_decode(content).split("\n"), start=1):
        text = raw.rstrip("\r ")
        if not text:
            continue
        match = _LINE.fullmatch(text)
        if match is None:
            raise _refusal(line, f"cette ligne n’a pas la forme d’une rubrique de DSN. {_COPY}")
        count, last = count + 1, line
        rubrique = _Rubrique(line, *match.groups())
        if count == 1 and not rubrique.block.startswith("S10."):
            raise _refusal(line, f"le début de la DSN manque (bloc S10). {_COPY}")
        if ended and rubrique.block != _TOTAL:
            raise _refusal(line, f"la DSN continue après sa dernière rubrique (S90). {_COPY}")
        if rubrique.block == _TOTAL:
            ended = True
            announced = rubrique if rubrique.number == "001" else announced
        yield rubrique
    if announced is None:
        raise _refusal(max(last, 1), f"la fin de la DSN manque (rubrique S90.G00.90.001). {_COPY}")
    if announced.value != str(count):
        raise _refusal(announced.line, f"le nombre de rubriques annoncé n’est pas celui du fichier ({count}). {_COPY}")


def _decode(content: bytes) -> str:
    """ISO-8859-1 as the norm says, or UTF-8: accents of the first are never valid in the second."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("iso-8859-1")


def _refusal(line: int, what: str) -> InvalidValue:
    return InvalidValue(f"Ligne {line} : {what}")


class _Reading:
    """Where the reading stands: a declaration, its establishment, one individual, one contract."""

    def __init__(self) -> None:
        self._siren = ""
        self._siret = ""
        self._month: date | None = None
        self._block = ""
        self._number = ""
        self._people: dict[str, list[Individual]] = {}

    def take(self, rubrique: _Rubrique) -> None:
        # A block begins again when its numbers stop rising.
        begins = rubrique.block != self._block or rubrique.number <= self._number
        self._block, self._number = rubrique.block, rubrique.number
        if rubrique.block == _DECLARATION:
            self._take_declaration(rubrique)
        elif rubrique.block == _COMPANY and rubrique.number == "001":
            self._take_company(rubrique)
        elif rubrique.block == _SITE and rubrique.number == "001":
            if not self._siren or not re.fullmatch(r"\d{5}", rubrique.value):
                raise _refusal(rubrique.line, f"l’établissement n’est pas identifié (SIREN et NIC). {_COPY}")
            self._siret = self._siren + rubrique.value
            self._people.setdefault(self._siret, [])
        elif rubrique.block == _INDIVIDUAL:
            self._take_individual(rubrique, begins)
        elif rubrique.block in (_CONTRACT, _END):
            self._take_contract(rubrique, begins)

    def finish(self, nir: bool) -> DsnFile:
        if self._month is None or not self._people:
            raise _refusal(1, f"cette DSN ne déclare aucun établissement. {_COPY}")
        month = self._month
        establishments: dict[str, tuple[FilePerson, ...]] = {
            siret: tuple(person_of(individual, siret, month, nir=nir) for individual in united(individuals))
            for siret, individuals in self._people.items()
        }
        return DsnFile(month, self._siren, establishments)

    def _take_declaration(self, rubrique: _Rubrique) -> None:
        if rubrique.number == "001":
            self._siret = ""
            if rubrique.value != dsn_codes.MONTHLY:
                raise _refusal(
                    rubrique.line,
                    "ce fichier est un signalement d’événement. Déposez la DSN mensuelle de l’entreprise.",
                )
        elif rubrique.number == "002" and rubrique.value == dsn_codes.CANCELS:
            raise _refusal(rubrique.line, "cette DSN annule une déclaration. Déposez la DSN qui la remplace.")
        elif rubrique.number == "005":
            month = _month(rubrique)
            if self._month not in (None, month):
                raise _refusal(rubrique.line, "ce fichier contient plusieurs mois. Déposez une DSN à la fois.")
            self._month = month

    def _take_company(self, rubrique: _Rubrique) -> None:
        if not re.fullmatch(r"\d{9}", rubrique.value):
            raise _refusal(rubrique.line, f"le SIREN de l’entreprise n’a pas 9 chiffres. {_COPY}")
        if self._siren not in ("", rubrique.value):
            raise _refusal(
                rubrique.line, "ce fichier contient les DSN de plusieurs entreprises. Déposez-les une par une."
            )
        self._siren = rubrique.value

    def _take_individual(self, rubrique: _Rubrique, begins: bool) -> None:
        if not self._siret:
            raise _refusal(rubrique.line, f"un salarié est déclaré hors de tout établissement. {_COPY}")
        if begins:
            self._people[self._siret].append(Individual(rubrique.line))
        if (field_name := READ.get((rubrique.block, rubrique.number))) is not None:
            self._people[self._siret][-1].values[field_name] = rubrique.value.strip()

    def _take_contract(self, rubrique: _Rubrique, begins: bool) -> None:
        individuals = self._people.get(self._siret)
        if not individuals:
            raise _refusal(rubrique.line, f"un contrat est déclaré sans son salarié. {_COPY}")
        contracts = individuals[-1].contracts
        if rubrique.block == _CONTRACT and begins:
            contracts.append(Contract())
        if not contracts:
            raise _refusal(rubrique.line, f"une fin de contrat est déclarée sans son contrat. {_COPY}")
        if (field_name := READ.get((rubrique.block, rubrique.number))) is not None:
            contracts[-1].values[field_name] = rubrique.value.strip()


def _month(rubrique: _Rubrique) -> date:
    match = re.fullmatch(r"\d\d(0[1-9]|1[0-2])(20\d\d)", rubrique.value)
    if match is None:
        raise _refusal(rubrique.line, f"le mois déclaré n’est pas une date. {_COPY}")
    return date(int(match[2]), int(match[1]), 1)
