"""All that the form of a request asked, in words, for the service: its mail and its sheet."""

from __future__ import annotations

from presantra.db.models import VisitRequest
from presantra.domain.centres import parse_centres, place_of
from presantra.domain.labels import format_date, format_datetime, label
from presantra.domain.visit_form import HALF_DAYS
from presantra.domain.visit_vocabulary import SummonsLanguage
from presantra.domain.vocabulary import AbsenceCause
from presantra.settings import Settings


def asked_facts(settings: Settings, visit: VisitRequest) -> tuple[tuple[str, str], ...]:
    """Name → text of the short fields, only those that were given; free words are apart."""
    language = SummonsLanguage(visit.summons_language)
    signed = f"signé par {visit.signature} le {format_datetime(visit.signed_at)}" if visit.signed_at else ""
    facts = (
        ("Salarié informé", signed),
        ("Début de l’arrêt", format_date(visit.leave_start) if visit.leave_start else ""),
        ("Fin de l’arrêt", format_date(visit.return_date) if visit.return_date else ""),
        ("Nature de l’arrêt", label(AbsenceCause(visit.leave_cause)) if visit.leave_cause else ""),
        ("Fin de l’exposition", format_date(visit.exposure_end) if visit.exposure_end else ""),
        ("Urgence", visit.urgency_reason if visit.urgent else ""),
        ("Demi-journées", ", ".join(HALF_DAYS[code] for code in visit.half_days if code in HALF_DAYS)),
        ("Centre souhaité", place_of(parse_centres(settings.centres), visit.centre)),
        ("Accès", "mobilité réduite" if visit.accessible else ""),
        ("Interprète", visit.interpreter),
        ("Convocation", "" if language is SummonsLanguage.FRENCH else f"en {label(language).lower()}"),
    )
    return tuple((name, text) for name, text in facts if text)
