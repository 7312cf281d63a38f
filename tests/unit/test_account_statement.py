"""Relevé de compte: lines lead from the opening balance to the closing one; periods that make sense."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presantra.domain.account_statement import Entry, EntryKind, Period, draw_up, parse_period, presets
from presantra.domain.errors import InvalidForm

TODAY = date(2026, 11, 23)

entries = st.lists(
    st.builds(
        Entry, st.dates(date(2024, 1, 1), TODAY), st.sampled_from(EntryKind), st.just("x"),
        st.text("AB1", min_size=1, max_size=3), st.integers(-9000, 9000),
    ),
    max_size=30,
)  # fmt: skip


@given(opening=st.integers(-9000, 9000), moves=entries)
def test_lines_lead_from_the_opening_to_the_closing(opening: int, moves: list[Entry]) -> None:
    statement = draw_up(opening, moves)
    assert opening + sum(move.cents for move in moves) == statement.closing_cents
    assert opening + statement.debit_cents - statement.credit_cents == statement.closing_cents
    assert [line.entry.on for line in statement.lines] == sorted(move.on for move in moves)
    balance = opening
    for line in statement.lines:
        balance += line.entry.cents
        assert line.balance_cents == balance


@given(opening=st.integers(-9000, 9000), moves=entries, cut=st.dates(date(2024, 1, 1), TODAY))
def test_two_periods_that_touch_are_one(opening: int, moves: list[Entry], cut: date) -> None:
    first = draw_up(opening, [move for move in moves if move.on < cut])
    second = draw_up(first.closing_cents, [move for move in moves if move.on >= cut])
    assert second.closing_cents == draw_up(opening, moves).closing_cents


def test_one_day_tells_what_is_owed_before_what_is_paid() -> None:
    moves = [
        Entry(TODAY, kind, "", "R", cents)
        for kind, cents in (
            (EntryKind.CANCELLATION, 100), (EntryKind.PAYMENT, -100), (EntryKind.CREDIT_NOTE, -20),
            (EntryKind.INVOICE, 120),
        )
    ]  # fmt: skip
    assert [line.balance_cents for line in draw_up(0, moves).lines] == [120, 100, 0, 100]


@pytest.mark.parametrize(
    ("raw", "period"),
    [
        ({}, Period(date(2026, 1, 1), TODAY)),
        ({"du": "01/03/2025", "au": "2025-04-30"}, Period(date(2025, 3, 1), date(2025, 4, 30))),
        ({"au": "31/12/2025"}, Period(date(2025, 1, 1), date(2025, 12, 31))),
        ({"du": "23/11/2026"}, Period(TODAY, TODAY)),
    ],
)
def test_periods(raw: dict[str, object], period: Period) -> None:
    assert parse_period(raw, TODAY) == period


@pytest.mark.parametrize(
    ("raw", "fields"),
    [
        ({"du": "hier", "au": "demain"}, {"du", "au"}),
        ({"au": "24/11/2026"}, {"au"}),
        ({"du": "02/01/2026", "au": "01/01/2026"}, {"au"}),
        ({"du": "01/01/1900"}, {"du"}),
        ({"du": 3}, {"du"}),
    ],
)
def test_periods_refused(raw: dict[str, object], fields: set[str]) -> None:
    with pytest.raises(InvalidForm) as refusal:
        parse_period(raw, TODAY)
    assert set(refusal.value.errors) == fields


def test_presets_are_periods_that_would_be_accepted() -> None:
    assert [name for name, _ in presets(TODAY)] == ["Année en cours", "Année 2025", "12 derniers mois"]
    for _, period in presets(TODAY):
        assert parse_period({"du": period.start.isoformat(), "au": period.end.isoformat()}, TODAY) == period
