"""« Fermetures »: days that come back, and periods, each with its undo."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import reflex as rx
from pydantic import create_model

from presantra.domain.closures import WEEKDAYS, Period
from presantra.domain.errors import InvalidValue
from presantra.domain.holidays import Holiday
from presantra.domain.labels import format_date, format_datetime
from presantra.domain.typography import french
from presantra.services.closures import ClosureView, PeriodView
from presantra.ui.acting import acting, private, services
from presantra.ui.forms import FormModel, FormState, Identifier, Line

WEEKDAY_BOXES = {day: f"weekday_{day}" for day in WEEKDAYS}
HOLIDAY_BOXES = {holiday: f"holiday_{holiday}" for holiday in Holiday}
_BOXES: dict[str, Any] = dict.fromkeys((*WEEKDAY_BOXES.values(), *HOLIDAY_BOXES.values()), (Line, ""))
RegularForm = create_model("RegularForm", __base__=FormModel, **_BOXES)


class PeriodForm(FormModel):
    first_day: Line = ""
    last_day: Line = ""
    reason: Line = ""
    operation: Identifier


@dataclass(frozen=True)
class PeriodLine:
    """``days``: « du 02/08/2027 au 20/08/2027 »; ``appointments``: a sentence, or nothing."""

    id: str
    days: str
    reason: str
    added: str
    appointments: str


class FermeturesState(FormState, rx.State):
    """``withdrawn``: the closure just taken off, which « Annuler le retrait » puts back."""

    loaded: bool = False
    busy: bool = False
    ticked: list[str] = []
    next_dates: dict[str, str] = {}
    said: list[str] = []
    periods: list[PeriodLine] = []
    withdrawn: str = ""
    operation: str = ""
    boxes_key: int = 0
    form_key: int = 0
    _version: int = 0

    @rx.event
    @private()
    async def load(self) -> None:
        """Boxes that are on screen are left as they are: somebody quick may have begun to tick them."""
        view = await services().closures.view(acting())
        self._show(view)
        if not self.loaded:
            self._open_boxes(view)
        self.loaded = True

    @rx.event
    @private()
    async def open(self) -> None:
        """The page has just appeared: what is stored, and a form of which nothing is known here."""
        self._clear_feedback()
        self.busy, self.withdrawn = False, ""
        view = await services().closures.view(acting())
        if (view.version, _ticked(view)) != (self._version, self.ticked):
            self._open_boxes(view)
        self.operation = str(uuid4())

    @rx.event
    @private(form=RegularForm)
    async def save_regular(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = RegularForm.model_validate(form).model_dump()
        weekdays = [day for day, name in WEEKDAY_BOXES.items() if values[name]]
        holidays = [holiday.value for holiday, name in HOLIDAY_BOXES.items() if values[name]]
        self.busy = True
        yield
        try:
            view = await services().closures.save_regular(acting(), weekdays, holidays, self._version)
        except InvalidValue:
            # Told once, with what somebody else wrote on screen: saving again is then on purpose.
            self._open_boxes(await services().closures.view(acting()))
            raise
        finally:
            self.busy = False
        self._open_boxes(view)
        self._tell("Vos jours de fermeture sont enregistrés.")

    @rx.event
    @private(form=PeriodForm)
    async def add(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        values = PeriodForm.model_validate(form)
        self.busy = True
        yield
        try:
            raw = values.model_dump(exclude={"operation"})
            self._show(await services().closures.add(acting(), raw, UUID(values.operation)))
        finally:
            self.busy = False
        self._empty_form()
        self._tell("La fermeture est ajoutée : le service la voit avec vos demandes de visite.")

    @rx.event
    @private(period=Identifier)
    async def withdraw(self, period: str) -> None:
        self._show(await services().closures.withdraw(acting(), period))
        self._tell("La fermeture est retirée.")
        self.withdrawn = period

    @rx.event
    @private(period=Identifier)
    async def restore(self, period: str) -> None:
        self._show(await services().closures.restore(acting(), period))
        self._tell("La fermeture est remise.")

    def _tell(self, sentence: str) -> None:
        self._clear_feedback()
        self.withdrawn = ""
        self.attempt += 1
        self.success = sentence

    def _empty_form(self) -> None:
        self.operation = str(uuid4())
        self.form_key += 1

    def _open_boxes(self, view: ClosureView) -> None:
        """The boxes as they are stored: only when nobody is ticking them."""
        self._show(view)
        self._version = view.version
        self.ticked = _ticked(view)
        self.boxes_key += 1

    def _show(self, view: ClosureView) -> None:
        self.next_dates = {holiday.value: format_date(day) for holiday, day in view.next_dates.items()}
        self.said = [french(line) for line in view.regular.said]
        self.periods = [_line(period) for period in view.periods]


def _ticked(view: ClosureView) -> list[str]:
    weekdays = [WEEKDAY_BOXES[WEEKDAYS[number]] for number in sorted(view.regular.weekdays)]
    return weekdays + [HOLIDAY_BOXES[holiday] for holiday in Holiday if holiday in view.regular.holidays]


def _line(period: PeriodView) -> PeriodLine:
    days = Period(period.first, period.last, period.reason).days
    count = period.appointments
    fixed = f"{count} rendez-vous déjà fixé{'s' if count > 1 else ''} ces jours-là : demandez une autre date."
    return PeriodLine(
        id=period.public_id,
        days=f"{days[0].upper()}{days[1:]}",
        reason=period.reason,
        added=f"Ajoutée le {format_datetime(period.created_at)} par {period.created_by}.",
        appointments=french(fixed) if count else "",
    )
