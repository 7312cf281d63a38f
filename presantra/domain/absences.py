"""Arrêts de travail: what each one asks of the employer (Code du travail, articles R. 4624-29 to R. 4624-33).

Only the legal category of an absence is known here, never a diagnosis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from presantra.domain import legal
from presantra.domain.clock import add_years
from presantra.domain.follow_up import BOOK, Act
from presantra.domain.forms import FormReader, parse_date
from presantra.domain.legal import Source
from presantra.domain.typography import french
from presantra.domain.vocabulary import AbsenceCause as AbsenceCause

ABSENCE_FIELDS = ("cause", "start_date", "end_date", "prescribed_on", "pre_return_without_measure")
NEVER = 10_000
LIAISON_DAYS = 30
PRE_RETURN_DAYS = 31
LONGEST_YEARS = 4


class AbsenceAct(StrEnum):
    """What the employer still has to do for an absence."""

    SIGNAL = "signaler"
    ASK_RETURN = "demander_reprise"
    INFORM_WORKER = "informer_salarie"


@dataclass(frozen=True, slots=True)
class AbsenceFacts:
    """``end_date`` is the last day of the absence, None while it is not known."""

    cause: AbsenceCause
    start_date: date
    end_date: date | None = None
    prescribed_on: date | None = None
    pre_return_without_measure: bool = False

    def days(self, today: date) -> int:
        """Calendar days, both ends counted: the whole length when it is known, those elapsed otherwise."""
        last = self.end_date or max(today, self.start_date)
        return (last - self.start_date).days + 1

    def ongoing(self, today: date) -> bool:
        return self.end_date is None or self.end_date >= today

    @property
    def return_date(self) -> date | None:
        """Day after the last day of the absence."""
        return self.end_date + timedelta(days=1) if self.end_date else None


@dataclass(frozen=True, slots=True)
class AbsenceRule:
    """What the law makes of an absence.

    ``signal``: the doctor must be told of it (R. 4624-33). ``return_visit``: a visite de reprise is due; it can be
    asked for once the end is known. ``exempted``: it would be, but for a préreprise without measure.
    ``inform_worker``: préreprise and rendez-vous de liaison are open to the worker, who must be told.
    """

    signal: bool
    return_visit: bool
    exempted: bool
    inform_worker: bool
    sentences: tuple[str, ...]
    sources: tuple[Source, ...]


def parse_absence(raw: Mapping[str, object], employment_start: date, today: date) -> AbsenceFacts:
    """Read the form « Signaler un arrêt de travail ». Raises InvalidForm with the names of ABSENCE_FIELDS."""
    form = FormReader(raw)
    cause = form.choice("cause", AbsenceCause, "Choisissez la catégorie de l’arrêt.")
    start = form.parsed("start_date", parse_date, "Indiquez le premier jour de l’arrêt.")
    end = form.optional("end_date", _optional_date, None)
    prescribed = form.optional("prescribed_on", _optional_date, None)
    if start:
        _check_start(form, cause, start, employment_start, today)
    if start and end and end < start:
        form.refuse("end_date", "Le dernier jour de l’arrêt précède le premier.")
    elif start and end and "start_date" not in form.errors and end > add_years(start, LONGEST_YEARS):
        form.refuse("end_date", f"L’arrêt durerait plus de {LONGEST_YEARS} ans : vérifiez l’année.")
    if prescribed and prescribed > today:
        form.refuse("prescribed_on", "La date de prescription est dans le futur.")
    without_measure = form.flag("pre_return_without_measure")
    if without_measure and prescribed is None:
        form.refuse(
            "prescribed_on",
            "Indiquez la date de prescription de l’arrêt : la dispense ne vaut que pour les arrêts prescrits "
            "depuis le 15 juin 2026.",
        )
    form.finish(ABSENCE_FIELDS)
    assert cause is not None
    assert start is not None
    return AbsenceFacts(cause, start, end, prescribed, without_measure)


def _check_start(
    form: FormReader, cause: AbsenceCause | None, start: date, employment_start: date, today: date
) -> None:
    if start < employment_start:
        form.refuse("start_date", f"L’arrêt ne peut pas précéder la date d’entrée ({employment_start:%d/%m/%Y}).")
    elif start > today and cause is not None and cause is not AbsenceCause.MATERNITY:
        form.refuse("start_date", "Le premier jour de l’arrêt est dans le futur.")
    elif start > add_years(today, 1):
        form.refuse("start_date", "Le premier jour est dans plus d’un an : vérifiez l’année.")


def _optional_date(text: str) -> date | None:
    return parse_date(text)


def rule_of(absence: AbsenceFacts, today: date) -> AbsenceRule:
    """Apply the law of the absence, on the facts known ``today``."""
    threshold = return_threshold(absence)
    reached = absence.days(today) >= threshold
    exempted = reached and _exempted(absence)
    signal = absence.cause is AbsenceCause.WORK_ACCIDENT and absence.end_date is not None and not reached
    informs = absence.cause is not AbsenceCause.MATERNITY and absence.days(today) >= LIAISON_DAYS
    sentences: list[str] = []
    sources: list[Source] = []
    if signal:
        sentences.append(
            "Accident du travail de moins de 30 jours : pas de visite de reprise, mais vous devez informer le "
            "médecin du travail de cet arrêt."
        )
        sources.append(legal.WORK_ACCIDENT_NOTICE)
    else:
        sentences += _return_sentences(absence, threshold, reached, exempted)
        sources.append(legal.RETURN_VISIT)
    if informs:
        sentences += _worker_sentences(absence.days(today))
        sources += [legal.LIAISON_MEETING, legal.PRE_RETURN_RIGHT, legal.PRE_RETURN_VISIT]
    return AbsenceRule(
        signal=signal,
        return_visit=reached and not exempted,
        exempted=exempted,
        inform_worker=informs,
        sentences=tuple(french(sentence) for sentence in sentences),
        sources=tuple(dict.fromkeys(sources)),
    )


def return_not_due(cause: AbsenceCause, start: date, end: date) -> str:
    """A sentence when the law asks for no visite de reprise after such an absence, else empty (R. 4624-31).

    ``end`` is its last day.
    """
    absence = AbsenceFacts(cause, start, end)
    days, threshold = absence.days(end), return_threshold(absence)
    if days < 1 or days >= threshold:
        return ""
    length = "1 jour" if days == 1 else f"{days} jours"
    return french(
        f"D’après ces dates, l’arrêt dure {length} : pour cette nature d’arrêt, la loi n’impose la visite de reprise "
        f"qu’à partir de {threshold} jours (article R. 4624-31). Vous pouvez la demander quand même."
    )


def return_threshold(absence: AbsenceFacts) -> int:
    """Length, in calendar days, from which a visite de reprise is due by the rules of its first day (R. 4624-31)."""
    rules = BOOK.in_force(Act.RETURN, absence.start_date)
    return next((max(1, rule.at_least_days) for rule in rules if absence.cause in rule.causes), NEVER)


def _exempted(absence: AbsenceFacts) -> bool:
    """A préreprise without measure exempts what was prescribed under the rule that says so."""
    if not absence.pre_return_without_measure or absence.prescribed_on is None:
        return False
    return bool(BOOK.in_force(Act.RETURN_WAIVER, absence.prescribed_on))


def _return_sentences(absence: AbsenceFacts, threshold: int, reached: bool, exempted: bool) -> list[str]:
    if exempted:
        return [
            "Une visite de préreprise de moins de 30 jours n’a demandé aucune mesure : la visite de reprise n’est "
            "pas obligatoire. Le médecin, le salarié ou vous-même pouvez encore la demander."
        ]
    if not reached and absence.end_date is not None:
        return [f"Arrêt de moins de {threshold} jours pour cette catégorie : pas de visite de reprise."]
    if not reached:
        sentences = [
            f"La visite de reprise sera due à partir de {threshold} jours d’arrêt. Indiquez le dernier jour dès que "
            "vous le connaissez."
        ]
        if absence.cause is AbsenceCause.WORK_ACCIDENT:
            sentences.append("Si l’arrêt dure moins de 30 jours, le médecin du travail doit en être informé.")
        return sentences
    length = "quelle que soit la durée" if threshold == 1 else f"à partir de {threshold} jours d’arrêt"
    sentences = [f"Visite de reprise due ({length})."]
    if absence.end_date is None:
        sentences.append("Demandez-la dès que vous connaissez la date de fin de l’arrêt.")
    else:
        sentences.append(
            "La date de fin est connue : demandez la visite sans attendre. Le service l’organise le jour de la "
            "reprise ou dans les 8 jours qui suivent : ce délai est le sien, pas le vôtre."
        )
    if absence.pre_return_without_measure:
        sentences.append("Arrêt prescrit avant le 15 juin 2026 : la préreprise n’en dispense pas.")
    return sentences


def _worker_sentences(days: int) -> list[str]:
    sentences = [
        "À partir de 30 jours d’arrêt, un rendez-vous de liaison peut être organisé entre le salarié, vous et le "
        "service. Le salarié peut le refuser sans conséquence. Informez-le qu’il existe."
    ]
    if days >= PRE_RETURN_DAYS:
        sentences.append(
            "Au-delà de 30 jours, le salarié peut demander une visite de préreprise ; son médecin traitant, le "
            "médecin-conseil ou le médecin du travail aussi. Vous ne pouvez pas la demander : informez-le."
        )
    return sentences


def acts_of(
    absence: AbsenceFacts, today: date, *, signalled: bool, informed: bool, return_asked: bool
) -> tuple[AbsenceAct, ...]:
    """What is still to be done ``today``. Nobody is informed of a préreprise once he is back."""
    rule = rule_of(absence, today)
    acts = (
        (AbsenceAct.SIGNAL, rule.signal and not signalled),
        (AbsenceAct.ASK_RETURN, rule.return_visit and absence.end_date is not None and not return_asked),
        (AbsenceAct.INFORM_WORKER, rule.inform_worker and not informed and absence.ongoing(today)),
    )
    return tuple(act for act, needed in acts if needed)
