"""Mandats: what an employer lets an accounting firm do for one of his companies."""

from presantra.services.mandates.giving import MandateService
from presantra.services.mandates.invitation import MandateInvitation
from presantra.services.mandates.reminders import MandateReminders
from presantra.services.mandates.views import GivingChoices, MandatePage, MandateView

__all__ = ["GivingChoices", "MandateInvitation", "MandatePage", "MandateReminders", "MandateService", "MandateView"]
