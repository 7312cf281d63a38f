"""What ties a record to others: the same person in another company of the account, records merged into this one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employee, EmployeeMerge
from presantra.db.repositories import transfers as repository
from presantra.db.repositories.employees import Person
from presantra.domain.clock import paris_date
from presantra.domain.vocabulary import DepartureReason
from presantra.services import audit
from presantra.services.actor import Actor, CompanyRef
from presantra.services.audit import HistoryLine
from presantra.services.employees import snapshots
from presantra.services.employees.views import MergeView, TransferLink

LEFT = "Mutation vers un autre établissement"
JOINED = "Arrivée par mutation"
ABSORBED = "Fiche réunie à une autre"
_DAY = timedelta(days=1)


def others_of(actor: Actor) -> dict[int, CompanyRef]:
    """Companies that people may pass to from the current one, by internal id."""
    return {company.id: company for company in actor.side_by_side() if company != actor.member}


def left_by_transfer(history: Sequence[HistoryLine]) -> bool:
    """Whether the departure on record is half of a transfer: it cannot be taken back without the other half."""
    for line in history:
        if any(change.field == "departure_date" and change.after for change in line.changes):
            return line.action == LEFT
    return False


async def transfer_link(
    session: AsyncSession, actor: Actor, person: Person, history: Sequence[HistoryLine], today: date, days: int
) -> TransferLink | None:
    """Where the person went, or came from, when the account may see it there."""
    others = others_of(actor)
    employee, employment = person
    if not others:
        return None
    if employment.departure_reason == DepartureReason.TRANSFER and employment.end_date is not None:
        since = employment.end_date + _DAY
        there = await repository.arrived_on(session, others, employee.identity_key, since)
        if there is None:
            return None
        limit = None
        if employment.departure_recorded_at and await _untouched(session, employee, history, there[0]):
            limit = paris_date(employment.departure_recorded_at) + timedelta(days=days)
        can_undo = limit is not None and today <= limit
        return _link(others, there, since, leaving=True, undo_until=limit if can_undo else None)
    here = await repository.left_on(session, others, employee.identity_key, employment.start_date - _DAY)
    return None if here is None else _link(others, here, employment.start_date, leaving=False)


def _link(
    others: dict[int, CompanyRef], person: Person, day: date, *, leaving: bool, undo_until: date | None = None
) -> TransferLink:
    company = others[person[0].member_id]
    return TransferLink(
        public_id=str(person[0].public_id),
        company_id=str(company.public_id),
        company=f"{company.name} ({company.code})",
        day=day,
        leaving=leaving,
        undo_until=undo_until,
    )


async def _untouched(session: AsyncSession, here: Employee, history: Sequence[HistoryLine], there: Employee) -> bool:
    """Nothing was written on either record since the transfer, which wrote both at one instant."""
    if here.updated_at != there.updated_at:
        return False
    other = await audit.history(session, there.member_id, audit.Subject("employee", there.public_id))
    return bool(history and history[0].action == LEFT and other and other[0].action == JOINED)


def merge_view(merged: Sequence[EmployeeMerge], today: date, days: int) -> MergeView | None:
    """The latest merge, while it can be taken back."""
    for merge in merged[:1]:
        limit = paris_date(merge.merged_at) + timedelta(days=days)
        if today <= limit:
            return MergeView(str(merge.public_id), snapshots.name_of(merge), limit)
    return None


async def history_of(
    session: AsyncSession, member_id: int, employee: Employee, merged: Sequence[EmployeeMerge]
) -> tuple[HistoryLine, ...]:
    """Newest first; what happened to a record before it was merged into this one stands among the rest, and says so."""
    lines = await audit.history(session, member_id, audit.Subject("employee", employee.public_id))
    for merge in merged:
        name = snapshots.name_of(merge)
        theirs = await audit.history(session, member_id, audit.Subject("employee", snapshots.public_id_of(merge)))
        lines += tuple(
            replace(line, action=f"{line.action} (fiche {name})") for line in theirs if line.action != ABSORBED
        )
    return tuple(sorted(lines, key=lambda line: line.at, reverse=True)) if merged else lines
