"""The follow-up that results from what is typed so far, ready to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from presantra.domain.clock import age_on
from presantra.domain.employees import MAXIMUM_AGE, MINIMUM_AGE, ContractType
from presantra.domain.errors import InvalidValue
from presantra.domain.follow_up import Assessment, Facts, assess, follow_up_kind
from presantra.domain.forms import parse_date
from presantra.domain.labels import format_date, label
from presantra.domain.situations import find_situations
from presantra.ui.articles import SourceLink, source_links
from presantra.ui.employees.form import EmployeeForm

FARTHEST_YEAR = 9000  # beyond, adding a legal delay would leave the calendar


@dataclass(frozen=True)
class FollowUpPreview:
    """``complete``: the visit and its deadline are known, not only the kind of follow-up.

    ``list_empty``: the post is said to be of a liste complémentaire that holds none.
    """

    kind: str = ""
    complete: bool = False
    visit: str = ""
    latest: str = ""
    before_start: bool = False
    urgent: bool = False
    explanation: tuple[str, ...] = ()
    sources: tuple[SourceLink, ...] = ()
    list_empty: bool = False


def preview_of(form: EmployeeForm, today: date) -> FollowUpPreview:
    """What the law asks for, as far as the form tells; a pure computation, nothing is stored."""
    facts = _facts(form)
    if facts is None:
        return FollowUpPreview(kind=label(follow_up_kind(find_situations(form.situations), today)))
    return _shown(assess(facts, today), today)


def _shown(assessment: Assessment, today: date) -> FollowUpPreview:
    return FollowUpPreview(
        kind=label(assessment.kind),
        complete=True,
        visit=label(assessment.visit) if assessment.visit else "",
        latest=format_date(assessment.latest) if assessment.latest else "",
        before_start=assessment.before_start,
        urgent=assessment.is_urgent(today),
        explanation=assessment.explanation,
        sources=source_links(assessment.sources),
    )


def _facts(form: EmployeeForm) -> Facts | None:
    """None while a date or the contract is missing, half typed or impossible."""
    try:
        birth, entry = parse_date(form.birth_date), parse_date(form.entry_date)
        end = parse_date(form.planned_end_date) if form.planned_end_date else None
        contract = ContractType(form.contract_type)
    except (InvalidValue, ValueError):
        return None
    plausible = birth <= entry and MINIMUM_AGE <= age_on(birth, entry) <= MAXIMUM_AGE
    if not plausible or entry.year > FARTHEST_YEAR:
        return None
    return Facts(birth, entry, contract, end, form.situations)
