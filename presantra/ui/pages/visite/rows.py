"""One request, ready to show."""

from __future__ import annotations

from dataclasses import dataclass

from presantra.domain.clock import paris_date
from presantra.domain.labels import FIELD_LABELS, format_appointment, format_date, format_datetime, label
from presantra.domain.typography import french
from presantra.domain.visit_form import HALF_DAYS
from presantra.domain.visit_vocabulary import AppointmentStatus, ContestOutcome, SummonsLanguage, VisitAct
from presantra.domain.visits import VisitStatus
from presantra.services.visit_views import AppointmentView, SlotView, VisitView
from presantra.ui.visit_statuses import APPOINTMENT_TONES, TONES

NEXT_STEPS: dict[VisitStatus, str] = {
    VisitStatus.DRAFT: "Personne ne l’a encore lue : complétez-la, puis envoyez-la.",
    VisitStatus.SENT: "Le service prend votre demande en charge, puis vous propose un rendez-vous.",
    VisitStatus.ACCEPTED: "Le service recherche un rendez-vous : il apparaîtra ici.",
    VisitStatus.MORE_INFORMATION: "Le service a besoin d’une précision : répondez-lui ici.",
    VisitStatus.PLANNED: "Le rendez-vous est fixé. La convocation suivra.",
    VisitStatus.SUMMONED: "La convocation est partie au salarié par e-mail. Le temps de la visite est du temps de "
    "travail.",
}
HAND_OVER = (
    "Le salarié n’a pas reçu la convocation par e-mail : téléchargez-la et remettez-la-lui. Le temps de la visite est "
    "du temps de travail."
)


@dataclass(frozen=True)
class Step:
    """A line of the timeline, oldest first."""

    status: str
    tone: str
    at: str
    by: str
    note: str


@dataclass(frozen=True)
class Fact:
    name: str
    text: str


@dataclass(frozen=True)
class DateLine:
    """A date given up."""

    when: str
    status: str
    note: str


@dataclass(frozen=True)
class DocumentLink:
    href: str
    name: str
    at: str


@dataclass(frozen=True)
class SlotLine:
    id: str
    when: str
    place: str
    warning: str


@dataclass(frozen=True)
class Choice:
    id: str
    name: str


@dataclass(frozen=True)
class Sheet:
    """``question``: what the service asks; ``until``: the end of the free notice, as a browser reads it."""

    number: str = ""
    status: str = ""
    tone: str = "neutral"
    employee: str = ""
    employee_href: str = ""
    kind: str = ""
    asked_on: str = ""
    facts: tuple[Fact, ...] = ()
    steps: tuple[Step, ...] = ()
    next_step: str = ""
    question: str = ""
    when: str = ""
    duration: str = ""
    place: str = ""
    presence: str = ""
    presence_tone: str = "neutral"
    charge: str = ""
    contest: str = ""
    contest_until: str = ""
    summons_href: str = ""
    clock: str = ""
    clock_over: str = ""
    until: str = ""
    past: tuple[DateLine, ...] = ()
    documents: tuple[DocumentLink, ...] = ()
    draft_href: str = ""
    can_answer: bool = False
    can_confirm: bool = False
    can_ask_other_date: bool = False
    can_excuse: bool = False
    can_replace: bool = False
    can_contest: bool = False
    can_cancel: bool = False


def sheet(view: VisitView) -> Sheet:
    visit, acts, status = view.visit, view.acts, view.visit.status
    return Sheet(
        number=visit.number,
        status=label(status),
        tone=TONES[status],
        employee=visit.employee_name,
        employee_href=f"/espace/salaries/{visit.employee_id}",
        kind=label(visit.kind),
        asked_on=format_date(paris_date(visit.created_at)),
        facts=tuple(Fact(name, text) for name, text in _facts(view) if text),
        steps=tuple(_steps(view)),
        next_step=french(_next_step(view)),
        question=_question(view) if VisitAct.ANSWER in acts else "",
        **_appointment(view),
        past=tuple(_past(date) for date in view.past),
        documents=tuple(
            DocumentLink(f"/documents/visites/{d.public_id}", label(d.type), format_date(paris_date(d.deposited_at)))
            for d in view.documents
        ),
        draft_href=f"/espace/visites/demande?brouillon={visit.public_id}" if VisitAct.SEND in acts else "",
        can_answer=VisitAct.ANSWER in acts,
        can_confirm=VisitAct.CONFIRM in acts,
        can_ask_other_date=VisitAct.ASK_OTHER_DATE in acts,
        can_excuse=VisitAct.EXCUSE in acts,
        can_replace=VisitAct.GIVE_PLACE in acts,
        can_contest=VisitAct.CONTEST in acts,
        can_cancel=VisitAct.CANCEL in acts,
    )


def slot_line(slot: SlotView) -> SlotLine:
    return SlotLine(
        slot.public_id,
        french(f"{format_appointment(slot.starts_at).capitalize()} ({slot.length_minutes} min)"),
        slot.place,
        slot.warning,
    )


def closed_sentence(count: int) -> str:
    """Of the slots that are not proposed because the company is closed."""
    if not count:
        return ""
    slots = "1 créneau n’est pas proposé" if count == 1 else f"{count} créneaux ne sont pas proposés"
    return french(f"{slots} : votre entreprise est fermée {'ce jour-là' if count == 1 else 'ces jours-là'}.")


def _facts(view: VisitView) -> list[tuple[str, str]]:
    visit = view.visit
    signed = format_datetime(view.signed_at) if view.signed_at else ""
    halves = ", ".join(HALF_DAYS[code] for code in view.half_days if code in HALF_DAYS)
    english = view.summons_language is not SummonsLanguage.FRENCH
    return [
        ("Échéance légale", f"Au plus tard le {format_date(visit.due_date)}" if visit.due_date else ""),
        ("Motif", view.reason),
        ("Salarié informé", f"Signé par {view.signature} le {signed}" if view.signature else ""),
        ("Début de l’arrêt", format_date(view.leave_start) if view.leave_start else ""),
        ("Fin de l’arrêt", format_date(view.return_date) if view.return_date else ""),
        ("Nature de l’arrêt", label(view.leave_cause) if view.leave_cause else ""),
        ("Fin de l’exposition", format_date(view.exposure_end) if view.exposure_end else ""),
        ("Urgence", view.urgency),
        ("Demi-journées", halves),
        ("Disponibilités", view.availabilities),
        (FIELD_LABELS["centre"], view.place),
        ("Accès", "Mobilité réduite" if view.accessible else ""),
        ("Interprète", view.interpreter),
        ("Convocation", f"En {label(view.summons_language).lower()}" if english else ""),
        ("Commentaire", view.comment),
    ]


def _steps(view: VisitView) -> list[Step]:
    return [
        Step(line.said or label(line.status), TONES[line.status], format_datetime(line.at), line.by, line.note)
        for line in view.timeline
    ]


def _next_step(view: VisitView) -> str:
    by_hand = view.appointment is not None and not view.appointment.mailed
    return HAND_OVER if view.visit.status is VisitStatus.SUMMONED and by_hand else NEXT_STEPS.get(view.visit.status, "")


def _question(view: VisitView) -> str:
    asked = [line for line in view.timeline if line.status is VisitStatus.MORE_INFORMATION]
    return asked[-1].note if asked else ""


def _appointment(view: VisitView) -> dict[str, str]:
    found = view.appointment
    if found is None:
        return {}
    excused = found.contest_outcome is ContestOutcome.ACCEPTED
    summoned = found.summoned and found.status is not AppointmentStatus.MISSED
    return {
        "when": format_appointment(found.starts_at).capitalize(),
        "duration": french(f"{found.length_minutes} min"),
        "place": found.place,
        "presence": "Absence excusée" if excused else label(found.status),
        "presence_tone": "neutral" if excused else APPOINTMENT_TONES[found.status],
        "charge": french(f"Facturé {found.fee_euros} € HT") if found.fee_euros else "",
        "contest": _contest(found),
        "contest_until": format_date(view.contest_until) if view.contest_until else "",
        "summons_href": f"/documents/convocations/{found.public_id}.pdf" if summoned else "",
        "clock": view.clock,
        "clock_over": view.clock_over,
        "until": view.free_until.isoformat() if view.free_until else "",
    }


def _contest(appointment: AppointmentView) -> str:
    if not appointment.contest_reason:
        return ""
    return (
        label(appointment.contest_outcome) if appointment.contest_outcome else "Contestée : le service vous répondra."
    )


def _past(appointment: AppointmentView) -> DateLine:
    reason = label(appointment.absence_reason) if appointment.absence_reason else ""
    fee = french(f"{appointment.fee_euros} € HT") if appointment.fee_euros else ""
    note = " · ".join(filter(None, (reason, fee)))
    return DateLine(format_datetime(appointment.starts_at), label(appointment.status), note)
