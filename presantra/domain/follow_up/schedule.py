"""The visits that follow from the post and the last visit: first, periodic, intermediate (R. 4624-10 to -28)."""

from dataclasses import replace
from datetime import date, timedelta

from presantra.domain.clock import add_months, age_on
from presantra.domain.contracts import CONTRACTS
from presantra.domain.follow_up.facts import Facts, Held
from presantra.domain.follow_up.obligations import Obligation, Schedule
from presantra.domain.follow_up.rules import BOOK, Act, Profile, Rule, Rulebook
from presantra.domain.last_visits import HIRE_VISIT_MONTHS
from presantra.domain.visits import HIRE_KINDS, renews
from presantra.domain.vocabulary import FollowUpKind, SituationGroup, VisitKind

INFORMATION_VISITS = frozenset({VisitKind.VIP_INITIAL, VisitKind.VIP_PERIODIC})


def schedule(facts: Facts, on: date, book: Rulebook = BOOK) -> Schedule:
    """By the rules of `on`, or of the day of entry when it is still to come.

    About 20 µs. Raises InvalidValue for an unknown situation.
    """
    facts = _renewing(facts)
    profile = book.profile(facts.situations, max(on, facts.entry_date))
    day = max(on, facts.entry_date)
    facts = _from_the_risk(facts, profile)
    since = _first_visit_since(facts, profile)
    if since is None:
        assert facts.last_visit is not None
        due = _renewals(facts, profile, day, facts.last_visit, book)
    else:
        rule = matching(book.in_force(Act.FIRST_VISIT, day), facts, profile, since)
        if rule is not None and rule.visit is None:
            return Schedule(profile, _imposed_alone(facts, profile, day, book), rule)
        due = ()
        if rule is not None:
            due = (_or_left_undone(first_visit(rule, facts, profile, day, since, book), facts, on, book),)
    return Schedule(profile, _with_imposed(facts, due))


def _renewing(facts: Facts) -> Facts:
    """Without a last visit that answered an event: a reprise or a mi-carrière moves no maximum (R. 4624-16, -28)."""
    if renews(facts.last_visit_kind):
        return facts
    return replace(facts, last_visit=None, last_visit_kind=None, last_exam=None)


def first_visit(
    rule: Rule, facts: Facts, profile: Profile, day: date, since: date, book: Rulebook = BOOK
) -> Obligation:
    """What a rule of first visit asks for, with the dispense that the service may grant."""
    waiver = matching(book.in_force(Act.WAIVER, day), facts, profile, since)
    latest = since if rule.before_start else rule.latest(since)
    return Obligation(rule, latest, since, facts, profile, waiver)


def matching(rules: tuple[Rule, ...], facts: Facts, profile: Profile, since: date) -> Rule | None:
    """The first rule that is about this person."""
    trait = CONTRACTS[facts.contract_type].trait
    for rule in rules:
        if rule.kinds and profile.kind not in rule.kinds:
            continue
        if rule.situations and not rule.situations & profile.codes:
            continue
        if rule.without_situations & profile.codes:
            continue
        if rule.trait and rule.trait is not trait:
            continue
        if rule.before_assignment and not profile.before:
            continue
        if rule.younger_than and age_on(facts.birth_date, since) >= rule.younger_than:
            continue
        if rule.shorter_than_days and not _is_shorter(facts, rule.shorter_than_days):
            continue
        return rule
    return None


def _is_shorter(facts: Facts, days: int) -> bool:
    """Without an end date the protective rule applies, and the date is asked for."""
    return facts.planned_end_date is not None and (facts.planned_end_date - facts.entry_date).days + 1 < days


def counts_here(facts: Facts) -> bool:
    """Whether the last visit is one of this employment.

    A visit before the entry is a former employer's, and a dispense is the service's to grant (R. 4624-15, R. 4624-27);
    but for a recent visit of hire, unless the employer says whose it was.
    """
    last, first = facts.last_visit, min(facts.visits_since or facts.entry_date, facts.entry_date)
    if last is None or not renews(facts.last_visit_kind):
        return False
    if last >= first:
        return True
    # Whoever comes by a transfer to a post with a new risk is seen anew, were he hired last month.
    anew = facts.waiver_claimed or facts.visits_since == facts.entry_date
    return not anew and facts.last_visit_kind in HIRE_KINDS and last >= add_months(facts.entry_date, -HIRE_VISIT_MONTHS)


def _first_visit_since(facts: Facts, profile: Profile) -> date | None:
    """The day a first visit is counted from; None when the last visit counts for this post."""
    last, since = facts.last_visit, facts.since
    if last is None or not counts_here(facts):
        return since
    if profile.kind is FollowUpKind.SIR and facts.last_visit_kind in INFORMATION_VISITS:
        # The examination by the doctor replaces it (R. 4624-24), from the day the post became one of risk.
        starts = [rule.valid_from for _, rule in profile.pairs if rule.group is SituationGroup.SIR]
        return max(since, min(starts))
    if since > facts.entry_date and last < since and not _for_the_change(facts, last, since):
        return since  # another post, whose visit comes before the work (R. 4624-18, R. 4624-24)
    return None


def _for_the_change(facts: Facts, last: date, since: date) -> bool:
    """Whether a visit of hire was held for a change of post declared ahead, and not for the hiring itself."""
    hiring = add_months(facts.entry_date, HIRE_VISIT_MONTHS)
    return facts.last_visit_kind in HIRE_KINDS and last > hiring and last >= add_months(since, -HIRE_VISIT_MONTHS)


def _job_before(facts: Facts) -> Held | None:
    """The job held on the eve of the current one, in the same period."""
    eve = facts.since - timedelta(days=1)
    return next((job for job in facts.past if facts.since > facts.entry_date and job.start <= eve <= job.end), None)


def _from_the_risk(facts: Facts, profile: Profile) -> Facts:
    """The same, the post being counted from the day when the last of its risks seen before the work began.

    From the entry when it has none, or had them all from the beginning: another title alone asks for nothing.
    """
    while facts.since > facts.entry_date:
        before = _job_before(facts)
        held = before.situations if before else ()
        if any(situation.code not in held for situation in profile.before):
            break
        facts = _since(facts, before)
    return facts


def _since(facts: Facts, job: Held | None) -> Facts:
    """As if the current post had begun with a former one; with the entry when none is known before it."""
    earlier = tuple(one for one in facts.past if job is not None and facts.entry_date <= one.end < job.start)
    return replace(facts, job_since=job.start if job and earlier else None, past=earlier)


def _or_left_undone(due: Obligation, facts: Facts, on: date, book: Rulebook) -> Obligation:
    """A risk that begins later excuses nothing: what was due before it, and was not done, stays due at its own date.

    One visit does for both, the one that the new post calls for (R. 4624-24).
    """
    before = _job_before(facts)
    if before is None:
        return due
    left = schedule(replace(_since(facts, before), situations=before.situations), on, book).next
    return due if left is None or left.latest >= due.latest else replace(due, latest=left.latest, left=left)


def _renewals(facts: Facts, profile: Profile, day: date, last: date, book: Rulebook) -> tuple[Obligation, ...]:
    found = []
    periodic = matching(book.in_force(Act.PERIODIC, day), facts, profile, last)
    between = matching(book.in_force(Act.INTERMEDIATE, day), facts, profile, last)
    if between is not None and between.visit is None:
        between = None
    if between is not None and facts.last_visit_kind is not VisitKind.INTERMEDIATE:
        found.append(Obligation(between, between.latest(last), last, facts, profile))
    if periodic is not None:
        since, latest = last, periodic.latest(last)
        if between is not None and facts.last_visit_kind is VisitKind.INTERMEDIATE:
            if facts.last_exam is not None:
                since, latest = facts.last_exam, periodic.latest(facts.last_exam)
            else:
                # Two years at most after an examination whose day is not known: what is left of the four.
                latest = replace(periodic, years=periodic.years - between.years).latest(last)
        found.append(Obligation(periodic, latest, since, facts, profile))
    return tuple(sorted(found, key=lambda due: due.latest))


def imposed_date(facts: Facts) -> date | None:
    """The date set by a health professional, unless a visit took place since."""
    imposed = facts.imposed_due_date
    return None if imposed is None or (facts.last_visit is not None and imposed <= facts.last_visit) else imposed


def _with_imposed(facts: Facts, due: tuple[Obligation, ...]) -> tuple[Obligation, ...]:
    """He may shorten a maximum, not lengthen it (R. 4624-16, R. 4624-28)."""
    imposed = imposed_date(facts)
    if imposed is None or not due or imposed >= due[0].latest:
        return due
    return (replace(due[0], latest=imposed, imposed=True), *due[1:])


def _imposed_alone(facts: Facts, profile: Profile, day: date, book: Rulebook) -> tuple[Obligation, ...]:
    """Nothing is due by law, but a health professional wants to see the person again."""
    imposed = imposed_date(facts)
    rule = matching(book.in_force(Act.PERIODIC, day), facts, profile, facts.since)
    if imposed is None or rule is None:
        return ()
    return (Obligation(rule, imposed, facts.since, facts, profile, imposed=True),)
