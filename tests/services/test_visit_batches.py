"""A visit for several people at once: one request each, one mail for all, never twice."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from presantra.domain.errors import InvalidValue, SessionExpired
from presantra.services.actor import ANONYMOUS
from presantra.services.employees import EmployeeQuery, PresenceFilter
from presantra.services.employees.paging import Chosen
from presantra.services.visit_batches import BatchResult
from presantra.services.visit_views import VisitQuery
from tests.services.test_employees_list import add


@pytest.fixture
async def member(make_member: Any) -> Any:
    return await make_member()


@pytest.fixture
async def actor(member: Any, make_account: Any) -> Any:
    return await make_account(members=[member])


async def four(container: Any, member: Any) -> list[str]:
    """To be hired, periodic, gone, and of a short season."""
    return [
        await add(container.context, member, "Neuve", "Anne", due_kind="vip_initiale"),
        await add(container.context, member, "Ancien", "Luc", follow_up="sir", due_kind="ema_periodique"),
        await add(container.context, member, "Parti", "Guy", end_date=date(2026, 1, 1), departure_reason="demission"),
        await add(container.context, member, "Saison", "Eva", due_date=None, due_kind=""),
    ]


async def test_each_gets_the_visit_of_his_follow_up(container: Any, member: Any, actor: Any, mails: Any) -> None:
    ids = await four(container, member)
    chosen = Chosen(EmployeeQuery(), tuple(map(UUID, ids)))
    assert await container.visit_batches.request(actor, chosen, uuid4()) == BatchResult(opened=2, without=2)
    rows = (await container.visits.list(actor, VisitQuery())).rows
    assert {(row.employee_name, row.kind.value) for row in rows} == {
        ("Anne NEUVE", "embauche"),
        ("Luc ANCIEN", "periodique"),
    }
    told = await mails()
    assert [(mail.kind, mail.to) for mail in told] == [
        ("visits_acknowledged", "claire.martin@example.fr"),
        ("visits_requested_secretariat", "secretariat@presantra.example"),
    ]
    assert "DV-2026-000001 – " in told[0].text
    assert "Examen médical d’aptitude périodique" in told[1].text
    assert await container.visit_batches.request(actor, chosen, uuid4()) == BatchResult(already=2, without=2)
    assert len(await mails()) == 2


async def test_the_same_operation_twice_is_one(container: Any, member: Any, actor: Any, dump: Any) -> None:
    await four(container, member)
    operation, everybody = uuid4(), Chosen(EmployeeQuery(presence=PresenceFilter.ALL))
    await container.visit_batches.request(actor, everybody, operation)
    before = await dump()
    assert await container.visit_batches.request(actor, everybody, operation) == BatchResult(again=True)
    assert await dump() == before


async def test_too_many_or_nobody_is_refused(
    container: Any, member: Any, actor: Any, dump: Any, monkeypatch: pytest.MonkeyPatch, make_member: Any
) -> None:
    await four(container, member)
    other = await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")
    theirs = UUID(await add(container.context, other, "Secret", "Anne"))
    monkeypatch.setattr("presantra.services.visit_batches.MOST_AT_ONCE", 3)
    before = await dump()
    for chosen in (
        Chosen(EmployeeQuery(presence=PresenceFilter.ALL)),
        Chosen(EmployeeQuery(text="introuvable")),
        Chosen(EmployeeQuery(), (theirs,)),
    ):
        with pytest.raises(InvalidValue):
            await container.visit_batches.request(actor, chosen, uuid4())
    with pytest.raises(SessionExpired):
        await container.visit_batches.request(ANONYMOUS, chosen, uuid4())
    assert await dump() == before
