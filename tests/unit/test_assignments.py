"""Changes of job, transfers and merges: what a form may say."""

from dataclasses import dataclass
from datetime import date

import pytest

from presantra.domain.assignments import Assignment, ended_exposures, new_exposures, parse_job_change
from presantra.domain.errors import InvalidForm
from presantra.domain.identifiers import parse_idcc
from presantra.domain.merges import MERGE_FIELDS, overlapping, parse_merge
from presantra.domain.transfers import parse_transfer

TODAY = date(2026, 11, 23)
BEGUN = date(2026, 2, 2)
CURRENT = Assignment("Menuisier", "632d", ("nuit",))


def change(end: date | None = None, **values: object) -> object:
    raw = {"change_date": "2026-12-01", "job_title": "Peintre", "pcs_code": "632D", "situations": ["plomb"]}
    return parse_job_change({**raw, **values}, CURRENT, BEGUN, end, TODAY)


def test_a_change_as_it_is_read() -> None:
    read = change()
    assert read.since == date(2026, 12, 1)
    assert read.assignment == Assignment("Peintre", "632d", ("plomb",))


@pytest.mark.parametrize(
    ("day", "end", "words"),
    [
        ("2026-02-02", None, "postérieur"),
        ("2025-12-31", None, "postérieur"),
        ("2027-11-24", None, "plus d’un an"),
        ("2026-12-02", date(2026, 12, 1), "départ"),
        ("pas une date", None, "JJ/MM/AAAA"),
    ],
)
def test_days_that_are_refused(day: str, end: date | None, words: str) -> None:
    with pytest.raises(InvalidForm) as refusal:
        change(end, change_date=day)
    assert words in refusal.value.errors["change_date"]


@pytest.mark.parametrize(
    ("day", "end"), [("2026-02-03", None), ("2027-11-23", None), ("2026-12-01", date(2026, 12, 1))]
)
def test_the_first_and_the_last_day_possible(day: str, end: date | None) -> None:
    assert change(end, change_date=day)


def test_a_change_that_changes_nothing() -> None:
    with pytest.raises(InvalidForm, match="corriger") as refusal:
        change(job_title="Menuisier", situations="nuit")
    assert "Rien ne change" in refusal.value.errors["job_title"]


def test_exposures_that_begin_and_that_end() -> None:
    before, after = ("plomb", "nuit", "autorisation_conduite"), ("amiante", "nuit", "biologiques_2")
    assert [s.code for s in new_exposures(before, after)] == ["amiante", "biologiques_2"]
    assert [s.code for s in ended_exposures(before, after)] == ["plomb"]
    assert new_exposures(after, after) == ended_exposures(before, before) == ()


def test_all_the_errors_of_a_transfer_come_together() -> None:
    with pytest.raises(InvalidForm) as refusal:
        parse_transfer({"company": "x", "pcs_code": "y"}, BEGUN, TODAY)
    assert list(refusal.value.errors) == ["company", "transfer_date", "job_title", "pcs_code"]


def test_sides_of_a_merge() -> None:
    choices = parse_merge({"phone": "autre", "email": "gardee"})
    assert [field for field in MERGE_FIELDS if choices.takes(field)] == ["phone"]
    with pytest.raises(InvalidForm):
        parse_merge({"job": "les deux"})


@dataclass(frozen=True)
class Days:
    start_date: date
    end_date: date | None = None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Days(date(2026, 1, 1)), Days(date(2030, 1, 1)), True),
        (Days(date(2026, 1, 1), date(2026, 1, 31)), Days(date(2026, 1, 31)), True),
        (Days(date(2026, 1, 1), date(2026, 1, 31)), Days(date(2026, 2, 1)), False),
        (Days(date(2026, 2, 1)), Days(date(2026, 1, 1), date(2026, 1, 31)), False),
        (Days(date(2026, 1, 1), date(2026, 12, 31)), Days(date(2026, 3, 1), date(2026, 4, 1)), True),
    ],
)
def test_the_same_employment_told_twice(one: Days, other: Days, same: bool) -> None:
    assert overlapping([one], [other]) == ((one,) if same else ())


@pytest.mark.parametrize(
    ("typed", "read"), [("1486", "1486"), ("16", "0016"), ("IDCC 0044", "0044"), ("0 016", "0016")]
)
def test_idcc(typed: str, read: str) -> None:
    assert parse_idcc(typed) == read
