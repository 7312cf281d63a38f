"""What holds for everybody: never before the event, never after the maximum, later for whoever is hired later."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from presantra.domain.clock import add_months, add_years, age_on, paris_date
from presantra.domain.follow_up import Absent, Act, Cause, Facts, Field, Held, assess, follow_up, schedule
from presantra.domain.situations import SITUATIONS_BY_CODE
from presantra.domain.visits import HIRE_KINDS, RENEWING_KINDS
from presantra.domain.vocabulary import ContractType, DepartureReason, FollowUpKind, VisitKind

TODAY = date(2026, 11, 24)
CODES = st.frozensets(st.sampled_from(sorted(SITUATIONS_BY_CODE)), max_size=5).map(sorted).map(tuple)
DAYS = st.dates(date(2017, 1, 1), date(2035, 12, 31))
KINDS = st.none() | st.sampled_from(sorted(RENEWING_KINDS))
"""Of a visit from which the next one is counted."""
EVENTS = sorted(set(VisitKind) - RENEWING_KINDS)
MAXIMUM = {FollowUpKind.SI: 5, FollowUpKind.SIA: 3, FollowUpKind.SIR: 4}


AGES = st.integers(15 * 365, 70 * 365)
"""In days: minors are hired too."""


@st.composite
def people(draw: st.DrawFn) -> Facts:
    entry = draw(DAYS)
    length = draw(st.none() | st.integers(0, 400))
    return Facts(
        birth_date=entry - timedelta(days=draw(AGES)),
        entry_date=entry,
        contract_type=draw(st.sampled_from(ContractType)),
        planned_end_date=None if length is None else entry + timedelta(days=length),
        situations=draw(CODES),
    )


@st.composite
def careers(draw: st.DrawFn) -> Facts:
    """People whose post changed, up to three times, seen or not, before their entry or since."""
    one = draw(people())
    jobs, start = [], one.entry_date
    for days in draw(st.lists(st.integers(1, 1500), max_size=3)):
        jobs.append(Held(draw(CODES), start, start + timedelta(days=days - 1)))
        start += timedelta(days=days)
    seen = draw(st.none() | st.integers(-1500, 3000))
    return replace(
        one,
        past=tuple(reversed(jobs)),
        job_since=start if jobs else None,
        last_visit=None if seen is None else one.entry_date + timedelta(days=seen),
        last_visit_kind=None if seen is None else draw(st.none() | st.sampled_from(VisitKind)),
    )


def dues(one: Facts) -> list[tuple[VisitKind | None, date]]:
    return [(due.visit, due.latest) for due in schedule(one, TODAY).obligations]


def with_another_job(one: Facts, days: int, *situations: str) -> Facts:
    """The current post goes on, with these situations besides."""
    change = one.since + timedelta(days=days)
    held = Held(one.situations, one.since, change - timedelta(days=1))
    return replace(
        one, past=(held, *one.past), job_since=change,
        situations=tuple(dict.fromkeys((*one.situations, *situations))),
    )  # fmt: skip


@given(careers(), st.integers(-1500, -1), st.none() | st.sampled_from(VisitKind))
def test_a_visit_before_the_entry_is_the_one_of_the_hiring_or_none(
    one: Facts, days: int, kind: VisitKind | None
) -> None:
    """R. 4624-15, R. 4624-27: a dispense is granted by the service, never read from a date."""
    seen = one.entry_date + timedelta(days=days)
    unseen = replace(one, last_visit=None, last_visit_kind=None)
    told = replace(one, last_visit=seen, last_visit_kind=kind)
    if kind not in HIRE_KINDS or seen < add_months(one.entry_date, -3):
        assert dues(told) == dues(unseen)
        asked = {question.field for question in follow_up(told, TODAY).questions}
        assert asked & {Field.WAIVER, Field.LAST_VISIT_KIND, Field.LAST_VISIT}
    assert dues(replace(told, waiver_claimed=True)) == dues(unseen)


@given(careers(), st.integers(-1500, 3000), st.sampled_from(EVENTS))
def test_a_visit_that_answers_an_event_moves_nothing(one: Facts, days: int, kind: VisitKind) -> None:
    """R. 4624-16, R. 4624-28."""
    seen = replace(one, last_visit=one.entry_date + timedelta(days=days), last_visit_kind=kind)
    assert dues(seen) == dues(replace(one, last_visit=None, last_visit_kind=None))


@given(careers(), st.integers(1, 1500))
def test_another_title_alone_changes_nothing(one: Facts, days: int) -> None:
    assert dues(with_another_job(one, days)) == dues(one)


@given(careers(), st.integers(1, 1500), CODES)
def test_a_post_with_more_to_it_never_puts_a_visit_off(one: Facts, days: int, more: tuple[str, ...]) -> None:
    """What was due stays due, whatever begins later."""
    before, after = schedule(one, TODAY).next, schedule(with_another_job(one, days, *more), TODAY).next
    if before is not None:
        assert after is not None
        assert after.latest <= before.latest


@given(careers())
def test_a_first_visit_is_never_later_than_the_post_or_three_months(one: Facts) -> None:
    """R. 4624-10, R. 4624-18, R. 4624-24."""
    for due in schedule(one, TODAY).obligations:
        if due.act is Act.FIRST_VISIT:
            limit = add_months(one.entry_date, 3) if due.since == one.entry_date else due.since
            assert one.entry_date <= due.latest <= limit or due.left is not None
            assert due.left is None or due.left.latest == due.latest < due.since


@given(people(), DAYS)
def test_a_first_visit_stays_between_the_hiring_and_three_months(one: Facts, on: date) -> None:
    found = assess(one, on)
    assert found.explanation
    assert found.sources
    assert (found.visit is None) == (found.latest is None) == found.training_action
    assert (found.visit is VisitKind.APTITUDE_HIRE) == (found.kind is FollowUpKind.SIR and not found.training_action)
    if found.latest is not None:
        assert one.entry_date <= found.latest <= add_months(one.entry_date, 3)
        assert found.before_start == (found.latest == one.entry_date)
    if found.visit is VisitKind.VIP_INITIAL and (
        age_on(one.birth_date, one.entry_date) < 18 or "nuit" in one.situations
    ):
        assert found.before_start
    turned = assess(replace(one, situations=one.situations[::-1] * 2), on)
    assert (turned.kind, turned.latest, turned.explanation) == (found.kind, found.latest, found.explanation)


@given(people(), st.integers(0, 3000), KINDS, DAYS)
def test_a_renewal_stays_between_the_visit_and_the_cap(one: Facts, days: int, kind: VisitKind | None, on: date) -> None:
    seen = one.entry_date + timedelta(days=days)
    found = schedule(replace(one, last_visit=seen, last_visit_kind=kind), on)
    assert found.obligations
    for due in found.obligations:
        if due.act is Act.FIRST_VISIT:
            assert found.profile.kind is FollowUpKind.SIR  # an information visit does not do
            assert due.latest >= one.entry_date
        else:
            assert seen < due.latest <= add_years(seen, MAXIMUM[found.profile.kind])


@given(people(), st.integers(1, 2000), st.integers(0, 3000))
def test_somebody_hired_later_is_never_due_earlier(one: Facts, later: int, days: int) -> None:
    shift = timedelta(days=later)
    end = one.planned_end_date
    after = replace(
        one, entry_date=one.entry_date + shift, birth_date=one.birth_date + shift,
        planned_end_date=end + shift if end else None,
    )  # fmt: skip
    first, second = schedule(one, TODAY).next, schedule(after, TODAY).next
    assume(first is not None and second is not None)
    assert first is not None
    assert second is not None
    assert first.before_start == second.before_start
    assert first.latest <= second.latest
    assume("jeunes_travaux_reglementes" not in one.situations)  # a birthday may come between the two
    seen = one.entry_date + timedelta(days=days)
    before = schedule(replace(one, last_visit=seen), TODAY).obligations
    behind = schedule(replace(one, last_visit=seen + shift), TODAY).obligations
    assert all(left.latest <= right.latest for left, right in zip(before, behind, strict=True))


@given(people(), st.integers(0, 3000), DAYS)
def test_a_health_professional_never_lengthens(one: Facts, days: int, imposed: date) -> None:
    seen = replace(one, last_visit=one.entry_date + timedelta(days=days))
    free, held = schedule(seen, TODAY).obligations, schedule(replace(seen, imposed_due_date=imposed), TODAY).obligations
    assert held[0].latest <= free[0].latest
    assert held[1:] == free[1:] or [due.latest for due in held[1:]] == [due.latest for due in free[1:]]
    assert held[0].imposed == (held[0].latest != free[0].latest)


@given(people(), st.sampled_from(Cause), st.integers(0, 2000), st.integers(0, 400), DAYS)
def test_a_return_is_between_the_day_back_and_eight_days(
    one: Facts, cause: Cause, offset: int, length: int, on: date
) -> None:
    start = one.entry_date + timedelta(days=offset)
    end = start + timedelta(days=length)
    found = follow_up(replace(one, absences=(Absent(cause, start, end),)), on)
    for due in found.obligations:
        if due.act is Act.RETURN:
            assert end < due.since < due.latest == due.since + timedelta(days=8)


@given(people(), DAYS, st.none() | st.integers(0, 3000), st.sampled_from(DepartureReason))
def test_everything_to_come_is_in_order_and_ends_with_the_departure(
    one: Facts, on: date, stay: int | None, reason: DepartureReason
) -> None:
    left = None if stay is None else one.entry_date + timedelta(days=stay)
    found = follow_up(replace(one, departure_date=left, departure_reason=reason if left else None), on)
    days = [due.latest for due in found.obligations]
    assert days == sorted(days)
    at_work = on >= one.entry_date  # the year of mi-carrière may end before the entry
    assert all(due.latest >= due.since for due in found.obligations if at_work or due.act is not Act.MID_CAREER)
    if left is not None:
        assert all(day <= left for day in days)


@pytest.mark.parametrize(
    ("entry", "latest"),
    [
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2027, 11, 29), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 3, 31)),
        (date(2026, 8, 31), date(2026, 11, 30)),
        (date(2028, 2, 29), date(2028, 5, 29)),
    ],
)
def test_months_are_those_of_the_calendar_clamped_to_their_end(entry: date, latest: date) -> None:
    """R. 4624-10: three months from the day the work began."""
    assert assess(Facts(date(1990, 1, 1), entry, ContractType.CDI)).latest == latest


@pytest.mark.parametrize(
    ("instant", "kind"),
    [
        (datetime(2025, 9, 30, 21, 59, 59, tzinfo=UTC), FollowUpKind.SIR),  # 23:59:59 in Paris, summer time
        (datetime(2025, 9, 30, 22, 0, tzinfo=UTC), FollowUpKind.SI),  # midnight in Paris
    ],
)
def test_a_rule_changes_at_midnight_in_paris(instant: datetime, kind: FollowUpKind) -> None:
    one = Facts(date(1990, 1, 1), date(2019, 1, 7), ContractType.CDI, None, ("autorisation_conduite",))
    assert follow_up(one, paris_date(instant)).kind is kind


@pytest.mark.parametrize(
    ("instant", "urgent"),
    [
        (datetime(2026, 11, 29, 22, 59, 59, tzinfo=UTC), False),  # 29 November, winter time
        (datetime(2026, 11, 29, 23, 0, tzinfo=UTC), True),
    ],
)
def test_a_deadline_is_reached_at_midnight_in_paris(instant: datetime, urgent: bool) -> None:
    one = Facts(date(1990, 1, 1), date(2026, 11, 30), ContractType.CDI, None, ("cmr",))
    assert assess(one).is_urgent(paris_date(instant)) is urgent
