"""Cabinets comptables: their clients, their people."""

from presantra.services.cabinets.invitation import StaffInvitation
from presantra.services.cabinets.service import CabinetService
from presantra.services.cabinets.team import TeamService
from presantra.services.cabinets.views import ClientRow, PersonView, Portfolio, TeamPage, Totals

__all__ = [
    "CabinetService",
    "ClientRow",
    "PersonView",
    "Portfolio",
    "StaffInvitation",
    "TeamPage",
    "TeamService",
    "Totals",
]
