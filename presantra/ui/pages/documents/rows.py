"""Lines of « Documents », ready to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from presantra.domain.labels import format_date, format_datetime, format_weight
from presantra.domain.shared_documents import KINDS, DuerpStanding
from presantra.services.shared_documents.views import (
    DuerpVersion,
    DuerpView,
    LetterStatus,
    ReceivedDocument,
)

FILES = "/documents/partages"
STANDINGS = {
    DuerpStanding.ABSENT: ("Jamais déposé", "warning"),
    DuerpStanding.UP_TO_DATE: ("À jour", "success"),
    DuerpStanding.TO_UPDATE: ("À mettre à jour", "warning"),
}
SENT_SHOWN = timedelta(days=30)
"""How long a letter that has been sent is still worth a line."""


@dataclass(frozen=True)
class VersionLine:
    """``title`` names the version; ``withdrawable`` is until when, empty when it can only be replaced."""

    id: str
    title: str
    facts: str
    href: str
    withdrawable: str


@dataclass(frozen=True)
class ReceivedLine:
    id: str
    title: str
    facts: str
    href: str
    unread: bool
    former: bool


def version_line(version: DuerpVersion) -> VersionLine:
    until = version.withdrawable_until
    update = f", prochaine mise à jour le {format_date(version.next_update_on)}" if version.next_update_on else ""
    return VersionLine(
        id=version.public_id,
        title=f"DUERP du {format_date(version.document_on)}",
        facts=f"{_file(version.format, version.size)}, déposé le {format_datetime(version.deposited_at)} par "
        f"{version.deposited_by}{update}.",
        href=f"{FILES}/{version.public_id}",
        withdrawable=format_datetime(until) if until else "",
    )


def received_line(document: ReceivedDocument) -> ReceivedLine:
    label = KINDS[document.kind].label
    kind = "" if document.title == label else f"{label}, "
    return ReceivedLine(
        id=document.public_id,
        title=document.title,
        facts=f"{kind}{_file(document.format, document.size)}, daté du {format_date(document.document_on)}, déposé le "
        f"{format_datetime(document.deposited_at)}.",
        href=f"{FILES}/{document.public_id}",
        unread=document.unread,
        former=document.former,
    )


def due_sentence(view: DuerpView) -> str:
    """What the date of the last version leads to."""
    if view.standing is DuerpStanding.ABSENT:
        return "Toute entreprise qui emploie un salarié tient un document unique et le transmet au service."
    if view.due_on is None:
        return "Aucune date de mise à jour prévue : elle reste due à chaque changement important."
    if view.standing is DuerpStanding.TO_UPDATE:
        return f"La mise à jour était attendue au plus tard le {format_date(view.due_on)}."
    return f"À mettre à jour au plus tard le {format_date(view.due_on)}."


def headcount_sentence(view: DuerpView) -> str:
    """Why the yearly update is asked for here, or not."""
    people = f"{view.headcount} salarié{'s' if view.headcount > 1 else ''}"
    present = f"{people} dans cet établissement d’après le portail"
    if view.yearly:
        return f"{present} : mise à jour au moins chaque année."
    return f"{present} : la mise à jour annuelle est due si toute l’entreprise en compte au moins onze."


def letter_sentence(letter: LetterStatus | None, now: datetime) -> str:
    """« Nouveau courrier demandé le … », empty when nothing is going on."""
    if letter is None:
        return ""
    if letter.sent_at is not None:
        recent = now - letter.sent_at < SENT_SHOWN
        return f"Nouveau courrier d’identifiants envoyé le {format_datetime(letter.sent_at)}." if recent else ""
    if letter.confirmed_at is not None:
        return f"Nouveau courrier d’identifiants demandé le {format_datetime(letter.confirmed_at)}."
    return (
        f"Identifiants signalés perdus le {format_datetime(letter.asked_at)} : le contact de l’entreprise a reçu "
        "un lien pour demander un nouveau courrier."
    )


def _file(extension: str, size: int) -> str:
    """« PDF, 1,2 Mo »."""
    return f"{extension.upper()}, {format_weight(size)}"
