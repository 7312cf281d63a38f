"""The month of appointments; which one stands in the address (``vue=mois&mois=2026-12``)."""

from __future__ import annotations

import re
from calendar import Calendar
from dataclasses import dataclass
from datetime import date

import reflex as rx

from presantra.domain.clock import add_months, paris_date, paris_datetime
from presantra.domain.labels import format_date, label
from presantra.domain.typography import french
from presantra.services.visit_views import CalendarEntry
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.visit_statuses import APPOINTMENT_TONES

LIST = "/espace/visites"
MONTH = f"{LIST}?vue=mois"
MONTHS = (
    "Janvier", "Février", "Mars", "Avril", "Mai", "Juin",
    "Juillet", "Août", "Septembre", "Octobre", "Novembre", "Décembre",
)  # fmt: skip
WEEKDAYS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")
_ASKED = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True)
class Entry:
    """``state``: the status of the appointment, read by everybody; ``tone`` is its colour."""

    href: str
    hour: str
    employee: str
    kind: str
    state: str
    tone: str


@dataclass(frozen=True)
class Day:
    """``name``: the whole date, for those who hear the table; ``look``: outside the month, or today."""

    number: str
    name: str
    look: str
    held: tuple[Entry, ...]


@dataclass(frozen=True)
class Week:
    days: tuple[Day, ...]


class MoisState(rx.State):
    title: str = ""
    before: str = ""
    after: str = ""
    weeks: list[Week] = []
    total: str = ""

    @rx.event
    @private()
    async def load(self) -> None:
        if query_of(self, "vue") != "mois":
            return
        today = paris_date(services().context.clock())
        found = _ASKED.fullmatch(query_of(self, "mois"))
        first = date(int(found[1]), int(found[2]), 1) if found else today.replace(day=1)
        entries = await services().visits.month(acting(), first)
        self.title = f"{MONTHS[first.month - 1]} {first.year}"
        self.before, self.after = (_address(add_months(first, step)) for step in (-1, 1))
        self.weeks = _weeks(first, today, entries)
        count = len(entries)
        self.total = f"{count} rendez-vous ce mois-ci" if count else "Aucun rendez-vous ce mois-ci"


def _address(first: date) -> str:
    return f"{MONTH}&mois={first:%Y-%m}"


def _weeks(first: date, today: date, entries: tuple[CalendarEntry, ...]) -> list[Week]:
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(paris_date(entry.starts_at), []).append(_entry(entry))
    return [
        Week(tuple(_day(day, first, today, by_day.get(day, [])) for day in week))
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]


def _day(day: date, first: date, today: date, entries: list[Entry]) -> Day:
    inside = day.month == first.month
    look = "today" if day == today else ("inside" if inside else "outside")
    return Day(str(day.day), f"{WEEKDAYS[day.weekday()]} {format_date(day)}", look, tuple(entries) if inside else ())


def _entry(entry: CalendarEntry) -> Entry:
    local = paris_datetime(entry.starts_at)
    return Entry(
        href=f"{LIST}/{entry.visit_id}",
        hour=french(f"{local.hour} h {local:%M}"),
        employee=entry.employee_name,
        kind=label(entry.kind),
        state=label(entry.status),
        tone=APPOINTMENT_TONES[entry.status],
    )
