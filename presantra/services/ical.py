"""A calendar in the iCalendar format (RFC 5545): whole days for deadlines, Paris time for appointments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, vText

from presantra.domain.clock import paris_datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """``starts``: a day, or an instant. ``uid`` never changes for one thing, so that a calendar moves it.

    ``minutes``: how long, 0 when it is not known; ``place``: where, empty when it is not.
    """

    uid: str
    starts: date | datetime
    summary: str
    description: str
    stamp: datetime
    minutes: int = 0
    place: str = ""


def write_calendar(name: str, entries: Iterable[Entry]) -> bytes:
    """The same entries always give the same bytes. No alarm: each person's calendar has its own habits."""
    calendar = Calendar()
    calendar.add("PRODID", "-//PRESANTRA//Portail adherents//FR")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    # The library escapes only the properties that it knows.
    calendar.add("X-WR-CALNAME", vText(name))
    calendar.add("X-WR-TIMEZONE", "Europe/Paris")
    calendar.add("REFRESH-INTERVAL;VALUE=DURATION", "PT6H")
    calendar.add("X-PUBLISHED-TTL", "PT6H")
    for entry in entries:
        calendar.add_component(_event(entry))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("UID", entry.uid)
    event.add("DTSTAMP", entry.stamp)
    instant = isinstance(entry.starts, datetime)
    event.add("DTSTART", paris_datetime(entry.starts) if isinstance(entry.starts, datetime) else entry.starts)
    if isinstance(entry.starts, datetime) and entry.minutes:
        event.add("DTEND", paris_datetime(entry.starts + timedelta(minutes=entry.minutes)))
    if entry.place:
        event.add("LOCATION", entry.place)
    event.add("SUMMARY", entry.summary)
    event.add("DESCRIPTION", entry.description)
    event.add("CLASS", "PRIVATE")
    # A deadline takes nobody's time; an appointment does.
    event.add("TRANSP", "OPAQUE" if instant else "TRANSPARENT")
    return event
