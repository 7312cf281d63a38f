"""The calendar of an account for one company, behind a secret address that is shown once."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import CalendarFeed, Employee, Member
from presantra.db.repositories import accounts
from presantra.db.repositories import calendars as repository
from presantra.domain.centres import place_of
from presantra.domain.clock import PARIS, add_months, paris_date
from presantra.domain.errors import NotFound
from presantra.domain.labels import label
from presantra.domain.names import display_name
from presantra.domain.rights import Right
from presantra.domain.typography import french
from presantra.domain.vocabulary import VisitKind
from presantra.services import audit
from presantra.services.actor import Actor, needs
from presantra.services.context import ServiceContext
from presantra.services.duties.coming import Coming, events_due
from presantra.services.ical import Entry, write_calendar
from presantra.services.keys import new_token, token_digest
from presantra.services.throttle import Throttle
from presantra.services.visits.rules import centres
from presantra.services.workplaces import companies_of

PATH = "/calendrier"
MAX_EVENTS = 2_000
MAX_OVERDUE = 500
"""Of them: what is overdue stays as long as it is due, without hiding what comes."""
MONTHS_AHEAD = 12
DAYS_BEHIND = 31
TOKEN_MAX_LENGTH = 100


@dataclass(frozen=True, slots=True)
class CalendarStatus:
    """``created_at`` is None when there is no address; ``full_names``: persons are named in full."""

    created_at: datetime | None
    full_names: bool


@dataclass(frozen=True, slots=True)
class CalendarFile:
    content: bytes
    etag: str


class CalendarService:
    def __init__(self, context: ServiceContext, throttle: Throttle) -> None:
        self._context = context
        self._throttle = throttle

    @needs(Right.FOLLOW_UP_READ)
    async def status(self, actor: Actor) -> CalendarStatus:
        member_id = actor.tenant()
        async with self._context.database.reading() as session:
            feed = await repository.of_account(session, actor.account(), member_id)
        return CalendarStatus(feed.created_at if feed else None, bool(feed and feed.full_names))

    @needs(Right.FOLLOW_UP_READ)
    async def renew(self, actor: Actor, *, full_names: bool) -> str:
        """A new secret address for the current company; the one before dies. Never to be shown again."""
        member_id = actor.tenant()
        token = new_token()
        async with self._context.database.transaction() as session:
            # Two tabs that renew together pass one by one.
            await accounts.locked(session, actor.account())
            feed = CalendarFeed(
                account_id=actor.account(),
                member_id=member_id,
                token_digest=token_digest(token),
                full_names=full_names,
                created_at=self._context.clock(),
            )
            await repository.replace(session, feed)
            await self._record(session, actor, "Adresse de calendrier créée")
        return f"{self._context.settings.public_url}{PATH}/{token}.ics"

    @needs(Right.FOLLOW_UP_READ)
    async def remove(self, actor: Actor) -> None:
        """End the address of the current company; ending it twice is no error."""
        member_id = actor.tenant()
        async with self._context.database.transaction() as session:
            if await repository.remove(session, actor.account(), member_id):
                await self._record(session, actor, "Adresse de calendrier supprimée")

    async def file(self, ip: str, token: str) -> CalendarFile:
        """What stands behind an address: what is overdue, the deadlines of the year to come, and appointments.

        Raises:
            NotFound: unknown, renewed, removed, or the account lost the right to see it: one answer for all.
            Throttled: too many requests from this address.
        """
        await self._throttle.use((self._context.settings.throttle.calendar_ip, f"calendrier/ip/{ip}"))
        async with self._context.database.reading() as session:
            found = await repository.alive(session, token_digest(token[:TOKEN_MAX_LENGTH]))
            if found is None:
                raise NotFound
            feed, member = found
            companies = await companies_of(session, feed.account_id, paris_date(self._context.clock()))
            if not any(one.id == member.id and Right.FOLLOW_UP_READ in one.rights for one in companies):
                raise NotFound
            entries = await self._entries(session, feed)
        content = await asyncio.to_thread(write_calendar, _name(member), entries)
        return CalendarFile(content, f'"{hashlib.sha256(content).hexdigest()[:32]}"')

    async def _entries(self, session: AsyncSession, feed: CalendarFeed) -> list[Entry]:
        """Appointments first: they are the fewer, and nobody may miss one for want of room."""
        today = paris_date(self._context.clock())
        first, last = today - timedelta(days=DAYS_BEHIND), add_months(today, MONTHS_AHEAD)
        visits = await repository.appointments(session, feed.member_id, _midnight(first), _midnight(last), MAX_EVENTS)
        places = centres(self._context.settings)
        entries = [
            Entry(
                uid=f"visite-{visit.public_id}@presantra",
                starts=visit.planned_at,
                summary=f"{label(VisitKind(visit.kind))} – {_person(employee, full=feed.full_names)}",
                description=f"Rendez-vous {visit.number}. {self._link(f'visites/{visit.public_id}')}",
                stamp=visit.created_at,
                minutes=appointment.length_minutes if appointment else 0,
                place=place_of(places, appointment.centre) if appointment else "",
            )
            for visit, employee, appointment in visits
            if visit.planned_at is not None
        ]
        room = MAX_EVENTS - len(entries)
        overdue = await repository.overdue(session, feed.member_id, today, min(MAX_OVERDUE, room))
        rows = [*overdue, *await repository.deadlines(session, feed.member_id, today, last, room)]
        due = [self._deadline(feed, row, today) for row in rows]
        due += [self._event(feed, one, today) for one in await events_due(session, feed.member_id, today, last)]
        # Two attestations of one person that end on one day are told once.
        return entries + _kept(list({entry.uid: entry for entry in due}.values()), today, room)

    def _deadline(self, feed: CalendarFeed, row: Any, today: date) -> Entry:
        name = f"{label(VisitKind(row.due_kind))} – {_person(row.Employee, full=feed.full_names)}"
        return Entry(
            uid=f"echeance-{row.public_id}@presantra",
            starts=row.due_date,
            summary=french(f"{_when(row.due_date, today)} : {name}"),
            description=self._link(f"salaries/{row.Employee.public_id}"),
            stamp=row.created_at,
        )

    def _event(self, feed: CalendarFeed, coming: Coming, today: date) -> Entry:
        """Neither the absence nor the risk behind it, not even in the uid: what is to be done, for whom, by when."""
        due, employee = coming.due, coming.employee
        return Entry(
            uid=f"{due.act}-{employee.public_id}-{due.latest:%Y%m%d}@presantra",
            starts=due.latest,
            summary=french(f"{_when(due.latest, today)} : {due.title} – {_person(employee, full=feed.full_names)}"),
            description=self._link(f"salaries/{employee.public_id}"),
            stamp=coming.employment.created_at,
        )

    def _link(self, path: str) -> str:
        return f"{self._context.settings.public_url}/espace/{path}"

    async def _record(self, session: AsyncSession, actor: Actor, action: str) -> None:
        assert actor.member is not None
        await audit.record(
            session, self._context, actor, action,
            member_id=actor.tenant(), subject=audit.Subject("member", actor.member.public_id),
        )  # fmt: skip


def _kept(entries: list[Entry], today: date, room: int) -> list[Entry]:
    """The latest of what is overdue, then the soonest of what comes, in the order of time."""
    entries = sorted(entries, key=lambda entry: entry.starts)
    overdue = [entry for entry in entries if entry.starts < today]
    kept = overdue[max(0, len(overdue) - min(MAX_OVERDUE, room)) :]
    return kept + entries[len(overdue) :][: room - len(kept)]


def _when(day: date, today: date) -> str:
    return "En retard" if day < today else "Au plus tard"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), PARIS)


def _name(member: Member) -> str:
    return f"Suivi santé au travail – {member.name} ({member.code})"


def _person(employee: Employee, *, full: bool) -> str:
    """« É. D. »: a calendar is often shared, and shown on the telephone of others."""
    shown = employee.usage_name or employee.birth_name
    return display_name(employee.first_name, shown) if full else f"{employee.first_name[:1]}. {shown[:1]}.".upper()
