"""Mails that carry a duty of the employer to the service or to the worker, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import ComplementaryPost, Employee, Employment
from presantra.domain.absences import AbsenceFacts
from presantra.domain.labels import label
from presantra.domain.names import display_name
from presantra.domain.typography import french
from presantra.domain.vocabulary import DepartureReason
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.notices import notify
from presantra.services.outbox import enqueue


def _company(actor: Actor) -> dict[str, str]:
    assert actor.member is not None
    return {"company": actor.member.name, "code": actor.member.code}


def _author(actor: Actor) -> str:
    return french(f"{actor.signature} ({actor.email})")


def _name(employee: Employee) -> str:
    return display_name(employee.first_name, employee.usage_name or employee.birth_name)


async def signal_accident(
    session: AsyncSession,
    context: ServiceContext,
    actor: Actor,
    employee: Employee,
    facts: AbsenceFacts,
    *,
    again: bool,
) -> None:
    """Tell the doctor of an AT of less than 30 days (R. 4624-33), and acknowledge it to the employer."""
    assert facts.end_date is not None
    days = facts.days(facts.end_date)
    shared = {
        "employee": _name(employee),
        "start_date": facts.start_date,
        "end_date": facts.end_date,
        "days": french(f"{days} jour{'s' if days > 1 else ''}"),
        "again": again,
        **_company(actor),
    }
    to = context.settings.secretariat_email
    await enqueue(session, context, "work_accident_secretariat", to, requested_by=_author(actor), **shared)
    url = f"{context.settings.public_url}/espace/salaries/{employee.public_id}"
    await notify(session, context, "work_accident_acknowledged", actor.account(), url=url, **shared)


async def inform_worker(session: AsyncSession, context: ServiceContext, actor: Actor, employee: Employee) -> None:
    """To the worker himself, at the employer's demand: his rights during a long absence."""
    person = display_name(employee.first_name, employee.usage_name or employee.birth_name)
    await enqueue(
        session, context, "worker_rights", employee.email,
        person=person, employer=actor.signature, **_company(actor),
    )  # fmt: skip


async def signal_exposure_end(
    session: AsyncSession,
    context: ServiceContext,
    actor: Actor,
    person: tuple[Employee, Employment],
    exposures: Sequence[str],
    *,
    departure_date: date,
    reason: DepartureReason,
    cancelled: bool = False,
) -> None:
    """Tell the service of the end of an exposure (R. 4624-28-1), or that the departure was undone.

    ``exposures``: labels of the risks, as written on the record.
    """
    employee, employment = person
    await enqueue(
        session, context, "exposure_end_secretariat", context.settings.secretariat_email,
        employee=_name(employee), job_title=employment.job_title, departure_date=departure_date,
        motive=label(reason), exposures=", ".join(exposures), cancelled=cancelled,
        requested_by=_author(actor), **_company(actor),
    )  # fmt: skip


async def send_posts(
    session: AsyncSession, context: ServiceContext, actor: Actor, posts: Sequence[ComplementaryPost]
) -> None:
    """The liste complémentaire, to the service (R. 4624-23, III)."""
    rows = [
        {
            "job_title": post.job_title,
            "reason": post.reason,
            "doctor_opinion_on": post.doctor_opinion_on,
            "cse_opinion_on": post.cse_opinion_on,
        }
        for post in posts
    ]
    await enqueue(
        session, context, "complementary_list_secretariat", context.settings.secretariat_email,
        posts=rows, requested_by=_author(actor), **_company(actor),
    )  # fmt: skip
