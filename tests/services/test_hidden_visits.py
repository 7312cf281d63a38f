"""A visit that a worker or a doctor asked for, and all that reads, counts, draws, exports, erases or asks for visits.

`tests/services/test_secretariat.py` has the pages of visits themselves.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from presantra.db.models import Employee, VisitRequest
from presantra.domain.errors import InvalidValue
from presantra.domain.visit_vocabulary import RequestOrigin
from presantra.domain.vocabulary import VisitKind, VisitStatus
from presantra.services.counts import CountMemory
from presantra.services.employees import DeadlineFilter, EmployeeQuery
from presantra.services.employees.paging import Chosen
from presantra.services.secretariat import Designation
from presantra.services.tables_out import TableFormat
from tests.services.test_calendars import IP, token_in
from tests.services.test_diligence import text_of
from tests.services.visits import SERVICE, arrive, planned

EVERYBODY = Chosen(query=EmployeeQuery())
S = VisitStatus


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    there = await make_member("10001-1", "Menuiserie Lefèvre Rennes", "TD-R6T3-W9HD")
    return await make_account(members=[await make_member(), there])


@pytest.fixture
async def employee(container: Any, actor: Any) -> str:
    """His visit is due within 90 days, and nothing is asked for; he is ill."""
    employee = await arrive(container, actor, matricule="M-7")
    await container.absences.declare(actor, employee, {"cause": "maladie", "start_date": "03/11/2026"}, uuid4())
    return employee


async def hide(container: Any, kind: VisitKind, code: str = "10001") -> str:
    found = await container.secretariat.cases.enter_confidential(
        SERVICE, code, Designation("M-7"), RequestOrigin.WORKER, kind
    )
    return str(found.number)


async def exported(container: Any, actor: Any) -> bytes:
    made = await container.exports.write(actor, EVERYBODY, TableFormat.CSV)
    try:
        content: bytes = made.path.read_bytes()
        return content
    finally:
        made.discard()


async def seen(container: Any, actor: Any, employee: str, calendar: str) -> list[Any]:
    return [
        [await container.employees.list(actor, EmployeeQuery(deadline=deadline)) for deadline in DeadlineFilter],
        await container.dashboard.overview(actor),
        await container.employees.record(actor, employee),
        await container.absences.of_employee(actor, employee),
        await container.duties.list(actor),
        await exported(container, actor),
        text_of(await container.diligence.person(actor, employee)),
        text_of(await container.diligence.company(actor)),
        (await container.calendars.file(IP, token_in(calendar))).content,
    ]


@pytest.mark.parametrize("kind", [VisitKind.HIRE, VisitKind.RETURN])
@pytest.mark.parametrize("status", [S.SENT, S.SUMMONED, S.DONE])
async def test_nothing_that_an_employer_reads_tells_of_it(
    container: Any, actor: Any, employee: str, clock: Any, monkeypatch: Any, status: VisitStatus, kind: VisitKind
) -> None:
    # What was counted before is not counted again as long as nothing is journalled: here it must be.
    monkeypatch.setattr(CountMemory, "get", lambda _self, _key: None)
    calendar = await container.calendars.renew(actor, full_names=True)
    before = await seen(container, actor, employee, calendar)
    await hide(container, kind)
    async with container.context.database.transaction() as session:
        await session.execute(update(VisitRequest).values(status=status, planned_at=clock() + timedelta(days=5)))
    assert await seen(container, actor, employee, calendar) == before


async def test_no_figure_mail_or_batch_takes_it_for_the_employers(
    container: Any, actor: Any, employee: str, mails: Any, clock: Any
) -> None:
    await hide(container, VisitKind.HIRE)
    clock.advance(days=7)
    assert await container.digest.send_now() == 1
    assert "1 visite à demander" in (await mails())[-1].text
    result = await container.visit_batches.request(actor, EVERYBODY, uuid4())
    assert (result.opened, result.already) == (1, 0)


async def test_held_it_moves_no_deadline(container: Any, actor: Any, employee: str, clock: Any) -> None:
    before = await container.employees.record(actor, employee)
    number = await hide(container, VisitKind.HIRE)
    await container.secretariat.cases.plan(SERVICE, number, clock() - timedelta(minutes=1), "paris")
    await container.secretariat.cases.honour(SERVICE, number)
    assert await container.employees.record(actor, employee) == before


async def test_whom_it_names_is_not_erased_with_his_arrival(container: Any, actor: Any, employee: str) -> None:
    record = await container.employees.record(actor, employee)
    there = actor.companies[1]
    form = {"company": str(there.public_id), "transfer_date": "01/12/2026", "job_title": "Menuisière"}
    left = await container.employees.transfer(actor, employee, form, record.version, uuid4())
    await hide(container, VisitKind.ON_REQUEST, "10001-1")
    with pytest.raises(InvalidValue, match="ne peut plus être annulée"):
        await container.employees.undo_transfer(actor, employee, left.version)
    async with container.context.database.reading() as session:
        assert len((await session.execute(select(Employee.id))).all()) == 2


async def test_an_appointment_missed_leaves_the_return_to_ask_for(
    container: Any, actor: Any, employee: str, clock: Any
) -> None:
    """The employer's own: a request that led to no visit answers nothing any more, neither does a draft."""
    asked = {"employee_id": employee, "kind": "embauche"}
    await container.visits.save_draft(actor, asked, uuid4())
    to_plan = EmployeeQuery(deadline=DeadlineFilter.TO_PLAN)
    assert (await container.employees.list(actor, to_plan)).total == 1
    view = await planned(container, actor, employee, timedelta(hours=1))
    assert (await container.employees.list(actor, to_plan)).total == 0
    assert (await container.dashboard.overview(actor)).visits_planned == 1
    clock.advance(hours=2)
    await container.secretariat.cases.miss(SERVICE, view.number)
    assert (await container.employees.list(actor, to_plan)).total == 1
    assert (await container.dashboard.overview(actor)).visits_planned == 0


async def test_a_visit_held_is_the_last_one_known_and_dates_the_next(
    container: Any, actor: Any, employee: str, clock: Any
) -> None:
    before = await container.employees.record(actor, employee)
    view = await planned(container, actor, employee, timedelta(hours=1))
    clock.advance(hours=2)
    await container.secretariat.cases.honour(SERVICE, view.number)
    record = await container.employees.record(actor, employee)
    assert (record.current.last_visit_date, record.current.last_visit_kind) == (
        date(2026, 11, 23), VisitKind.VIP_INITIAL,
    )  # fmt: skip
    assert (record.current.due_kind, record.current.due_date) == (VisitKind.VIP_PERIODIC, date(2031, 11, 23))
    assert (record.version, record.overtaken) == (before.version + 1, False)
