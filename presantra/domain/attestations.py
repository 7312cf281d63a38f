"""Attestation d’absence de contre-indications médicales: valid 5 years (articles R. 4323-56 and R. 4544-10).

The worker shows it, the employer writes its date; the document itself never comes here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from presantra.domain.clock import add_years
from presantra.domain.errors import InvalidValue
from presantra.domain.forms import FormReader, parse_date
from presantra.domain.situations import SITUATIONS_BY_CODE, WorkSituation, find_situations
from presantra.domain.vocabulary import SituationGroup

ATTESTATION_FIELDS = ("kind", "issued_on")
VALIDITY_YEARS = 5


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
        return add_years(self.issued_on, VALIDITY_YEARS)


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
    elif issued_on and add_years(issued_on, VALIDITY_YEARS) < today:
        form.refuse(
            "issued_on",
            f"Cette attestation n’est plus valable depuis le {add_years(issued_on, VALIDITY_YEARS):%d/%m/%Y} : "
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
