"""Fermetures: days on which a company can send nobody, as its employer says them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from presantra.domain.errors import InvalidValue
from presantra.domain.forms import FormReader, parse_date
from presantra.domain.holidays import Holiday, holidays_of
from presantra.domain.labels import format_date
from presantra.domain.typography import french

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
"""Codes and names at once, in the order of ``date.weekday()``."""
PERIOD_FIELDS = ("first_day", "last_day", "reason")
REASON_MAX_LENGTH = 80
LONGEST = timedelta(days=366)
AHEAD = timedelta(days=730)

# Not the middle of a telephone number, nor of a longer date.
_MENTIONED = re.compile(r"(?<![\d/.\-])(\d{1,2})[/.\-](\d{1,2})(?:[/.\-](\d{4}))?(?![/.\-]?\d)")


@dataclass(frozen=True, slots=True)
class Period:
    """From ``first`` to ``last``, both closed."""

    first: date
    last: date
    reason: str

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> str:
        """« du 03/08/2026 au 21/08/2026 », or « le 04/01/2027 »."""
        if self.first == self.last:
            return f"le {format_date(self.first)}"
        return f"du {format_date(self.first)} au {format_date(self.last)}"

    @property
    def said(self) -> str:
        """« du 03/08/2026 au 21/08/2026 (Congés d’été) »."""
        return f"{self.days} ({self.reason})"


@dataclass(frozen=True, slots=True)
class Regular:
    """What comes back: days of the week, and public holidays year after year."""

    weekdays: frozenset[int] = frozenset()
    holidays: frozenset[Holiday] = frozenset()

    @property
    def said(self) -> tuple[str, ...]:
        """« le samedi et le dimanche », « les jours fériés » or their names."""
        parts = []
        if self.weekdays:
            parts.append(_listed([f"le {WEEKDAYS[number]}" for number in sorted(self.weekdays)]))
        if self.holidays == frozenset(Holiday):
            parts.append("tous les jours fériés")
        elif self.holidays:
            parts.append(french(f"jours fériés : {', '.join(h.label for h in Holiday if h in self.holidays)}"))
        return tuple(parts)


@dataclass(frozen=True, slots=True)
class Closures:
    regular: Regular = Regular()
    periods: tuple[Period, ...] = ()

    def why(self, day: date) -> str:
        """Why the company is closed on that day, in a few words; empty when it is open."""
        for period in self.periods:
            if day in period:
                return period.reason
        holiday = holidays_of(day.year).get(day)
        if holiday in self.regular.holidays:
            return f"jour férié, {holiday.label}" if holiday else ""
        if day.weekday() in self.regular.weekdays:
            return f"fermeture du {WEEKDAYS[day.weekday()]}"
        return ""

    def said(self, today: date) -> tuple[str, ...]:
        """All that is closed from today on, one line each."""
        to_come = (period.said for period in self.periods if period.last >= today)
        return (*self.regular.said, *to_come)


def parse_period(raw: Mapping[str, object], today: date) -> Period:
    """Read the form of a closure. Raises InvalidForm with the names of PERIOD_FIELDS; without a last day, one day."""
    form = FormReader(raw)
    first = form.parsed("first_day", parse_date, "Indiquez le premier jour de la fermeture.")
    last: date | None = form.optional("last_day", _optional_date, None)
    reason = form.name("reason", "Indiquez le motif, par exemple « Congés d’été ».", REASON_MAX_LENGTH)
    last = last or first
    if first and last and not form.errors:
        if last < first:
            form.refuse("last_day", "Le dernier jour vient avant le premier.")
        elif last < today:
            form.refuse("last_day", "Cette fermeture est déjà passée.")
        elif last - first > LONGEST:
            form.refuse("last_day", "Une fermeture dure un an au plus.")
        elif first - today > AHEAD:
            form.refuse("first_day", "Cette date est à plus de deux ans d’aujourd’hui.")
    form.finish(PERIOD_FIELDS)
    assert first is not None
    return Period(first, last or first, reason)


def parse_regular(weekdays: Iterable[str], holidays: Iterable[str]) -> Regular:
    """Read the boxes that are ticked.

    Raises:
        InvalidValue: one that does not exist, or no day left to work.
    """
    try:
        chosen = Regular(
            frozenset(WEEKDAYS.index(day) for day in weekdays), frozenset(Holiday(name) for name in holidays)
        )
    except ValueError:
        raise InvalidValue("Choisissez parmi les jours proposés.") from None
    if len(chosen.weekdays) == len(WEEKDAYS):
        raise InvalidValue("Laissez au moins un jour de la semaine ouvert.")
    return chosen


def check_overlap(new: Period, known: Iterable[Period]) -> None:
    """Two closures never say two things of one day.

    Raises:
        InvalidValue: naming the closure that ``new`` overlaps.
    """
    for period in known:
        if new.first <= period.last and period.first <= new.last:
            raise InvalidValue(
                f"Ces dates touchent une fermeture déjà indiquée : {period.said}. Retirez-la, ou changez les dates."
            )


def mentioned_days(text: str, today: date) -> tuple[date, ...]:
    """Days written JJ/MM/AAAA or JJ/MM in somebody's words; without a year, the next time that the day comes."""
    found = []
    for day, month, year in _MENTIONED.findall(text):
        for guess in (int(year),) if year else (today.year, today.year + 1):
            try:
                written = date(guess, int(month), int(day))
            except ValueError:
                continue
            if written >= today:
                found.append(written)
                break
    return tuple(dict.fromkeys(found))


def warning(closures: Closures, days: Iterable[date]) -> str:
    """What to tell somebody who proposes these days; empty when all of them are open."""
    closed = [f"{WEEKDAYS[day.weekday()]} {format_date(day)} ({why})" for day in days if (why := closures.why(day))]
    if not closed:
        return ""
    return french(f"Vous proposez un jour de fermeture : {_listed(closed)}.")


def _listed(words: list[str]) -> str:
    """« a, b et c »."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}"


def _optional_date(text: str) -> date | None:
    return parse_date(text)
