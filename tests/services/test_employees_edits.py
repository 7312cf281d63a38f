"""Modifier: what is derived again, who is told, what is refused."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from presantra.db.models import Employment
from presantra.domain.errors import DuplicateEmployee, FieldChange, InvalidForm, NotFound, StaleEdit
from presantra.domain.vocabulary import FollowUpKind, VisitKind
from presantra.services.employees import EmployeeQuery, EmployeeRecord


def form(**values: Any) -> dict[str, Any]:
    return {
        "birth_name": "Dupont",
        "first_name": "Éloïse",
        "birth_date": "1991-07-14",
        "sex": "f",
        "entry_date": "2026-11-02",
        "contract_type": "cdi",
        "job_title": "Menuisière",
    } | values


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


@pytest.fixture
async def record(container: Any, actor: Any) -> EmployeeRecord:
    view = await container.employees.declare_arrival(actor, form(), uuid4())
    found: EmployeeRecord = await container.employees.record(actor, view.public_id)
    return found


async def test_the_record_fills_the_form_that_leaves_it_unchanged(
    container: Any, actor: Any, record: EmployeeRecord
) -> None:
    again = await container.employees.edit(actor, record.public_id, record.form, record.version)

    assert again == record


async def test_an_edit_derives_the_follow_up_again_and_tells_what_changed(
    container: Any, actor: Any, record: EmployeeRecord
) -> None:
    raw = form(job_title="Étancheuse", situations=["amiante"], usage_name="Martin", phone="+33 6 12 34 56 78")
    edited = await container.employees.edit(actor, record.public_id, raw, record.version)

    assert edited.version == record.version + 1
    assert edited.name == "Éloïse MARTIN"
    assert edited.current.follow_up is FollowUpKind.SIR
    assert (edited.current.due_kind, edited.current.due_date) == (VisitKind.APTITUDE_HIRE, date(2026, 11, 2))
    assert edited.explanation[0].startswith("Poste à risques particuliers (Amiante)")
    assert edited.sources[0].article == "R. 4624-23"
    assert edited.history[0].action == "Fiche modifiée"
    assert edited.history[0].changes == (
        FieldChange("usage_name", "Nom d’usage", "", "Martin"),
        FieldChange("job_title", "Poste", "Menuisière", "Étancheuse"),
        FieldChange("situations", "Situations de travail", "", "Amiante"),
        FieldChange("phone", "Téléphone", "", "06 12 34 56 78"),
        FieldChange("follow_up", "Suivi", "Suivi individuel simple (SI)", "Suivi individuel renforcé (SIR)"),
        FieldChange("due_date", "Échéance", "02/02/2027", "02/11/2026"),
    )
    page = await container.employees.list(actor, EmployeeQuery(text="etancheuse martin"))
    assert [row.public_id for row in page.rows] == [record.public_id]


async def test_after_a_visit_the_next_one_is_periodic(container: Any, actor: Any, record: EmployeeRecord) -> None:
    async with container.context.database.transaction() as session:
        await session.execute(update(Employment).values(last_visit_date=date(2026, 11, 10)))

    raw = form(situations=["nuit"])
    edited = await container.employees.edit(actor, record.public_id, raw, record.version)

    assert (edited.current.due_kind, edited.current.due_date) == (VisitKind.VIP_PERIODIC, date(2029, 11, 10))
    assert "10/11/2029" in edited.explanation[1]


async def test_a_stale_page_is_told_who_and_what_and_overwrites_nothing(
    container: Any, actor: Any, make_account: Any, record: EmployeeRecord, clock: Any
) -> None:
    clock.advance(minutes=5)
    await container.employees.edit(
        actor, record.public_id, form(job_title="Ébéniste", email="a@example.fr"), record.version
    )
    kept = await container.employees.record(actor, record.public_id)
    clock.advance(minutes=5)

    with pytest.raises(StaleEdit) as refused:
        await container.employees.edit(actor, record.public_id, form(job_title="Vendeuse"), record.version)
    assert refused.value.by == "Claire MARTIN"
    assert refused.value.at == kept.history[0].at
    assert refused.value.changes == (
        FieldChange("job_title", "Poste", "Ébéniste", "Vendeuse"),
        FieldChange("email", "Adresse e-mail", "a@example.fr", ""),
    )
    assert await container.employees.record(actor, record.public_id) == kept


async def test_of_two_simultaneous_edits_one_is_stale(container: Any, actor: Any, record: EmployeeRecord) -> None:
    results = await asyncio.gather(
        *(
            container.employees.edit(actor, record.public_id, form(job_title=job), record.version)
            for job in ("Ébéniste", "Vendeuse")
        ),
        return_exceptions=True,
    )

    assert sorted(type(result).__name__ for result in results) == ["EmployeeRecord", "StaleEdit"]
    saved = next(result for result in results if isinstance(result, EmployeeRecord))
    assert await container.employees.record(actor, record.public_id) == saved


async def test_an_identity_that_is_already_somebody_else_is_confirmed_on_purpose(
    container: Any, actor: Any, record: EmployeeRecord
) -> None:
    other = await container.employees.declare_arrival(actor, form(first_name="Anne"), uuid4())
    raw = form(first_name="ANNE")

    with pytest.raises(DuplicateEmployee) as refused:
        await container.employees.edit(actor, record.public_id, raw, record.version)
    assert [candidate.public_id for candidate in refused.value.candidates] == [other.public_id]
    assert await container.employees.record(actor, record.public_id) == record

    edited = await container.employees.edit(actor, record.public_id, raw, record.version, True)
    assert edited.first_name == "ANNE"
    # What was confirmed is not asked again while the identity stays.
    await container.employees.edit(
        actor, record.public_id, form(first_name="Anne", job_title="Vendeuse"), edited.version
    )


async def test_wrong_values_and_unknown_people_change_nothing(
    container: Any, actor: Any, record: EmployeeRecord
) -> None:
    with pytest.raises(InvalidForm) as refused:
        await container.employees.edit(actor, record.public_id, form(sex="x", birth_date=""), record.version)
    assert list(refused.value.errors) == ["birth_date", "sex"]
    for unknown in (str(uuid4()), "1", "", "' OR 1=1"):
        with pytest.raises(NotFound):
            await container.employees.edit(actor, unknown, form(), 1)
        with pytest.raises(NotFound):
            await container.employees.record(actor, unknown)
    assert await container.employees.record(actor, record.public_id) == record


async def test_periods_may_not_overlap(container: Any, actor: Any, record: EmployeeRecord) -> None:
    raw = {"departure_date": "10/11/2026", "reason": "demission"}
    await container.employees.declare_departure(actor, record.public_id, raw, record.version, uuid4())
    left = await container.employees.record(actor, record.public_id)
    with pytest.raises(InvalidForm) as refused:
        await container.employees.edit(actor, left.public_id, form(entry_date="11/11/2026"), left.version)
    assert list(refused.value.errors) == ["entry_date"]

    await container.employees.rehire(actor, record.public_id, form(entry_date="16/11/2026"), uuid4())
    back = await container.employees.record(actor, record.public_id)
    with pytest.raises(InvalidForm) as refused:
        await container.employees.edit(actor, back.public_id, form(entry_date="10/11/2026"), back.version)
    assert "10/11/2026" in refused.value.errors["entry_date"]
    assert await container.employees.record(actor, record.public_id) == back
    moved = await container.employees.edit(actor, back.public_id, form(entry_date="11/11/2026"), back.version)
    assert [period.entry_date for period in moved.periods] == [date(2026, 11, 11), date(2026, 11, 2)]
