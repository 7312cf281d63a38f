"""First visits: who, before when, by which article."""

from datetime import date

import pytest

from presantra.domain.errors import InvalidValue
from presantra.domain.follow_up import Assessment, HireFacts, assess
from presantra.domain.situations import SITUATIONS_BY_CODE, WORK_SITUATIONS
from presantra.domain.vocabulary import ContractType, FollowUpKind, SituationGroup, VisitKind

ADULT = date(1990, 6, 15)
MINOR = date(2009, 6, 15)
ENTRY = date(2026, 11, 30)
CDI, CDD = ContractType.CDI, ContractType.CDD
APPRENTICE, SEASONAL = ContractType.APPRENTICESHIP, ContractType.SEASONAL
SI, SIA, SIR = FollowUpKind.SI, FollowUpKind.SIA, FollowUpKind.SIR
VIP, EMA = VisitKind.VIP_INITIAL, VisitKind.APTITUDE_HIRE
SIR_CODES = (
    "amiante",
    "plomb",
    "cmr",
    "biologiques_3_4",
    "rayonnements_a",
    "rayonnements_b",
    "hyperbare",
    "echafaudages",
    "manutention_55kg",
    "jeunes_travaux_reglementes",
    "liste_complementaire",
)
Q1_2027, END_JANUARY = date(2027, 2, 28), date(2027, 1, 30)


def hire(
    *situations: str,
    birth: date = ADULT,
    entry: date = ENTRY,
    contract: ContractType = CDI,
    end: date | None = None,
) -> Assessment:
    return assess(HireFacts(birth, entry, contract, end, situations))


@pytest.mark.parametrize("code", SIR_CODES)
def test_particular_risks_call_for_an_aptitude_examination_before_the_start(code: str) -> None:
    found = hire(code)
    assert (found.kind, found.visit, found.latest, found.before_start) == (SIR, EMA, ENTRY, True)
    assert found.sources[0].article == "R. 4624-23"
    assert found.sources[0].url.endswith("/LEGIARTI000053786012")
    assert not found.attestation_required


def test_the_list_of_particular_risks_is_exactly_this_one() -> None:
    assert tuple(s.code for s in WORK_SITUATIONS if s.group is SituationGroup.SIR) == SIR_CODES


@pytest.mark.parametrize(
    ("situations", "birth", "contract", "kind", "latest", "before", "article"),
    [
        ((), ADULT, CDI, SI, Q1_2027, False, "R. 4624-10"),
        ((), ADULT, CDD, SI, Q1_2027, False, "R. 4624-10"),
        ((), ADULT, ContractType.TEMPORARY, SI, Q1_2027, False, "R. 4625-11"),
        ((), ADULT, ContractType.PROFESSIONAL_TRAINING, SI, Q1_2027, False, "R. 4624-10"),
        ((), ADULT, APPRENTICE, SI, END_JANUARY, False, "R. 6222-40-1"),
        ((), MINOR, CDI, SI, ENTRY, True, "R. 4624-18"),
        ((), MINOR, APPRENTICE, SI, ENTRY, True, "R. 4624-18"),
        (("nuit",), ADULT, CDI, SIA, ENTRY, True, "R. 4624-18"),
        (("nuit",), MINOR, APPRENTICE, SIA, ENTRY, True, "R. 4624-18"),
        (("suivi_adapte_autre",), ADULT, CDI, SIA, Q1_2027, False, "R. 4624-17"),
        (("suivi_adapte_autre",), ADULT, APPRENTICE, SIA, END_JANUARY, False, "R. 6222-40-1"),
        (("biologiques_2",), ADULT, CDI, SI, ENTRY, True, "R. 4426-7"),
        (("champs_electromagnetiques",), ADULT, APPRENTICE, SI, ENTRY, True, "R. 4453-10"),
        (("autorisation_conduite",), ADULT, CDI, SI, Q1_2027, False, "R. 4323-56"),
        (("habilitation_electrique",), ADULT, CDI, SI, Q1_2027, False, "R. 4544-10"),
        (("autorisation_conduite", "suivi_adapte_autre"), ADULT, CDI, SIA, Q1_2027, False, "R. 4624-17"),
    ],
)
def test_other_arrivals_call_for_a_visit_of_information(
    situations: tuple[str, ...],
    birth: date,
    contract: ContractType,
    kind: FollowUpKind,
    latest: date,
    before: bool,
    article: str,
) -> None:
    found = hire(*situations, birth=birth, contract=contract)
    assert article in [source.article for source in found.sources]
    assert (found.kind, found.visit, found.latest, found.before_start) == (kind, VIP, latest, before)
    assert found.attestation_required == bool({"autorisation_conduite", "habilitation_electrique"} & {*situations})
    assert not found.training_action


@pytest.mark.parametrize("mixed", [("plomb", "nuit"), ("plomb", "biologiques_2"), ("plomb", "suivi_adapte_autre")])
def test_reinforced_follow_up_absorbs_the_others(mixed: tuple[str, ...]) -> None:
    found = hire(*mixed, birth=MINOR, contract=APPRENTICE)
    assert (found.kind, found.visit, found.latest) == (SIR, EMA, ENTRY)


@pytest.mark.parametrize(
    ("situations", "end", "kind", "visit", "latest", "article"),
    [
        ((), date(2027, 3, 31), SI, None, None, "D. 4625-22"),
        (("nuit",), date(2027, 3, 31), SIA, None, None, "D. 4625-22"),
        (("plomb",), date(2027, 1, 12), SIR, None, None, "D. 4625-22"),  # 44 days, both ends counted
        (("plomb",), date(2027, 1, 13), SIR, EMA, ENTRY, "R. 4624-24"),  # 45 days
        (("plomb",), None, SIR, EMA, ENTRY, "R. 4624-24"),
    ],
)
def test_seasons(
    situations: tuple[str, ...],
    end: date | None,
    kind: FollowUpKind,
    visit: VisitKind | None,
    latest: date | None,
    article: str,
) -> None:
    found = hire(*situations, contract=SEASONAL, end=end)
    assert (found.kind, found.visit, found.latest) == (kind, visit, latest)
    assert found.training_action == (visit is None)
    assert {"D. 4625-22", article} <= {source.article for source in found.sources}


@pytest.mark.parametrize(
    ("birth", "before"), [(date(2008, 11, 30), False), (date(2008, 12, 1), True)], ids=["18 today", "17"]
)
def test_eighteen_is_counted_at_entry(birth: date, before: bool) -> None:
    assert hire(birth=birth).before_start is before


@pytest.mark.parametrize(
    ("birth_year", "flag"), [(1980, False), (1981, True), (1982, True), (1983, True), (1984, False)]
)
def test_mid_career_visit_may_be_joined_up_to_two_years_before(birth_year: int, flag: bool) -> None:
    found = hire(birth=date(birth_year, 3, 3))
    assert found.mid_career is flag
    assert any("mi-carrière" in sentence for sentence in found.explanation) is flag


def test_the_explanation_reads_as_a_person_would_say_it() -> None:
    found = hire("autorisation_conduite")
    assert found.explanation == (
        "Les situations déclarées ne relèvent pas du suivi renforcé\u00a0: suivi individuel simple (SI).",
        "Prise de poste le 30/11/2026\u00a0: la visite a lieu dans les 3 mois.",
        "Visite d’information et de prévention au plus tard le 28/02/2027.",
        "Si le salarié a déjà une attestation de suivi de moins de 5 ans pour un emploi identique, "
        "le service peut l’en dispenser\u00a0: c’est lui qui décide.",
        "Conduite d’engins avec autorisation de l’employeur\u00a0: le médecin du travail délivre au "
        "salarié une attestation d’absence de contre-indications médicales, valable 5 ans, que le salarié "
        "vous présente. "
        "Ce n’est plus un suivi renforcé depuis le 1er octobre 2025.",
    )
    assert [source.article for source in found.sources] == ["R. 4624-10", "R. 4624-15", "R. 4323-56"]


@pytest.mark.parametrize(
    ("situations", "contract", "years"),
    [((), CDI, 5), (("suivi_adapte_autre",), CDI, 3), ((), ContractType.TEMPORARY, 2)],
)
def test_the_waiver_window_depends_on_the_follow_up(
    situations: tuple[str, ...], contract: ContractType, years: int
) -> None:
    assert any(f"de moins de {years} ans" in s for s in hire(*situations, contract=contract).explanation)


def test_an_unknown_situation_is_refused() -> None:
    with pytest.raises(InvalidValue, match="pas reconnue"):
        hire("caces")


@pytest.mark.parametrize(("today", "urgent"), [(date(2026, 11, 29), False), (ENTRY, True), (date(2026, 12, 1), True)])
def test_a_deadline_reached_is_urgent(today: date, urgent: bool) -> None:
    assert hire("plomb").is_urgent(today) is urgent
    assert hire(contract=SEASONAL).is_urgent(today) is False


def test_every_situation_is_complete_and_dated_where_the_rule_is_new() -> None:
    assert len(SITUATIONS_BY_CODE) == len(WORK_SITUATIONS) == 17
    for situation in WORK_SITUATIONS:
        assert situation.code.isascii()
        assert situation.label
        assert situation.help.endswith(".")
        assert situation.article
        assert situation.url
    dated = {s.code: s.valid_from for s in WORK_SITUATIONS if s.valid_from}
    assert dated == {
        "plomb": date(2026, 4, 10),
        "autorisation_conduite": date(2025, 10, 1),
        "habilitation_electrique": date(2025, 10, 1),
    }


def test_what_was_not_read_in_the_code_is_marked_to_confirm() -> None:
    assert {s.code for s in WORK_SITUATIONS if s.to_confirm} == {
        "manutention_55kg",
        "jeunes_travaux_reglementes",
        "biologiques_2",
        "champs_electromagnetiques",
    }
