"""Dates as files write them: the forms people type, what spreadsheets make of them, payroll exports."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from presantra.domain.errors import InvalidValue
from presantra.domain.names import fold

NOT_A_DATE = "Cette date n’existe pas dans le calendrier : corrigez-la (exemple : 23/11/2026)."
NOT_UNDERSTOOD = "Cette date n’est pas comprise : écrivez-la sous la forme JJ/MM/AAAA (exemple : 23/11/2026)."

_HOURS = re.compile(r"[T ]\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d+)?)?Z?$")
_THREE = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\- ](\d{1,2})[/.\- ](\d{1,2})")
_WORDS = re.compile(
    r"(?:lundi |mardi |mercredi |jeudi |vendredi |samedi |dimanche )?(\d{1,2})(?:er)? ([a-z]+) (\d{4}|\d{2})"
)
_MONTHS = {
    month[:length]: number
    for number, month in enumerate(
        ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
         "decembre"), start=1
    )
    for length in range(3, 10)
    if month[:length] not in ("jui",)
}  # fmt: skip
_SERIAL_ORIGIN = date(1899, 12, 30)
_ENOUGH_AMERICAN = 3


def month_first(texts: Iterable[str]) -> bool:
    """True for a column written MM/JJ/AAAA: days above 12 stand second, several times, and never first."""
    american = 0
    for text in texts:
        match = _THREE.match(text)
        if match is None:
            continue
        if int(match[1]) > 12:
            return False
        american += int(match[2]) > 12
    return american >= _ENOUGH_AMERICAN


def read_date(text: str, latest: date, *, month_first: bool = False) -> date:
    """Any of the forms above. A year of two digits is the last one that is not after `latest`.

    Raises InvalidValue.
    """
    plain = _HOURS.sub("", text.strip())
    match = _THREE.fullmatch(plain)
    if match:
        first, second, year = match.groups()
        day, month = (second, first) if month_first else (first, second)
        return _existing(_year(year, latest), int(month), int(day))
    if plain.isascii() and plain.isdigit():
        return _digits(plain, latest)
    words = _WORDS.fullmatch(fold(plain))
    if words and words[2] in _MONTHS:
        return _existing(_year(words[3], latest), _MONTHS[words[2]], int(words[1]))
    year_first = _YEAR_FIRST.fullmatch(plain)
    if year_first:
        return _existing(int(year_first[1]), int(year_first[2]), int(year_first[3]))
    raise InvalidValue(NOT_UNDERSTOOD)


def _digits(plain: str, latest: date) -> date:
    if len(plain) == 5:
        return _SERIAL_ORIGIN + timedelta(days=int(plain))
    if len(plain) in (7, 8):
        # A spreadsheet drops the zero of « 01011980 ». A month is never 19 or 20: the two orders cannot be confused.
        full = plain.zfill(8)
        if full[:2] in ("19", "20") and full[4:6] not in ("19", "20"):
            return _existing(int(full[:4]), int(full[4:6]), int(full[6:]))
        return _existing(int(full[4:]), int(full[2:4]), int(full[:2]))
    if len(plain) == 6:
        return _existing(_year(plain[4:], latest), int(plain[2:4]), int(plain[:2]))
    raise InvalidValue(NOT_UNDERSTOOD)


def _year(text: str, latest: date) -> int:
    if len(text) == 4:
        return int(text)
    year = latest.year // 100 * 100 + int(text)
    return year if year <= latest.year else year - 100


def _existing(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise InvalidValue(NOT_A_DATE) from error
