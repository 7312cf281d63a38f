"""When the weekly reminder leaves: Monday morning in Paris, or later if the portal was stopped then."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from presantra.domain.clock import PARIS, paris_datetime

CATCH_UP = timedelta(days=2)
"""After that long, a reminder of Monday is not worth sending any more."""


def monday_of(now: datetime) -> date:
    """Monday of the week of an instant, in Paris."""
    local = paris_datetime(now).date()
    return local - timedelta(days=local.weekday())


def departure_of(week: date, hour: int) -> datetime:
    """The instant from which the reminder of a week leaves, at ``hour`` in Paris whatever the season."""
    return datetime.combine(week, time(hour), PARIS)


def due_week(now: datetime, hour: int) -> date | None:
    """Monday of the week whose reminder is to be sent now; None before its hour, or when it is too late."""
    week = monday_of(now)
    departure = departure_of(week, hour)
    return week if departure <= now < departure + CATCH_UP else None
