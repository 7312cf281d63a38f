"""What the employer owes today in the whole company: for the dashboard, the page of duties and the digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Absence, Employee
from presantra.db.repositories import absences as absences_repository
from presantra.db.repositories import attestations as attestations_repository
from presantra.db.repositories import complementary_posts, obligations
from presantra.domain.attestations import AttestationState, attestation_kinds, attestation_state
from presantra.domain.clock import paris_date
from presantra.domain.follow_up import BOOK
from presantra.domain.names import display_name
from presantra.domain.rights import Right
from presantra.domain.situations import SITUATIONS_BY_CODE
from presantra.domain.vocabulary import VisitKind, VisitStatus
from presantra.services.actor import Actor, needs
from presantra.services.context import ServiceContext
from presantra.services.duties.absences import views
from presantra.services.duties.posts import post_list
from presantra.services.duties.views import WITHOUT_EFFECT, AbsenceView
from presantra.services.employees.access import id_of
from presantra.services.employees.figures import Counting

MAX_LINES = 200
"""Of each kind: beyond, the page says so and the first ones are to be dealt with anyway."""
SHOWN = 5
"""On the dashboard; the page of duties has them all."""
LONGEST_WAIT_DAYS = 365
LATELY_DAYS = 60
ATTESTATION_DAYS = 90


@dataclass(frozen=True, slots=True)
class MustWait:
    """Somebody who must not start before his visit; ``begun``: his first day has come."""

    employee_id: str
    name: str
    starts_on: date
    kind: VisitKind
    begun: bool


@dataclass(frozen=True, slots=True)
class AbsenceDuty:
    employee_id: str
    name: str
    absence: AbsenceView


@dataclass(frozen=True, slots=True)
class AttestationDuty:
    employee_id: str
    name: str
    label: str
    valid_until: date
    state: AttestationState


@dataclass(frozen=True, slots=True)
class Duties:
    """At most ``MAX_LINES`` of each kind. ``posts_to_renew``: sent a year ago; ``posts_to_send``: changed since."""

    must_wait: tuple[MustWait, ...]
    absences: tuple[AbsenceDuty, ...]
    attestations: tuple[AttestationDuty, ...]
    posts_to_renew: bool
    posts_to_send: bool


@dataclass(frozen=True, slots=True)
class DutyFigures:
    """How much of each kind is owed, counted up to ``MAX_LINES``; ``first_waiting``: the first ``SHOWN`` who wait."""

    waiting: int
    first_waiting: tuple[MustWait, ...]
    absences: int
    attestations: int
    posts_to_renew: bool
    posts_to_send: bool


class DutyOverview:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    @needs(Right.FOLLOW_UP_READ)
    async def list(self, actor: Actor) -> Duties:
        """What is owed in the company the actor works in, on the legal day."""
        member_id = actor.tenant()
        async with self._context.database.reading() as session:
            return await duties_of(session, self._context, member_id)


async def duty_figures(session: AsyncSession, context: ServiceContext, member_id: int) -> DutyFigures:
    """Made once for each version of the member's data and each legal day: the dashboard is opened more than written."""
    counting = await Counting.of(session, context, member_id)

    async def make() -> DutyFigures:
        duties = await duties_of(session, context, member_id)
        return DutyFigures(
            waiting=len(duties.must_wait),
            first_waiting=duties.must_wait[:SHOWN],
            absences=len(duties.absences),
            attestations=len(duties.attestations),
            posts_to_renew=duties.posts_to_renew,
            posts_to_send=duties.posts_to_send,
        )

    return await counting.once(("duties", paris_date(context.clock())), make)


async def duties_of(session: AsyncSession, context: ServiceContext, member_id: int) -> Duties:
    today = paris_date(context.clock())
    posts = post_list(await complementary_posts.of_member(session, member_id), context)
    return Duties(
        must_wait=await _must_wait(session, member_id, today),
        absences=await _absences(session, member_id, today),
        attestations=await _attestations(session, member_id, today),
        posts_to_renew=posts.to_renew,
        posts_to_send=posts.to_send,
    )


async def _must_wait(session: AsyncSession, member_id: int, today: date) -> tuple[MustWait, ...]:
    """From the day the arrival or the change of job is declared: the visit takes time to arrange."""
    first = today - timedelta(days=LONGEST_WAIT_DAYS)
    rows = await obligations.must_wait(session, member_id, first, today, MAX_LINES)
    return tuple(
        MustWait(
            str(row.Employee.public_id),
            display_name(row.Employee.first_name, row.Employee.usage_name or row.Employee.birth_name),
            row.starts_on,
            VisitKind(row.due_kind),
            row.starts_on <= today,
        )
        for row in rows
        if not row.left_undone or BOOK.profile(tuple(row.situations), max(today, row.starts_on)).before
    )


async def _absences(session: AsyncSession, member_id: int, today: date) -> tuple[AbsenceDuty, ...]:
    """Absences that still ask something of the employer."""
    since = today - timedelta(days=LATELY_DAYS)
    found = await absences_repository.current(session, member_id, since, today, MAX_LINES)
    people = {id_of(employee) for _, employee in found}
    requests = await obligations.requests_of(session, member_id, people, VisitKind.RETURN.value)
    by_person: dict[int, tuple[Employee, list[Absence]]] = {}
    for absence, employee in found:
        # Oldest first here, newest first there.
        by_person.setdefault(id_of(employee), (employee, []))[1].insert(0, absence)
    duties = []
    for person, (employee, absences) in by_person.items():
        standing = [v for v in requests.get(person, ()) if VisitStatus(v.status) not in WITHOUT_EFFECT]
        name = display_name(employee.first_name, employee.usage_name or employee.birth_name)
        duties += [
            AbsenceDuty(str(employee.public_id), name, view) for view in views(absences, standing, today) if view.acts
        ]
    return tuple(duties)


async def _attestations(session: AsyncSession, member_id: int, today: date) -> tuple[AttestationDuty, ...]:
    """Attestations that have ended, or end within 90 days, and that the current job still asks for."""
    day = today + timedelta(days=ATTESTATION_DAYS)
    rows = await attestations_repository.ending_before(session, member_id, day, today, MAX_LINES)
    return tuple(
        AttestationDuty(
            str(row.Employee.public_id),
            display_name(row.Employee.first_name, row.Employee.usage_name or row.Employee.birth_name),
            SITUATIONS_BY_CODE[row.kind].label,
            row.valid_until,
            attestation_state(row.valid_until, today),
        )
        for row in rows
        if row.kind in {situation.code for situation in attestation_kinds(row.situations)}
    )
