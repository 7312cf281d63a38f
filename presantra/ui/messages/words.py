"""Addresses and looks of threads, the same on every screen."""

from __future__ import annotations

from dataclasses import dataclass

from presantra.domain.messages import ThreadStatus, TieKind
from presantra.services.messages import TieView

LIST = "/espace/messages"
MEDICAL = "Ne mentionnez aucune information médicale."
TONES: dict[ThreadStatus, str] = {
    ThreadStatus.OPEN: "info",
    ThreadStatus.TAKEN: "info",
    ThreadStatus.WAITING: "warning",
    ThreadStatus.ANSWERED: "success",
    ThreadStatus.SOLVED: "neutral",
    ThreadStatus.CLOSED: "neutral",
}
_PLACES = {
    TieKind.INVOICE: "/documents/factures",
    TieKind.VISIT: "/espace/visites",
    TieKind.EMPLOYEE: "/espace/salaries",
}


@dataclass(frozen=True)
class TieLink:
    """What a request is about. ``file``: the link leads to a file, which the server sends."""

    label: str = ""
    href: str = ""
    file: bool = False


def tie_link(tie: TieView | None) -> TieLink:
    if tie is None:
        return TieLink()
    return TieLink(tie.label, f"{_PLACES[tie.kind]}/{tie.public_id}", tie.kind is TieKind.INVOICE)
