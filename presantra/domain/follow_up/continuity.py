"""Which visits of a period of employment go on counting in the one that follows it without a day between."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from presantra.domain.assignments import new_exposures
from presantra.domain.follow_up.facts import Facts
from presantra.domain.follow_up.schedule import counts_here
from presantra.domain.last_visits import exam_before
from presantra.domain.visits import HIRE_KINDS
from presantra.domain.vocabulary import VisitKind


@dataclass(frozen=True, slots=True)
class Former:
    """A period of employment that has ended, on ``facts.departure_date``; ``owed``: the visit still to come then."""

    facts: Facts
    owed: VisitKind | None

    def is_followed_by(self, facts: Facts) -> bool:
        end = self.facts.departure_date
        return end is not None and end + timedelta(days=1) == facts.entry_date

    def goes_on_in(self, facts: Facts) -> bool:
        """A risk that begins with the new period is seen before the work (R. 4624-18, R. 4624-24)."""
        return self.is_followed_by(facts) and not begins_anew(self, _first_situations(facts))


def begins_anew(former: Former, situations: tuple[str, ...]) -> bool:
    """Whether a post of these situations calls for a first visit, whatever those made for the former one.

    Because one of its risks is new, or because the former post itself, taken up on the way or by a transfer, was
    still to be seen.
    """
    before = former.facts
    taken_up = before.job_since is not None or before.visits_since == before.entry_date
    return (taken_up and former.owed in HIRE_KINDS) or bool(new_exposures(before.situations, situations))


def counted_since(facts: Facts) -> date:
    """The day from which visits count for an employment: its first, or that of the visit of hire before it."""
    since = min(facts.visits_since or facts.entry_date, facts.entry_date)
    return min(since, facts.last_visit) if facts.last_visit is not None and counts_here(facts) else since


def taken_over(former: Former, after: Facts) -> Facts:
    """``after``, with what is known of the visits of the period that it goes on from; as it is otherwise.

    A visit that is told of the new period stays when it is the newer one.
    """
    if not former.goes_on_in(after):
        return after
    before = former.facts
    after = replace(
        after,
        visits_since=counted_since(before),
        waiver_claimed=after.waiver_claimed or before.waiver_claimed,
    )
    if after.last_visit is not None and (before.last_visit is None or after.last_visit > before.last_visit):
        known = before.last_visit, before.last_visit_kind, before.last_exam
        exam = after.last_exam or exam_before(after.last_visit, after.last_visit_kind, *known)
        return replace(after, last_exam=exam)
    same = after.last_visit == before.last_visit and after.last_visit_kind not in (None, before.last_visit_kind)
    return replace(
        after,
        last_visit=before.last_visit,
        last_visit_kind=after.last_visit_kind if same else before.last_visit_kind,
        last_exam=after.last_exam if same else before.last_exam,
        imposed_due_date=after.imposed_due_date or before.imposed_due_date,
    )


def corrected(
    stored: Facts, after: Facts, former: Former | None, *, blind: bool = False, specified: bool = False
) -> Facts:
    """``after``, the same period as ``stored`` once its facts are corrected: what its beginning entails is redone.

    ``former``: the period before it in the same company. ``blind``: the situations are not known, so nothing is taken
    over; ``specified``: until now they were not. What a transfer, the service or the employer has said of the visits
    stays.
    """
    since = stored.visits_since
    if since == stored.entry_date and (stored.last_visit is None or stored.last_visit < since):
        return replace(after, visits_since=after.entry_date)  # a transfer to a new risk, still to be seen
    if former is None:
        return after
    if since is not None:
        went_on = former.is_followed_by(stored) and since == counted_since(former.facts)
        return _given_back(former.facts, stored, after) if went_on and not former.goes_on_in(after) else after
    joined = former.goes_on_in(stored) and not specified
    return after if blind or joined else taken_over(former, after)


def _given_back(before: Facts, stored: Facts, after: Facts) -> Facts:
    """Without what was taken over from the period before, and has not been changed since.

    A visit of the period itself goes on counting, whatever becomes of its first day.
    """
    last = after.last_visit if after.last_visit != before.last_visit else None
    after = replace(
        after,
        visits_since=min(last, after.entry_date) if last is not None and last >= stored.entry_date else None,
        imposed_due_date=None if after.imposed_due_date == before.imposed_due_date else after.imposed_due_date,
        waiver_claimed=after.waiver_claimed and not before.waiver_claimed,
    )
    if after.last_visit != before.last_visit:
        return after
    return replace(after, last_visit=None, last_visit_kind=None, last_exam=None)


def _first_situations(facts: Facts) -> tuple[str, ...]:
    return min(facts.past, key=lambda job: job.start).situations if facts.past else facts.situations
