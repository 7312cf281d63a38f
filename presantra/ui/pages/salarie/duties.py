"""What the record of a salarié says of the employer's duties: absences, attestations, end of exposure."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from presantra.domain.absences import AbsenceAct
from presantra.domain.clock import paris_date
from presantra.domain.errors import NotFound
from presantra.domain.labels import format_date, format_datetime, label
from presantra.domain.rights import Right
from presantra.services.duties.views import AbsenceView, ExposureEnd
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.articles import SourceLink, source_links
from presantra.ui.employees.address import employee_in
from presantra.ui.employees.attestations import NeededLine, needed_lines
from presantra.ui.forms import FormState, Identifier


@dataclass(frozen=True)
class AbsenceLine:
    """``ask_return`` and ``inform``: what is still to be done."""

    id: str
    cause: str
    dates: str
    ongoing: bool
    sentences: tuple[str, ...]
    sources: tuple[SourceLink, ...]
    ask_return: bool
    inform: bool
    return_number: str
    return_id: str
    signalled: str
    informed: str


class DevoirsState(FormState, rx.State):
    """``exposed``: a departure after a poste à risques particuliers is declared."""

    employee_id: str = ""
    departed: bool = False
    can_mail: bool = False
    absences: list[AbsenceLine] = []
    attestations: list[NeededLine] = []
    exposed: bool = False
    exposure_signalled: str = ""
    exposure_visit: str = ""
    exposure_visit_id: str = ""
    busy: bool = False

    @rx.event
    @private()
    async def load(self) -> None:
        self._clear_feedback()
        self.busy = False
        if not acting().may(Right.FOLLOW_UP_READ):
            self.employee_id = ""
            return
        try:
            await self._read()
        except NotFound:
            self.employee_id = ""
            return
        self.success = self._outcome(query_of(self, "info"))

    @rx.event
    @private(absence=Identifier)
    async def inform_by_mail(self, absence: str) -> None:
        await self._inform(absence, by_mail=True)

    @rx.event
    @private(absence=Identifier)
    async def inform_by_hand(self, absence: str) -> None:
        await self._inform(absence, by_mail=False)

    @rx.event
    @private()
    async def signal_exposure_end(self) -> None:
        await services().employees.signal_exposure_end(acting(), employee_in(self))
        await self._read()
        self._tell("Le service est informé de la fin d’exposition. Prévenez-en le salarié.")

    async def _inform(self, absence: str, *, by_mail: bool) -> None:
        await services().absences.inform_worker(acting(), employee_in(self), absence, by_mail=by_mail)
        await self._read()
        self._tell("Le salarié est informé : la date en est gardée.")

    def _tell(self, sentence: str) -> None:
        self._clear_feedback()
        self.attempt += 1
        self.success = sentence

    def _outcome(self, info: str) -> str:
        """The result of what led here; an address read again later tells nothing false."""
        if info == "arret" and self.absences:
            told = " Le service est informé." if self.absences[0].signalled else ""
            return f"L’arrêt de travail est enregistré.{told}"
        return "L’arrêt de travail est retiré." if info == "arret-retire" else ""

    async def _read(self) -> None:
        employee_id = employee_in(self)
        found = await services().absences.of_employee(acting(), employee_id)
        attestations = await services().attestations.of_employee(acting(), employee_id)
        self._show_exposure(await services().employees.exposure_end(acting(), employee_id))
        self.absences = [_line(absence) for absence in found.absences]
        self.attestations = needed_lines(attestations)
        self.employee_id, self.departed, self.can_mail = found.employee_id, found.departed, found.can_mail_worker

    def _show_exposure(self, end: ExposureEnd | None) -> None:
        self.exposed = end is not None
        self.exposure_signalled = format_datetime(end.signalled_at) if end and end.signalled_at else ""
        self.exposure_visit, self.exposure_visit_id = (end.visit_number, end.visit_id) if end else ("", "")


def _line(absence: AbsenceView) -> AbsenceLine:
    facts = absence.facts
    start = format_date(facts.start_date)
    days = f"{absence.days} jour{'s' if absence.days > 1 else ''}"
    dates = f"Du {start} au {format_date(facts.end_date)} ({days})" if facts.end_date else f"Depuis le {start} ({days})"
    return AbsenceLine(
        id=absence.public_id,
        cause=label(facts.cause),
        dates=dates,
        ongoing=absence.ongoing,
        sentences=absence.rule.sentences,
        sources=source_links(absence.rule.sources),
        ask_return=AbsenceAct.ASK_RETURN in absence.acts,
        inform=AbsenceAct.INFORM_WORKER in absence.acts,
        return_number=absence.return_number,
        return_id=absence.return_id,
        signalled=format_date(paris_date(absence.signalled_at)) if absence.signalled_at else "",
        informed=format_date(paris_date(absence.informed_at)) if absence.informed_at else "",
    )
