"""Visites: requests, appointments, slots and papers, as an employer sees and makes them."""

from presantra.services.visit_views import VisitGroup, VisitPage, VisitQuery, VisitRow, VisitView
from presantra.services.visits.booking import SlotTaken
from presantra.services.visits.files import Files, PaperView


class VisitService(Files):
    """Use cases on the requests for visits of the company the actor works in."""


__all__ = [
    "PaperView",
    "SlotTaken",
    "VisitGroup",
    "VisitPage",
    "VisitQuery",
    "VisitRow",
    "VisitService",
    "VisitView",
]
