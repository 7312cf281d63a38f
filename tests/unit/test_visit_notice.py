"""The notice of an appointment, jours ouvrés, centres, and what an employer may see of a visit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presantra.domain.centres import Centre, parse_centres, place_of
from presantra.domain.errors import InvalidValue
from presantra.domain.holidays import holidays_of, is_workday, workdays_before
from presantra.domain.labels import label
from presantra.domain.notice import Notice, booking_warning, clock_sentence, remaining
from presantra.domain.typography import NBSP, french
from presantra.domain.visit_documents import EMPLOYER_TYPES, check_deposit, may_see
from presantra.domain.visit_vocabulary import NoticeUnit, VisitDocumentType
from presantra.domain.vocabulary import VisitKind, VisitStatus

HOURS = Notice(48, NoticeUnit.HOURS, 50)
WORKDAYS = Notice(5, NoticeUnit.WORKDAYS, 50)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_holidays_of_2026_and_2027() -> None:
    assert sorted(holidays_of(2026)) == [
        date(2026, 1, 1), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14), date(2026, 5, 25),
        date(2026, 7, 14), date(2026, 8, 15), date(2026, 11, 1), date(2026, 11, 11), date(2026, 12, 25),
    ]  # fmt: skip
    assert {date(2027, 3, 29), date(2027, 5, 6), date(2027, 5, 17)} <= set(holidays_of(2027))


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        ("2026-12-02", 1, "2026-12-01"),
        ("2026-11-30", 1, "2026-11-27"),
        ("2026-12-04", 5, "2026-11-27"),
        ("2026-11-13", 2, "2026-11-10"),
        ("2027-01-04", 5, "2026-12-24"),
        ("2026-11-30", 0, "2026-11-30"),
    ],
)
def test_workdays_before(day: str, count: int, found: str) -> None:
    assert workdays_before(date.fromisoformat(day), count) == date.fromisoformat(found)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 30))
def test_there_are_as_many_workdays_as_asked(day: date, count: int) -> None:
    start = workdays_before(day, count)
    assert is_workday(start)
    days = (start + timedelta(days=shift) for shift in range((day - start).days))
    assert sum(map(is_workday, days)) == count


def test_hours_elapse_and_workdays_keep_the_hour_across_the_change_of_time() -> None:
    assert HOURS.free_until(utc("2026-12-03T09:00")) == utc("2026-12-01T09:00")
    # Summer time ends on 25 October 2026: 11:00 in Paris before and after.
    assert WORKDAYS.free_until(utc("2026-10-27T10:00")) == utc("2026-10-20T09:00")


@pytest.mark.parametrize(("now", "fee"), [("2026-12-01T08:59", 0), ("2026-12-01T09:00", 0), ("2026-12-01T09:01", 50)])
def test_the_last_free_instant_is_free(now: str, fee: int) -> None:
    assert HOURS.fee_at(utc("2026-12-03T09:00"), utc(now)) == fee


@pytest.mark.parametrize(
    ("imposed", "until"),
    [
        ("2026-12-01T09:00", "2026-12-01T09:00"),
        ("2026-12-01T09:01", "2026-12-03T09:00"),
        ("2026-12-03T10:00", "2026-12-03T09:00"),
    ],
)
def test_a_date_fixed_when_the_notice_is_running_is_free_until_its_hour(imposed: str, until: str) -> None:
    start = utc("2026-12-03T09:00")
    assert HOURS.free_until(start, utc(imposed)) == utc(until)
    assert HOURS.fee_at(start, utc(until), utc(imposed)) == 0
    assert HOURS.fee_at(start, utc(until) + timedelta(seconds=1), utc(imposed)) == 50


def test_a_slot_within_the_notice_is_told_before_it_is_booked() -> None:
    start = utc("2026-12-03T09:00")
    assert booking_warning(HOURS, start, utc("2026-12-01T09:00")) == ""
    assert booking_warning(HOURS, start, utc("2026-12-01T09:01")) == french(
        "Dans moins de 48 heures : une fois réservé, l’annuler sera facturé 50 € HT."
    )
    assert "sûr de venir" in booking_warning(Notice(1, NoticeUnit.WORKDAYS, 0), start, utc("2026-12-03T08:00"))


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (-1, ""),
        (0, "1 min"),
        (25, "25 min"),
        (60, "1 h"),
        (5 * 60 + 59, "5 h"),
        (47 * 60, "47 h"),
        (48 * 60, "2 jours"),
    ],
)
def test_what_is_left_in_words(minutes: int, said: str) -> None:
    now = utc("2026-12-01T09:00")
    assert remaining(now + timedelta(minutes=minutes), now) == said.replace(" ", NBSP)


def test_the_clock_says_until_when_then_what_it_costs() -> None:
    start = utc("2026-12-03T09:00")
    assert clock_sentence(HOURS, start, utc("2026-12-01T04:00")) == french(
        f"Encore 5{NBSP}h pour annuler sans frais, jusqu’au 01/12/2026 à 10:00."
    )
    assert clock_sentence(HOURS, start, utc("2026-12-02T09:00")) == french(
        "Le préavis de 48 heures est dépassé : le rendez-vous sera facturé 50 € HT."
    )
    free = Notice(1, NoticeUnit.WORKDAYS, 0)
    assert clock_sentence(free, start, utc("2026-12-03T08:00")) == french(
        "Le préavis de 1 jour ouvré est dépassé : prévenez le service au plus vite."
    )


def test_centres_are_read_from_one_setting() -> None:
    known = parse_centres(" paris = Centre de Paris, 12 rue X ; nord=Centre Nord;")
    assert known == (Centre("paris", "Centre de Paris, 12 rue X"), Centre("nord", "Centre Nord"))
    assert (known[0].name, place_of(known, "nord"), place_of(known, "ancien")) == (
        "Centre de Paris", "Centre Nord", "ancien",
    )  # fmt: skip
    for wrong in ("paris", "=Paris", "paris=", "Été=Paris", "a=A;a=B"):
        with pytest.raises(InvalidValue):
            parse_centres(wrong)


@pytest.mark.parametrize("status", list(VisitStatus))
@pytest.mark.parametrize("document", list(VisitDocumentType))
def test_an_employer_sees_four_documents_once_the_visit_took_place(
    status: VisitStatus, document: VisitDocumentType
) -> None:
    allowed = {
        VisitDocumentType.FOLLOW_UP, VisitDocumentType.APTITUDE, VisitDocumentType.INAPTITUDE,
        VisitDocumentType.ADJUSTMENT,
    }  # fmt: skip
    assert may_see(status, document) is (status is VisitStatus.DONE and document in allowed)
    assert label(document)


@pytest.mark.parametrize("held", list(VisitKind))
@pytest.mark.parametrize("document", list(VisitDocumentType))
def test_only_the_document_that_the_visit_gives_is_deposited(held: VisitKind, document: VisitDocumentType) -> None:
    wrong = {
        VisitKind.VIP_INITIAL: VisitDocumentType.APTITUDE,
        VisitKind.VIP_PERIODIC: VisitDocumentType.APTITUDE,
        VisitKind.INTERMEDIATE: VisitDocumentType.APTITUDE,
        VisitKind.MID_CAREER: VisitDocumentType.APTITUDE,
        VisitKind.PRE_RETURN: VisitDocumentType.APTITUDE,
        VisitKind.POST_EXPOSURE: VisitDocumentType.APTITUDE,
        VisitKind.APTITUDE_HIRE: VisitDocumentType.FOLLOW_UP,
        VisitKind.APTITUDE_PERIODIC: VisitDocumentType.FOLLOW_UP,
    }.get(held)
    if document in EMPLOYER_TYPES and document is not wrong:
        check_deposit(document, held)
        return
    with pytest.raises(InvalidValue, match="secret médical" if document not in EMPLOYER_TYPES else "Cette visite"):
        check_deposit(document, held)
