"""End of an exposure: a departure after a poste à risques particuliers, now or once (R. 4624-28-1)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employee, Employment
from presantra.db.repositories import exposures as repository
from presantra.db.repositories import visits as visits_repository
from presantra.domain.clock import paris_date
from presantra.domain.errors import FieldChange
from presantra.domain.exposures import exposures
from presantra.domain.labels import format_date
from presantra.domain.vocabulary import DepartureReason, VisitKind, VisitStatus
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.duties import mails
from presantra.services.duties.views import WITHOUT_EFFECT, ExposureEnd

# Nobody was exposed, or nobody is left to be seen.
_NOTHING_DUE = frozenset({DepartureReason.NEVER_ARRIVED, DepartureReason.DEATH})


async def exposures_of(session: AsyncSession, member_id: int, employee: Employee, today: date) -> tuple[str, ...]:
    """Risks that the person has ever been exposed to in this company, by the rules of the time."""
    return exposures(await repository.jobs_of(session, member_id, employee.id or 0), today)


async def end_of(
    session: AsyncSession, member_id: int, person: tuple[Employee, Employment], today: date
) -> ExposureEnd | None:
    """The end of exposure that comes with a declared departure; None without departure, or without exposure."""
    employee, employment = person
    if employment.end_date is None or DepartureReason(employment.departure_reason) in _NOTHING_DUE:
        return None
    if not await exposures_of(session, member_id, employee, today):
        return None
    visits = await visits_repository.of_employee(session, member_id, employee.id or 0)
    asked = [v for v in visits if v.kind == VisitKind.POST_EXPOSURE and VisitStatus(v.status) not in WITHOUT_EFFECT]
    return ExposureEnd(
        departure_date=employment.end_date,
        signalled_at=employment.exposure_signalled_at,
        visit_number=asked[0].number if asked else "",
        visit_id=str(asked[0].public_id) if asked else "",
    )


async def signal(
    session: AsyncSession,
    context: ServiceContext,
    actor: Actor,
    person: tuple[Employee, Employment],
    departure_date: date,
    reason: DepartureReason,
) -> bool:
    """Tell the service of the end of exposure; False, and nothing sent, when there is none to tell."""
    risks = await exposures_of(session, actor.tenant(), person[0], paris_date(context.clock()))
    if not risks or reason in _NOTHING_DUE:
        return False
    await mails.signal_exposure_end(
        session, context, actor, person, risks, departure_date=departure_date, reason=reason
    )
    await _record(session, context, actor, person[0], "", f"service informé, départ du {format_date(departure_date)}")
    return True


async def take_back(
    session: AsyncSession, context: ServiceContext, actor: Actor, person: tuple[Employee, Employment]
) -> None:
    """The departure is undone: the service that was told of it is told so."""
    employment = person[1]
    if employment.exposure_signalled_at is None or employment.end_date is None:
        return
    risks = await exposures_of(session, actor.tenant(), person[0], paris_date(context.clock()))
    await mails.signal_exposure_end(
        session, context, actor, person, risks,
        departure_date=employment.end_date, reason=DepartureReason(employment.departure_reason), cancelled=True,
    )  # fmt: skip
    await _record(session, context, actor, person[0], "service informé", "annulation transmise au service")


async def _record(
    session: AsyncSession, context: ServiceContext, actor: Actor, employee: Employee, before: str, after: str
) -> None:
    change = FieldChange("exposure", "Fin d’exposition à un risque particulier", before, after)
    await audit.record(
        session, context, actor, "Fin d’exposition",
        member_id=actor.tenant(), subject=audit.Subject("employee", employee.public_id), changes=[change],
    )  # fmt: skip
