"""What is said while the form is filled, before anything is sent: advice, never a refusal."""

from __future__ import annotations

import reflex as rx

from presantra.domain.absences import return_not_due
from presantra.domain.errors import InvalidValue, NotFound
from presantra.domain.forms import parse_date
from presantra.domain.visits import VisitKind
from presantra.domain.vocabulary import AbsenceCause
from presantra.ui.acting import acting, private, services
from presantra.ui.employees.finder import EmployeeFinder
from presantra.ui.forms import Line
from presantra.ui.pages.demande_visite.form import Draft


class Advice(rx.State, mixin=True):
    """``doubt``: the rules do not know that visit for this person. ``leave_advice``: no reprise after such an arrêt."""

    doubt: str = ""
    leave_advice: str = ""
    _typed: str = ""
    _leave: tuple[str, str, str] = ("", "", "")

    @rx.event
    @private(text=Line)
    async def note_leave_start(self, text: str) -> None:
        self._judge_leave((text, *self._leave[1:]))

    @rx.event
    @private(text=Line)
    async def note_return_date(self, text: str) -> None:
        self._judge_leave((self._leave[0], text, self._leave[2]))

    @rx.event
    @private(text=Line)
    async def note_leave_cause(self, text: str) -> None:
        self._judge_leave((*self._leave[:2], text))

    def _judge_draft(self, draft: Draft) -> None:
        self._judge_leave((draft.leave_start, draft.return_date, draft.leave_cause))

    def _judge_leave(self, leave: tuple[str, str, str]) -> None:
        self._leave = leave
        start, end, cause = leave
        try:
            self.leave_advice = return_not_due(AbsenceCause(cause), parse_date(start), parse_date(end))
        except (InvalidValue, ValueError):
            # Something is still missing: the form says so when it is sent.
            self.leave_advice = ""

    async def _judge_visit(self, typed: str, kind: str, chosen: tuple[str, str]) -> None:
        self._typed, self.doubt = typed, ""
        if kind not in (VisitKind.INTERMEDIATE.value, VisitKind.POST_EXPOSURE.value):
            return
        employee_id, _ = await EmployeeFinder(services().employees, acting()).resolve(typed, chosen)
        if employee_id:
            try:
                self.doubt = await services().visits.doubt(acting(), employee_id, VisitKind(kind))
            except NotFound:
                return
