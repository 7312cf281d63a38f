"""Attestation d’absence de contre-indications médicales (articles R. 4323-56 and R. 4544-10).

How long it is valid stands in the rules (`rules.toml`, act « attestation »). The worker shows it, the employer writes
its date; the document itself never comes here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from presantra.domain.errors import InvalidValue
from presantra.domain.follow_up.rules import BOOK, Act, Rulebook
from presantra.domain.forms import FormReader, parse_date
from presantra.domain.situations import SITUATIONS_BY_CODE, WorkSituation, find_situations
from presantra.domain.vocabulary import SituationGroup

ATTESTATION_FIELDS = ("kind", "issued_on")


class AttestationState(StrEnum):
    MISSING = "manquante"
    EXPIRED = "expiree"
    WITHIN_30_DAYS = "30"
    WITHIN_90_DAYS = "90"
    VALID = "valable"


@dataclass(frozen=True, slots=True)
class PresentedAttestation:
    """``kind``: code of the situation it is for."""

    kind: str
    issued_on: date

    @property
    def valid_until(self) -> date:
        return expiry(self.issued_on)


def expiry(issued_on: date, book: Rulebook = BOOK) -> date:
    """Last day of validity, by the rule of the day of issue; of the first rule for an older paper."""
    rules = book.in_force(Act.ATTESTATION, issued_on) or tuple(r for r in book.rules if r.act is Act.ATTESTATION)
    return min(rules, key=lambda rule: rule.valid_from).latest(issued_on)


def validity(book: Rulebook = BOOK) -> str:
    """« 5 ans », by the newest rule."""
    return max((rule for rule in book.rules if rule.act is Act.ATTESTATION), key=lambda rule: rule.valid_from).delay


def attestation_kinds(situations: Iterable[str]) -> tuple[WorkSituation, ...]:
    """The situations, among these codes, for which an attestation must be shown. Raises InvalidValue."""
    return tuple(s for s in find_situations(situations) if s.group is SituationGroup.ATTESTATION)


def attestation_state(valid_until: date | None, today: date) -> AttestationState:
    if valid_until is None:
        return AttestationState.MISSING
    if valid_until < today:
        return AttestationState.EXPIRED
    if valid_until <= today + timedelta(days=30):
        return AttestationState.WITHIN_30_DAYS
    if valid_until <= today + timedelta(days=90):
        return AttestationState.WITHIN_90_DAYS
    return AttestationState.VALID


def parse_attestation(raw: Mapping[str, object], needed: Iterable[str], today: date) -> PresentedAttestation:
    """Read the form of a shown attestation; ``needed`` are the situations of the person.

    Raises InvalidForm with the names of ATTESTATION_FIELDS.
    """
    form = FormReader(raw)
    kinds = {situation.code for situation in attestation_kinds(needed)}
    kind = form.parsed("kind", lambda text: _kind(text, kinds), "Choisissez ce que l’attestation permet.")
    issued_on = form.parsed("issued_on", parse_date, "Indiquez la date inscrite sur l’attestation.")
    if issued_on and issued_on > today:
        form.refuse("issued_on", "La date de l’attestation est dans le futur.")
    elif issued_on and expiry(issued_on) < today:
        form.refuse(
            "issued_on",
            f"Cette attestation n’est plus valable depuis le {expiry(issued_on):%d/%m/%Y} : "
            "le salarié doit en demander une nouvelle au médecin du travail.",
        )
    form.finish(ATTESTATION_FIELDS)
    assert kind is not None
    assert issued_on is not None
    return PresentedAttestation(kind, issued_on)


def _kind(code: str, kinds: set[str]) -> str:
    if code not in kinds:
        raise InvalidValue("Choisissez une situation déclarée sur la fiche du salarié.")
    return SITUATIONS_BY_CODE[code].code
