"""Another post: which visit it calls for, and what was due before it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from presantra.domain.follow_up import Facts, Held, follow_up, schedule
from presantra.domain.vocabulary import ContractType, VisitKind
from tests.unit.follow_up.schedules import (
    BETWEEN,
    EMA,
    TODAY,
    VIP,
    VIP_AGAIN,
    articles,
    dues,
    facts,
)


@pytest.mark.parametrize(
    ("situations", "expected"),
    [
        (("cmr",), [(EMA, date(2026, 9, 1))]),  # R. 4624-24
        (("nuit",), [(VIP, date(2026, 9, 1))]),  # R. 4624-18
        (("biologiques_2",), [(VIP, date(2026, 9, 1))]),  # R. 4426-7
        ((), [(VIP_AGAIN, date(2030, 5, 2))]),  # R. 4624-16
        (("suivi_adapte_autre",), [(VIP_AGAIN, date(2028, 5, 2))]),  # R. 4624-17
    ],
)
def test_another_post_calls_for_its_own_visit_when_it_comes_before_the_work(
    situations: tuple[str, ...], expected: list[tuple[VisitKind, date]]
) -> None:
    one = facts(*situations, last_visit=date(2025, 5, 2), job_since=date(2026, 9, 1))
    assert dues(one) == expected
    assert dues(facts("cmr", last_visit=date(2026, 9, 1), job_since=date(2026, 9, 1)))[0] == (
        BETWEEN, date(2028, 9, 1),
    )  # fmt: skip


JOB = date(2026, 12, 10)


FIRST = Held((), date(2024, 1, 8), date(2026, 12, 9))


def job_changed(*situations: str, held: tuple[Held, ...] = (FIRST,), **values: object) -> Facts:
    return facts(*situations, entry_date=held[-1].start, job_since=held[0].end + timedelta(days=1), past=held, **values)


@pytest.mark.parametrize(
    ("entry", "held", "kind", "counts"),
    [
        (date(2020, 1, 6), date(2026, 10, 20), VisitKind.APTITUDE_HIRE, True),
        (date(2020, 1, 6), date(2026, 8, 1), VisitKind.APTITUDE_HIRE, True),  # three months before the post
        (date(2020, 1, 6), date(2026, 7, 31), VisitKind.APTITUDE_HIRE, False),
        (date(2020, 1, 6), date(2026, 10, 20), VisitKind.APTITUDE_PERIODIC, False),  # of the post he leaves
        (date(2020, 1, 6), date(2026, 10, 20), VisitKind.VIP_INITIAL, False),  # no examination (R. 4624-24)
        (date(2026, 8, 3), date(2026, 10, 20), VisitKind.APTITUDE_HIRE, False),  # it may be the one of the hiring
    ],
)
def test_the_examination_held_ahead_of_a_change_of_post_counts(
    entry: date, held: date, kind: VisitKind, counts: bool
) -> None:
    """R. 4624-24: the examination comes before the post, hence before its first day."""
    begun = date(2026, 11, 1)
    before = Held(("cmr",), entry, begun - timedelta(days=1))
    one = facts("amiante", entry_date=entry, job_since=begun, past=(before,), last_visit=held, last_visit_kind=kind)
    due = follow_up(one, date(2026, 10, 25)).obligations[0]
    assert (due.visit is VisitKind.APTITUDE_HIRE) is not counts
    if counts:
        assert due.latest > begun


def test_the_first_job_known_begins_with_the_entry_even_corrected_since() -> None:
    """R. 4624-18: night work from the first day, which a file has put two months earlier."""
    one = job_changed("nuit", held=(Held(("nuit",), date(2024, 3, 4), date(2026, 12, 9)),))
    assert dues(replace(one, entry_date=date(2024, 1, 8))) == [(VIP, date(2024, 1, 8))]


@pytest.mark.parametrize(
    ("one", "expected", "article"),
    [
        # Never seen since the hiring: three months from it, whatever the later post (R. 4624-10).
        (job_changed("nuit"), [(VIP, date(2024, 4, 8))], "R. 4624-10"),
        (job_changed("cmr"), [(EMA, date(2024, 4, 8))], "R. 4624-10"),
        (job_changed("biologiques_2"), [(VIP, date(2024, 4, 8))], "R. 4624-10"),
        (job_changed("nuit", contract_type=ContractType.APPRENTICESHIP), [(VIP, date(2024, 3, 8))], "R. 6222-40-1"),
        # A periodic visit that was not held neither (R. 4624-16).
        (job_changed("nuit", last_visit=date(2021, 5, 3), last_visit_kind=VIP, visits_since=date(2021, 5, 3)),
         [(VIP, date(2026, 5, 3))], "R. 4624-16"),
        # Nothing was late: the post of risk alone decides (R. 4624-18, R. 4624-24).
        (job_changed("nuit", last_visit=date(2024, 2, 5), last_visit_kind=VIP), [(VIP, JOB)], "R. 4624-18"),
        (job_changed("cmr", last_visit=date(2024, 2, 5), last_visit_kind=VIP), [(EMA, JOB)], "R. 4624-24"),
        # Held since: one visit did for both.
        (job_changed("nuit", last_visit=JOB, last_visit_kind=VIP), [(VIP_AGAIN, date(2029, 12, 10))], "R. 4624-17"),
        # Two changes: the first deadline is still the one (R. 4624-10), and another title changes nothing.
        (
            job_changed("cmr", held=(Held(("nuit",), date(2025, 6, 2), date(2026, 12, 9)),
                                     Held((), date(2024, 1, 8), date(2025, 6, 1)))),
            [(EMA, date(2024, 4, 8))], "R. 4624-10",
        ),
        (
            job_changed("nuit", held=(Held(("nuit",), date(2025, 6, 2), date(2026, 12, 9)),
                                      Held((), date(2024, 1, 8), date(2025, 6, 1)))),
            [(VIP, date(2024, 4, 8))], "R. 4624-10",
        ),
        # The night of 2025 was seen; its title alone changed (R. 4624-17).
        (
            job_changed("nuit", held=(Held(("nuit",), date(2025, 6, 2), date(2026, 12, 9)),
                                      Held((), date(2024, 1, 8), date(2025, 6, 1))),
                        last_visit=date(2025, 6, 2), last_visit_kind=VIP),
            [(VIP_AGAIN, date(2028, 6, 2))], "R. 4624-17",
        ),
        # The night of 2025 was not, though a visit was held before it (R. 4624-18).
        (
            job_changed("nuit", held=(Held(("nuit",), date(2025, 6, 2), date(2026, 12, 9)),
                                      Held((), date(2024, 1, 8), date(2025, 6, 1))),
                        last_visit=date(2024, 2, 5), last_visit_kind=VIP),
            [(VIP, date(2025, 6, 2))], "R. 4624-18",
        ),
    ],
)  # fmt: skip
def test_what_was_due_before_a_change_of_post_stays_due(
    one: Facts, expected: list[tuple[VisitKind, date]], article: str
) -> None:
    """The earlier unfulfilled deadline wins; one visit, that of the new post, does for both."""
    assert dues(one) == expected
    assert article in articles(one)
    due = schedule(one, TODAY).obligations[0]
    if due.left is not None:
        assert due.before_start
        assert follow_up(one, TODAY).must_wait
        assert any(expected[0][1].strftime("%d/%m/%Y") in sentence for sentence in due.sentences)
        assert any("nouveau poste" in sentence for sentence in due.sentences)
        assert any(due.since.strftime("%d/%m/%Y") in sentence for sentence in due.sentences)
