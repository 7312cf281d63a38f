"""Jours ouvrés: Monday to Friday, less the public holidays of the Code du travail (L. 3133-1)."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from dateutil.easter import easter  # type: ignore[import-untyped, unused-ignore]


class Holiday(StrEnum):
    """The eleven holidays of L. 3133-1; the two that only Alsace and Moselle have are left out. Values are stored."""

    NEW_YEAR = "jour_de_l_an"
    EASTER_MONDAY = "lundi_de_paques"
    LABOUR = "fete_du_travail"
    VICTORY = "victoire_1945"
    ASCENSION = "ascension"
    WHIT_MONDAY = "lundi_de_pentecote"
    NATIONAL = "fete_nationale"
    ASSUMPTION = "assomption"
    ALL_SAINTS = "toussaint"
    ARMISTICE = "armistice_1918"
    CHRISTMAS = "noel"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Holiday.NEW_YEAR: "Jour de l’an",
    Holiday.EASTER_MONDAY: "Lundi de Pâques",
    Holiday.LABOUR: "Fête du Travail",
    Holiday.VICTORY: "Victoire 1945",
    Holiday.ASCENSION: "Ascension",
    Holiday.WHIT_MONDAY: "Lundi de Pentecôte",
    Holiday.NATIONAL: "Fête nationale",
    Holiday.ASSUMPTION: "Assomption",
    Holiday.ALL_SAINTS: "Toussaint",
    Holiday.ARMISTICE: "Armistice 1918",
    Holiday.CHRISTMAS: "Noël",
}
_FIXED = {
    Holiday.NEW_YEAR: (1, 1),
    Holiday.LABOUR: (5, 1),
    Holiday.VICTORY: (5, 8),
    Holiday.NATIONAL: (7, 14),
    Holiday.ASSUMPTION: (8, 15),
    Holiday.ALL_SAINTS: (11, 1),
    Holiday.ARMISTICE: (11, 11),
    Holiday.CHRISTMAS: (12, 25),
}
# Days after Easter Sunday.
_MOVING = {Holiday.EASTER_MONDAY: 1, Holiday.ASCENSION: 39, Holiday.WHIT_MONDAY: 50}


@lru_cache(maxsize=16)
def holidays_of(year: int) -> Mapping[date, Holiday]:
    """The public holidays of a year. Ascension may fall on 1 or 8 May: the day then bears one name only."""
    sunday = easter(year)
    moving = {sunday + timedelta(days=shift): holiday for holiday, shift in _MOVING.items()}
    return moving | {date(year, month, day): holiday for holiday, (month, day) in _FIXED.items()}


def is_workday(day: date) -> bool:
    return day.weekday() < 5 and day not in holidays_of(day.year)


def next_date(holiday: Holiday, today: date) -> date:
    """The next day, today included, on which it is kept."""
    if holiday in _FIXED:
        month, day = _FIXED[holiday]
        this_year, next_year = (date(year, month, day) for year in (today.year, today.year + 1))
    else:
        shift = timedelta(days=_MOVING[holiday])
        this_year, next_year = (easter(year) + shift for year in (today.year, today.year + 1))
    return this_year if this_year >= today else next_year


def workdays_before(day: date, count: int) -> date:
    """The jour ouvré that lies ``count`` of them before ``day``; ``day`` itself is not counted."""
    while count > 0:
        day -= timedelta(days=1)
        count -= is_workday(day)
    return day
