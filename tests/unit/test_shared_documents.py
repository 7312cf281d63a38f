"""How long a DUERP stays up to date; what a deposit must say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presantra.domain.files import FileKind
from presantra.domain.shared_documents import (
    KINDS,
    PROBLEM_SENTENCES,
    SERVICE_KINDS,
    DepositProblem,
    DocumentSide,
    DuerpDates,
    DuerpStanding,
    InvalidDeposit,
    SharedKind,
    duerp_due,
    duerp_standing,
    legal_update,
    parse_duerp,
)

K, P, S = FileKind, DepositProblem, DuerpStanding
TODAY = date(2026, 11, 23)
DAYS = st.dates(date(2002, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("document_on", "due"),
    [
        (date(2025, 11, 30), date(2026, 11, 30)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
        (date(2025, 12, 31), date(2026, 12, 31)),
        (date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_the_yearly_update_at_the_ends_of_months(document_on: date, due: date) -> None:
    dates = DuerpDates(document_on, None)
    assert legal_update(document_on, 11) == due
    assert duerp_standing(dates, 11, due - timedelta(days=1)) is S.UP_TO_DATE
    assert duerp_standing(dates, 11, due) is S.UP_TO_DATE
    assert duerp_standing(dates, 11, due + timedelta(days=1)) is S.TO_UPDATE


def test_below_eleven_employees_the_code_gives_no_rhythm() -> None:
    old = DuerpDates(date(2010, 1, 1), None)
    assert legal_update(old.document_on, 10) is None
    assert duerp_standing(old, 10, TODAY) is S.UP_TO_DATE
    assert duerp_standing(old, 11, TODAY) is S.TO_UPDATE
    # But the date that the employer has set himself counts.
    assert duerp_standing(DuerpDates(date(2026, 1, 1), date(2026, 11, 22)), 3, TODAY) is S.TO_UPDATE
    assert duerp_standing(None, 3, TODAY) is S.ABSENT


@given(DAYS, st.integers(1, 800), st.integers(0, 40))
def test_the_first_of_the_two_dates_wins(document_on: date, later: int, headcount: int) -> None:
    chosen = document_on + timedelta(days=later)
    due = duerp_due(DuerpDates(document_on, chosen), headcount)
    legal = legal_update(document_on, headcount)
    assert due == (min(chosen, legal) if legal else chosen)
    assert duerp_due(DuerpDates(document_on, None), headcount) == legal


def parsed(document_on: str = "", next_on: str = "", headcount: int = 12) -> DuerpDates:
    return parse_duerp({"document_on": document_on, "next_update_on": next_on}, TODAY, headcount)


def test_the_dates_of_a_deposit() -> None:
    assert parsed("2026-11-23") == DuerpDates(TODAY, date(2027, 11, 23))
    assert parsed("23/11/2026", "01/06/2027") == DuerpDates(TODAY, date(2027, 6, 1))
    assert parsed("2026-11-23", "2027-11-23") == DuerpDates(TODAY, date(2027, 11, 23))
    assert parsed("2026-11-23", headcount=10) == DuerpDates(TODAY, None)
    assert parsed("2026-11-23", "2030-01-01", headcount=10) == DuerpDates(TODAY, date(2030, 1, 1))


@pytest.mark.parametrize(
    ("document_on", "next_on", "problems"),
    [
        ("", "", {"document_on": P.DATE_MISSING}),
        ("2026-02-30", "x", {"document_on": P.DATE_UNREADABLE, "next_update_on": P.NEXT_UNREADABLE}),
        ("2026-11-24", "", {"document_on": P.DATE_FUTURE}),
        ("2001-11-07", "", {"document_on": P.DATE_OLD}),
        ("2026-11-23", "2026-11-23", {"next_update_on": P.NEXT_BEFORE}),
        ("2026-11-23", "2027-11-24", {"next_update_on": P.NEXT_LATE}),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    document_on: str, next_on: str, problems: dict[str, DepositProblem]
) -> None:
    with pytest.raises(InvalidDeposit) as refused:
        parsed(document_on, next_on)
    assert refused.value.problems == problems
    assert {field: str(text) for field, text in refused.value.errors.items()}.keys() == problems.keys()


def test_all_errors_come_together_in_the_order_of_the_screen() -> None:
    with pytest.raises(InvalidDeposit) as refused:
        parse_duerp({"next_update_on": "?"}, TODAY, 12, {"fichier": P.FILE_MISSING})
    assert list(refused.value.problems) == ["fichier", "document_on", "next_update_on"]


def test_every_kind_says_who_brings_it_and_what_the_law_says_has_its_articles() -> None:
    assert set(KINDS) == set(SharedKind)
    assert set(PROBLEM_SENTENCES) == set(DepositProblem)
    assert SERVICE_KINDS == (SharedKind.COMPANY_FILE, SharedKind.LETTER, SharedKind.OTHER)
    assert KINDS[SharedKind.DUERP].side is DocumentSide.EMPLOYER
    assert KINDS[SharedKind.DUERP].formats == {K.PDF, K.DOCX, K.XLSX, K.ODT}
    for rule in KINDS.values():
        assert bool(rule.law) == bool(rule.sources)
