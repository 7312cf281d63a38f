"""Returns, mid-career, end of exposure, attestations: each row cites its article."""

from datetime import date

import pytest

from presantra.domain.follow_up import Absent, Act, Attended, Cause, Facts, Field, FollowUp, Held, Shown, follow_up
from presantra.domain.vocabulary import ContractType, DepartureReason, FollowUpKind, VisitKind

TODAY = date(2026, 11, 24)
SEEN = date(2024, 2, 1)


def person(*situations: str, on: date = TODAY, **values: object) -> FollowUp:
    base: dict[str, object] = {
        "birth_date": date(1990, 6, 15), "entry_date": date(2019, 3, 4), "contract_type": ContractType.CDI,
        "situations": situations, "last_visit": SEEN, "last_visit_kind": VisitKind.APTITUDE_PERIODIC,
    }  # fmt: skip
    return follow_up(Facts(**base | values), on)


def articles(found: FollowUp, act: Act) -> list[str]:
    """The first that each of these obligations cites."""
    return [due.sources[0].article for due in found.obligations if due.act is act]


def latest(found: FollowUp, act: Act) -> list[date]:
    return [due.latest for due in found.obligations if due.act is act]


@pytest.mark.parametrize(
    ("cause", "start", "end", "due", "article"),
    [
        (Cause.WORK_ACCIDENT, date(2026, 9, 1), date(2026, 9, 29), None, "R. 4624-31"),  # 29 days
        (Cause.WORK_ACCIDENT, date(2026, 9, 1), date(2026, 9, 30), date(2026, 10, 9), "R. 4624-31"),  # 30 days
        (Cause.ILLNESS, date(2026, 9, 1), date(2026, 10, 29), None, "R. 4624-31"),  # 59 days
        (Cause.ILLNESS, date(2026, 9, 1), date(2026, 10, 30), date(2026, 11, 8), "R. 4624-31"),  # 60 days
        (
            Cause.ILLNESS,
            date(2022, 3, 31),
            date(2022, 4, 29),
            date(2022, 5, 8),
            "R. 4624-31",
        ),  # the EMA of 2024 is no reprise
        (Cause.ILLNESS, date(2018, 1, 1), date(2018, 12, 31), None, "R. 4624-31"),  # of an employment before this one
        (Cause.OCCUPATIONAL_DISEASE, date(2026, 9, 1), date(2026, 9, 1), date(2026, 9, 10), "R. 4624-31"),
        (Cause.MATERNITY, date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 11), "R. 4624-31"),
        (
            Cause.ILLNESS,
            date(2027, 12, 31),
            date(2028, 2, 28),
            date(2028, 3, 8),
            "R. 4624-31",
        ),  # over a leap day: 60 days
        (Cause.ILLNESS, date(2026, 12, 31), date(2027, 2, 27), None, "R. 4624-31"),  # 59 days of a common year
    ],
)
def test_return_visits(cause: Cause, start: date, end: date, due: date | None, article: str) -> None:
    """R. 4624-31; thresholds in calendar days, first and last included."""
    found = person(absences=(Absent(cause, start, end),))
    assert latest(found, Act.RETURN) == ([] if due is None else [due])
    assert articles(found, Act.RETURN) == ([] if due is None else [article])


@pytest.mark.parametrize(
    ("kind", "held", "closed"),
    [
        (VisitKind.RETURN, date(2026, 10, 31), True),  # the day of the return
        (VisitKind.RETURN, date(2026, 11, 20), True),  # later than the 8 days of the service
        (VisitKind.RETURN, date(2026, 10, 30), False),  # the last day of the absence: he was not back
        (VisitKind.PRE_RETURN, date(2026, 10, 31), False),
        (VisitKind.APTITUDE_PERIODIC, date(2026, 11, 2), False),
    ],
)
def test_only_a_reprise_held_since_the_return_closes_it(kind: VisitKind, held: date, closed: bool) -> None:
    """R. 4624-31: no other visit stands for the examen de reprise."""
    absence = Absent(Cause.ILLNESS, date(2026, 8, 1), date(2026, 10, 30))
    found = person(absences=(absence,), attended=(Attended(kind, held),))
    assert latest(found, Act.RETURN) == ([] if closed else [date(2026, 11, 8)])
    assert [(done.held, done.obligation.absence) for done in found.answered] == ([(held, absence)] if closed else [])
    last = person(absences=(absence,), last_visit=held, last_visit_kind=kind)
    assert bool(latest(last, Act.RETURN)) is not closed


def test_a_reprise_closes_the_absence_before_it_and_not_the_next() -> None:
    absences = (
        Absent(Cause.WORK_ACCIDENT, date(2025, 1, 6), date(2025, 3, 7)),
        Absent(Cause.WORK_ACCIDENT, date(2026, 8, 3), date(2026, 10, 30)),
    )
    found = person(absences=absences, attended=(Attended(VisitKind.RETURN, date(2025, 3, 10)),))
    assert [due.absence for due in found.obligations if due.act is Act.RETURN] == [absences[1]]


@pytest.mark.parametrize(("start", "due"), [(date(2022, 3, 31), True), (date(2022, 4, 1), False)])
def test_the_threshold_of_illness_was_thirty_days_until_march_2022(start: date, due: bool) -> None:
    """Décret 2022-372, for absences begun from 1 April 2022."""
    end = date.fromordinal(start.toordinal() + 29)
    found = person(last_visit=None, absences=(Absent(Cause.ILLNESS, start, end),))
    assert bool(latest(found, Act.RETURN)) is due


@pytest.mark.parametrize(
    ("prescribed", "without_measure", "due", "note", "question"),
    [
        (date(2026, 6, 14), True, True, False, False),
        (date(2026, 6, 15), True, False, True, False),
        (date(2026, 6, 15), False, True, False, False),
        (None, True, True, False, True),
        (None, False, True, False, False),
    ],
)
def test_the_exemption_of_june_2026(
    prescribed: date | None, without_measure: bool, due: bool, note: bool, question: bool
) -> None:
    """R. 4624-31 as changed by décret 2026-503: it counts from the day the absence was prescribed."""
    absence = Absent(Cause.ILLNESS, date(2026, 6, 15), date(2026, 10, 30), prescribed, without_measure)
    found = person(absences=(absence,))
    assert bool(latest(found, Act.RETURN)) is due
    assert bool(found.notes) is note
    assert (Field.ABSENCE in {asked.field for asked in found.questions}) is question


def test_the_eight_days_bind_the_service_and_the_end_is_asked_for() -> None:
    found = person(absences=(Absent(Cause.WORK_ACCIDENT, date(2026, 9, 1), date(2026, 10, 30)),))
    (back,) = [due for due in found.obligations if due.act is Act.RETURN]
    assert any("s’impose au service, pas à vous" in sentence for sentence in back.sentences)
    assert ("Absence", "accident du travail, du 01/09/2026 au 30/10/2026 (60 jours)") in back.used
    going = person(absences=(Absent(Cause.ILLNESS, date(2026, 9, 1)),))
    assert [asked.field for asked in going.questions] == [Field.ABSENCE]


@pytest.mark.parametrize(
    ("birth", "due", "article"),
    [
        (date(1980, 12, 31), date(2025, 12, 31), "L. 4624-2-2"),  # missed: late
        (date(1981, 1, 1), date(2026, 12, 31), "L. 4624-2-2"),
        (date(1983, 12, 31), date(2028, 12, 31), "L. 4624-2-2"),
        (date(1984, 1, 1), None, "L. 4624-2-2"),
    ],
)
def test_mid_career_is_the_calendar_year_of_45_shown_two_years_ahead(
    birth: date, due: date | None, article: str
) -> None:
    found = person(birth_date=birth)
    assert latest(found, Act.MID_CAREER) == ([] if due is None else [due])
    assert articles(found, Act.MID_CAREER) == ([] if due is None else [article])
    done = person(birth_date=birth, last_visit_kind=VisitKind.MID_CAREER)
    assert latest(done, Act.MID_CAREER) == []


@pytest.mark.parametrize(
    ("birth", "entry", "on", "due"),
    [
        (date(1981, 5, 2), date(2019, 3, 4), date(2027, 1, 1), date(2026, 12, 31)),
        (date(1981, 5, 2), date(2019, 3, 4), date(2031, 12, 31), date(2026, 12, 31)),
        (date(1981, 5, 2), date(2019, 3, 4), date(2032, 1, 1), None),  # five years later, periodic visits have passed
        (date(1981, 5, 2), date(2026, 12, 31), date(2027, 1, 1), date(2026, 12, 31)),
        (date(1981, 5, 2), date(2027, 1, 1), date(2027, 1, 1), None),  # that year, he worked for another
        (date(1977, 5, 2), date(2019, 3, 4), TODAY, date(2022, 12, 31)),
        (date(1976, 5, 2), date(2019, 3, 4), TODAY, None),  # 45 before the law (31/03/2022)
    ],
)
def test_a_missed_mid_career_stays_due(birth: date, entry: date, on: date, due: date | None) -> None:
    """L. 4624-2-2: « organisée durant l’année civile du 45e anniversaire »; nothing says that it lapses."""
    found = person(birth_date=birth, entry_date=entry, on=on)
    assert latest(found, Act.MID_CAREER) == ([] if due is None else [due])


def test_mid_career_is_once_for_a_career_whatever_comes_after() -> None:
    held = (Attended(VisitKind.MID_CAREER, date(2024, 6, 3)),)
    for on in (date(2024, 6, 3), TODAY, date(2028, 1, 1)):
        found = person(birth_date=date(1981, 5, 2), attended=held, last_visit=date(2024, 9, 1), on=on)
        assert latest(found, Act.MID_CAREER) == []
        assert [(done.obligation.act, done.held) for done in found.answered] == [(Act.MID_CAREER, held[0].day)]


@pytest.mark.parametrize(
    ("situations", "past", "reason", "due", "article"),
    [
        (("cmr",), (), DepartureReason.RETIREMENT, True, "L. 4624-2-1"),
        (("cmr",), (), DepartureReason.RESIGNATION, True, "R. 4624-28-2"),
        (("cmr",), (), DepartureReason.DEATH, False, "R. 4624-28-2"),
        (("cmr",), (), DepartureReason.NEVER_ARRIVED, False, "L. 4624-2-1"),
        ((), (), DepartureReason.RETIREMENT, False, "L. 4624-2-1"),
        ((), (Held(("amiante",), date(2019, 3, 4), date(2021, 3, 4)),), DepartureReason.RETIREMENT, True,
         "L. 4624-2-1"),
        # A reinforced follow-up by the rules of the time counts (R. 4624-28-1).
        (("autorisation_conduite",), (), DepartureReason.RETIREMENT, True, "R. 4624-28-1"),
        ((), (Held(("autorisation_conduite",), date(2025, 10, 1), date(2026, 3, 4)),), DepartureReason.OTHER, False,
         "R. 4624-28-1"),
    ],
)  # fmt: skip
def test_post_exposure_at_a_departure(
    situations: tuple[str, ...], past: tuple[Held, ...], reason: DepartureReason, due: bool, article: str
) -> None:
    """L. 4624-2-1, R. 4624-28-1 and -2."""
    leaving = date(2026, 12, 31)
    found = person(*situations, past=past, departure_date=leaving, departure_reason=reason)
    assert latest(found, Act.POST_EXPOSURE) == ([leaving] if due else [])
    cited = {source.article for one in found.obligations if one.act is Act.POST_EXPOSURE for source in one.sources}
    assert (article in cited) is due


def test_after_a_departure_only_post_exposure_remains_for_six_months() -> None:
    """R. 4624-28-3: the worker may ask from one month before to six months after."""
    gone = {"departure_date": date(2026, 5, 24), "departure_reason": DepartureReason.RESIGNATION}
    found = person("cmr", **gone)
    assert [due.act for due in found.obligations] == [Act.POST_EXPOSURE]
    assert found.scheduled is None
    assert found.questions == ()
    assert latest(person("cmr", **gone, on=date(2026, 11, 25)), Act.POST_EXPOSURE) == []


def test_the_end_of_an_exposure_is_told_without_any_departure() -> None:
    past = (Held(("amiante",), date(2019, 3, 4), date(2026, 9, 30)),)
    changed = {"past": past, "job_since": date(2026, 10, 1)}
    assert latest(person(**changed), Act.POST_EXPOSURE) == [date(2026, 9, 30)]
    assert latest(person("cmr", **changed), Act.POST_EXPOSURE) == []
    done = {"last_visit": date(2026, 10, 15), "last_visit_kind": VisitKind.POST_EXPOSURE}
    assert latest(person(**changed | done), Act.POST_EXPOSURE) == []


@pytest.mark.parametrize(
    ("held", "closed"),
    [
        (date(2026, 10, 15), True),
        (date(2026, 3, 30), True),  # within the six months before
        (date(2026, 3, 29), False),  # of an exposure before that one
    ],
)
def test_a_post_exposure_visit_closes_its_own_end(held: date, closed: bool) -> None:
    """L. 4624-2-1: after the end of the exposure, or before the departure."""
    past = (Held(("amiante",), date(2019, 3, 4), date(2026, 9, 30)),)
    values: dict[str, object] = {
        "past": past, "job_since": date(2026, 10, 1), "attended": (Attended(VisitKind.POST_EXPOSURE, held),),
    }  # fmt: skip
    assert bool(latest(person(**values), Act.POST_EXPOSURE)) is not closed
    # Nobody exposed since: his departure does not ask for a second one.
    gone = {"departure_date": date(2027, 6, 30), "departure_reason": DepartureReason.RETIREMENT}
    assert bool(latest(person(**values | gone), Act.POST_EXPOSURE)) is not closed
    # Exposed again: that end is another one.
    again = person("cmr", **values | gone)
    assert latest(again, Act.POST_EXPOSURE) == [date(2027, 6, 30)]


@pytest.mark.parametrize(
    ("shown", "due"),
    [
        ((Shown("autorisation_conduite", date(2024, 2, 29), date(2029, 2, 28)),), date(2029, 2, 28)),
        ((Shown("autorisation_conduite", date(2024, 2, 29), date(2026, 2, 28)),), date(2026, 2, 28)),
        ((Shown("autorisation_conduite", date(2024, 2, 29), date(2035, 1, 1)),), date(2029, 2, 28)),
        (
            (
                Shown("autorisation_conduite", date(2020, 1, 6), date(2025, 1, 6)),
                Shown("autorisation_conduite", date(2025, 1, 6), date(2030, 1, 6)),
            ),
            date(2030, 1, 6),
        ),
    ],
)
def test_attestations_are_valid_five_years_from_delivery(shown: tuple[Shown, ...], due: date) -> None:
    """R. 4323-56, R. 4544-10 (décret 2025-355)."""
    found = person("autorisation_conduite", attestations=shown)
    assert found.kind is FollowUpKind.SI
    assert latest(found, Act.ATTESTATION) == [due]
    assert Field.ATTESTATION not in {asked.field for asked in found.questions}


def test_an_old_avis_counts_for_five_years_and_another_paper_does_not() -> None:
    found = person("autorisation_conduite")
    assert latest(found, Act.ATTESTATION) == [date(2029, 2, 1)]
    since = person("autorisation_conduite", last_visit=date(2025, 10, 1))
    assert latest(since, Act.ATTESTATION) == []
    vip = person("habilitation_electrique", last_visit_kind=VisitKind.VIP_PERIODIC)
    assert [asked.field for asked in vip.questions] == [Field.ATTESTATION]
    other = (Shown("habilitation_electrique", date(2026, 2, 1), date(2031, 2, 1)),)
    assert latest(person("autorisation_conduite", attestations=other), Act.ATTESTATION) == [date(2029, 2, 1)]


def test_before_october_2025_no_attestation_was_asked_for() -> None:
    found = person("autorisation_conduite", on=date(2025, 9, 30))
    assert (found.kind, found.attestation_required) == (FollowUpKind.SIR, False)
    assert latest(found, Act.ATTESTATION) == []


def test_a_season_without_risk_says_why_nothing_is_due() -> None:
    """D. 4625-22."""
    found = person(contract_type=ContractType.SEASONAL, last_visit=None, planned_end_date=date(2019, 9, 1))
    assert found.obligations == ()
    (note,) = found.notes
    assert "action de formation et de prévention" in note.sentences[-1]
    assert [source.article for source in note.sources] == ["D. 4625-22"]
