"""Reprise, mi-carrière and post-exposition: what the service records as held closes what it answers, and no more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from presantra.db.models import VisitRequest
from presantra.domain.absences import AbsenceAct
from presantra.domain.follow_up import Act
from presantra.domain.visit_vocabulary import RequestOrigin
from tests.services.visits import SERVICE, arrive, asked

RETURN = {"kind": "reprise", "return_date": "2026-11-20", "leave_cause": "maladie"}


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


async def hold(container: Any, actor: Any, clock: Any, employee: str, days: int, **values: Any) -> str:
    """A visit of the employer's that takes place ``days`` from now, recorded as held the next day."""
    view = await asked(container, actor, employee, **values)
    await container.secretariat.cases.plan(SERVICE, view.number, clock() + timedelta(days=days), "paris")
    clock.advance(days=max(days, 0) + 1)
    await container.secretariat.cases.honour(SERVICE, view.number)
    return str(view.number)


async def dues(container: Any, actor: Any, employee: str) -> dict[Act, date]:
    found = (await container.employees.record(actor, employee)).follow_up
    return {due.act: due.latest for due in found.obligations}


async def test_a_reprise_that_was_held_is_due_no_more(container: Any, actor: Any, clock: Any) -> None:
    employee = await arrive(container, actor, entry_date="2020-01-06")
    await container.absences.declare(
        actor, employee, {"cause": "maladie", "start_date": "01/09/2026", "end_date": "19/11/2026"}, uuid4()
    )
    assert (await dues(container, actor, employee))[Act.RETURN] == date(2026, 11, 28)
    number = await hold(container, actor, clock, employee, 2, **RETURN)

    assert Act.RETURN not in await dues(container, actor, employee)
    record = await container.employees.record(actor, employee)
    answered = [(done.obligation.act, done.held) for done in record.follow_up.answered]
    assert answered == [(Act.RETURN, date(2026, 11, 25))]
    (absence,) = (await container.absences.of_employee(actor, employee)).absences
    assert (absence.return_number, absence.acts) == (number, ())
    assert (await container.duties.list(actor)).absences == ()


async def test_a_reprise_held_before_an_absence_was_prolonged_answers_nothing(
    container: Any, actor: Any, clock: Any
) -> None:
    employee = await arrive(container, actor, entry_date="2020-01-06")
    first = {"cause": "maladie", "start_date": "01/09/2026", "end_date": "19/11/2026"}
    declared = await container.absences.declare(actor, employee, first, uuid4())
    await hold(container, actor, clock, employee, 2, **RETURN)
    longer = first | {"end_date": "05/12/2026"}
    await container.absences.edit(actor, employee, declared.public_id, longer, declared.version)
    assert (await dues(container, actor, employee))[Act.RETURN] == date(2026, 12, 14)
    (absence,) = (await container.absences.of_employee(actor, employee)).absences
    assert AbsenceAct.ASK_RETURN in absence.acts


async def test_a_visit_that_the_employer_may_not_know_of_closes_nothing(container: Any, actor: Any, clock: Any) -> None:
    employee = await arrive(container, actor, entry_date="2020-01-06", birth_date="1981-05-02")
    await hold(container, actor, clock, employee, 2, kind="mi_carriere")
    assert Act.MID_CAREER not in await dues(container, actor, employee)
    async with container.context.database.transaction() as session:
        await session.execute(update(VisitRequest).values(origin=RequestOrigin.WORKER.value))
    assert (await dues(container, actor, employee))[Act.MID_CAREER] == date(2026, 12, 31)


async def test_a_mid_career_visit_stays_done_after_the_next_visit(container: Any, actor: Any, clock: Any) -> None:
    employee = await arrive(container, actor, entry_date="2020-01-06", birth_date="1981-05-02")
    await hold(container, actor, clock, employee, 2, kind="mi_carriere")
    await hold(container, actor, clock, employee, 2, kind="periodique")
    assert Act.MID_CAREER not in await dues(container, actor, employee)


async def test_a_visit_that_nobody_attended_closes_nothing(container: Any, actor: Any, clock: Any) -> None:
    employee = await arrive(container, actor, entry_date="2020-01-06", birth_date="1981-05-02")
    view = await asked(container, actor, employee, kind="mi_carriere")
    await container.secretariat.cases.plan(SERVICE, view.number, clock() + timedelta(days=2), "paris")
    clock.advance(days=3)
    assert Act.MID_CAREER in await dues(container, actor, employee)
    await container.secretariat.cases.miss(SERVICE, view.number)
    assert Act.MID_CAREER in await dues(container, actor, employee)


async def test_a_post_exposure_visit_closes_the_departure(container: Any, actor: Any, clock: Any) -> None:
    employee = await arrive(container, actor, entry_date="2020-01-06", situations=["amiante"])
    record = await container.employees.record(actor, employee)
    leaving = {"departure_date": "31/12/2026", "reason": "retraite"}
    await container.employees.declare_departure(actor, employee, leaving, record.version, uuid4())
    assert (await dues(container, actor, employee))[Act.POST_EXPOSURE] == date(2026, 12, 31)
    await hold(container, actor, clock, employee, 2, kind="post_exposition", exposure_end="2026-12-31")
    assert Act.POST_EXPOSURE not in await dues(container, actor, employee)
