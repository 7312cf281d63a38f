"""What « Demander une visite » sends, and how it is filled from a draft."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import create_model

from presantra.domain.visit_form import HALF_DAYS
from presantra.domain.visits import REQUESTABLE_KINDS, VisitKind
from presantra.services.visit_views import VisitView
from presantra.ui.forms import FormModel, Identifier, Line, Text

KINDS = frozenset(kind.value for kind in REQUESTABLE_KINDS)
# Fields that only one kind has: hidden, they are not sent to the service.
OF_KIND: dict[VisitKind, tuple[str, ...]] = {
    VisitKind.ON_REQUEST: ("reason", "worker_informed", "signature"),
    VisitKind.RETURN: ("return_date", "leave_cause", "leave_start"),
    VisitKind.POST_EXPOSURE: ("exposure_end", "worker_told"),
}
WISHES = (
    "availabilities", "centre", "accessible", "interpreter", "summons_language", "urgent", "urgency_reason", "comment",
)  # fmt: skip


def half_day_name(code: str) -> str:
    """Name of the box of one half-day: boxes that share a name would hide each other in the values sent."""
    return f"half_day_{code}"


_Boxes = create_model("_Boxes", __base__=FormModel, **{half_day_name(code): (Line, "") for code in HALF_DAYS})


class RequestForm(_Boxes):
    operation: Identifier
    employee: Line = ""
    kind: Line = ""
    reason: Text = ""
    worker_informed: Line = ""
    signature: Line = ""
    return_date: Line = ""
    leave_cause: Line = ""
    leave_start: Line = ""
    exposure_end: Line = ""
    worker_told: Line = ""
    availabilities: Text = ""
    centre: Line = ""
    accessible: Line = ""
    interpreter: Line = ""
    summons_language: Line = ""
    urgent: Line = ""
    urgency_reason: Line = ""
    comment: Text = ""

    def raw(self, employee_id: str) -> dict[str, object]:
        """Values in the names of ``REQUEST_FIELDS``, for the services."""
        kind = VisitKind(self.kind) if self.kind in KINDS else None
        names = (*WISHES, *(OF_KIND.get(kind, ()) if kind else ()))
        return {
            "employee_id": employee_id,
            "kind": self.kind,
            "half_days": [code for code in HALF_DAYS if getattr(self, half_day_name(code))],
            **{name: getattr(self, name) for name in names},
        }


@dataclass(frozen=True)
class Draft:
    """Values of a draft, as the controls take them; a new form has the same without any."""

    reason: str = ""
    signature: str = ""
    return_date: str = ""
    leave_cause: str = ""
    leave_start: str = ""
    exposure_end: str = ""
    half_days: tuple[str, ...] = ()
    availabilities: str = ""
    centre: str = ""
    accessible: bool = False
    interpreter: str = ""
    summons_language: str = "fr"
    urgent: bool = False
    urgency_reason: str = ""
    comment: str = ""
    wishes: bool = False
    """Whether something is wished: the wishes are then unfolded."""


def draft_of(view: VisitView) -> Draft:
    return Draft(
        reason=view.reason,
        return_date=view.return_date.isoformat() if view.return_date else "",
        leave_cause=view.leave_cause.value if view.leave_cause else "",
        leave_start=view.leave_start.isoformat() if view.leave_start else "",
        exposure_end=view.exposure_end.isoformat() if view.exposure_end else "",
        half_days=view.half_days,
        availabilities=view.availabilities,
        centre=view.centre,
        accessible=view.accessible,
        interpreter=view.interpreter,
        summons_language=view.summons_language.value,
        urgent=bool(view.urgency),
        urgency_reason=view.urgency,
        comment=view.comment,
        wishes=bool(view.half_days or view.centre or view.accessible or view.interpreter or view.urgency),
    )
