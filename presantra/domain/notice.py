"""The notice for giving up an appointment: until when it costs nothing, and how to say what is left.

A date that the service fixes or moves when the notice is already running was never the employer's choice: he may
give it up free of charge until its hour. A slot that he books himself is his choice, told before he presses. Not
coming without a word is charged in both cases.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from presantra.domain.clock import PARIS, paris_datetime
from presantra.domain.holidays import workdays_before
from presantra.domain.labels import format_datetime
from presantra.domain.typography import NBSP, french
from presantra.domain.visit_vocabulary import NoticeUnit


@dataclass(frozen=True, slots=True)
class Notice:
    """``length`` in ``unit``; ``fee`` in euros without tax, 0 when the service asks for nothing."""

    length: int
    unit: NoticeUnit
    fee: int

    def free_until(self, starts_at: datetime, imposed_at: datetime | None = None) -> datetime:
        """Last instant at which giving up is free. Hours elapse; jours ouvrés keep the hour of the appointment.

        ``imposed_at``: when the service fixed the date; None when the employer booked it himself.
        """
        ordinary = self._deadline(starts_at)
        return starts_at if imposed_at is not None and imposed_at > ordinary else ordinary

    def _deadline(self, starts_at: datetime) -> datetime:
        if self.unit is NoticeUnit.HOURS:
            return starts_at - timedelta(hours=self.length)
        local = paris_datetime(starts_at)
        day = workdays_before(local.date(), self.length)
        return datetime.combine(day, local.time(), PARIS).astimezone(starts_at.tzinfo)

    def fee_at(self, starts_at: datetime, now: datetime, imposed_at: datetime | None = None) -> int:
        """What giving up costs now, in euros."""
        return 0 if now <= self.free_until(starts_at, imposed_at) else self.fee

    @property
    def words(self) -> str:
        """« 48 heures », « 5 jours ouvrés »."""
        many = "s" if self.length > 1 else ""
        unit = f"heure{many}" if self.unit is NoticeUnit.HOURS else f"jour{many} ouvré{many}"
        return french(f"{self.length} {unit}")


def remaining(until: datetime, now: datetime) -> str:
    """« 3 jours », « 5 h », « 25 min »; empty once it is over."""
    minutes = int((until - now).total_seconds() // 60)
    if until < now:
        return ""
    if minutes >= 48 * 60:
        return f"{minutes // 1440}{NBSP}jours"
    return f"{minutes // 60}{NBSP}h" if minutes >= 60 else f"{max(minutes, 1)}{NBSP}min"


def clock_sentence(notice: Notice, starts_at: datetime, now: datetime, imposed_at: datetime | None = None) -> str:
    """« Encore 5 h pour annuler sans frais, jusqu’au … », or what it costs from now on."""
    until = notice.free_until(starts_at, imposed_at)
    if left := remaining(until, now):
        return french(f"Encore {left} pour annuler sans frais, jusqu’au {format_datetime(until)}.")
    return over_sentence(notice)


def over_sentence(notice: Notice) -> str:
    """What giving up costs once the notice is over."""
    if not notice.fee:
        return french(f"Le préavis de {notice.words} est dépassé : prévenez le service au plus vite.")
    return french(f"Le préavis de {notice.words} est dépassé : le rendez-vous sera facturé {notice.fee} € HT.")


def booking_warning(notice: Notice, starts_at: datetime, now: datetime) -> str:
    """Said before a slot is booked that can no longer be given up free of charge; empty when it still can."""
    if now <= notice.free_until(starts_at):
        return ""
    if not notice.fee:
        return french(f"Dans moins de {notice.words} : ne le réservez que si vous êtes sûr de venir.")
    return french(f"Dans moins de {notice.words} : une fois réservé, l’annuler sera facturé {notice.fee} € HT.")
