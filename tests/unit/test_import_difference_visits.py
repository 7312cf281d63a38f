"""What a file says of the last visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from presantra.domain.imports.difference import Outcome
from presantra.domain.vocabulary import ContractType, VisitKind
from tests.unit.file_people import MARGOT, NEW, changed, line_of, only


def test_an_old_file_does_not_take_back_the_last_visit() -> None:
    known = replace(MARGOT, last_visit_date=date(2025, 5, 6))
    assert only(line_of(known, last_visit_date=date(2020, 1, 1)), known=[known]).outcome is Outcome.UNCHANGED
    line = only(line_of(known, last_visit_date=date(2026, 1, 1)), known=[known])
    assert changed(line) == [("last_visit_date", "06/05/2025", "01/01/2026")]


@pytest.mark.parametrize(
    ("before", "exam", "told", "after", "kept"),
    [
        (None, None, VisitKind.VIP_PERIODIC, VisitKind.VIP_PERIODIC, None),
        (VisitKind.VIP_PERIODIC, None, VisitKind.APTITUDE_PERIODIC, VisitKind.APTITUDE_PERIODIC, None),
        (VisitKind.INTERMEDIATE, date(2023, 3, 1), VisitKind.APTITUDE_PERIODIC, VisitKind.APTITUDE_PERIODIC, None),
        (None, date(2023, 3, 1), VisitKind.INTERMEDIATE, VisitKind.INTERMEDIATE, date(2023, 3, 1)),
    ],
)
def test_a_file_corrects_the_kind_of_the_last_visit(
    before: VisitKind | None, exam: date | None, told: VisitKind, after: VisitKind, kept: date | None
) -> None:
    day = date(2025, 5, 6)
    known = replace(MARGOT, last_visit_date=day, last_visit_kind=before, last_exam_date=exam)
    line = only(line_of(known, last_visit_date=day, last_visit_kind=told), known=[known])
    assert (line.outcome, [field for field, *_ in changed(line)]) == (Outcome.CHANGE, ["last_visit_kind"])
    assert line.after is not None
    assert (line.after.last_visit_date, line.after.last_visit_kind, line.after.last_exam_date) == (day, after, kept)
    for silent in (None, before):
        same = only(line_of(known, last_visit_date=day, last_visit_kind=silent), known=[known])
        assert same.outcome is Outcome.UNCHANGED


EVENTS = [
    VisitKind.RETURN, VisitKind.PRE_RETURN, VisitKind.MID_CAREER, VisitKind.ON_REQUEST, VisitKind.POST_EXPOSURE,
]  # fmt: skip


@pytest.mark.parametrize("kind", EVENTS)
def test_a_visit_that_answered_an_event_is_set_aside_and_the_line_goes_on(kind: VisitKind) -> None:
    """R. 4624-16, R. 4624-28: nothing is counted from it."""
    known = replace(MARGOT, last_visit_date=date(2025, 5, 6), last_visit_kind=VisitKind.VIP_PERIODIC)
    seen: dict[str, Any] = {"last_visit_date": date(2026, 10, 1), "last_visit_kind": kind}
    line = only(line_of(known, **seen), known=[known])
    assert line.outcome is Outcome.UNCHANGED
    assert "01/10/2026" in line.note
    assert "n’est pas reprise comme dernière visite" in line.note

    line = only(line_of(known, **seen, job_title="Peintre"), known=[known])
    assert (line.outcome, changed(line)) == (Outcome.CHANGE, [("job_title", "Menuisier poseur", "Peintre")])
    assert line.after is not None
    assert (line.after.last_visit_date, line.after.last_visit_kind) == (date(2025, 5, 6), VisitKind.VIP_PERIODIC)
    assert "01/10/2026" in line.note

    line = only(replace(NEW, **seen))
    assert line.outcome is Outcome.ARRIVAL
    assert line.after is not None
    assert (line.after.last_visit_date, line.after.last_visit_kind) == (None, None)
    assert "01/10/2026" in line.note


def test_a_visit_that_counts_replaces_one_of_an_event_even_older() -> None:
    known = replace(MARGOT, last_visit_date=date(2026, 5, 6), last_visit_kind=VisitKind.RETURN)
    line = only(line_of(known, last_visit_date=date(2025, 5, 6), last_visit_kind=VisitKind.VIP_PERIODIC), known=[known])
    assert line.outcome is Outcome.CHANGE
    assert line.after is not None
    assert (line.after.last_visit_date, line.note) == (date(2025, 5, 6), "")


def test_an_intermediate_visit_of_a_file_follows_the_examination_known() -> None:
    known = replace(MARGOT, last_visit_date=date(2025, 5, 6), last_visit_kind=VisitKind.APTITUDE_PERIODIC)
    seen = {"last_visit_date": date(2026, 5, 5), "last_visit_kind": VisitKind.INTERMEDIATE}
    line = only(line_of(known, **seen), known=[known])
    assert line.after is not None
    assert line.after.last_exam_date == date(2025, 5, 6)


def test_a_return_erases_no_visit_of_the_former_period() -> None:
    known = replace(
        MARGOT,
        departure_date=date(2026, 10, 31),
        last_visit_date=date(2025, 5, 6),
        last_visit_kind=VisitKind.VIP_PERIODIC,
    )
    back = {"entry_date": date(2026, 11, 1), "contract_type": ContractType.CDI}
    line = only(line_of(known, **back), known=[known])
    assert line.outcome is Outcome.RETURN
    assert not {field for field, *_ in changed(line)} & {"last_visit_date", "last_visit_kind"}
    told = only(line_of(known, last_visit_date=date(2026, 1, 5), **back), known=[known])
    assert ("last_visit_date", "", "05/01/2026") in changed(told)
