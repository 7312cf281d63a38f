"""Instants are aware UTC datetimes; legal deadlines are dates in Europe/Paris."""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The real clock: the only reading of the machine's time; everything else receives a `Clock`."""
    return datetime.now(UTC)


def paris_datetime(now: datetime) -> datetime:
    """Convert an aware instant to Paris time. Raises ValueError for a naive datetime."""
    if now.tzinfo is None:
        raise ValueError("a naive datetime has no legal date")
    return now.astimezone(PARIS)


def paris_date(now: datetime) -> date:
    """The legal date of an aware instant. Raises ValueError for a naive datetime."""
    return paris_datetime(now).date()


def add_months(day: date, months: int) -> date:
    """Add calendar months, clamped to the end of the month (30 November + 3 = 28 or 29 February)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_years(day: date, years: int) -> date:
    """Add calendar years; 29 February becomes 28 February in a common year."""
    return add_months(day, 12 * years)


def age_on(birth_date: date, day: date) -> int:
    """Age in completed years on `day`; a person born on 29 February grows older on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
