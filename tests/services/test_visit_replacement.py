"""Somebody else comes to the appointment instead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from presantra.domain.errors import InvalidForm, NotFound
from presantra.domain.vocabulary import VisitStatus
from tests.services.visit_company import actor, employee
from tests.services.visits import arrive, asked, later, planned

__all__ = ["actor", "employee"]

S = VisitStatus


async def test_somebody_else_instead_does_not_make_a_late_date_free(
    container: Any, actor: Any, employee: str, clock: Any
) -> None:
    view = await later(container, actor, employee, clock, 47)
    colleague = await arrive(container, actor, birth_name="Martin", birth_date="1980-01-02")
    taken = await container.visits.replace(actor, view.public_id, colleague)
    assert taken.clock.endswith("facturé 50\u00a0€ HT.")
    cancelled = await container.visits.cancel(actor, taken.public_id)
    assert cancelled.past[0].fee_euros == 50


async def test_somebody_who_needs_the_same_visit_comes_instead(
    container: Any, actor: Any, employee: str, mails: Any
) -> None:
    view = await planned(container, actor, employee, timedelta(hours=2))
    other = await arrive(container, actor, first_name="Marc", birth_name="Petit")
    sir = await arrive(container, actor, first_name="Sam", birth_name="Roux", situations=["amiante"])
    choices = await container.visits.replacements(actor, view.public_id)
    assert [choice.id for choice in choices] == [other]
    with pytest.raises(InvalidForm):
        await container.visits.replace(actor, view.public_id, sir)
    theirs = await container.visits.replace(actor, view.public_id, other)
    mine = await container.visits.record(actor, view.public_id)
    assert theirs.appointment is not None
    assert (theirs.visit.employee_name, theirs.visit.status) == ("Marc PETIT", S.PLANNED)
    assert theirs.appointment.starts_at == view.visit.planned_at
    assert (mine.visit.status, mine.visit.planned_at, mine.past[0].fee_euros) == (S.ACCEPTED, None, 0)
    assert "Remplacé par Marc PETIT" in mine.timeline[-1].note
    back = await container.visits.replacements(actor, theirs.public_id)
    assert [choice.id for choice in back] == [employee]
    assert [mail.kind for mail in (await mails())[-3:]] == [
        "visit_changed_secretariat", "visit_changed_secretariat", "visit_changed",
    ]  # fmt: skip


async def test_a_request_already_made_takes_the_place(container: Any, actor: Any, employee: str) -> None:
    view = await planned(container, actor, employee)
    other = await arrive(container, actor, first_name="Marc", birth_name="Petit")
    waiting = await asked(container, actor, other)
    assert (await container.visits.replace(actor, view.public_id, other)).number == waiting.number


async def test_a_colleague_who_has_asked_for_it_is_proposed(container: Any, actor: Any, employee: str) -> None:
    """Though the visit that the law awaits of him is another."""
    view = await planned(container, actor, employee, kind="mi_carriere")
    waiting, dated, gone, _none = [
        await arrive(container, actor, first_name=name, birth_name="Petit") for name in ("Marc", "Luc", "Jean", "Guy")
    ]
    for other in (waiting, gone):
        await asked(container, actor, other, "mi_carriere")
    await planned(container, actor, dated, kind="mi_carriere")
    raw = {"departure_date": "20/11/2026", "reason": "demission"}
    version = (await container.employees.record(actor, gone)).version
    await container.employees.declare_departure(actor, gone, raw, version, uuid4())
    [choice] = await container.visits.replacements(actor, view.public_id)
    assert (choice.id, choice.label.partition(" – ")[0]) == (waiting, "Marc PETIT (14/07/1991)")
    theirs = await container.visits.replace(actor, view.public_id, choice.id)
    assert theirs.visit.employee_name == "Marc PETIT"


async def test_who_needs_it_and_has_asked_is_proposed_once(container: Any, actor: Any, employee: str) -> None:
    view = await planned(container, actor, employee)
    other = await arrive(container, actor, first_name="Marc", birth_name="Petit")
    await asked(container, actor, other)
    assert [c.id for c in await container.visits.replacements(actor, view.public_id)] == [other]


@pytest.mark.parametrize("who", ["himself", "departed", "planned", "nobody"])
async def test_who_cannot_come_instead(container: Any, actor: Any, employee: str, dump: Any, who: str) -> None:
    view = await planned(container, actor, employee)
    other = await arrive(container, actor, first_name="Marc", birth_name="Petit")
    if who == "departed":
        raw = {"departure_date": "20/11/2026", "reason": "demission"}
        await container.employees.declare_departure(actor, other, raw, 1, uuid4())
    elif who == "planned":
        await planned(container, actor, other)
    chosen = {"himself": employee, "nobody": str(uuid4())}.get(who, other)
    before = await dump()
    with pytest.raises(NotFound if who == "nobody" else InvalidForm):
        await container.visits.replace(actor, view.public_id, chosen)
    assert await dump() == before
