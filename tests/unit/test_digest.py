"""Monday morning in Paris, in winter and in summer; late by two days at most."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presantra.domain.digest import departure_of, due_week, monday_of

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("now", "week"),
    [
        # 7 h in Paris is 6 h UTC in winter, 5 h in summer.
        (datetime(2026, 11, 23, 5, 59, tzinfo=UTC), None),
        (datetime(2026, 11, 23, 6, 0, tzinfo=UTC), MONDAY),
        (datetime(2026, 6, 22, 4, 59, tzinfo=UTC), None),
        (datetime(2026, 6, 22, 5, 0, tzinfo=UTC), date(2026, 6, 22)),
        # The server was stopped on Monday: still worth sending on Tuesday, no more on Wednesday morning.
        (datetime(2026, 11, 24, 20, 0, tzinfo=UTC), MONDAY),
        (datetime(2026, 11, 25, 6, 0, tzinfo=UTC), None),
        # Sunday night in UTC is Monday in Paris, before the hour.
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), None),
    ],
)
def test_when_it_leaves(now: datetime, week: date | None) -> None:
    assert due_week(now, 7) == week


def test_the_monday_of_a_night_in_paris() -> None:
    assert monday_of(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)) == MONDAY
    assert monday_of(datetime(2026, 11, 22, 22, 30, tzinfo=UTC)) == MONDAY - timedelta(weeks=1)


@given(minutes=st.integers(0, 60 * 24 * 365 * 10), hour=st.integers(0, 23))
def test_always_a_monday_whose_hour_has_come(minutes: int, hour: int) -> None:
    now = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    week = due_week(now, hour)
    if week is not None:
        assert week.weekday() == 0
        assert departure_of(week, hour) <= now
