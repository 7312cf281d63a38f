"""How an attestation stands: words and colour together, never the colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from presantra.domain.attestations import AttestationState
from presantra.domain.clock import paris_date
from presantra.domain.labels import format_date
from presantra.services.duties.views import EmployeeAttestations, NeededAttestation

BADGES = {
    AttestationState.MISSING: ("Aucune présentée", "warning"),
    AttestationState.EXPIRED: ("Expirée", "danger"),
    AttestationState.WITHIN_30_DAYS: ("Expire dans les 30 jours", "warning"),
    AttestationState.WITHIN_90_DAYS: ("Expire dans les 90 jours", "info"),
    AttestationState.VALID: ("Valable", "success"),
}


@dataclass(frozen=True)
class ShownLine:
    """One attestation: « présentée le …, délivrée le …, valable jusqu’au … »."""

    id: str
    sentence: str


@dataclass(frozen=True)
class NeededLine:
    kind: str
    label: str
    badge: str
    tone: str
    shown: tuple[ShownLine, ...]


def needed_lines(view: EmployeeAttestations) -> list[NeededLine]:
    return [_line(needed) for needed in view.needed]


def _line(needed: NeededAttestation) -> NeededLine:
    badge, tone = BADGES[needed.state]
    shown = tuple(
        ShownLine(
            one.public_id,
            f"Présentée le {format_date(paris_date(one.presented_at))}, délivrée le {format_date(one.issued_on)}, "
            f"valable jusqu’au {format_date(one.valid_until)}.",
        )
        for one in needed.shown
    )
    return NeededLine(needed.kind, needed.label, badge, tone, shown)
