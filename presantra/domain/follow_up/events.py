"""What an event or an age asks for: return, mid-career, end of exposure, attestations."""

from collections.abc import Iterator
from datetime import date, timedelta

from presantra.domain.follow_up.facts import Absent, Facts
from presantra.domain.follow_up.obligations import Answered, Field, Note, Obligation, Question
from presantra.domain.follow_up.rules import BOOK, Act, Profile, Rule, Rulebook
from presantra.domain.follow_up.schedule import INFORMATION_VISITS
from presantra.domain.labels import format_date
from presantra.domain.situations import WorkSituation
from presantra.domain.typography import french
from presantra.domain.vocabulary import DepartureReason, FollowUpKind, SituationGroup, VisitKind

Found = Obligation | Answered | Question | Note

WITHOUT_VISIT = frozenset({DepartureReason.DEATH, DepartureReason.NEVER_ARRIVED})


def returns(facts: Facts, profile: Profile, book: Rulebook = BOOK) -> Iterator[Found]:
    """Visites de reprise (R. 4624-31): the maximum binds the service; the employer asks as soon as he knows.

    Only a reprise held since the return closes one: the Code lets no other visit stand for it.
    """
    for absence in facts.absences:
        if absence.end is None:
            yield Question(
                Field.ABSENCE,
                french(
                    f"Indiquez la fin de l’arrêt commencé le {format_date(absence.start)} dès que vous la connaissez : "
                    "elle dit si une visite de reprise est due."
                ),
            )
            continue
        rule = _return_rule(absence, book)
        back = absence.end + timedelta(days=1)
        if rule is None or back < facts.entry_date:
            continue
        if facts.departure_date is not None and facts.departure_date < back:
            continue
        due = Obligation(rule, rule.latest(back), back, facts, profile, absence=absence)
        if (held := facts.held(VisitKind.RETURN, back)) is not None:
            yield Answered(due, held)
            continue
        waiver = _return_waiver(absence, book)
        if isinstance(waiver, Rule):
            yield Note(tuple(french(sentence.format(delay=waiver.delay)) for sentence in waiver.why), waiver.sources)
            continue
        if waiver is not None:
            yield waiver
        yield due


def _return_rule(absence: Absent, book: Rulebook) -> Rule | None:
    rules = book.in_force(Act.RETURN, absence.start)
    found = next((rule for rule in rules if absence.cause in rule.causes), None)
    return found if found is not None and absence.days >= found.at_least_days else None


def _return_waiver(absence: Absent, book: Rulebook) -> Rule | Question | None:
    """The exemption of June 2026 counts from the day the absence was prescribed, not from the return."""
    if not absence.pre_return_without_measure:
        return None
    if absence.prescribed_on is None:
        return Question(
            Field.ABSENCE,
            french(
                f"Indiquez la date de prescription de l’arrêt commencé le {format_date(absence.start)} : la visite de "
                "reprise peut ne pas être requise pour un arrêt prescrit depuis le 15/06/2026."
            ),
        )
    return next(iter(book.in_force(Act.RETURN_WAIVER, absence.prescribed_on)), None)


def mid_career(facts: Facts, profile: Profile, on: date, book: Rulebook = BOOK) -> Iterator[Found]:
    """Once for a career: the calendar year of the 45th birthday, shown from two years before (L. 4624-2-2).

    Missed, it stays due to whoever employed the person that year, for as long as the rule says.
    """
    for rule in book.in_force(Act.MID_CAREER, on):
        year = facts.birth_date.year + rule.age
        latest = date(year, 12, 31)
        due = Obligation(rule, latest, max(date(year, 1, 1), facts.entry_date), facts, profile)
        if (held := facts.held(VisitKind.MID_CAREER)) is not None:
            yield Answered(due, held)
        elif year - rule.ahead <= on.year <= year + rule.behind and max(facts.entry_date, rule.valid_from) <= latest:
            yield due


def post_exposure(facts: Facts, profile: Profile, on: date, book: Rulebook = BOOK) -> Iterator[Found]:
    """For whoever is or was in a reinforced follow-up, when the exposure or the employment ends (L. 4624-2-1).

    A visit held once the exposure had ended, or shortly before, closes it: whoever leaves later, without having been
    exposed again, is not seen twice.
    """
    for rule in book.in_force(Act.POST_EXPOSURE, on):
        end = _end_of_exposure(facts, profile, on, book)
        if end is None:
            continue
        due = Obligation(rule, end, end, facts, profile)
        if (held := facts.held(VisitKind.POST_EXPOSURE, rule.earliest(_last_exposed(facts, end, book)))) is not None:
            yield Answered(due, held)
        elif on <= rule.latest(end):
            yield due


def was_reinforced(facts: Facts, until: date, book: Rulebook = BOOK) -> bool:
    """Whether the rules of the time ever made the follow-up a reinforced one, up to `until`."""
    current = book.reinforced_between(facts.situations, facts.since, max(facts.since, until))
    return current or any(book.reinforced_between(held.situations, held.start, held.end) for held in facts.past)


def _end_of_exposure(facts: Facts, profile: Profile, on: date, book: Rulebook) -> date | None:
    if facts.departure_date is not None:
        known = facts.departure_reason not in WITHOUT_VISIT and was_reinforced(facts, facts.departure_date, book)
        return facts.departure_date if known else None
    if profile.kind is FollowUpKind.SIR:
        return None
    return max((end for end in _past_ends(facts, book) if end <= on), default=None)


def _last_exposed(facts: Facts, end: date, book: Rulebook) -> date:
    """Last day of exposure behind an `end`, which is a departure when nothing ended before."""
    if book.reinforced_between(facts.situations, facts.since, max(facts.since, end)):
        return end
    return max((day for day in _past_ends(facts, book) if day <= end), default=end)


def _past_ends(facts: Facts, book: Rulebook) -> Iterator[date]:
    """Last days of the former jobs that asked for a reinforced follow-up."""
    for held in facts.past:
        if book.reinforced_between(held.situations, held.start, held.end):
            yield held.end


def attestations(facts: Facts, profile: Profile, on: date, book: Rulebook = BOOK) -> Iterator[Found]:
    """Conduite and électricité: valid 5 years from delivery; without a date, it is asked for."""
    rule = next(iter(book.in_force(Act.ATTESTATION, on)), None)
    for situation in profile.of(SituationGroup.ATTESTATION):
        shown = [paper for paper in facts.attestations if paper.kind == situation.code]
        if rule is None:
            continue
        if shown:
            paper = max(shown, key=lambda paper: paper.issued_on)
            latest = min(paper.valid_until, rule.latest(paper.issued_on))
            yield Obligation(rule, latest, paper.issued_on, facts, profile, situation=situation)
        elif (opinion := _old_opinion(facts, situation, on)) is not None:
            yield Obligation(rule, rule.latest(opinion), opinion, facts, profile, situation=situation)
        else:
            yield Question(
                Field.ATTESTATION,
                french(
                    f"{situation.label} : indiquez la date de délivrance de l’attestation que le salarié vous a "
                    "présentée. Sans elle, il ne peut pas être affecté à cette tâche."
                ),
            )


def _old_opinion(facts: Facts, situation: WorkSituation, on: date) -> date | None:
    """An avis d’aptitude given when it was a reinforced follow-up counts for 5 years as well."""
    last, rule = facts.last_visit, situation.on(on)
    if last is None or rule is None or facts.last_visit_kind is None or last >= rule.valid_from or last < facts.since:
        return None
    old = situation.on(last)
    reinforced = old is not None and old.group is SituationGroup.SIR
    return last if reinforced and facts.last_visit_kind not in INFORMATION_VISITS else None
