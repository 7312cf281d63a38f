"""Visits counted from the last one, or from the post: each row cites its article."""

from dataclasses import replace
from datetime import date

import pytest

from presantra.domain.follow_up import Facts, Field, FollowUp, follow_up, schedule
from presantra.domain.vocabulary import ContractType, FollowUpKind, VisitKind
from tests.unit.follow_up.schedules import (
    BETWEEN,
    EMA,
    EMA_AGAIN,
    HIRED,
    SEEN,
    SI,
    SIA,
    SIR,
    TODAY,
    VIP,
    VIP_AGAIN,
    articles,
    asked,
    dues,
    facts,
)


@pytest.mark.parametrize(
    ("situations", "kind", "expected", "article"),
    [
        ((), VIP, [(VIP_AGAIN, date(2029, 2, 28))], "R. 4624-16"),
        (("biologiques_2",), VIP, [(VIP_AGAIN, date(2029, 2, 28))], "R. 4624-16"),
        (("champs_electromagnetiques",), VIP, [(VIP_AGAIN, date(2029, 2, 28))], "R. 4624-16"),
        (("autorisation_conduite",), VIP, [(VIP_AGAIN, date(2029, 2, 28))], "R. 4624-16"),
        (("nuit",), VIP, [(VIP_AGAIN, date(2027, 2, 28))], "R. 4624-17"),
        (("suivi_adapte_autre",), VIP, [(VIP_AGAIN, date(2027, 2, 28))], "R. 4624-17"),
        (("plomb",), EMA, [(BETWEEN, date(2026, 2, 28)), (EMA_AGAIN, date(2028, 2, 29))], "R. 4624-28"),
        (("plomb",), None, [(BETWEEN, date(2026, 2, 28)), (EMA_AGAIN, date(2028, 2, 29))], "R. 4624-28"),
        (("rayonnements_b",), EMA, [(BETWEEN, date(2026, 2, 28)), (EMA_AGAIN, date(2028, 2, 29))], "R. 4624-28"),
        (("rayonnements_a",), EMA, [(EMA_AGAIN, date(2025, 2, 28))], "R. 4451-82"),
        (("plomb", "rayonnements_a"), EMA, [(EMA_AGAIN, date(2025, 2, 28))], "R. 4451-82"),
        # Two years at most were left after the intermediate visit, whatever the day of the examination before it.
        (("plomb",), BETWEEN, [(EMA_AGAIN, date(2026, 2, 28))], "R. 4624-28"),
    ],
)
def test_periodicity(
    situations: tuple[str, ...], kind: VisitKind | None, expected: list[tuple[VisitKind, date]], article: str
) -> None:
    one = facts(*situations, last_visit=SEEN, last_visit_kind=kind)
    assert dues(one) == expected
    due = schedule(one, TODAY).obligations[0]
    assert due.rule.sources[0].article == article
    assert any("29/02/2024" in sentence for sentence in due.sentences)
    assert any(due.latest.strftime("%d/%m/%Y") in sentence for sentence in due.sentences)


@pytest.mark.parametrize(
    ("exam", "between", "imposed", "latest"),
    [
        # « un renouvellement de cet examen, effectué par le médecin du travail selon une périodicité qu’il détermine et
        # qui ne peut être supérieure à quatre ans » (R. 4624-28): from one examination to the next.
        (date(2023, 3, 6), date(2025, 3, 6), None, date(2027, 3, 6)),
        (date(2024, 2, 29), date(2025, 3, 3), None, date(2028, 2, 29)),
        # « au plus tard deux ans après la visite avec le médecin du travail »: a late one lengthens nothing.
        (date(2022, 5, 2), date(2025, 3, 3), None, date(2026, 5, 2)),
        # The doctor sets the periodicity, within the four years: two years after the visit were only a rule of thumb.
        (date(2024, 2, 29), date(2025, 3, 3), date(2027, 9, 1), date(2027, 9, 1)),
        (date(2024, 2, 29), date(2025, 3, 3), date(2028, 3, 1), date(2028, 2, 29)),
    ],
)
def test_the_examination_is_renewed_four_years_after_the_one_before_whatever_came_between(
    exam: date, between: date, imposed: date | None, latest: date
) -> None:
    """R. 4624-28."""
    one = facts("plomb", last_visit=between, last_visit_kind=BETWEEN, last_exam=exam, imposed_due_date=imposed)
    assert dues(one) == [(EMA_AGAIN, latest)]
    assert asked(one) == set()
    due = schedule(one, TODAY).obligations[0]
    assert ("Dernier examen par le médecin du travail", exam.strftime("%d/%m/%Y")) in due.used
    assert any(latest.strftime("%d/%m/%Y") in sentence for sentence in due.sentences)
    assert due.imposed == (latest == imposed)


@pytest.mark.parametrize(
    ("situations", "kind", "article"),
    [
        ((), VisitKind.RETURN, "R. 4624-10"),
        ((), VisitKind.PRE_RETURN, "R. 4624-10"),
        ((), VisitKind.ON_REQUEST, "R. 4624-10"),
        ((), VisitKind.MID_CAREER, "R. 4624-10"),
        (("plomb",), VisitKind.POST_EXPOSURE, "R. 4624-24"),
        (("plomb",), VisitKind.RETURN, "R. 4624-24"),
        (("rayonnements_a",), VisitKind.RETURN, "R. 4451-82"),
    ],
)
def test_a_visit_that_answers_an_event_renews_nothing(
    situations: tuple[str, ...], kind: VisitKind, article: str
) -> None:
    """R. 4624-16, R. 4624-28: only the visits of the periodic follow-up; `article` is that of what stays due."""
    seen = facts(*situations, last_visit=SEEN, last_visit_kind=kind)
    assert dues(seen) == dues(facts(*situations))
    assert article in articles(seen)
    assert asked(seen) == {Field.LAST_VISIT}
    imposed = replace(seen, imposed_due_date=date(2019, 3, 3))
    assert dues(imposed)[0][1] == date(2019, 3, 3)  # nor is the visit that a health professional wanted


def test_without_the_day_of_the_examination_the_deadline_is_never_late() -> None:
    """R. 4624-28: an intermediate visit in time leaves two years at least, so two years are what is kept."""
    known = facts("plomb", last_visit=SEEN, last_visit_kind=BETWEEN)
    for exam in (date(2022, 2, 28), date(2023, 6, 1), date(2024, 2, 28)):
        assert dues(known)[0][1] <= dues(replace(known, last_exam=exam))[0][1]


def test_under_eighteen_follows_the_general_cap_of_five_years_not_the_adapted_one() -> None:
    """R. 4624-17 does not name minors; R. 4624-18 only puts their first visit before the work."""
    minor = facts(birth_date=date(2009, 9, 1), entry_date=date(2026, 1, 5), last_visit=date(2026, 1, 5))
    assert dues(minor) == [(VIP_AGAIN, date(2031, 1, 5))]


def test_regulated_work_of_the_young_is_examined_each_year_until_eighteen() -> None:
    """R. 4153-40."""
    one = facts("jeunes_travaux_reglementes", birth_date=date(2009, 9, 1), entry_date=date(2026, 1, 5))
    seen = replace(one, last_visit=date(2026, 1, 2), last_visit_kind=EMA)
    assert dues(seen) == [(EMA_AGAIN, date(2027, 1, 2))]
    assert asked(seen) == set()
    assert Field.SITUATIONS in asked(seen, date(2027, 9, 1))
    assert "R. 4153-40" in [source.article for source in schedule(seen, TODAY).obligations[0].sources]


@pytest.mark.parametrize(
    ("situations", "on", "kind", "first"),
    [
        (("autorisation_conduite",), date(2025, 9, 30), SIR, (EMA, HIRED)),
        (("autorisation_conduite",), date(2025, 10, 1), SI, (VIP, date(2019, 6, 4))),
        (("habilitation_electrique",), date(2025, 9, 30), SIR, (EMA, HIRED)),
        (("habilitation_electrique",), date(2025, 10, 1), SI, (VIP, date(2019, 6, 4))),
        (("habilitation_electrique", "nuit"), date(2025, 10, 1), SIA, (VIP, HIRED)),
        (("habilitation_electrique", "cmr"), date(2025, 10, 1), SIR, (EMA, HIRED)),
        (("plomb",), date(2026, 4, 9), SIR, (EMA, HIRED)),
        (("plomb",), date(2026, 4, 10), SIR, (EMA, HIRED)),
    ],
)
def test_the_kind_is_that_of_the_rules_of_the_day(
    situations: tuple[str, ...], on: date, kind: FollowUpKind, first: tuple[VisitKind, date]
) -> None:
    """Décret 2025-355 (1 October 2025), décret 2026-253 (10 April 2026)."""
    assert follow_up(facts(*situations), on).kind is kind
    assert dues(facts(*situations), on) == [first]


def test_somebody_hired_later_is_judged_by_the_rules_of_that_day() -> None:
    assert follow_up(facts("autorisation_conduite", entry_date=date(2025, 10, 1)), date(2025, 9, 1)).kind is SI


def test_the_threshold_of_lead_is_told_as_long_as_it_stood() -> None:
    """R. 4412-160, abrogated on 10 April 2026."""
    before, after = (schedule(facts("plomb"), day).obligations[0] for day in (date(2026, 4, 9), date(2026, 4, 10)))
    assert any("seuils" in sentence for sentence in before.sentences)
    assert not any("seuils" in sentence for sentence in after.sentences)


def test_an_information_visit_does_not_do_for_a_post_of_risk() -> None:
    """R. 4624-24: the examination replaces it, from the day the post became one of risk."""
    one = facts("plomb", last_visit=date(2024, 5, 2), last_visit_kind=VIP)
    assert dues(one) == [(EMA, date(2026, 4, 10))]
    assert dues(facts("cmr", last_visit=date(2024, 5, 2), last_visit_kind=VIP)) == [(EMA, HIRED)]


@pytest.mark.parametrize(
    ("imposed", "latest", "wins"),
    [
        (date(2027, 5, 3), date(2027, 5, 3), True),
        (date(2029, 2, 28), date(2029, 2, 28), False),
        (date(2035, 1, 1), date(2029, 2, 28), False),
        (SEEN, date(2029, 2, 28), False),  # a visit has taken place since
    ],
)
def test_a_health_professional_may_shorten_the_maximum(imposed: date, latest: date, wins: bool) -> None:
    """R. 4624-16 and R. 4624-28: the delay « ne peut excéder »."""
    due = schedule(facts(last_visit=SEEN, last_visit_kind=VIP, imposed_due_date=imposed), TODAY).obligations[0]
    assert (due.latest, due.imposed) == (latest, wins)
    assert any("professionnel de santé" in sentence for sentence in due.sentences)


def test_the_date_of_a_health_professional_stands_alone_for_a_season() -> None:
    one = facts(contract_type=ContractType.SEASONAL, imposed_due_date=date(2027, 5, 3))
    assert [(due.latest, due.imposed) for due in schedule(one, TODAY).obligations] == [(date(2027, 5, 3), True)]


@pytest.mark.parametrize(
    ("situations", "contract", "entry", "seen", "sentence"),
    [
        ((), ContractType.CDI, HIRED, date(2014, 3, 4), "à valider par le service"),  # R. 4624-15: 5 years
        ((), ContractType.CDI, HIRED, date(2014, 3, 3), "plus de 5 ans"),
        (("suivi_adapte_autre",), ContractType.CDI, HIRED, date(2016, 3, 3), "plus de 3 ans"),
        ((), ContractType.TEMPORARY, HIRED, date(2017, 3, 3), "plus de 2 ans"),  # R. 4625-11
        (("cmr",), ContractType.CDI, HIRED, date(2017, 3, 4), "à valider par le service"),  # R. 4624-27: 2 years
        (("cmr",), ContractType.CDI, HIRED, date(2017, 3, 3), "plus de 2 ans"),
        (("cmr",), ContractType.SEASONAL, HIRED, date(2017, 3, 3), "plus de 24 mois"),  # D. 4625-22
    ],
)
def test_a_dispense_is_never_decided_here(
    situations: tuple[str, ...], contract: ContractType, entry: date, seen: date, sentence: str
) -> None:
    one = facts(
        *situations, contract_type=contract, entry_date=entry, planned_end_date=date(2020, 1, 1),
        last_visit=seen, waiver_claimed=True,
    )  # fmt: skip
    without = facts(*situations, contract_type=contract, entry_date=entry, planned_end_date=date(2020, 1, 1))
    assert dues(one) == dues(without)
    assert any(sentence in words for words in schedule(one, TODAY).obligations[0].sentences)


@pytest.mark.parametrize(
    ("situations", "entry", "seen", "kind", "first", "article"),
    [
        # A visit for another employment, however it is called: first visit, as without any.
        ((), date(2026, 10, 1), date(2023, 5, 1), VIP, (VIP, date(2027, 1, 1)), "R. 4624-15"),
        ((), date(2026, 10, 1), date(2023, 5, 1), VIP_AGAIN, (VIP, date(2027, 1, 1)), "R. 4624-15"),
        ((), date(2026, 10, 1), date(2026, 9, 1), VIP_AGAIN, (VIP, date(2027, 1, 1)), "R. 4624-15"),
        ((), date(2026, 10, 1), date(2026, 6, 30), VIP, (VIP, date(2027, 1, 1)), "R. 4624-15"),
        ((), date(2026, 10, 1), date(2026, 9, 1), None, (VIP, date(2027, 1, 1)), "R. 4624-15"),
        (("cmr",), date(2026, 12, 1), date(2025, 12, 1), None, (EMA, date(2026, 12, 1)), "R. 4624-27"),
        (("cmr",), date(2026, 12, 1), date(2025, 12, 1), EMA, (EMA, date(2026, 12, 1)), "R. 4624-27"),
        (("cmr",), date(2026, 3, 2), date(2010, 3, 1), EMA, (EMA, date(2026, 3, 2)), "R. 4624-27"),
        # The visit of this hiring, shortly before the entry: counted from.
        ((), date(2026, 10, 1), date(2026, 7, 1), VIP, (VIP_AGAIN, date(2031, 7, 1)), "R. 4624-16"),
        ((), date(2026, 10, 1), date(2026, 9, 28), VisitKind.HIRE, (VIP_AGAIN, date(2031, 9, 28)), "R. 4624-16"),
        (("cmr",), date(2026, 12, 1), date(2026, 11, 20), EMA, (BETWEEN, date(2028, 11, 20)), "R. 4624-28"),
        (("cmr",), date(2026, 12, 1), date(2026, 11, 20), VIP, (EMA, date(2026, 12, 1)), "R. 4624-24"),
    ],
)
def test_a_visit_before_the_entry_is_no_dispense(
    situations: tuple[str, ...],
    entry: date,
    seen: date,
    kind: VisitKind | None,
    first: tuple[VisitKind, date],
    article: str,
) -> None:
    """R. 4624-15, R. 4624-27: the service grants it; only a recent visit of hire is this employment's."""
    one = facts(*situations, entry_date=entry, last_visit=seen, last_visit_kind=kind)
    assert dues(one)[0] == first
    assert article in articles(one)
    if first[0] not in (VIP, EMA):
        assert asked(one) == set()
        assert dues(replace(one, waiver_claimed=True)) == dues(facts(*situations, entry_date=entry))
    elif kind is None and seen >= date(2026, 9, 1):
        assert asked(one) == {Field.LAST_VISIT_KIND}
    elif article != "R. 4624-24":
        assert asked(one) == {Field.WAIVER}


@pytest.mark.parametrize("kind", [VIP, VIP_AGAIN, None])
def test_an_employment_that_goes_on_keeps_its_visits(kind: VisitKind | None) -> None:
    """A transfer, or a visit that the service itself recorded before an entry put off."""
    one = facts(
        entry_date=date(2026, 10, 1), last_visit=date(2024, 5, 2), last_visit_kind=kind, visits_since=date(2024, 5, 2)
    )
    assert dues(one) == [(VIP_AGAIN, date(2029, 5, 2))]
    assert asked(one) == set()
    older = replace(one, last_visit=date(2024, 5, 1))
    assert dues(older) == [(VIP, date(2027, 1, 1))]


def test_a_new_risk_at_a_transfer_is_seen_anew() -> None:
    """R. 4624-24: even of somebody examined last month for his former post."""
    one = facts(
        "cmr", entry_date=date(2026, 10, 1), last_visit=date(2026, 9, 1), last_visit_kind=EMA,
        visits_since=date(2026, 10, 1),
    )  # fmt: skip
    assert dues(one) == [(EMA, date(2026, 10, 1))]


def test_a_claim_is_over_once_the_person_has_been_seen_on_the_post() -> None:
    one = facts(last_visit=date(2019, 5, 2), last_visit_kind=VIP, waiver_claimed=True)
    assert dues(one) == [(VIP_AGAIN, date(2024, 5, 2))]


@pytest.mark.parametrize(
    ("one", "on", "field"),
    [
        (facts(contract_type=ContractType.CDD, last_visit=SEEN, last_visit_kind=VIP), TODAY, Field.PLANNED_END),
        (facts("cmr", contract_type=ContractType.SEASONAL, entry_date=TODAY), TODAY, Field.PLANNED_END),
        (facts(), TODAY, Field.LAST_VISIT),
        (facts("cmr"), TODAY, Field.LAST_VISIT),
        (facts("cmr", last_visit=SEEN), TODAY, Field.LAST_VISIT_KIND),
        (facts("cmr", last_visit=SEEN, last_visit_kind=BETWEEN), TODAY, Field.LAST_EXAM),
        (facts(last_visit=SEEN, last_visit_kind=VisitKind.RETURN), TODAY, Field.LAST_VISIT),
        (facts(last_visit=date(2018, 1, 1), last_visit_kind=VIP_AGAIN), TODAY, Field.WAIVER),
        (facts("autorisation_conduite", last_visit=SEEN), TODAY, Field.ATTESTATION),
    ],
)
def test_what_is_not_known_is_asked(one: Facts, on: date, field: Field) -> None:
    assert asked(one, on) == {field}


@pytest.mark.parametrize(
    "one",
    [
        facts(last_visit=SEEN, last_visit_kind=VIP),
        facts("cmr", last_visit=SEEN, last_visit_kind=EMA),
        facts(entry_date=TODAY),
        facts("cmr", entry_date=TODAY),
        facts(contract_type=ContractType.CDD, entry_date=TODAY, planned_end_date=date(2027, 5, 1)),
        facts(last_visit=date(2019, 3, 1), last_visit_kind=VIP),
    ],
)
def test_nothing_is_asked_when_all_is_known(one: Facts) -> None:
    assert asked(one) == set()


def answer(one: Facts, on: date = TODAY) -> FollowUp:
    return follow_up(one, on)


def test_who_must_not_start_before_the_visit_is_told_at_once() -> None:
    assert answer(facts("cmr", entry_date=date(2026, 12, 1))).must_wait
    assert not answer(facts(entry_date=date(2026, 12, 1))).must_wait
    assert not answer(facts("cmr", last_visit=SEEN, last_visit_kind=EMA)).must_wait
