"""What the service's settings say of visits, in the words of the domain."""

from __future__ import annotations

from presantra.configuration import codes
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
