"""Mandats given to an accounting firm: what they allow, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from presantra.domain.clock import add_years
from presantra.domain.errors import InvalidValue
from presantra.domain.forms import FormReader, parse_date
from presantra.domain.identifiers import parse_email, parse_siren
from presantra.domain.rights import FOLLOW_UP, Right, Role, parse_roles, rights_of

MANDATE_ROLES: tuple[Role, ...] = (Role.DECLARATION, Role.SUMMONS, Role.BILLING, Role.READER)
MANDATE_FIELDS = ("email", "companies", "roles", "follow_up", "ends_on")
RESERVED = frozenset({Right.USERS, Right.MANDATES, Right.COMPANY_WRITE})
"""What an employer never hands over: who works for his company, and what it is."""
MAX_YEARS = 10
WARNING_DAYS = (30, 7)


class MandateState(StrEnum):
    PENDING = "en_attente"
    IN_FORCE = "en_cours"
    EXPIRED = "arrive_a_terme"
    ENDED = "termine"


class MandateAct(StrEnum):
    """What the journal of the company says of mandates; stored: never change one."""

    GIVEN = "Mandat donné"
    ACCEPTED = "Mandat accepté"
    MODIFIED = "Mandat modifié"
    REVOKED = "Mandat retiré"
    RENOUNCED = "Mandat abandonné"


class EndReason(StrEnum):
    REVOKED = "retire"
    RENOUNCED = "abandonne"
    REPLACED = "remplace"


@dataclass(frozen=True, slots=True)
class MandateTerms:
    """What the employer allows; ``ends_on`` is the last day, Paris; None: until somebody ends it."""

    roles: frozenset[Role]
    follow_up: bool
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class MandateGift:
    """A mandate as the form says it; ``companies`` are public ids, still to be found among those of the giver."""

    email: str
    companies: tuple[str, ...]
    terms: MandateTerms


@lru_cache(maxsize=64)
def mandate_rights(roles: frozenset[Role], follow_up: bool) -> frozenset[Right]:
    """Rights of a mandate in force."""
    rights = rights_of(roles) - RESERVED
    return rights if follow_up else rights - FOLLOW_UP


def state_on(day: date, *, accepted: bool, ended: bool, ends_on: date | None) -> MandateState:
    if ended:
        return MandateState.ENDED
    if ends_on is not None and ends_on < day:
        return MandateState.EXPIRED
    return MandateState.IN_FORCE if accepted else MandateState.PENDING


def warning_due(ends_on: date | None, day: date) -> int:
    """The warning that a mandate near its end calls for (30 or 7, in days); 0 when there is none."""
    if ends_on is None or ends_on < day:
        return 0
    left = (ends_on - day).days
    return min((days for days in WARNING_DAYS if left <= days), default=0)


def last_day_warned(day: date) -> date:
    """Mandates that end after this day need no warning yet."""
    return day + timedelta(days=max(WARNING_DAYS))


def parse_terms(raw: Mapping[str, object], today: date) -> MandateTerms:
    """Read the rights and the end of a mandate, to be changed.

    Raises:
        InvalidForm: fields of ``MANDATE_FIELDS`` to correct.
    """
    form = FormReader(raw)
    terms = _terms(form, today)
    form.finish(MANDATE_FIELDS)
    return terms


def parse_gift(raw: Mapping[str, object], today: date) -> MandateGift:
    """Read the form « Donner un mandat »; `today` is the legal day.

    Raises:
        InvalidForm: fields of ``MANDATE_FIELDS`` to correct.
    """
    form = FormReader(raw)
    email = form.parsed("email", parse_email, "Indiquez l’adresse e-mail du cabinet.")
    companies = tuple(dict.fromkeys(form.codes("companies")))
    if not companies:
        form.refuse("companies", "Choisissez au moins une entreprise.")
    terms = _terms(form, today)
    form.finish(MANDATE_FIELDS)
    return MandateGift(email or "", companies, terms)


def parse_firm(raw: Mapping[str, object]) -> tuple[str, str]:
    """Name and SIREN of a firm that accepts its first mandate.

    Raises:
        InvalidForm: ``name`` or ``siren``.
    """
    form = FormReader(raw)
    name = form.name("name", "Indiquez le nom du cabinet.")
    siren = form.parsed("siren", parse_siren, "Indiquez le numéro SIREN du cabinet.")
    form.finish(("name", "siren"))
    return name, siren or ""


def _terms(form: FormReader, today: date) -> MandateTerms:
    ends_on = form.optional("ends_on", _optional_date, None)
    if ends_on is not None and ends_on < today:
        form.refuse("ends_on", "Cette date est passée : le mandat n’aurait aucun effet.")
    elif ends_on is not None and ends_on > add_years(today, MAX_YEARS):
        form.refuse("ends_on", f"Le mandat prendrait fin dans plus de {MAX_YEARS} ans : vérifiez l’année.")
    return MandateTerms(_roles(form), form.flag("follow_up"), ends_on)


def _roles(form: FormReader) -> frozenset[Role]:
    try:
        roles = parse_roles(form.codes("roles"))
    except InvalidValue as error:
        form.refuse("roles", error.sentence)
        return frozenset()
    if not roles <= frozenset(MANDATE_ROLES):
        form.refuse("roles", "Un mandat ne donne pas l’administration de l’entreprise.")
    return roles


def _optional_date(text: str) -> date | None:
    return parse_date(text)
