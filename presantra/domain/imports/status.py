"""Where an import stands. Values are stored: never rename one."""

from enum import StrEnum


class Status(StrEnum):
    MAPPING = "correspondance"
    ANALYSING = "analyse"
    PREVIEW = "apercu"
    APPLYING = "en_cours"
    DONE = "termine"
    UNDOING = "annulation"
    UNDONE = "annule"
    REFUSED = "refuse"
    DROPPED = "abandonne"


BUSY = frozenset({Status.ANALYSING, Status.APPLYING, Status.UNDOING})
UNCONFIRMED = frozenset({Status.MAPPING, Status.PREVIEW})
OVER = frozenset({Status.DONE, Status.UNDONE, Status.REFUSED, Status.DROPPED})
