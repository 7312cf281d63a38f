"""Everything that is to come for one person, on a day."""

from collections.abc import Iterator
from datetime import date

from presantra.domain.follow_up import events, reasons
from presantra.domain.follow_up.facts import Facts
from presantra.domain.follow_up.obligations import Answered, FollowUp, Note, Obligation, Question, Schedule
from presantra.domain.follow_up.questions import questions
from presantra.domain.follow_up.rules import BOOK, Act, Rulebook
from presantra.domain.follow_up.schedule import schedule
from presantra.domain.vocabulary import SituationGroup


def follow_up(facts: Facts, on: date, book: Rulebook = BOOK) -> FollowUp:
    """By the rules in force on `on`, a legal date in Paris. Raises InvalidValue for an unknown situation.

    After a departure nothing is due any more but the post-exposure visit.
    """
    plan = schedule(facts, on, book)
    found = list(_found(facts, plan, on, book))
    gone = facts.departure_date is not None and facts.departure_date < on
    due = [item for item in found if isinstance(item, Obligation) and _still_due(item, facts, gone)]
    scheduled = plan.next if plan.next in due else None
    closed = [item for item in found if isinstance(item, Answered)]
    asked = [item for item in found if isinstance(item, Question)]
    return FollowUp(
        kind=plan.profile.kind,
        scheduled=scheduled,
        obligations=tuple(sorted(due, key=lambda item: item.latest)),
        questions=() if gone else tuple(asked),
        notes=() if gone else tuple(item for item in found if isinstance(item, Note)),
        attestation_required=bool(plan.profile.of(SituationGroup.ATTESTATION)),
        answered=tuple(sorted(closed, key=lambda item: item.held)),
    )


def _found(facts: Facts, plan: Schedule, on: date, book: Rulebook) -> Iterator[events.Found]:
    profile = plan.profile
    yield from plan.obligations
    yield from questions(facts, plan, on)
    if plan.exemption is not None:
        words = reasons.exemption_sentences(profile, plan.exemption)
        yield Note(words, (*reasons.kind_sources(profile), *plan.exemption.sources))
    yield from events.attestations(facts, profile, on, book)
    yield from events.returns(facts, profile, book)
    yield from events.mid_career(facts, profile, on, book)
    yield from events.post_exposure(facts, profile, on, book)


def _still_due(due: Obligation, facts: Facts, gone: bool) -> bool:
    """Before a departure, what comes until then; after it, what it entails."""
    if due.act is Act.POST_EXPOSURE or facts.departure_date is None:
        return True
    return not gone and due.latest <= facts.departure_date
