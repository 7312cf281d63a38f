"""What is asked of the employer because the facts do not tell it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from presantra.domain.clock import age_on
from presantra.domain.contracts import CONTRACTS
from presantra.domain.follow_up.facts import Facts
from presantra.domain.follow_up.obligations import Field, Question, Schedule
from presantra.domain.follow_up.rules import Act
from presantra.domain.follow_up.schedule import counts_here
from presantra.domain.labels import format_date
from presantra.domain.typography import french
from presantra.domain.visits import renews
from presantra.domain.vocabulary import FollowUpKind, VisitKind


def questions(facts: Facts, plan: Schedule, on: date) -> Iterator[Question]:
    for name, sentence in _asked(facts, plan, on):
        yield Question(name, french(sentence))


def _asked(facts: Facts, plan: Schedule, on: date) -> Iterator[tuple[Field, str]]:
    contract = CONTRACTS[facts.contract_type]
    if contract.has_end and facts.planned_end_date is None:
        yield Field.PLANNED_END, f"{contract.label} : indiquez la date de fin prévue."
    for situation, rule in plan.profile.pairs:
        if rule.younger_than and age_on(facts.birth_date, max(on, facts.entry_date)) >= rule.younger_than:
            yield (
                Field.SITUATIONS,
                f"Le salarié a {rule.younger_than} ans ou plus : « {situation.label} » est-il encore vrai ? "
                "Sinon, retirez cette situation de travail.",
            )
    yield from _last_visit(facts, plan, on)


def _last_visit(facts: Facts, plan: Schedule, on: date) -> Iterator[tuple[Field, str]]:
    due = plan.next
    if facts.last_visit is None:
        if due is not None and due.act is Act.FIRST_VISIT and on > due.latest:
            yield (
                Field.LAST_VISIT,
                f"Aucune visite n’est connue depuis l’entrée du {format_date(facts.entry_date)}. Si elle a eu lieu, "
                "indiquez la date et le type écrits sur la dernière attestation ou le dernier avis.",
            )
        return
    kind = facts.last_visit_kind
    if renews(kind) and not counts_here(facts):
        yield from _before_entry(facts, facts.last_visit)
    elif kind is None and plan.profile.kind is FollowUpKind.SIR:
        yield (
            Field.LAST_VISIT_KIND,
            f"Indiquez le type de la visite du {format_date(facts.last_visit)} : examen d’aptitude par le médecin du "
            "travail, ou visite intermédiaire.",
        )
    elif kind is VisitKind.INTERMEDIATE and plan.profile.kind is FollowUpKind.SIR:
        if facts.last_exam is None:
            yield (
                Field.LAST_EXAM,
                "La date du dernier examen par le médecin du travail n’est pas connue : l’échéance la plus proche "
                "possible est retenue. Indiquez la date écrite sur le dernier avis d’aptitude.",
            )
    elif not renews(kind):
        yield (
            Field.LAST_VISIT,
            f"La visite du {format_date(facts.last_visit)} répondait à un événement : indiquez la date et le type de "
            "la dernière visite périodique ou d’embauche, si vous les connaissez.",
        )


def _before_entry(facts: Facts, last: date) -> Iterator[tuple[Field, str]]:
    """Whose a visit before the entry was; a visit of hire that is recent is this employment's."""
    if facts.waiver_claimed:
        return
    if facts.last_visit_kind is None and counts_here(replace(facts, last_visit_kind=VisitKind.HIRE)):
        yield (
            Field.LAST_VISIT_KIND,
            f"La visite du {format_date(last)} précède l’entrée de peu : indiquez son type. Une visite d’embauche "
            "compte pour cette entrée ; d’une autre, seul le service peut dire qu’elle dispense d’une nouvelle visite.",
        )
        return
    yield (
        Field.WAIVER,
        f"La dernière visite ({format_date(last)}) précède l’entrée : elle ne compte pas pour cet emploi. Si elle a "
        "été faite pour un autre employeur, dites-le : le service dira si elle dispense d’une nouvelle visite. "
        "Sinon, vérifiez la date d’entrée.",
    )
