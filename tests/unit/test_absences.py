"""Arrêts de travail: the table of the Code, the form, and what is left to do. Each row cites its article."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presantra.domain.absences import AbsenceAct, AbsenceFacts, acts_of, parse_absence, return_not_due, rule_of
from presantra.domain.errors import InvalidForm
from presantra.domain.vocabulary import AbsenceCause

TODAY = date(2026, 11, 23)
ENTRY = date(2020, 1, 6)
AT, MP, MATERNITY, ILLNESS = (
    AbsenceCause.WORK_ACCIDENT,
    AbsenceCause.OCCUPATIONAL_DISEASE,
    AbsenceCause.MATERNITY,
    AbsenceCause.ILLNESS,
)


def lasting(cause: AbsenceCause, days: int | None, **more: object) -> AbsenceFacts:
    """An absence of so many days, or still open, begun on 1 September 2026."""
    start = date(2026, 9, 1)
    end = start + timedelta(days=days - 1) if days else None
    return AbsenceFacts(cause, start, end, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cause", "days", "signal", "return_visit"),
    [
        # R. 4624-33: an AT of less than 30 days is told to the doctor; R. 4624-31 2°: from 30 days, reprise.
        (AT, 1, True, False),
        (AT, 29, True, False),
        (AT, 30, False, True),
        # R. 4624-31 3°: illness or accident that is not of the work, from 60 days.
        (ILLNESS, 29, False, False),
        (ILLNESS, 59, False, False),
        (ILLNESS, 60, False, True),
        # R. 4624-31 1°: maternity and maladie professionnelle, whatever the length.
        (MATERNITY, 1, False, True),
        (MP, 1, False, True),
    ],
)
def test_thresholds_in_calendar_days(cause: AbsenceCause, days: int, signal: bool, return_visit: bool) -> None:
    rule = rule_of(lasting(cause, days), TODAY)
    assert (rule.signal, rule.return_visit) == (signal, return_visit)
    assert rule.sources[0].article == ("R. 4624-33" if signal else "R. 4624-31")


@pytest.mark.parametrize(
    ("prescribed_on", "without_measure", "due"),
    [
        # R. 4624-31 as of décret 2026-503: arrêts prescribed from 15 June 2026.
        (date(2026, 6, 15), True, False),
        (date(2026, 6, 14), True, True),
        (date(2026, 6, 15), False, True),
        (None, True, True),
    ],
)
def test_a_prereprise_without_measure_exempts_since_15_june_2026(
    prescribed_on: date | None, without_measure: bool, due: bool
) -> None:
    facts = lasting(ILLNESS, 70, prescribed_on=prescribed_on, pre_return_without_measure=without_measure)
    rule = rule_of(facts, TODAY)
    assert (rule.return_visit, rule.exempted) == (due, not due)


@pytest.mark.parametrize(
    ("cause", "days", "liaison", "pre_return"),
    [
        # L. 1226-1-3: rendez-vous de liaison from 30 days; L. 4624-2-4 and R. 4624-29: préreprise above 30.
        (AT, 29, False, False),
        (AT, 30, True, False),
        (ILLNESS, 31, True, True),
        (MP, 31, True, True),
        # Both texts speak of illness and accident only.
        (MATERNITY, 112, False, False),
    ],
)
def test_what_the_worker_must_be_told(cause: AbsenceCause, days: int, liaison: bool, pre_return: bool) -> None:
    rule = rule_of(lasting(cause, days), TODAY)
    assert rule.inform_worker is liaison
    assert any("liaison" in sentence for sentence in rule.sentences) is liaison
    assert any("visite de préreprise ;" in s or "demander une visite de préreprise" in s for s in rule.sentences) is (
        pre_return
    )


def test_an_open_absence_counts_the_days_elapsed() -> None:
    facts = lasting(ILLNESS, None)
    assert facts.days(date(2026, 9, 1)) == 1
    assert rule_of(facts, date(2026, 10, 29)).return_visit is False
    sixtieth = date(2026, 10, 30)
    assert facts.days(sixtieth) == 60
    assert rule_of(facts, sixtieth).return_visit is True
    # The request waits for the end to be known.
    assert AbsenceAct.ASK_RETURN not in acts_of(facts, sixtieth, signalled=False, informed=False, return_asked=False)


def test_an_open_at_is_signalled_once_its_length_is_known() -> None:
    assert rule_of(lasting(AT, None), date(2026, 9, 10)).signal is False


def test_acts_end_when_they_are_done() -> None:
    facts = lasting(AT, 100)  # until 9 December
    nothing = acts_of(facts, TODAY, signalled=False, informed=False, return_asked=False)
    assert nothing == (AbsenceAct.ASK_RETURN, AbsenceAct.INFORM_WORKER)
    assert acts_of(facts, TODAY, signalled=False, informed=True, return_asked=True) == ()
    back = date(2026, 12, 10)
    assert acts_of(facts, back, signalled=False, informed=False, return_asked=False) == (AbsenceAct.ASK_RETURN,)
    short = lasting(AT, 3)
    assert acts_of(short, TODAY, signalled=False, informed=False, return_asked=False) == (AbsenceAct.SIGNAL,)
    assert acts_of(short, TODAY, signalled=True, informed=False, return_asked=False) == ()


@given(cause=st.sampled_from(list(AbsenceCause)), days=st.integers(1, 1400), later=st.integers(0, 400))
def test_a_longer_absence_never_asks_for_less(cause: AbsenceCause, days: int, later: int) -> None:
    shorter, longer = rule_of(lasting(cause, days), TODAY), rule_of(lasting(cause, days + later), TODAY)
    assert longer.return_visit or not shorter.return_visit
    assert longer.inform_worker or not shorter.inform_worker
    # Told to the doctor or seen by him: never both, never neither, for an AT whose end is known.
    if cause is AT:
        assert shorter.signal is not shorter.return_visit


FORM = {"cause": "at", "start_date": "02/11/2026", "end_date": "13/11/2026"}


def test_the_form_reads_an_absence() -> None:
    facts = parse_absence(FORM | {"prescribed_on": "02/11/2026"}, ENTRY, TODAY)
    assert facts == AbsenceFacts(AT, date(2026, 11, 2), date(2026, 11, 13), date(2026, 11, 2))
    assert (facts.days(TODAY), facts.return_date) == (12, date(2026, 11, 14))


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"cause": ""}, "cause", "catégorie"),
        ({"cause": "grippe"}, "cause", "valeur de la liste"),
        ({"start_date": ""}, "start_date", "premier jour"),
        ({"start_date": "31/02/2026"}, "start_date", "n’existe pas"),
        ({"start_date": "24/11/2026", "end_date": ""}, "start_date", "futur"),
        ({"cause": "maternite", "start_date": "24/11/2027", "end_date": ""}, "start_date", "plus d’un an"),
        ({"start_date": "05/01/2020", "end_date": ""}, "start_date", "06/01/2020"),
        ({"end_date": "01/11/2026"}, "end_date", "précède"),
        ({"end_date": "03/11/2030"}, "end_date", "4 ans"),
        ({"prescribed_on": "24/11/2026"}, "prescribed_on", "futur"),
        ({"pre_return_without_measure": "oui"}, "prescribed_on", "15 juin 2026"),
    ],
)
def test_the_form_refuses(change: dict[str, str], field: str, words: str) -> None:
    with pytest.raises(InvalidForm) as refused:
        parse_absence(FORM | change, ENTRY, TODAY)
    assert list(refused.value.errors) == [field]
    assert words in refused.value.errors[field]


def test_maternity_leave_may_be_declared_before_it_begins() -> None:
    facts = parse_absence({"cause": "maternite", "start_date": "01/12/2026"}, ENTRY, TODAY)
    assert facts.start_date == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("cause", "days", "threshold"),
    [
        ("maladie", 59, 60), ("maladie", 60, 0), ("at", 29, 30), ("at", 30, 0), ("maladie_pro", 1, 0),
        ("maternite", 1, 0),
    ],
)  # fmt: skip
def test_no_reprise_is_due_below_the_threshold_of_the_cause(cause: str, days: int, threshold: int) -> None:
    start = date(2026, 9, 1)
    said = return_not_due(AbsenceCause(cause), start, start + timedelta(days=days - 1))
    assert bool(said) is bool(threshold)
    if threshold:
        assert f"dure {days} jours" in said
        assert f"{threshold} jours" in said
    # An end before the start is the form's to refuse.
    assert return_not_due(AbsenceCause(cause), start, start - timedelta(days=1)) == ""
