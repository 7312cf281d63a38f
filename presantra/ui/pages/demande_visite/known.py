"""What the portal already knows of a visit asked for from a record: nobody types it twice."""

from __future__ import annotations

from presantra.bootstrap import Container
from presantra.domain.rights import Right
from presantra.domain.visits import VisitKind
from presantra.services.actor import Actor
from presantra.ui.pages.demande_visite.form import Draft


async def known_draft(services: Container, actor: Actor, employee_id: str, kind: str) -> Draft:
    """The beginning of the form. Raises NotFound: no such employee in this company."""
    if not actor.may(Right.FOLLOW_UP_READ):
        return Draft()
    if kind == VisitKind.RETURN.value:
        found = (await services.absences.of_employee(actor, employee_id)).absences
        waiting = [absence.facts for absence in found if absence.facts.end_date and not absence.return_id]
        if waiting:
            last = max(waiting, key=lambda facts: facts.start_date)
            return Draft(
                return_date=last.end_date.isoformat(),
                leave_cause=last.cause.value,
                leave_start=last.start_date.isoformat(),
            )
    if kind == VisitKind.POST_EXPOSURE.value:
        end = await services.employees.exposure_end(actor, employee_id)
        if end is not None:
            return Draft(exposure_end=end.departure_date.isoformat())
    return Draft()
