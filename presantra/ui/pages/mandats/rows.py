"""A mandate as its line shows it."""

from __future__ import annotations

from dataclasses import dataclass

from presantra.domain.labels import format_date, format_datetime
from presantra.domain.mandates import EndReason, MandateState
from presantra.domain.rights import Role
from presantra.domain.typography import french
from presantra.services.mandates import MandateView

STATES = {
    MandateState.PENDING: ("En attente de réponse", "warning"),
    MandateState.IN_FORCE: ("En cours", "success"),
    MandateState.EXPIRED: ("Arrivé à son terme", "neutral"),
    MandateState.ENDED: ("Terminé", "neutral"),
}
ENDINGS = {
    EndReason.REVOKED: "Retiré",
    EndReason.RENOUNCED: "Abandonné par le cabinet",
    EndReason.REPLACED: "Remplacé par un autre mandat",
}


@dataclass(frozen=True)
class MandateLine:
    """``told``: what happened, one sentence each. ``pending``: the firm has not answered."""

    id: str
    name: str
    state: str
    tone: str
    rights: str
    told: tuple[str, ...]
    pending: bool
    near: str


def line_of(view: MandateView) -> MandateLine:
    state, tone = STATES[view.state]
    return MandateLine(
        id=view.public_id,
        name=view.name,
        state=state,
        tone=tone,
        rights=view.rights,
        told=tuple(map(french, _told(view))),
        pending=view.state is MandateState.PENDING,
        near=format_date(view.ends_on) if view.near and view.ends_on else "",
    )


def _told(view: MandateView) -> list[str]:
    told = []
    if view.siren:
        told.append(f"SIREN {view.siren}, invité à l’adresse {view.email}")
    told.append(f"Donné par {view.given_by} le {format_datetime(view.given_at)}")
    if view.accepted_at:
        told.append(f"Accepté par {view.accepted_by} le {format_datetime(view.accepted_at)}")
    if view.ended_at and view.ended_why:
        told.append(f"{ENDINGS[view.ended_why]} par {view.ended_by} le {format_datetime(view.ended_at)}")
    else:
        told.append(f"Jusqu’au {format_date(view.ends_on)} inclus" if view.ends_on else "Sans date de fin")
    return told


def values_of(view: MandateView) -> tuple[dict[str, str], list[str]]:
    """What the form of a change begins with: its texts, and the roles ticked."""
    texts = {
        "ends_on": view.ends_on.isoformat() if view.ends_on else "",
        "follow_up": "oui" if view.follow_up else "",
    }
    return texts, [role.value for role in Role if role in view.roles]
