"""Which visits go on counting when a period of employment follows another without a day between."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from presantra.domain.follow_up import Facts, Former, Held, begins_anew, corrected, schedule, taken_over
from presantra.domain.vocabulary import ContractType, VisitKind

TODAY = date(2026, 11, 24)
END, NEXT_DAY, LATER = date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 15)
PERIODIC = {"last_visit": date(2025, 3, 3), "last_visit_kind": VisitKind.VIP_PERIODIC}
HIRE = {"last_visit": date(2026, 9, 10), "last_visit_kind": VisitKind.VIP_INITIAL}


def facts(entry: date, *situations: str, **values: Any) -> Facts:
    return Facts(
        birth_date=date(1991, 7, 14), entry_date=entry, contract_type=ContractType.CDI, situations=situations, **values
    )


def former(*situations: str, owed: VisitKind | None = VisitKind.VIP_PERIODIC, **values: Any) -> Former:
    """From February 2024 to October 2026, seen in March 2025 unless told otherwise."""
    told = PERIODIC | values
    return Former(facts(date(2024, 2, 1), *situations, departure_date=END, **told), owed)


def due(said: Facts) -> tuple[VisitKind, date]:
    found = schedule(said, TODAY).next
    assert found is not None
    return found.visit, found.latest


def test_the_visits_of_the_former_period_go_on_counting() -> None:
    assert due(taken_over(former(), facts(NEXT_DAY))) == (VisitKind.VIP_PERIODIC, date(2030, 3, 3))


def test_a_day_between_makes_it_another_hiring() -> None:
    after = facts(LATER)
    assert taken_over(former(), after) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (former(), ("nuit",)),  # R. 4624-18
        (former("plomb"), ("plomb", "amiante")),  # R. 4624-24
        # The former post, taken up on the way, was never seen: the new period does not make up for it.
        (former("nuit", job_since=date(2026, 6, 1), owed=VisitKind.VIP_INITIAL), ("nuit",)),
        (former("plomb", "amiante", job_since=date(2026, 6, 1), owed=VisitKind.APTITUDE_HIRE), ("plomb", "amiante")),
    ],
)
def test_a_risk_still_to_be_seen_before_the_work_is_seen(before: Former, after: tuple[str, ...]) -> None:
    assert due(taken_over(before, facts(NEXT_DAY, *after))) == due(facts(NEXT_DAY, *after))
    assert due(facts(NEXT_DAY, *after))[1] == NEXT_DAY


def test_a_risk_seen_in_the_former_period_is_not_new() -> None:
    before = former("nuit", job_since=date(2025, 2, 1))
    assert due(taken_over(before, facts(NEXT_DAY, "nuit"))) == (VisitKind.VIP_PERIODIC, date(2028, 3, 3))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, (VisitKind.VIP_PERIODIC, date(2027, 6, 1))),
        (PERIODIC, (VisitKind.VIP_PERIODIC, date(2027, 6, 1))),  # the same again
        ({"last_visit": date(2025, 3, 3)}, (VisitKind.VIP_PERIODIC, date(2027, 6, 1))),
        ({"last_visit": date(2021, 1, 4)}, (VisitKind.VIP_PERIODIC, date(2027, 6, 1))),  # an old file
        # A newer one makes up for the date that was set at the former one.
        (PERIODIC | {"last_visit": date(2026, 9, 1)}, (VisitKind.VIP_PERIODIC, date(2031, 9, 1))),
    ],
)
def test_the_newest_visit_counts_with_the_date_set_by_the_doctor(told: Any, expected: Any) -> None:
    before = former(imposed_due_date=date(2027, 6, 1))
    assert due(taken_over(before, facts(NEXT_DAY, **told))) == expected


def test_the_examination_before_an_intermediate_visit_goes_on_counting() -> None:
    seen: dict[str, Any] = {
        "last_visit": date(2026, 9, 1),
        "last_visit_kind": VisitKind.INTERMEDIATE,
        "last_exam": date(2024, 9, 1),
    }
    before = former("plomb", **seen)
    assert due(taken_over(before, facts(NEXT_DAY, "plomb"))) == due(before.facts)


def test_an_intermediate_visit_told_for_the_return_follows_the_known_examination() -> None:
    before = former("plomb", last_visit=date(2024, 9, 1), last_visit_kind=VisitKind.APTITUDE_HIRE)
    told = facts(NEXT_DAY, "plomb", last_visit=date(2026, 9, 1), last_visit_kind=VisitKind.INTERMEDIATE)
    assert taken_over(before, told).last_exam == date(2024, 9, 1)


def test_a_date_set_before_any_visit_goes_on() -> None:
    before = former(
        owed=VisitKind.VIP_INITIAL, last_visit=None, last_visit_kind=None, imposed_due_date=date(2026, 11, 20)
    )
    assert due(taken_over(before, facts(NEXT_DAY))) == (VisitKind.VIP_INITIAL, date(2026, 11, 20))


def test_a_risk_still_unseen_after_a_transfer_is_not_made_up_for_by_the_next_one() -> None:
    there = facts(NEXT_DAY, "nuit", visits_since=NEXT_DAY, departure_date=date(2026, 11, 19), **HIRE)
    before = Former(there, VisitKind.VIP_INITIAL)
    assert begins_anew(before, ("nuit",))
    assert due(taken_over(before, facts(date(2026, 11, 20), "nuit")))[1] == date(2026, 11, 20)


# A correction


def stored(before: Former, entry: date, *situations: str, **values: Any) -> Facts:
    return taken_over(before, facts(entry, *situations, **values))


BOTH = [former(), former(**HIRE), former(waiver_claimed=True, imposed_due_date=date(2027, 6, 1))]


@pytest.mark.parametrize("before", BOTH)
def test_the_first_day_is_corrected_there_and_back(before: Former) -> None:
    apart, on = stored(before, LATER), stored(before, NEXT_DAY)
    assert corrected(apart, replace(apart, entry_date=NEXT_DAY), before) == on
    assert corrected(on, replace(on, entry_date=LATER), before) == apart


@pytest.mark.parametrize("before", BOTH)
def test_a_risk_told_afterwards_gives_the_visits_back(before: Former) -> None:
    on = stored(before, NEXT_DAY)
    assert corrected(on, replace(on, situations=("nuit",)), before) == facts(NEXT_DAY, "nuit")


def test_a_risk_that_a_later_job_brings_changes_nothing_of_the_beginning() -> None:
    on = stored(former(), NEXT_DAY)
    job = {"job_since": date(2026, 11, 20), "past": (Held((), NEXT_DAY, date(2026, 11, 19)),)}
    after = replace(on, situations=("nuit",), **job)
    assert corrected(on, after, former()) == after
    assert due(after) == (VisitKind.VIP_INITIAL, date(2026, 11, 20))


@pytest.mark.parametrize("value", [{"waiver_claimed": True}, {"last_visit": None, "last_visit_kind": None}, HIRE])
def test_what_the_employer_says_of_the_visits_stays(value: Any) -> None:
    on = replace(stored(former(imposed_due_date=date(2027, 6, 1)), NEXT_DAY), imposed_due_date=None, **value)
    assert corrected(on, replace(on, birth_date=date(1991, 7, 15)), former()).last_visit == on.last_visit
    assert corrected(on, on, former(imposed_due_date=date(2027, 6, 1))) == on


def test_periods_that_were_never_joined_are_not_by_a_correction_of_something_else() -> None:
    """A merge of two records leaves them side by side."""
    side_by_side = facts(NEXT_DAY)
    after = replace(side_by_side, birth_date=date(1991, 7, 15))
    assert corrected(side_by_side, after, former()) == after


def test_situations_that_are_told_at_last_settle_it() -> None:
    unknown = facts(NEXT_DAY)
    assert corrected(unknown, unknown, former(), specified=True) == stored(former(), NEXT_DAY)


def test_who_comes_back_by_a_transfer_keeps_his_visits() -> None:
    """From here to another branch and back again: the period of here ended long before."""
    before = replace(former().facts, departure_date=date(2025, 12, 31))
    back = facts(NEXT_DAY, visits_since=date(2024, 2, 1), **PERIODIC)
    assert corrected(back, back, Former(before, None)) == back
    assert due(back) == (VisitKind.VIP_PERIODIC, date(2030, 3, 3))


@pytest.mark.parametrize("visits_since", [NEXT_DAY, date(2024, 2, 1)])
def test_a_visit_of_the_period_itself_goes_on_counting(visits_since: date) -> None:
    """Recorded on 5 November, for an entry that is then put off to the 15th."""
    seen: dict[str, Any] = {"last_visit": date(2026, 11, 5), "last_visit_kind": VisitKind.VIP_PERIODIC}
    on = facts(NEXT_DAY, visits_since=visits_since, **seen)
    assert due(corrected(on, replace(on, entry_date=LATER), former())) == (VisitKind.VIP_PERIODIC, date(2031, 11, 5))


def test_who_may_not_tell_the_situations_gives_back_and_takes_nothing_over() -> None:
    on, apart = stored(former(), NEXT_DAY), facts(LATER)
    assert corrected(on, replace(on, entry_date=LATER), former(), blind=True) == apart
    after = replace(apart, entry_date=NEXT_DAY)
    assert corrected(apart, after, former(), blind=True) == after


def test_a_transfer_to_a_new_risk_stays_anew() -> None:
    there = facts(NEXT_DAY, "plomb", visits_since=NEXT_DAY, **PERIODIC)
    moved = corrected(there, replace(there, entry_date=LATER), None)
    assert due(moved) == (VisitKind.APTITUDE_HIRE, LATER)
