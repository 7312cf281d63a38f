"""Documents shared with the service (`data/shared_documents.toml`), and how long a DUERP stays up to date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from presantra.domain import data
from presantra.domain.clock import add_months
from presantra.domain.errors import InvalidForm, InvalidValue
from presantra.domain.files import FileKind, HoldsMacros
from presantra.domain.forms import parse_date
from presantra.domain.legal import SOURCES, Source, named


class SharedKind(StrEnum):
    DUERP = "duerp"
    COMPANY_FILE = "fiche_entreprise"
    LETTER = "courrier"
    OTHER = "autre"
    MEMBERSHIP = "attestation_adhesion"


class DocumentSide(StrEnum):
    """Who brings a document; the portal draws its own and keeps none."""

    EMPLOYER = "employeur"
    SERVICE = "service"
    PORTAL = "portail"


@dataclass(frozen=True, slots=True)
class KindRule:
    """``replaces``: a new one takes the place of the one before. ``law``: sentences for people."""

    label: str
    side: DocumentSide
    replaces: bool
    formats: frozenset[FileKind]
    law: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    __pydantic_config__ = data.STRICT

    label: str
    side: DocumentSide
    replaces: bool
    formats: frozenset[FileKind]
    law: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _DuerpRule:
    __pydantic_config__ = data.STRICT

    yearly_from: int
    update_months: int


_TABLES = data.read(data.FOLDER, "shared_documents.toml")


def _rule(kind: SharedKind) -> KindRule:
    entry = data.entry(_Entry, _TABLES["kinds"][kind])
    return KindRule(
        entry.label, entry.side, entry.replaces, entry.formats, entry.law, named(entry.sources, SOURCES)
    )  # fmt: skip


KINDS: Mapping[SharedKind, KindRule] = {kind: _rule(kind) for kind in SharedKind}
SERVICE_KINDS = tuple(kind for kind, rule in KINDS.items() if rule.side is DocumentSide.SERVICE)
_DUERP = data.entry(_DuerpRule, _TABLES["duerp"])
YEARLY_FROM = _DUERP.yearly_from
"""Number of employees from which a DUERP is updated every year (article R. 4121-2)."""
UPDATE_MONTHS = _DUERP.update_months
"""Months from one yearly update to the next."""


class DuerpStanding(StrEnum):
    ABSENT = "absent"
    UP_TO_DATE = "a_jour"
    TO_UPDATE = "a_mettre_a_jour"


class DepositProblem(StrEnum):
    """What is wrong with a field of the deposit: a code, because the answer to a native form travels in an address."""

    FILE_MISSING = "fichier-absent"
    FILE_EMPTY = "fichier-vide"
    FILE_TOO_BIG = "fichier-taille"
    FILE_FORMAT = "fichier-format"
    FILE_MACROS = "fichier-macros"
    DATE_MISSING = "date-absente"
    DATE_UNREADABLE = "date-illisible"
    DATE_FUTURE = "date-future"
    DATE_OLD = "date-ancienne"
    NEXT_UNREADABLE = "suite-illisible"
    NEXT_BEFORE = "suite-avant"
    NEXT_LATE = "suite-tardive"


DEPOSIT_FIELDS = ("fichier", "document_on", "next_update_on")
OLDEST_DUERP = date(2001, 11, 8)
"""The DUERP was created by the decree of 5 November 2001: an older date is a mistake."""
PROBLEM_SENTENCES: Mapping[DepositProblem, str] = {
    DepositProblem.FILE_MISSING: "Choisissez un fichier avant de l’envoyer.",
    DepositProblem.FILE_EMPTY: "Ce fichier est vide.",
    DepositProblem.FILE_TOO_BIG: "Ce fichier est trop volumineux.",
    DepositProblem.FILE_FORMAT: "Choisissez un PDF, ou un fichier Word (.docx), Excel (.xlsx) ou OpenDocument (.odt).",
    DepositProblem.FILE_MACROS: HoldsMacros.default_sentence,
    DepositProblem.DATE_MISSING: "Indiquez la date du document.",
    DepositProblem.DATE_UNREADABLE: "Indiquez une date qui existe, sous la forme JJ/MM/AAAA.",
    DepositProblem.DATE_FUTURE: "Cette date est dans le futur.",
    DepositProblem.DATE_OLD: "Le document unique n’existait pas encore à cette date.",
    DepositProblem.NEXT_UNREADABLE: "Indiquez une date qui existe, sous la forme JJ/MM/AAAA.",
    DepositProblem.NEXT_BEFORE: "La prochaine mise à jour vient après la date du document.",
    DepositProblem.NEXT_LATE: (
        f"À partir de {YEARLY_FROM} salariés, la mise à jour est due dans l’année (article R. 4121-2) : "
        "indiquez une date plus proche."
    ),
}


class InvalidDeposit(InvalidForm):
    """``problems``: field of ``DEPOSIT_FIELDS`` → what is wrong with it."""

    def __init__(self, problems: Mapping[str, DepositProblem]) -> None:
        super().__init__({field: PROBLEM_SENTENCES[problem] for field, problem in problems.items()})
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class DuerpDates:
    document_on: date
    next_update_on: date | None


def legal_update(document_on: date, headcount: int) -> date | None:
    """Last day of the yearly update, or None where the Code gives no rhythm (article R. 4121-2)."""
    return add_months(document_on, UPDATE_MONTHS) if headcount >= YEARLY_FROM else None


def duerp_due(dates: DuerpDates, headcount: int) -> date | None:
    """The day by which it must be updated: the employer's own date, or the law's when it comes first."""
    legal = legal_update(dates.document_on, headcount)
    known = [day for day in (dates.next_update_on, legal) if day is not None]
    return min(known, default=None)


def duerp_standing(dates: DuerpDates | None, headcount: int, today: date) -> DuerpStanding:
    """Where the DUERP stands on a day; on the very day it is due it is still up to date."""
    if dates is None:
        return DuerpStanding.ABSENT
    due = duerp_due(dates, headcount)
    return DuerpStanding.TO_UPDATE if due is not None and due < today else DuerpStanding.UP_TO_DATE


def parse_duerp(
    raw: Mapping[str, str], today: date, headcount: int, problems: Mapping[str, DepositProblem] | None = None
) -> DuerpDates:
    """Read the dates of a deposit; without a next update, the law's is taken when it asks for one.

    Args:
        problems: what is already known to be wrong with other fields.

    Raises:
        InvalidDeposit: by field of ``DEPOSIT_FIELDS``, in their order.
    """
    found = dict(problems or {})
    document_on = _day(raw, "document_on", DepositProblem.DATE_UNREADABLE, found)
    next_on = _day(raw, "next_update_on", DepositProblem.NEXT_UNREADABLE, found)
    if document_on is None:
        found.setdefault("document_on", DepositProblem.DATE_MISSING)
    elif document_on > today:
        found["document_on"] = DepositProblem.DATE_FUTURE
    elif document_on < OLDEST_DUERP:
        found["document_on"] = DepositProblem.DATE_OLD
    elif next_on is not None:
        legal = legal_update(document_on, headcount)
        if next_on <= document_on:
            found["next_update_on"] = DepositProblem.NEXT_BEFORE
        elif legal is not None and next_on > legal:
            found["next_update_on"] = DepositProblem.NEXT_LATE
    if found or document_on is None:
        raise InvalidDeposit({field: found[field] for field in DEPOSIT_FIELDS if field in found})
    return DuerpDates(document_on, next_on or legal_update(document_on, headcount))


def _day(
    raw: Mapping[str, str], field: str, unreadable: DepositProblem, problems: dict[str, DepositProblem]
) -> date | None:
    text = raw.get(field, "").strip()
    if not text:
        return None
    try:
        return parse_date(text)
    except InvalidValue:
        problems[field] = unreadable
        return None
