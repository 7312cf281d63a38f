"""Jours ouvrés: Monday to Friday, less the public holidays of the Code du travail (L. 3133-1)."""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter  # type: ignore[import-untyped, unused-ignore]

_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
# Easter Monday, Ascension, Whit Monday: days after Easter.
_MOVING = (1, 39, 50)


@lru_cache(maxsize=16)
def public_holidays(year: int) -> frozenset[date]:
    """The eleven holidays of L. 3133-1; the two that only Alsace and Moselle have are left out."""
    sunday = easter(year)
    return frozenset(date(year, month, day) for month, day in _FIXED) | {
        sunday + timedelta(days=shift) for shift in _MOVING
    }


def is_workday(day: date) -> bool:
    return day.weekday() < 5 and day not in public_holidays(day.year)


def workdays_before(day: date, count: int) -> date:
    """The jour ouvré that lies ``count`` of them before ``day``; ``day`` itself is not counted."""
    while count > 0:
        day -= timedelta(days=1)
        count -= is_workday(day)
    return day
