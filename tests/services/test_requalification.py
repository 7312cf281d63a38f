"""A rule has changed: who is found, what is proposed, what is written, and what is left alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text, update

from presantra.bootstrap import Container
from presantra.db.models import Employee, Employment
from presantra.db.repositories.employees import Author, Identity, Period, insert_employee
from presantra.domain.errors import FieldChange, Forbidden, InvalidValue
from presantra.domain.vocabulary import FollowUpKind, VisitKind
from presantra.services import requalification
from presantra.services.actor import Actor
from presantra.services.requalification import FollowUpState, Requalification, Requalified

BY = Author("Reprise des données", at=datetime(2025, 6, 1, tzinfo=UTC))
SEEN = date(2024, 3, 1)


@pytest.fixture
async def member(make_member: Any) -> Any:
    return await make_member()


@pytest.fixture
async def actor(member: Any, make_account: Any) -> Any:
    return await make_account(members=[member])


async def add(container: Container, member: Any, name: str, **values: Any) -> str:
    """Somebody as he was stored when the rules were those of June 2025."""
    period = {
        "start_date": date(2018, 1, 8), "contract_type": "cdi", "job_title": "Cariste", "follow_up": "sir",
        "situations": ("autorisation_conduite",), "due_date": date(2026, 3, 1), "due_kind": "intermediaire",
        "last_visit_date": SEEN,
    } | values  # fmt: skip
    async with container.context.database.transaction() as session:
        identity = Identity(name, "Anne", date(1980, 5, 4), "f")
        employee = await insert_employee(session, member.id, identity, [Period(**period)], BY)
        return str(employee.public_id)


async def names(container: Container, actor: Actor) -> list[str]:
    found = await container.requalification.overview(actor)
    return [person.name for group in found.groups for person in group.people]


async def test_somebody_of_before_is_found_and_the_proposal_stands_beside(
    container: Container, actor: Actor, member: Any
) -> None:
    public_id = await add(container, member, "Avant")
    assert await container.requalification.count(actor) == 0

    assert await container.requalification.sweep() == 1
    assert await container.requalification.count(actor) == 1
    found = await container.requalification.overview(actor)
    assert found.total == 1
    (group,) = found.groups
    assert (group.reform.code, group.reform.decree, group.reform.on) == (
        "attestation_2025", "Décret n° 2025-355", date(2025, 10, 1),
    )  # fmt: skip
    assert group.people == (
        Requalified(
            public_id=public_id,
            name="Anne AVANT",
            job_title="Cariste",
            before=FollowUpState(FollowUpKind.SIR, VisitKind.INTERMEDIATE, date(2026, 3, 1)),
            after=FollowUpState(FollowUpKind.SI, VisitKind.VIP_PERIODIC, date(2029, 3, 1)),
            attestation_required=True,
        ),
    )


@pytest.mark.parametrize(
    "values",
    [
        {"follow_up": "si", "due_date": date(2029, 3, 1), "due_kind": "vip_periodique"},  # follows the rules already
        {"situations": ("cmr",)},  # no rule of his has changed
        {"situations": ("cmr", "autorisation_conduite")},  # still a post of risk
        {"end_date": date(2026, 10, 1), "departure_reason": "demission"},  # gone
    ],
)
async def test_who_is_not_concerned_is_left_alone(
    container: Container, actor: Actor, member: Any, values: dict[str, Any]
) -> None:
    await add(container, member, "Après", **values)
    await container.requalification.sweep()
    assert await container.requalification.count(actor) == 0
    assert await container.requalification.overview(actor) == Requalification(0, ())


async def test_somebody_exposed_to_lead_is_proposed_a_reinforced_follow_up(
    container: Container, actor: Actor, member: Any
) -> None:
    await add(
        container, member, "Plomb", situations=("plomb",), follow_up="si", due_date=date(2029, 3, 1),
        due_kind="vip_periodique",
    )  # fmt: skip
    await container.requalification.sweep()
    (group,) = (await container.requalification.overview(actor)).groups
    assert group.reform.code == "lead_2026"
    assert group.people[0].after == FollowUpState(FollowUpKind.SIR, VisitKind.INTERMEDIATE, date(2026, 3, 1))


async def test_everybody_is_looked_at_whatever_the_steps(
    container: Container, actor: Actor, member: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requalification, "BATCH", 2)
    for number in range(5):
        await add(container, member, f"Avant{number}")
        await add(container, member, f"Bureau{number}", situations=())
    assert await container.requalification.sweep() == 5
    assert await names(container, actor) == [f"Anne AVANT{number}" for number in range(5)]


async def test_a_sweep_is_done_once_for_each_change(container: Container, actor: Actor, member: Any, dump: Any) -> None:
    await container.requalification.sweep()
    await add(container, member, "Tard")
    before = await dump()
    assert await container.requalification.sweep() == 0
    assert await dump() == before


async def test_a_rule_to_come_is_not_applied_before_its_day(
    container: Container, actor: Actor, member: Any, clock: Any
) -> None:
    await add(container, member, "Avant")
    clock.now = datetime(2025, 9, 30, 21, 59, tzinfo=UTC)  # 23:59 in Paris
    assert await container.requalification.sweep() == 0
    clock.now = datetime(2025, 9, 30, 22, 0, tzinfo=UTC)
    assert await container.requalification.sweep() == 1


async def test_confirming_writes_follow_up_deadline_and_history(
    container: Container, actor: Actor, member: Any
) -> None:
    first, second = await add(container, member, "Avant"), await add(container, member, "Bientôt")
    await container.requalification.sweep()
    version = (await container.employees.record(actor, first)).version

    assert await container.requalification.confirm(actor, {UUID(first)}, uuid4()) == 1

    record = await container.employees.record(actor, first)
    assert (record.current.follow_up, record.current.due_kind, record.current.due_date) == (
        FollowUpKind.SI, VisitKind.VIP_PERIODIC, date(2029, 3, 1),
    )  # fmt: skip
    assert record.version == version + 1
    line = record.history[0]
    assert (line.by, line.action) == ("Claire MARTIN", "Suivi requalifié (Décret n° 2025-355)")
    assert line.changes == (
        FieldChange("follow_up", "Suivi", "Suivi individuel renforcé (SIR)", "Suivi individuel simple (SI)"),
        FieldChange("due_date", "Échéance", "01/03/2026", "01/03/2029"),
    )
    assert await names(container, actor) == ["Anne BIENTÔT"]
    assert (await container.employees.record(actor, second)).current.follow_up is FollowUpKind.SIR


async def test_the_same_confirmation_twice_changes_once(
    container: Container, actor: Actor, member: Any, dump: Any
) -> None:
    public_id = await add(container, member, "Avant")
    await container.requalification.sweep()
    operation = uuid4()
    assert await container.requalification.confirm(actor, {UUID(public_id)}, operation) == 1
    after = await dump()
    assert await container.requalification.confirm(actor, {UUID(public_id)}, operation) == 0
    assert await dump() == after


async def test_nobody_chosen_or_too_many_is_refused(container: Container, actor: Actor, dump: Any) -> None:
    before = await dump()
    with pytest.raises(InvalidValue, match="au moins un"):
        await container.requalification.confirm(actor, set(), uuid4())
    with pytest.raises(InvalidValue, match="au plus 200"):
        await container.requalification.confirm(actor, {uuid4() for _ in range(201)}, uuid4())
    assert await dump() == before


async def test_another_company_s_people_are_as_unknown_ones(
    container: Container, actor: Actor, member: Any, make_member: Any, make_account: Any, dump: Any
) -> None:
    theirs = await add(container, await make_member("20002"), "Ailleurs")
    mine = await add(container, member, "Avant")
    await container.requalification.sweep()
    assert await names(container, actor) == ["Anne AVANT"]
    before = await dump("operation")
    assert await container.requalification.confirm(actor, {UUID(theirs), uuid4()}, uuid4()) == 0
    assert await dump("operation") == before
    assert await container.requalification.confirm(actor, {UUID(theirs), UUID(mine)}, uuid4()) == 1
    async with container.context.database.reading() as session:
        joined = Employment.employee_id == Employee.id
        rows = await session.execute(select(Employee.birth_name, Employment.follow_up).join(Employment, joined))
        kinds = {name: kind for name, kind in rows.all()}  # noqa: C416 (rows, not pairs)
    assert kinds == {"Ailleurs": "sir", "Avant": "si"}
    stranger = await make_account("seul@example.fr", [])
    with pytest.raises(Forbidden):
        await container.requalification.count(stranger)


async def test_a_corrected_record_needs_no_confirmation_any_more(
    container: Container, actor: Actor, member: Any
) -> None:
    public_id = await add(container, member, "Avant")
    await container.requalification.sweep()
    record = await container.employees.record(actor, public_id)
    raw = {**record.form, "situations": ("autorisation_conduite", "cmr")}
    await container.employees.edit(actor, public_id, raw, record.version)
    assert await container.requalification.count(actor) == 0


async def test_the_dashboard_tells_it(container: Container, actor: Actor, member: Any) -> None:
    await add(container, member, "Avant")
    await container.requalification.sweep()
    view = await container.dashboard.overview(actor)
    assert view.to_requalify == 1
    assert view.actions[0].href == "/espace/suivi/requalification"
    assert "1 salarié change de suivi" in view.actions[0].sentence


async def test_the_count_reads_its_own_small_index(container: Container, actor: Actor, member: Any) -> None:
    """Whatever the size of the company: the plan names the partial index, and no other way to the rows."""
    await add(container, member, "Avant")
    await container.requalification.sweep()
    statement = (
        f"SELECT count(*) FROM employment WHERE member_id = {member.id} AND latest AND pending_reform != '' "
        "AND (end_date IS NULL OR end_date >= '2026-11-23')"
    )
    async with container.context.database.reading() as session:
        if container.context.database.is_postgresql:
            await session.execute(text("SET LOCAL enable_seqscan = off"))
            plan = (await session.execute(text(f"EXPLAIN {statement}"))).scalars().all()
        else:
            plan = [row[3] for row in (await session.execute(text(f"EXPLAIN QUERY PLAN {statement}"))).all()]
    assert any("ix_employment_pending_reform" in line for line in plan), plan


async def test_a_departure_undone_after_the_change_is_found(container: Container, actor: Actor, member: Any) -> None:
    await add(container, member, "Revenu", end_date=date(2026, 11, 20), departure_reason="demission")
    await container.requalification.sweep()
    assert await container.requalification.count(actor) == 0
    async with container.context.database.transaction() as session:
        await session.execute(update(Employment).values(end_date=None, departure_reason=""))
    assert await container.requalification.count(actor) == 1
