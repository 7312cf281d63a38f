"""Users of a company: who may do what in it, invited, suspended, removed; and its administration handed over."""

from presantra.services.users.handover import HandoverService
from presantra.services.users.joining import UserInvitation
from presantra.services.users.service import UserService
from presantra.services.users.views import HandoverView, InvitedView, UsersPage, UserView

__all__ = [
    "HandoverService",
    "HandoverView",
    "InvitedView",
    "UserInvitation",
    "UserService",
    "UserView",
    "UsersPage",
]
