"""The part of a form that says which job and which situations: a change, a transfer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import create_model

from presantra.domain.errors import InvalidValue
from presantra.domain.forms import parse_date
from presantra.domain.labels import format_date, label
from presantra.domain.rights import Right
from presantra.domain.situations import SITUATIONS_BY_CODE
from presantra.services.actor import Actor
from presantra.services.employees import EmployeeRecord, EmployeeService, JobChangeView
from presantra.ui.articles import SourceLink, source_links
from presantra.ui.employees.form import box_name
from presantra.ui.employees.preview import FARTHEST_YEAR
from presantra.ui.forms import FormModel, Line, OptionalIdentifier

_Boxes = create_model("_Boxes", __base__=FormModel, **{box_name(code): (Line, "") for code in SITUATIONS_BY_CODE})


class AssignmentForm(_Boxes):
    """Common to the two forms: the day, the job, the boxes, the number of the operation."""

    day: Line = ""
    job_title: Line = ""
    pcs_code: Line = ""
    operation: OptionalIdentifier = ""

    @property
    def situations(self) -> tuple[str, ...]:
        return tuple(code for code in SITUATIONS_BY_CODE if getattr(self, box_name(code)))

    def raw(self, day_field: str) -> dict[str, object]:
        """Values for the services; ``day_field``: how the domain names the day."""
        return {
            day_field: self.day,
            "job_title": self.job_title,
            "pcs_code": self.pcs_code,
            "situations": self.situations,
        }


def on_screen(errors: Mapping[str, str], day_field: str) -> dict[str, str]:
    """Errors of the domain beside the fields of this form."""
    return {("day" if field == day_field else field): sentence for field, sentence in errors.items()}


@dataclass(frozen=True)
class Consequences:
    """``kind`` is the follow-up; the rest is empty while the day is not known, but for ``list_empty``."""

    kind: str = ""
    complete: bool = False
    visit: str = ""
    latest: str = ""
    before_start: bool = False
    urgent: bool = False
    ended: tuple[str, ...] = ()
    explanation: tuple[str, ...] = ()
    sources: tuple[SourceLink, ...] = ()
    list_empty: bool = False


async def foresee(employees: EmployeeService, actor: Actor, employee_id: str, form: AssignmentForm) -> Consequences:
    """What would follow from what is typed so far, for who may see it; a day half typed is no day yet.

    Raises:
        NotFound: no such employee in the actor's company.
    """
    if not actor.may(Right.FOLLOW_UP_READ):
        return Consequences()
    try:
        day = parse_date(form.day) if form.day else None
    except InvalidValue:
        day = None
    if day is not None and day.year > FARTHEST_YEAR:
        day = None
    return _shown(await employees.foresee_job_change(actor, employee_id, day, form.situations))


def _shown(view: JobChangeView) -> Consequences:
    return Consequences(
        kind=label(view.follow_up) if view.follow_up else "",
        complete=view.since is not None,
        visit=label(view.due_kind) if view.due_kind else "",
        latest=format_date(view.due_date) if view.due_date else "",
        before_start=view.before_start,
        urgent=view.urgent,
        ended=view.ended,
        explanation=view.explanation,
        sources=source_links(view.sources),
    )


def texts_of(record: EmployeeRecord) -> dict[str, str]:
    """What the form begins with: the current job."""
    return {"day": "", "job_title": record.current.job_title, "pcs_code": record.current.pcs_code}
