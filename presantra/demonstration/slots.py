"""Slots that the invented service has opened: mornings and afternoons of the next working days."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from presantra.db.models import Slot
from presantra.domain.centres import parse_centres
from presantra.domain.clock import PARIS, paris_date
from presantra.domain.holidays import is_workday
from presantra.services.actor import System
from presantra.services.secretariat import BOOKABLE
from presantra.settings import Settings

DAYS_AHEAD = range(3, 24)
HOURS = ((9, 0), (9, 45), (14, 15))


def slots(settings: Settings, now: datetime) -> list[Slot]:
    """Two centres in turn, one seat at each hour."""
    centres = parse_centres(settings.centres)
    days = (paris_date(now) + timedelta(days=ahead) for ahead in DAYS_AHEAD)
    return [
        Slot(
            centre=centres[rank % len(centres)].code,
            starts_at=datetime.combine(day, time(hour, minute), PARIS),
            length_minutes=30,
            kinds=[kind.value for kind in BOOKABLE],
            opened_at=now,
            opened_by=System().name,
        )
        for rank, day in enumerate(filter(is_workday, days))
        for hour, minute in HOURS
    ]
