"""Which visits of a period of employment go on counting in the one that follows it."""

from dataclasses import replace
from datetime import date, timedelta

from presantra.domain.assignments import new_exposures
from presantra.domain.follow_up.facts import Facts
from presantra.domain.follow_up.schedule import counts_here


def counted_since(facts: Facts) -> date:
    """The day from which visits count for an employment: its first, or that of the visit of hire before it."""
    since = min(facts.visits_since or facts.entry_date, facts.entry_date)
    return min(since, facts.last_visit) if facts.last_visit is not None and counts_here(facts) else since


def taken_over(before: Facts, after: Facts) -> Facts:
    """``after``, with the visits of the period before it when it begins the day after ``before`` ends.

    A risk that begins with the new period is seen before the work (R. 4624-18, R. 4624-24): nothing is taken over.
    A visit that is known of the new period itself stays.
    """
    end = before.departure_date
    if end is None or end + timedelta(days=1) != after.entry_date:
        return after
    if new_exposures(before.situations, _first_situations(after)):
        return after
    after = replace(after, visits_since=counted_since(before))
    if after.last_visit is not None:
        return after
    return replace(
        after,
        last_visit=before.last_visit,
        last_visit_kind=before.last_visit_kind,
        last_exam=before.last_exam,
        imposed_due_date=after.imposed_due_date or before.imposed_due_date,
        waiver_claimed=before.waiver_claimed,
    )


def corrected(stored: Facts, after: Facts, before: Facts | None) -> Facts:
    """``after``, the same period as ``stored`` once its facts are corrected: what depends on its first day is redone.

    ``before``: the period before it in the same company. What a transfer or the service has set stays.
    """
    since = stored.visits_since
    if since == stored.entry_date and since != stored.last_visit:
        return replace(after, visits_since=after.entry_date)
    if before is None or since not in (None, counted_since(before)):
        return after
    return taken_over(before, replace(after, visits_since=None))


def _first_situations(facts: Facts) -> tuple[str, ...]:
    return min(facts.past, key=lambda job: job.start).situations if facts.past else facts.situations
