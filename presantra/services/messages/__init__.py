"""Messages: requests to the service, followed from their number to their answer."""

from presantra.services.messages.views import (
    GROUPS,
    FileLine,
    FileView,
    MessageLine,
    ThreadGroup,
    ThreadPage,
    ThreadQuery,
    ThreadRow,
    ThreadView,
    TieView,
)
from presantra.services.messages.writing import Writing


class MessageService(Writing):
    """Use cases on the threads of the company the actor works in."""


__all__ = [
    "GROUPS",
    "FileLine",
    "FileView",
    "MessageLine",
    "MessageService",
    "ThreadGroup",
    "ThreadPage",
    "ThreadQuery",
    "ThreadRow",
    "ThreadView",
    "TieView",
]
