"""What the service's settings say of visits, in the words of the domain."""

from __future__ import annotations

from datetime import datetime

from presantra.configuration import codes
from presantra.db.models import Appointment
from presantra.domain.centres import Centre, parse_centres
from presantra.domain.notice import Notice
from presantra.settings import Settings


def notice(settings: Settings) -> Notice:
    return Notice(settings.cancel_notice, settings.cancel_notice_unit, settings.missed_visit_fee)


def centres(settings: Settings) -> tuple[Centre, ...]:
    return parse_centres(settings.centres)


def excused(settings: Settings) -> frozenset[str]:
    """Reasons of absence that cost nothing even without notice."""
    return codes(settings.excused_absences)


def imposed_at(appointment: Appointment) -> datetime | None:
    """When the service fixed that date; None when the employer took a slot of his own choice."""
    return appointment.created_at if appointment.slot_id is None else None
