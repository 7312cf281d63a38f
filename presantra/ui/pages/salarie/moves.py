"""What a record tells of a change of job and of a transfer, as text ready to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from presantra.domain.labels import format_date, label
from presantra.domain.visits import HIRE_KINDS, VisitKind
from presantra.services.duties.views import WITHOUT_EFFECT
from presantra.services.employees import EmployeeRecord


@dataclass(frozen=True)
class ChangeNotice:
    """``since`` is empty without a change of job. ``kind``: the visit to ask for, as addresses name it.

    ``asked``: it has been. ``ended``: exposures that end, until their visit is asked for. ``to_come``: not yet begun.
    """

    since: str = ""
    former: str = ""
    before_start: bool = False
    visit: str = ""
    kind: str = VisitKind.HIRE.value
    asked: bool = False
    ended: tuple[str, ...] = ()
    undo_until: str = ""
    to_come: bool = False


@dataclass(frozen=True)
class TransferNotice:
    """``id`` is empty without a transfer; ``leaving``: he went to ``company``, or came from it."""

    id: str = ""
    company_id: str = ""
    company: str = ""
    day: str = ""
    leaving: bool = False
    undo_until: str = ""


NO_CHANGE = ChangeNotice()
NO_TRANSFER = TransferNotice()


def change_of(record: EmployeeRecord, today: date) -> ChangeNotice:
    change = record.change
    if change is None or change.since is None or record.departed:
        return NO_CHANGE
    told = any(v.kind is VisitKind.POST_EXPOSURE and v.status not in WITHOUT_EFFECT for v in record.visits)
    return ChangeNotice(
        since=format_date(change.since),
        former=record.current.jobs[0].job_title if record.current.jobs else "",
        before_start=change.before_start,
        visit=label(change.due_kind) if change.due_kind else "",
        asked=any(v.kind in HIRE_KINDS and v.is_sent for v in record.visits),
        ended=() if told else change.ended,
        undo_until=format_date(change.undo_until) if change.undo_until else "",
        to_come=change.since > today,
    )


def move_sentence(info: str, record: EmployeeRecord) -> str:
    """The result of what led to the record; nothing that the record itself does not confirm."""
    name, change, link = record.name, record.change, record.transfer
    if info == "changement" and change is not None and change.since is not None:
        due = change.due_date
        sentence = f"Le changement de poste de {name} est enregistré au {format_date(change.since)}."
        kind = f" {label(change.follow_up)}." if change.follow_up else ""
        return f"{sentence}{kind} Échéance\u00a0: au plus tard le {format_date(due)}." if due else f"{sentence}{kind}"
    if info == "mutation" and link is not None and link.leaving:
        return f"La mutation de {name} vers {link.company} est enregistrée\u00a0: son arrivée y est déclarée."
    if info == "fusion" and record.merge is not None:
        return f"Les deux fiches sont réunies dans celle de {name}.{_twice(record)}"
    if info == "changement-annule":
        return f"Le changement de poste de {name} est annulé."
    if info == "mutation-annulee" and link is None:
        return f"La mutation de {name} est annulée\u00a0: sa période d’emploi continue ici."
    if info == "fusion-annulee":
        return "Les deux fiches sont de nouveau séparées."
    return ""


def _twice(record: EmployeeRecord) -> str:
    open_kinds = [visit.kind for visit in record.visits if visit.is_sent]
    if len(open_kinds) == len(set(open_kinds)):
        return ""
    return " La même visite est demandée deux fois\u00a0: annulez la demande en trop."


def transfer_of(record: EmployeeRecord) -> TransferNotice:
    link = record.transfer
    if link is None:
        return NO_TRANSFER
    return TransferNotice(
        id=link.public_id,
        company_id=link.company_id,
        company=link.company,
        day=format_date(link.day),
        leaving=link.leaving,
        undo_until=format_date(link.undo_until) if link.undo_until else "",
    )
