"""The form « Dernière visite »: what it accepts, what it refuses, beside which field."""

from datetime import date

import pytest

from presantra.domain.errors import InvalidForm
from presantra.domain.last_visits import LAST_VISIT_KINDS, LastVisit, exam_before, parse_last_visit
from presantra.domain.vocabulary import VisitKind

TODAY, BORN = date(2026, 11, 24), date(1990, 6, 15)


def test_what_is_printed_on_the_paper_is_read() -> None:
    raw = {
        "last_visit_date": "01/03/2024", "last_visit_kind": "ema_periodique", "imposed_due_date": "2027-03-01",
        "waiver_claimed": "oui",
    }  # fmt: skip
    assert parse_last_visit(raw, BORN, TODAY) == LastVisit(
        date(2024, 3, 1), VisitKind.APTITUDE_PERIODIC, None, date(2027, 3, 1), True
    )


def test_an_empty_form_says_that_no_visit_is_known() -> None:
    assert parse_last_visit({}, BORN, TODAY) == LastVisit(None, None, None, None, False)
    assert parse_last_visit({"imposed_due_date": "2026-01-05"}, BORN, TODAY).imposed_due_date == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("raw", "fields"),
    [
        ({"last_visit_date": "2026-11-25", "last_visit_kind": "vip_initiale"}, ["last_visit_date"]),
        ({"last_visit_date": "1990-06-14", "last_visit_kind": "vip_initiale"}, ["last_visit_date"]),
        ({"last_visit_date": "31/02/2026", "last_visit_kind": "vip_initiale"}, ["last_visit_date"]),
        ({"last_visit_date": "2024-03-01"}, ["last_visit_kind"]),
        ({"last_visit_kind": "vip_initiale"}, ["last_visit_date"]),
        ({"last_visit_date": "2024-03-01", "last_visit_kind": "reprise"}, ["last_visit_kind"]),
        ({"last_visit_date": "2024-03-01", "last_visit_kind": "dentiste"}, ["last_visit_kind"]),
        (
            {"last_visit_date": "2024-03-01", "last_visit_kind": "vip_initiale", "imposed_due_date": "2024-03-01"},
            ["imposed_due_date"],
        ),
        ({"imposed_due_date": "2031-11-25"}, ["imposed_due_date"]),
        (
            {"last_visit_date": "2024-03-01", "last_visit_kind": "ema_periodique", "last_exam_date": "2022-03-01"},
            ["last_exam_date"],
        ),
        (
            {"last_visit_date": "2024-03-01", "last_visit_kind": "intermediaire", "last_exam_date": "2024-03-01"},
            ["last_exam_date"],
        ),
        ({"last_exam_date": "2022-03-01"}, ["last_exam_date"]),
        ({"last_visit_date": "demain", "imposed_due_date": "bientôt"}, ["last_visit_date", "imposed_due_date"]),
    ],
)
def test_each_error_stands_beside_its_field(raw: dict[str, str], fields: list[str]) -> None:
    with pytest.raises(InvalidForm) as refused:
        parse_last_visit(raw, BORN, TODAY)
    assert list(refused.value.errors) == fields
    assert all(refused.value.errors.values())


@pytest.mark.parametrize(
    ("kind", "known", "known_kind", "known_exam", "exam"),
    [
        (VisitKind.INTERMEDIATE, date(2024, 3, 1), VisitKind.APTITUDE_HIRE, None, date(2024, 3, 1)),
        (VisitKind.INTERMEDIATE, date(2024, 3, 1), VisitKind.APTITUDE_PERIODIC, None, date(2024, 3, 1)),
        (VisitKind.INTERMEDIATE, date(2024, 3, 1), VisitKind.INTERMEDIATE, date(2022, 3, 1), date(2022, 3, 1)),
        (VisitKind.INTERMEDIATE, date(2024, 3, 1), VisitKind.VIP_PERIODIC, None, None),
        (VisitKind.INTERMEDIATE, date(2026, 3, 1), VisitKind.APTITUDE_HIRE, None, None),
        (VisitKind.INTERMEDIATE, None, None, None, None),
        (VisitKind.APTITUDE_PERIODIC, date(2024, 3, 1), VisitKind.INTERMEDIATE, date(2022, 3, 1), None),
    ],
)
def test_the_examination_that_an_intermediate_visit_follows(
    kind: VisitKind, known: date | None, known_kind: VisitKind | None, known_exam: date | None, exam: date | None
) -> None:
    assert exam_before(date(2026, 3, 1), kind, known, known_kind, known_exam) == exam


def test_only_visits_that_renew_the_follow_up_are_offered() -> None:
    assert VisitKind.RETURN not in LAST_VISIT_KINDS
    assert VisitKind.INTERMEDIATE in LAST_VISIT_KINDS
