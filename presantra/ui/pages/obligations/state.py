"""« Obligations à traiter »: everything that the follow-up still asks of the employer, person by person."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from presantra.domain.absences import AbsenceAct
from presantra.domain.labels import format_date, label
from presantra.services.duties.overview import MAX_LINES, AbsenceDuty, AttestationDuty, Duties, MustWait
from presantra.ui.acting import acting, private, services
from presantra.ui.employees.attestations import BADGES
from presantra.ui.forms import FormState

ACTS = {
    AbsenceAct.SIGNAL: "le signaler au service",
    AbsenceAct.ASK_RETURN: "demander la visite de reprise",
    AbsenceAct.INFORM_WORKER: "informer le salarié de ses droits",
}


@dataclass(frozen=True)
class DutyLine:
    """``id`` is that of the salarié."""

    id: str
    name: str
    sentence: str


class ObligationsState(FormState, rx.State):
    loaded: bool = False
    waiting: list[DutyLine] = []
    absences: list[DutyLine] = []
    attestations: list[DutyLine] = []
    renew: bool = False
    send: bool = False
    cut: bool = False

    @rx.event
    @private()
    async def load(self) -> None:
        self._show(await services().duties.list(acting()))
        self._clear_feedback()
        self.loaded = True

    def _show(self, duties: Duties) -> None:
        self.waiting = [_waiting(person) for person in duties.must_wait]
        self.absences = [_absence(duty) for duty in duties.absences]
        self.attestations = [_attestation(duty) for duty in duties.attestations]
        self.renew, self.send = duties.posts_to_renew, duties.posts_to_send
        self.cut = MAX_LINES in {len(duties.must_wait), len(duties.absences), len(duties.attestations)}


def _waiting(person: MustWait) -> DutyLine:
    sentence = f"{label(person.kind)}, avant la prise de poste du {format_date(person.starts_on)}"
    return DutyLine(person.employee_id, person.name, sentence)


def _absence(duty: AbsenceDuty) -> DutyLine:
    facts = duty.absence.facts
    acts = " ; ".join(ACTS[act] for act in duty.absence.acts)
    return DutyLine(
        duty.employee_id, duty.name, f"{label(facts.cause)}, depuis le {format_date(facts.start_date)} : {acts}"
    )


def _attestation(duty: AttestationDuty) -> DutyLine:
    badge = BADGES[duty.state][0].lower()
    return DutyLine(duty.employee_id, duty.name, f"{duty.label}, jusqu’au {format_date(duty.valid_until)} ({badge})")
