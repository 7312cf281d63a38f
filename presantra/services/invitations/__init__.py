"""Invitations by mail: one mechanism, and one small object for each kind of thing that one is invited to join."""

from presantra.services.invitations.kinds import Accepted, Described, InvitationKind
from presantra.services.invitations.service import ANSWER_PAGE, LINK_PAGE, InvitationService
from presantra.services.invitations.views import InvitationView, Standing

__all__ = [
    "ANSWER_PAGE",
    "LINK_PAGE",
    "Accepted",
    "Described",
    "InvitationKind",
    "InvitationService",
    "InvitationView",
    "Standing",
]
