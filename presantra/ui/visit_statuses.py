"""The look of each status of a request, the same on every screen."""

from __future__ import annotations

from presantra.domain.visit_vocabulary import AppointmentStatus
from presantra.domain.visits import VisitStatus

TONES: dict[VisitStatus, str] = {
    VisitStatus.DRAFT: "neutral",
    VisitStatus.SENT: "info",
    VisitStatus.ACCEPTED: "info",
    VisitStatus.MORE_INFORMATION: "warning",
    VisitStatus.PLANNED: "success",
    VisitStatus.SUMMONED: "success",
    VisitStatus.DONE: "neutral",
    VisitStatus.CANCELLED: "neutral",
    VisitStatus.REFUSED: "danger",
    VisitStatus.NO_SHOW: "danger",
}
APPOINTMENT_TONES: dict[AppointmentStatus, str] = {
    AppointmentStatus.TO_CONFIRM: "warning",
    AppointmentStatus.CONFIRMED: "success",
    AppointmentStatus.MOVED: "neutral",
    AppointmentStatus.CANCELLED: "neutral",
    AppointmentStatus.HONOURED: "success",
    AppointmentStatus.EXCUSED: "neutral",
    AppointmentStatus.MISSED: "danger",
}
