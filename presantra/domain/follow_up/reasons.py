"""« Pourquoi cette visite ? »: the facts used, the rule, the articles, as a person would say them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from presantra.domain.clock import age_on
from presantra.domain.follow_up.rules import CAUSE_LABELS, Act, Profile, Rule
from presantra.domain.labels import CONTRACT_LABELS, VISIT_KIND_LABELS, format_date
from presantra.domain.legal import Source
from presantra.domain.situations import SituationRule, WorkSituation
from presantra.domain.typography import french
from presantra.domain.vocabulary import FollowUpKind, SituationGroup, VisitKind

if TYPE_CHECKING:
    from presantra.domain.follow_up.obligations import Obligation

Pairs = tuple[tuple[WorkSituation, SituationRule], ...]

_SCHEDULED = frozenset({Act.FIRST_VISIT, Act.PERIODIC, Act.INTERMEDIATE})
_EVENTS = {
    Act.RETURN: "Reprise du travail",
    Act.POST_EXPOSURE: "Fin de l’exposition ou départ",
    Act.ATTESTATION: "Date de délivrance",
}
_SERVICE_DEADLINE = (
    "Demandez-la dès que vous connaissez la fin de l’arrêt. Le service l’organise le jour de la reprise, ou dans les "
    "8 jours qui suivent : ce délai s’impose au service, pas à vous."
)
_CLAIMED = (
    "Vous avez indiqué que le salarié a déjà une attestation ou un avis : dispense à valider par le service. "
    "Tant qu’il n’a pas répondu, l’échéance reste due."
)


def labels(situations: tuple[WorkSituation, ...]) -> str:
    return ", ".join(situation.label for situation in situations)


def kind_sentence(profile: Profile) -> str:
    """Which follow-up and why."""
    decided = labels(tuple(situation for situation, _ in profile.deciding))
    if profile.kind is FollowUpKind.SIR:
        return french(f"Poste à risques particuliers ({decided}) : suivi individuel renforcé (SIR).")
    if profile.kind is FollowUpKind.SIA:
        return french(f"Situation déclarée ({decided}) : suivi individuel adapté (SIA).")
    if profile.pairs:
        return french("Les situations déclarées ne relèvent pas du suivi renforcé : suivi individuel simple (SI).")
    return french("Aucune situation à risque n’est déclarée : suivi individuel simple (SI).")


def kind_sources(profile: Profile) -> tuple[Source, ...]:
    return tuple(source for _, rule in profile.deciding for source in rule.sources)


def exemption_sentences(profile: Profile, exemption: Rule | None) -> tuple[str, ...]:
    """Which follow-up, and why there is no individual visit."""
    return (kind_sentence(profile), *(french(sentence) for sentence in (exemption.why if exemption else ())))


def group_sources(profile: Profile, group: SituationGroup) -> tuple[Source, ...]:
    return tuple(source for _, rule in profile.pairs if rule.group is group for source in rule.sources)


def attestation_sentence(profile: Profile, rule: Rule) -> str:
    """What conduite and électricité ask for, besides the follow-up."""
    situations = profile.of(SituationGroup.ATTESTATION)
    notes = _notes(tuple(pair for pair in profile.pairs if pair[1].group is SituationGroup.ATTESTATION))
    return french(
        f"{labels(situations)} : le médecin du travail délivre au salarié une attestation d’absence de "
        f"contre-indications médicales, valable {rule.delay}, que le salarié vous présente. {' '.join(notes)}".rstrip()
    )


def _notes(pairs: Pairs) -> tuple[str, ...]:
    """What the rules of the time add, each said once."""
    return tuple(dict.fromkeys(rule.note for _, rule in pairs if rule.note))


def facts_used(due: Obligation) -> tuple[tuple[str, str], ...]:
    facts, profile = due.facts, due.profile
    if due.act is Act.MID_CAREER:
        return (("Date de naissance", format_date(facts.birth_date)),)
    if due.act in _EVENTS:
        about = (("Situation", due.situation.label),) if due.situation else ()
        if due.absence is not None and due.absence.end is not None:
            period = f"du {format_date(due.absence.start)} au {format_date(due.absence.end)}"
            text = f"{CAUSE_LABELS[due.absence.cause]}, {period} ({due.absence.days} jours)"
            about = (("Absence", text),)
        return (*about, (_EVENTS[due.act], format_date(due.since)))
    found = [("Situations de travail", labels(tuple(s for s, _ in profile.pairs)) or "aucune situation à risque")]
    if due.act is Act.FIRST_VISIT:
        found.append(("Type de contrat", CONTRACT_LABELS[facts.contract_type]))
        found.append(("Prise de poste" if due.since == facts.entry_date else "Poste depuis le", format_date(due.since)))
        if facts.planned_end_date is not None:
            found.append(("Date de fin prévue", format_date(facts.planned_end_date)))
    if facts.last_visit is not None:
        found.append(("Dernière visite", _visit_text(facts.last_visit, facts.last_visit_kind)))
    if facts.last_exam is not None:
        found.append(("Dernier examen par le médecin du travail", format_date(facts.last_exam)))
    if facts.imposed_due_date is not None:
        found.append(("Date fixée par le professionnel de santé", format_date(facts.imposed_due_date)))
    return tuple(found)


def _visit_text(day: date, kind: VisitKind | None) -> str:
    return f"{format_date(day)} – {VISIT_KIND_LABELS[kind]}" if kind else format_date(day)


def sentences(due: Obligation) -> tuple[str, ...]:
    """The kind of follow-up, the rule, the dispense, the health professional's date."""
    if due.left is not None and not due.imposed:
        undone = (
            f"Une visite était due au plus tard le {format_date(due.latest)} pour le poste précédent, et n’est pas "
            "connue : cette date reste l’échéance. La visite à faire est celle du nouveau poste."
        )
        return (*sentences(replace(due, latest=due.since, left=None)), french(undone))
    found = []
    if due.act in _SCHEDULED:
        listed = (due.facts.why_listed,) if due.facts.why_listed else ()
        found = [kind_sentence(due.profile), *listed, *_notes(due.profile.deciding)]
    if due.imposed:
        found.append(
            f"Le professionnel de santé a fixé la prochaine visite au {format_date(due.latest)} : cette date passe "
            f"avant le délai maximal de la loi{_legal_maximum(due)}."
        )
    else:
        found += _rule_sentences(due)
        found += _imposed_in_vain(due) if due.act in _SCHEDULED else []
    if due.act is Act.RETURN:
        found.append(_SERVICE_DEADLINE)
    if due.waiver is not None:
        found.append(_waiver_sentence(due, due.waiver))
    return tuple(french(sentence) for sentence in found)


def _imposed_in_vain(due: Obligation) -> list[str]:
    """Why the date of the health professional changes nothing."""
    imposed, last = due.facts.imposed_due_date, due.facts.last_visit
    if imposed is None or ((last is None or imposed > last) and imposed < due.latest):
        return []
    named = f"La date du {format_date(imposed)}, fixée par le professionnel de santé,"
    if last is not None and imposed <= last:
        return [f"{named} ne compte plus : une visite a eu lieu depuis."]
    return [f"{named} ne peut pas allonger ce délai."]


def _rule_sentences(due: Obligation) -> list[str]:
    if due.act is Act.PERIODIC and due.latest < due.rule.latest(due.since):
        return [
            f"Visite intermédiaire le {format_date(due.since)}. L’examen par le médecin du travail a lieu dans un "
            f"délai de {due.rule.delay} après le précédent, dont la date n’est pas connue : l’échéance la plus proche "
            f"possible est le {format_date(due.latest)}."
        ]
    if due.act is Act.PERIODIC and due.since == due.facts.last_exam and due.facts.last_visit is not None:
        return [
            f"Dernier examen par le médecin du travail le {format_date(due.since)}, visite intermédiaire le "
            f"{format_date(due.facts.last_visit)} : nouvel examen dans un délai de {due.rule.delay} après le "
            f"précédent, au plus tard le {format_date(due.latest)}. Le médecin du travail peut raccourcir ce délai."
        ]
    return [_filled(sentence, due.rule, due) for sentence in due.rule.why]


def _filled(sentence: str, rule: Rule, due: Obligation) -> str:
    return sentence.format(
        since=format_date(due.since),
        latest=format_date(due.latest),
        delay=rule.delay,
        labels=labels(due.profile.before),
        age=rule.age or age_on(due.facts.birth_date, due.since),
        year=due.latest.year,
    )


def _legal_maximum(due: Obligation) -> str:
    if due.rule.before_start:
        return f" ({format_date(due.since)})"
    seen = due.since in (due.facts.last_visit, due.facts.last_exam)
    return f" ({format_date(due.rule.latest(due.since))})" if seen else ""


def _waiver_sentence(due: Obligation, waiver: Rule) -> str:
    facts = due.facts
    if not facts.waiver_claimed:
        return " ".join(_filled(sentence, waiver, due) for sentence in waiver.why)
    if facts.last_visit is not None and facts.last_visit < waiver.earliest(due.since):
        return (
            f"La visite du {format_date(facts.last_visit)} a plus de {waiver.delay} : elle ne permet pas de dispense."
        )
    return _CLAIMED


def sources(due: Obligation) -> tuple[Source, ...]:
    found: tuple[Source, ...] = kind_sources(due.profile) if due.act in _SCHEDULED else ()
    found += due.rule.sources
    if due.rule.before_assignment:
        found += tuple(source for _, rule in due.profile.pairs if rule.before_assignment for source in rule.sources)
    if due.situation is not None and (rule := due.situation.on(due.latest)) is not None:
        found += rule.sources
    if due.waiver is not None:
        found += due.waiver.sources
    if due.left is not None:
        found += sources(due.left)
    return tuple(dict.fromkeys(found))
