"""The record of one salarié, and the departure that is undone from there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import reflex as rx

from presantra.domain.clock import paris_date
from presantra.domain.errors import NotFound, StaleEdit
from presantra.domain.rights import Right
from presantra.domain.visits import HIRE_KINDS
from presantra.services.actor import Actor
from presantra.services.employees import EmployeeRecord
from presantra.ui.acting import acting, private, services
from presantra.ui.address import query_of
from presantra.ui.employees.address import employee_in, record_of
from presantra.ui.employees.missing import MISSING_TITLE
from presantra.ui.forms import FormState
from presantra.ui.pages.salarie.moves import move_sentence
from presantra.ui.pages.salarie.rows import RecordCard, card_of
from presantra.ui.tab import TabState

WAITING_TITLE = "Salarié"


class SalarieState(FormState, rx.State):
    """``arrived``: the page follows an arrival, and offers to declare another one.

    ``confirming``: what is about to be taken back, in the words of addresses, or nothing.
    """

    title: str = WAITING_TITLE
    record: RecordCard = RecordCard()
    missing: bool = False
    arrived: bool = False
    reminders: list[str] = []
    confirming: str = ""
    busy: bool = False
    _version: int = 0

    @rx.event
    @private()
    async def load(self) -> None:
        self._clear_feedback()
        self.confirming, self.busy = "", False
        try:
            record = await services().employees.record(acting(), employee_in(self))
        except NotFound:
            self.missing, self.title, self.record = True, MISSING_TITLE, RecordCard()
            return
        self.missing = False
        self._show(record)
        await self._tell(query_of(self, "info"), record)

    @rx.event
    @private()
    async def ask_undo(self) -> None:
        self._ask("depart")

    @rx.event
    @private()
    async def ask_transfer(self) -> None:
        self._ask("mutation")

    @rx.event
    @private()
    async def ask_change(self) -> None:
        self._ask("changement")

    @rx.event
    @private()
    async def ask_merge(self) -> None:
        self._ask("fusion")

    @rx.event
    @private()
    async def keep(self) -> None:
        self.confirming = ""

    @rx.event
    @private()
    async def undo_departure(self) -> Any:
        return await self._undo("depart-annule", services().employees.undo_departure)

    @rx.event
    @private()
    async def undo_transfer(self) -> Any:
        return await self._undo("mutation-annulee", services().employees.undo_transfer)

    @rx.event
    @private()
    async def undo_change(self) -> Any:
        return await self._undo("changement-annule", services().employees.undo_job_change)

    @rx.event
    @private()
    async def undo_merge(self) -> Any:
        merge_id = self.record.merge_id
        self.confirming = ""
        self._show(await services().employees.undo_merge(acting(), merge_id))
        return self._back("fusion-annulee")

    @rx.event
    @private()
    async def open_there(self) -> Any:
        """Work in the company of the other record, in this tab, and open it."""
        link = self.record.transfer
        await services().sessions.choose_company(acting(), link.company_id)
        tab = await self.get_state(TabState)
        tab.company = link.company_id
        return rx.redirect(record_of(link.id))

    def _ask(self, what: str) -> None:
        self._clear_feedback()
        self.confirming = what

    async def _undo(self, info: str, service: Callable[[Actor, str, int], Awaitable[EmployeeRecord]]) -> Any:
        self.confirming = ""
        try:
            self._show(await service(acting(), employee_in(self), self._version))
        except StaleEdit:
            # Seen again as it is now: asking once more is then on purpose.
            self._show(await services().employees.record(acting(), employee_in(self)))
            raise
        return self._back(info)

    def _back(self, info: str) -> Any:
        self._clear_feedback()
        return rx.redirect(f"{record_of(self.record.id)}?info={info}", replace=True)

    def _show(self, record: EmployeeRecord) -> None:
        self.record = card_of(record, paris_date(services().context.clock()))
        self.title = self.record.name
        self._version = record.version

    async def _tell(self, info: str, record: EmployeeRecord) -> None:
        """The result of what led here; an address read again later tells nothing false."""
        name, period = record.name, record.current
        self.arrived = info in ("arrivee", "retour")
        self.reminders = []
        if self.arrived:
            self.success = _arrival_sentence(record)
        elif info == "modification":
            self.success = f"La fiche de {name} est enregistrée."
        elif info == "derniere-visite":
            self.success = f"La dernière visite de {name} est enregistrée."
        elif info == "depart" and period.departure_date:
            self.success = f"Le départ de {name} est enregistré au {self.record.departure_date}."
            if acting().may(Right.PEOPLE_WRITE):
                self.reminders = list(
                    await services().employees.duties(acting(), record.public_id, period.departure_reason)
                )
        elif info == "depart-annule" and not period.departure_date:
            self.success = f"Le départ de {name} est annulé : sa période d’emploi continue."
        else:
            self.success = move_sentence(info, record)


def _arrival_sentence(record: EmployeeRecord) -> str:
    asked = [visit for visit in record.visits if visit.kind in HIRE_KINDS and visit.is_sent]
    sentence = f"L’arrivée de {record.name} est enregistrée."
    if not asked and record.follow_up and not record.current.due_kind:
        return f"{sentence} Ce contrat n’appelle pas de visite individuelle\u00a0: aucune demande n’a été envoyée."
    if not asked:
        return f"{sentence} Aucune demande de visite n’a été envoyée."
    number = max(asked, key=lambda visit: visit.created_at).number
    return f"{sentence} La demande de visite d’embauche n°\u00a0{number} est envoyée au service."
