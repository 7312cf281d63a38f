"""Users of a company: who may do what in it, invited, suspended, removed."""

from presantra.services.users.joining import UserInvitation

__all__ = ["UserInvitation"]
