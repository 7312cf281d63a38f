"""Fermetures: what is closed, when, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presantra.domain.closures import (
    Closures,
    Period,
    Regular,
    check_overlap,
    mentioned_days,
    parse_period,
    parse_regular,
    warning,
)
from presantra.domain.errors import InvalidForm, InvalidValue
from presantra.domain.holidays import Holiday, holidays_of, next_date

TODAY = date(2026, 11, 23)
SUMMER = Period(date(2027, 8, 2), date(2027, 8, 20), "Congés d’été")
STOCK = Period(date(2027, 1, 4), date(2027, 1, 4), "Inventaire")
CLOSED = Closures(Regular(frozenset({5, 6}), frozenset({Holiday.CHRISTMAS, Holiday.EASTER_MONDAY})), (STOCK, SUMMER))
DAYS = st.dates(date(2026, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-11-28", "fermeture du samedi"),
        ("2026-11-29", "fermeture du dimanche"),
        ("2026-11-30", ""),
        ("2026-12-25", "jour férié, Noël"),
        ("2027-01-01", ""),
        ("2027-03-29", "jour férié, Lundi de Pâques"),
        ("2027-01-04", "Inventaire"),
        ("2027-08-01", "fermeture du dimanche"),
        ("2027-08-02", "Congés d’été"),
        ("2027-08-14", "Congés d’été"),
        ("2027-08-20", "Congés d’été"),
        ("2027-08-23", ""),
    ],
)
def test_why_a_company_is_closed(day: str, why: str) -> None:
    assert CLOSED.why(date.fromisoformat(day)) == why


def test_what_is_said_of_it() -> None:
    assert CLOSED.said(TODAY) == (
        "le samedi et le dimanche",
        "jours fériés\u00a0: Lundi de Pâques, Noël",
        "le 04/01/2027 (Inventaire)",
        "du 02/08/2027 au 20/08/2027 (Congés d’été)",
    )
    assert CLOSED.said(date(2027, 8, 21)) == CLOSED.said(TODAY)[:2]
    assert Regular(holidays=frozenset(Holiday)).said == ("tous les jours fériés",)
    assert Closures().said(TODAY) == ()


@given(DAYS)
def test_nothing_said_nothing_closed(day: date) -> None:
    assert Closures().why(day) == ""


@given(DAYS, st.integers(0, 60), DAYS)
def test_a_period_closes_its_days_and_no_other(first: date, length: int, day: date) -> None:
    period = Period(first, first + timedelta(days=length), "Congés")
    assert bool(Closures(periods=(period,)).why(day)) is (first <= day <= period.last)


@given(DAYS, DAYS, st.integers(0, 40), st.integers(0, 40))
def test_two_periods_touch_when_they_share_a_day(one: date, other: date, length: int, width: int) -> None:
    first, second = Period(one, one + timedelta(days=length), "A"), Period(other, other + timedelta(days=width), "B")
    shared = any(one + timedelta(days=n) in second for n in range(length + 1))
    if shared:
        with pytest.raises(InvalidValue, match="touchent une fermeture déjà indiquée"):
            check_overlap(first, [second])
    else:
        check_overlap(first, [second])


@pytest.mark.parametrize(
    ("raw", "field", "sentence"),
    [
        ({}, "first_day", "Indiquez le premier jour"),
        ({"first_day": "2027-08-02"}, "reason", "Indiquez le motif"),
        ({"first_day": "31/02/2027", "reason": "x"}, "first_day", "n’existe pas"),
        ({"first_day": "2027-08-20", "last_day": "2027-08-02", "reason": "x"}, "last_day", "avant le premier"),
        ({"first_day": "2026-11-02", "last_day": "2026-11-22", "reason": "x"}, "last_day", "déjà passée"),
        ({"first_day": "2026-12-01", "last_day": "2027-12-31", "reason": "x"}, "last_day", "un an au plus"),
        ({"first_day": "2029-12-01", "reason": "x"}, "first_day", "plus de deux ans"),
        ({"first_day": "2026-12-01", "reason": "x" * 81}, "reason", "80"),
    ],
)
def test_a_period_that_is_refused(raw: dict[str, str], field: str, sentence: str) -> None:
    with pytest.raises(InvalidForm) as refusal:
        parse_period(raw, TODAY)
    assert sentence in refusal.value.errors[field]


def test_a_period_that_is_accepted() -> None:
    raw = {"first_day": "02/08/2027", "last_day": "2027-08-20", "reason": " Congés d’été "}
    assert parse_period(raw, TODAY) == SUMMER
    one_day = {"first_day": "2027-01-04", "last_day": "", "reason": "Inventaire"}
    assert parse_period(one_day, TODAY) == STOCK
    under_way = {"first_day": "2026-11-02", "last_day": "2026-11-23", "reason": "Travaux"}
    assert parse_period(under_way, TODAY).last == TODAY


def test_the_boxes() -> None:
    assert parse_regular(["samedi", "dimanche"], ["noel"]) == Regular(frozenset({5, 6}), frozenset({Holiday.CHRISTMAS}))
    for weekdays, holidays in ((["saturday"], []), ([], ["diwali"])):
        with pytest.raises(InvalidValue, match="jours proposés"):
            parse_regular(weekdays, holidays)
    week = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
    with pytest.raises(InvalidValue, match="au moins un jour"):
        parse_regular(week, [])


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Le 25/12 ou le 4/1/2027.", ["2026-12-25", "2027-01-04"]),
        ("le 01/02", ["2027-02-01"]),
        ("le 23/11 à 14 h, le 22/11", ["2026-11-23", "2027-11-22"]),
        ("le 4.1.2027, le 04-01-2027", ["2027-01-04"]),
        ("le 22/11/2026", []),
        ("le 30/02, le 31/13, le 29/02", []),
        ("01.02.03.04.05 ou 01/02/03, 2027-01-04, 24/24, 10/10/20271", []),
        ("matin", []),
    ],
)
def test_days_written_in_words(text: str, days: list[str]) -> None:
    assert mentioned_days(text, TODAY) == tuple(map(date.fromisoformat, days))


@given(st.text(max_size=200))
def test_any_words_can_be_read(text: str) -> None:
    assert all(day >= TODAY for day in mentioned_days(text, TODAY))


def test_who_proposes_a_closed_day_is_told() -> None:
    assert warning(CLOSED, [date(2026, 11, 30)]) == ""
    told = warning(CLOSED, [date(2026, 11, 30), date(2026, 12, 25), date(2027, 1, 4)])
    assert told.replace("\u00a0", " ") == (
        "Vous proposez un jour de fermeture : vendredi 25/12/2026 (jour férié, Noël) et lundi 04/01/2027 (Inventaire)."
    )


@given(st.sampled_from(Holiday), DAYS)
def test_the_next_time_a_holiday_comes(holiday: Holiday, day: date) -> None:
    found = next_date(holiday, day)
    assert day <= found <= day + timedelta(days=400)
    assert found in holidays_of(found.year)
