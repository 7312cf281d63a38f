"""What the company did, and what events and ages still ask of it: the tables of its paper, in words."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employee
from presantra.db.repositories import attestations as attestations_repository
from presantra.db.repositories import diligence as repository
from presantra.domain.attestations import attestation_kinds
from presantra.domain.clock import PARIS, add_months, paris_date
from presantra.domain.labels import format_date, label
from presantra.domain.names import display_name
from presantra.domain.situations import SITUATIONS_BY_CODE
from presantra.domain.vocabulary import VisitKind
from presantra.services.diligence.views import MAX_LINES, MONTHS_BACK, CompanyActs, Table
from presantra.services.duties.coming import events_due


async def acts_of(session: AsyncSession, member_id: int, now: datetime, until: date) -> CompanyActs:
    """The last ``MONTHS_BACK`` months, and what is due by ``until``. No category of absence, no risk: only acts."""
    today = paris_date(now)
    since = datetime.combine(add_months(today, -MONTHS_BACK), time(), PARIS)
    by_kind = await repository.held_by_kind(session, member_id, since, now)
    visits = await repository.held(session, member_id, since, now, MAX_LINES)
    accidents, absences = await repository.signalled(session, member_id, since, MAX_LINES)
    workers, told = await repository.informed(session, member_id, since, MAX_LINES)
    ends, leavers = await repository.exposure_ends(session, member_id, since, MAX_LINES)
    return CompanyActs(
        since=paris_date(since),
        held_by_kind=tuple(sorted((label(VisitKind(kind)), count) for kind, count in by_kind.items())),
        held=Table(
            tuple((name_of(e), label(VisitKind(v.kind)), _instant(v.planned_at), v.number) for v, e in visits),
            sum(by_kind.values()),
        ),
        events=await _events(session, member_id, today, until),
        attestations=await _attestations(session, member_id, today),
        accidents=Table(
            tuple((name_of(e), _day(a.start_date), _day(a.end_date), _instant(a.signalled_at)) for a, e in absences),
            accidents,
        ),
        informed=Table(tuple((name_of(e), _instant(a.informed_at)) for a, e in told), workers),
        exposure_ends=Table(
            tuple((name_of(e), _day(p.end_date), _instant(p.exposure_signalled_at)) for p, e in leavers), ends
        ),
    )


async def _events(session: AsyncSession, member_id: int, today: date, until: date) -> Table:
    found = await events_due(session, member_id, today, until)
    rows = tuple(
        (
            name_of(one.employee),
            one.due.title,
            format_date(one.due.latest),
            "en retard" if one.due.latest < today else "à faire",
        )
        for one in found
    )
    # Not everybody was looked at: how many there are in all is not known.
    return Table(rows[:MAX_LINES], len(rows) if len(rows) <= MAX_LINES else None)


async def _attestations(session: AsyncSession, member_id: int, today: date) -> Table:
    """Those that the current jobs ask for, the first to end first."""
    rows = await attestations_repository.ending_before(session, member_id, date.max, today, MAX_LINES + 1)
    kept = tuple(
        (
            name_of(row.Employee),
            SITUATIONS_BY_CODE[row.kind].label,
            f"jusqu’au {format_date(row.valid_until)}",
            "expirée" if row.valid_until < today else "valable",
        )
        for row in rows[:MAX_LINES]
        if row.kind in {situation.code for situation in attestation_kinds(row.situations)}
    )
    return Table(kept, len(kept) if len(rows) <= MAX_LINES else None)


def name_of(employee: Employee) -> str:
    return display_name(employee.first_name, employee.usage_name or employee.birth_name)


def _day(day: date | None) -> str:
    return format_date(day) if day else "–"


def _instant(at: datetime | None) -> str:
    return format_date(paris_date(at)) if at else "–"
