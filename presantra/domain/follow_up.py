"""Which visit an arrival calls for, and by when (Code du travail, articles R. 4624-10 to R. 4624-28)."""

from dataclasses import dataclass
from datetime import date

from presantra.domain import legal
from presantra.domain.clock import add_months, add_years, age_on
from presantra.domain.legal import Source
from presantra.domain.situations import SITUATIONS_BY_CODE as SITUATIONS_BY_CODE
from presantra.domain.situations import WORK_SITUATIONS as WORK_SITUATIONS
from presantra.domain.situations import WorkSituation, find_situations
from presantra.domain.typography import french
from presantra.domain.vocabulary import ContractType, FollowUpKind, SituationGroup, VisitKind

ADULT_AGE = 18
SHORT_SEASON_DAYS = 45
MID_CAREER_AGE = 45
CATEGORY_A_SITUATION = "rayonnements_a"

_KIND_REASONS = {
    FollowUpKind.SIR: "Poste à risques particuliers ({labels}) : suivi individuel renforcé (SIR).",
    FollowUpKind.SIA: "Situation déclarée ({labels}) : suivi individuel adapté (SIA).",
}


@dataclass(frozen=True, slots=True)
class HireFacts:
    """What the employer declared. `situations` are codes of WORK_SITUATIONS."""

    birth_date: date
    entry_date: date
    contract_type: ContractType
    planned_end_date: date | None = None
    situations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the law asks for at an arrival.

    `visit` is None for a short or low-risk season (`training_action` is then True). `latest` is a legal
    maximum, in Paris; when `before_start`, it is the day of entry and the visit comes before the work begins.
    `explanation` and `sources` answer « Pourquoi cette visite ? ».
    """

    kind: FollowUpKind
    visit: VisitKind | None
    latest: date | None
    before_start: bool
    explanation: tuple[str, ...]
    sources: tuple[Source, ...]
    attestation_required: bool = False
    training_action: bool = False
    mid_career: bool = False

    def is_urgent(self, today: date) -> bool:
        """« À traiter en urgence »: the deadline is today or already past."""
        return self.latest is not None and self.latest <= today


@dataclass(frozen=True, slots=True)
class _Rule:
    visit: VisitKind | None
    latest: date | None
    before_start: bool
    sentences: tuple[str, ...]
    sources: tuple[Source, ...]


def follow_up_kind(situations: tuple[WorkSituation, ...]) -> FollowUpKind:
    """SIR excludes SIA, which excludes SI (R. 4624-24). Being under 18 changes nothing here (R. 4624-17)."""
    groups = {situation.group for situation in situations}
    if SituationGroup.SIR in groups:
        return FollowUpKind.SIR
    return FollowUpKind.SIA if SituationGroup.SIA in groups else FollowUpKind.SI


def assess(hire: HireFacts) -> Assessment:
    """Derive follow-up, visit and deadline from an arrival. Raises InvalidValue for an unknown situation."""
    situations = find_situations(hire.situations)
    kind = follow_up_kind(situations)
    rule = _visit_rule(hire, kind, situations)
    attestation = tuple(s for s in situations if s.group is SituationGroup.ATTESTATION)
    mid_career = 0 <= hire.birth_date.year + MID_CAREER_AGE - hire.entry_date.year <= 2
    sentences = [_kind_sentence(kind, situations), *rule.sentences]
    sources = [*_kind_sources(kind, situations), *rule.sources]
    if attestation:
        sentences.append(_attestation_sentence(attestation))
        sources += [source for situation in attestation for source in situation.sources]
    if mid_career and rule.visit is not None:
        year = hire.birth_date.year + MID_CAREER_AGE
        sentences.append(
            f"Le salarié a 45 ans en {year} : la visite de mi-carrière peut être faite à la même occasion."
        )
        sources.append(legal.MID_CAREER_VISIT)
    return Assessment(
        kind=kind,
        visit=rule.visit,
        latest=rule.latest,
        before_start=rule.before_start,
        explanation=tuple(french(sentence) for sentence in sentences),
        sources=tuple(dict.fromkeys(sources)),
        attestation_required=bool(attestation),
        training_action=rule.visit is None,
        mid_career=mid_career,
    )


def _visit_rule(hire: HireFacts, kind: FollowUpKind, situations: tuple[WorkSituation, ...]) -> _Rule:
    if hire.contract_type is ContractType.SEASONAL and (kind is not FollowUpKind.SIR or _is_short_season(hire)):
        return _training_rule(kind)
    if kind is FollowUpKind.SIR:
        return _aptitude_rule(hire)
    before = tuple(situation for situation in situations if situation.before_assignment)
    if before or age_on(hire.birth_date, hire.entry_date) < ADULT_AGE:
        return _vip_before_rule(hire, before)
    if hire.contract_type is ContractType.APPRENTICESHIP:
        latest = add_months(hire.entry_date, 2)
        why = f"Apprenti embauché le {_day(hire.entry_date)} : la visite a lieu dans les 2 mois."
        return _vip_within_rule(hire, kind, latest, why, legal.APPRENTICE)
    latest = add_months(hire.entry_date, 3)
    why = f"Prise de poste le {_day(hire.entry_date)} : la visite a lieu dans les 3 mois."
    return _vip_within_rule(hire, kind, latest, why, legal.VIP_WITHIN_THREE_MONTHS)


def _is_short_season(hire: HireFacts) -> bool:
    if hire.planned_end_date is None:
        return False  # without an end date the protective rule applies
    return (hire.planned_end_date - hire.entry_date).days + 1 < SHORT_SEASON_DAYS


def _training_rule(kind: FollowUpKind) -> _Rule:
    why = (
        f"Contrat saisonnier de moins de {SHORT_SEASON_DAYS} jours : pas de visite individuelle."
        if kind is FollowUpKind.SIR
        else "Contrat saisonnier sans risque particulier : pas de visite individuelle."
    )
    act = "Une action de formation et de prévention est organisée par le service de prévention."
    return _Rule(None, None, False, (why, act), (legal.SEASONAL,))


def _aptitude_rule(hire: HireFacts) -> _Rule:
    sentences: tuple[str, ...] = (
        "Un examen médical d’aptitude par le médecin du travail remplace la visite d’information.",
        _before_sentence(hire),
    )
    sources: tuple[Source, ...] = (legal.APTITUDE_AT_HIRE, legal.APTITUDE_WAIVER)
    if hire.contract_type is ContractType.SEASONAL:
        sentences = (f"Contrat saisonnier d’au moins {SHORT_SEASON_DAYS} jours.", *sentences)
        sources = (legal.SEASONAL, *sources)
    waiver = (
        "Si le salarié a déjà un avis d’aptitude de moins de 2 ans pour un emploi identique, "
        "le service peut l’en dispenser : c’est lui qui décide."
    )
    return _Rule(VisitKind.APTITUDE_HIRE, hire.entry_date, True, (*sentences, waiver), sources)


def _vip_before_rule(hire: HireFacts, before: tuple[WorkSituation, ...]) -> _Rule:
    sentences: list[str] = []
    sources: list[Source] = []
    age = age_on(hire.birth_date, hire.entry_date)
    if age < ADULT_AGE:
        sentences.append(f"Moins de 18 ans à l’entrée ({age} ans) : la visite précède l’affectation au poste.")
        sources.append(legal.VIP_BEFORE_ASSIGNMENT)
    if before:
        labels = _labels(before)
        sentences.append(f"Situation déclarée ({labels}) : la visite précède l’affectation au poste.")
        sources += [source for situation in before for source in situation.sources]
    sentences.append(_before_sentence(hire))
    return _Rule(VisitKind.VIP_INITIAL, hire.entry_date, True, tuple(sentences), tuple(sources))


def _vip_within_rule(hire: HireFacts, kind: FollowUpKind, latest: date, why: str, source: Source) -> _Rule:
    sentences = [why, f"Visite d’information et de prévention au plus tard le {_day(latest)}."]
    sources = [source, legal.VIP_WAIVER]
    years = 3 if kind is FollowUpKind.SIA else 5
    if hire.contract_type is ContractType.TEMPORARY:
        years = 2
        sources.append(legal.TEMPORARY_WAIVER)
    sentences.append(
        f"Si le salarié a déjà une attestation de suivi de moins de {years} ans pour un emploi identique, "
        "le service peut l’en dispenser : c’est lui qui décide."
    )
    return _Rule(VisitKind.VIP_INITIAL, latest, False, tuple(sentences), tuple(sources))


def _before_sentence(hire: HireFacts) -> str:
    return f"À faire avant la prise de poste, au plus tard le {_day(hire.entry_date)}."


def _kind_sentence(kind: FollowUpKind, situations: tuple[WorkSituation, ...]) -> str:
    if kind is FollowUpKind.SI:
        if situations:
            return "Les situations déclarées ne relèvent pas du suivi renforcé : suivi individuel simple (SI)."
        return "Aucune situation à risque n’est déclarée : suivi individuel simple (SI)."
    return _KIND_REASONS[kind].format(labels=_labels(_of_kind(kind, situations)))


def _kind_sources(kind: FollowUpKind, situations: tuple[WorkSituation, ...]) -> list[Source]:
    return [source for situation in _of_kind(kind, situations) for source in situation.sources]


def _of_kind(kind: FollowUpKind, situations: tuple[WorkSituation, ...]) -> tuple[WorkSituation, ...]:
    return tuple(situation for situation in situations if situation.group.value == kind.value)


def _attestation_sentence(situations: tuple[WorkSituation, ...]) -> str:
    return (
        f"{_labels(situations)} : le médecin du travail délivre au salarié une attestation d’absence de "
        "contre-indications médicales, valable 5 ans, que le salarié vous présente. "
        "Ce n’est plus un suivi renforcé depuis le 1er octobre 2025."
    )


def _labels(situations: tuple[WorkSituation, ...]) -> str:
    return ", ".join(situation.label for situation in situations)


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


@dataclass(frozen=True, slots=True)
class PeriodicDue:
    """A visit due after another one. `latest` is a legal maximum that the doctor may only shorten."""

    visit: VisitKind
    latest: date
    explanation: str
    sources: tuple[Source, ...]


def next_periodic(kind: FollowUpKind, last_visit: date, situations: tuple[str, ...] = ()) -> tuple[PeriodicDue, ...]:
    """The visits due after `last_visit`, soonest first; the first one is the next.

    For SIR, `last_visit` is the last examination by the médecin du travail: an intermediate visit within
    2 years and a new examination within 4, or one examination a year for category A ionising radiation.
    """
    if kind is FollowUpKind.SI:
        return (_due(VisitKind.VIP_PERIODIC, last_visit, 5, legal.PERIODIC_SI),)
    if kind is FollowUpKind.SIA:
        return (_due(VisitKind.VIP_PERIODIC, last_visit, 3, legal.ADAPTED_FOLLOW_UP),)
    if CATEGORY_A_SITUATION in situations:
        return (_due(VisitKind.APTITUDE_PERIODIC, last_visit, 1, legal.CATEGORY_A),)
    return (
        _due(VisitKind.INTERMEDIATE, last_visit, 2, legal.PERIODIC_SIR),
        _due(VisitKind.APTITUDE_PERIODIC, last_visit, 4, legal.PERIODIC_SIR),
    )


def _due(visit: VisitKind, last_visit: date, years: int, source: Source) -> PeriodicDue:
    latest = add_years(last_visit, years)
    unit = "an" if years == 1 else "ans"
    sentence = (
        f"Dernière visite le {_day(last_visit)} : la suivante a lieu dans un délai de {years} {unit}, "
        f"au plus tard le {_day(latest)}. Le médecin du travail peut raccourcir ce délai."
    )
    return PeriodicDue(visit, latest, french(sentence), (source,))
