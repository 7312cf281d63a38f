"""Doublons: who is found, what a merge keeps and moves, and how two records are parted again."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from presantra.db.models import Absence, Employee, EmployeeMerge
from presantra.domain.duplicates import Likeness
from presantra.domain.errors import InvalidForm, InvalidValue, NotFound, StaleEdit
from presantra.services.actor import System
from presantra.services.employees import EmployeeQuery, EmployeeRecord, PresenceFilter
from presantra.services.retention import purge
from tests.services.people import actions, arrive, read

EVERYBODY = EmployeeQuery(presence=PresenceFilter.ALL)


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


@pytest.fixture
async def kept(container: Any, actor: Any) -> EmployeeRecord:
    return await arrive(container, actor, matricule="M1")


@pytest.fixture
async def other(container: Any, actor: Any, kept: EmployeeRecord) -> EmployeeRecord:
    """The same woman, entered a second time under her usage name, with a former period of her own."""
    first = await arrive(
        container, actor, birth_name="Dupond", usage_name="Martin", entry_date="2019-03-04", phone="06 12 34 56 78"
    )
    leaving = {"departure_date": "31/12/2020", "reason": "demission"}
    await container.employees.declare_departure(actor, first.public_id, leaving, first.version, uuid4())
    again = {**first.form, "entry_date": "05/02/2026", "job_title": "Peintre", "situations": ["plomb"]}
    await container.employees.rehire(actor, first.public_id, again, uuid4())
    return await read(container, actor, first.public_id)


async def merge(
    container: Any, actor: Any, kept: EmployeeRecord, other: EmployeeRecord, **sides: str
) -> EmployeeRecord:
    versions = (kept.version, other.version)
    merged: EmployeeRecord = await container.employees.merge(
        actor, kept.public_id, other.public_id, sides, versions, uuid4()
    )
    return merged


async def groups(container: Any, actor: Any) -> list[tuple[Likeness, list[str]]]:
    page = await container.employees.duplicates(actor)
    return [(group.likeness, [person.name for person in group.people]) for group in page.groups]


async def test_probable_duplicates_are_found_and_others_are_not(container: Any, actor: Any) -> None:
    for values in (
        {"birth_name": "Le Goff", "first_name": "Noël"},
        {"birth_name": "LE-GOFF", "first_name": "Noel"},
        {"birth_name": "Lefèvre", "first_name": "Anne"},
        {"birth_name": "Martin", "first_name": "Anne", "usage_name": "Lefevre"},
        {"birth_name": "Moreau", "first_name": "Anne"},
        {"birth_name": "Bernard", "first_name": "Luc", "matricule": "A-7"},
        {"birth_name": "Petit", "first_name": "Jean", "matricule": "A-7", "birth_date": "1980-01-01"},
        {"birth_name": "Bernard", "first_name": "Luc", "birth_date": "1991-07-15"},
    ):
        await arrive(container, actor, **values)

    assert await groups(container, actor) == [
        (Likeness.NAMES, ["Anne LEFÈVRE", "Anne LEFEVRE"]),
        (Likeness.MATRICULE, ["Jean PETIT", "Luc BERNARD"]),
        (Likeness.IDENTITY, ["Noël LE GOFF", "Noel LE-GOFF"]),
    ]


async def test_only_the_company_of_the_actor_is_searched(
    container: Any, actor: Any, kept: EmployeeRecord, make_member: Any, make_account: Any
) -> None:
    stranger = await make_account(
        "paul@example.fr", [await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")], first_name="Paul"
    )
    await arrive(container, stranger)

    assert (await groups(container, actor), await groups(container, stranger)) == ([], [])


async def test_one_record_remains_with_everything(
    container: Any, actor: Any, kept: EmployeeRecord, other: EmployeeRecord
) -> None:
    await container.visits.request(
        actor,
        {"employee_id": other.public_id, "kind": "reprise", "return_date": "2026-12-01", "leave_cause": "maladie"},
        uuid4(),
    )
    merged = await merge(container, actor, kept, other, usage_name="autre", phone="autre")

    assert (merged.public_id, merged.name, merged.birth_name) == (kept.public_id, "Éloïse MARTIN", "Dupont")
    assert (merged.phone, merged.matricule) == ("06 12 34 56 78", "M1")
    # The period of 2026 was told twice: the kept record's words remain; the one of 2019 comes along.
    assert [(p.entry_date, p.job_title) for p in merged.periods] == [
        (date(2026, 2, 2), "Menuisière"), (date(2019, 3, 4), "Menuisière"),
    ]  # fmt: skip
    assert len(merged.visits) == 1
    assert (await container.employees.list(actor, EVERYBODY)).total == 1
    with pytest.raises(NotFound):
        await read(container, actor, other.public_id)
    assert await groups(container, actor) == []


async def test_the_history_of_both_remains(
    container: Any, actor: Any, kept: EmployeeRecord, other: EmployeeRecord
) -> None:
    merged = await merge(container, actor, kept, other, usage_name="autre")

    theirs = [f"{action} (fiche Éloïse MARTIN)" for action in actions(other)]
    assert sorted(actions(merged)) == sorted(["Fiches fusionnées", *actions(kept), *theirs])
    line = next(line for line in merged.history if line.action == "Fiches fusionnées")
    assert [(c.label, c.before, c.after) for c in line.changes] == [
        ("Fiche réunie à celle-ci", "", "Éloïse MARTIN (14/07/1991)"),
        ("Nom d’usage", "", "Martin"),
    ]


async def test_the_job_of_the_other_record_may_be_the_right_one(
    container: Any, actor: Any, kept: EmployeeRecord, other: EmployeeRecord
) -> None:
    merged = await merge(container, actor, kept, other, job="autre")

    assert (merged.current.entry_date, merged.current.job_title) == (date(2026, 2, 5), "Peintre")
    assert merged.current.follow_up == "sir"
    assert len(merged.periods) == 2


@pytest.mark.parametrize(
    "sides", [{}, {"job": "autre", "usage_name": "autre", "phone": "autre", "birth_name": "autre"}]
)
async def test_parted_again_both_are_what_they_were(
    container: Any, actor: Any, kept: EmployeeRecord, other: EmployeeRecord, clock: Any, sides: dict[str, str]
) -> None:
    async with container.context.database.transaction() as session:
        found = (await session.execute(select(Employee).where(Employee.phone != ""))).scalar_one()
        session.add(
            Absence(
                member_id=found.member_id, employee_id=found.id, cause="maladie", start_date=date(2026, 5, 4),
                created_at=clock(), created_by="Claire MARTIN",
            )
        )  # fmt: skip
    before = (await read(container, actor, kept.public_id), await read(container, actor, other.public_id))
    merged = await merge(container, actor, kept, other, **sides)
    assert merged.merge is not None
    assert (merged.merge.other_name, merged.merge.undo_until) == ("Éloïse MARTIN", date(2026, 12, 23))
    clock.advance(days=30)

    parted = await container.employees.undo_merge(actor, merged.merge.public_id)

    assert actions(parted)[:2] == ["Fusion annulée", "Fiches fusionnées"]
    after = (parted, await read(container, actor, other.public_id))
    for one, two in zip(before, after, strict=True):
        assert (two.current, two.periods, two.form, two.visits) == (one.current, one.periods, one.form, one.visits)
    assert parted.merge is None
    async with container.context.database.reading() as session:
        absence = (await session.execute(select(Absence))).scalar_one()
        owner = (await session.execute(select(Employee).where(Employee.id == absence.employee_id))).scalar_one()
    assert str(owner.public_id) == other.public_id


async def test_jobs_held_before_follow_their_period(
    container: Any, actor: Any, kept: EmployeeRecord, other: EmployeeRecord
) -> None:
    change = {"change_date": "01/12/2026", "job_title": "Chef"}
    kept = await container.employees.change_job(actor, kept.public_id, change, kept.version, uuid4())
    merged = await merge(container, actor, kept, other, job="autre")
    assert merged.current.jobs == ()

    assert merged.merge is not None
    parted = await container.employees.undo_merge(actor, merged.merge.public_id)
    assert parted.current == kept.current
    assert parted.change is not None


async def test_what_came_after_the_merge_stays_with_the_kept_record(
    container: Any, actor: Any, kept: EmployeeRecord, other: EmployeeRecord
) -> None:
    merged = await merge(container, actor, kept, other)
    await container.visits.request(
        actor,
        {"employee_id": kept.public_id, "kind": "reprise", "return_date": "2026-12-01", "leave_cause": "maladie"},
        uuid4(),
    )
    assert merged.merge is not None
    parted = await container.employees.undo_merge(actor, merged.merge.public_id)

    assert len(parted.visits) == 1
    assert (await read(container, actor, other.public_id)).visits == ()


async def test_a_record_changed_since_is_not_parted(
    container: Any, actor: Any, kept: EmployeeRecord, other: EmployeeRecord, dump: Any
) -> None:
    merged = await merge(container, actor, kept, other)
    edited = await container.employees.edit(
        actor, kept.public_id, merged.form | {"phone": "06 98 76 54 32"}, merged.version
    )
    assert edited.merge is not None
    before = await dump()

    with pytest.raises(InvalidValue, match="Claire MARTIN a modifié la fiche"):
        await container.employees.undo_merge(actor, edited.merge.public_id)
    assert await dump() == before


async def test_merges_are_undone_one_by_one_the_latest_first(
    container: Any, actor: Any, kept: EmployeeRecord, other: EmployeeRecord, dump: Any
) -> None:
    third = await arrive(container, actor, birth_name="Dupon", entry_date="2015-01-05")
    leaving = {"departure_date": "31/12/2016", "reason": "demission"}
    await container.employees.declare_departure(actor, third.public_id, leaving, third.version, uuid4())
    third = await read(container, actor, third.public_id)
    first = await merge(container, actor, kept, other)
    second = await merge(container, actor, first, third)
    assert first.merge is not None
    assert second.merge is not None
    before = await dump()
    with pytest.raises(InvalidValue, match="plus récente"):
        await container.employees.undo_merge(actor, first.merge.public_id)
    assert await dump() == before

    once = await container.employees.undo_merge(actor, second.merge.public_id)
    assert once.merge == first.merge
    twice = await container.employees.undo_merge(actor, first.merge.public_id)
    assert (twice.merge, twice.periods) == (None, kept.periods)
    assert (await container.employees.list(actor, EVERYBODY)).total == 3


async def test_a_record_that_had_absorbed_another_may_be_absorbed(
    container: Any, actor: Any, kept: EmployeeRecord, other: EmployeeRecord
) -> None:
    third = await arrive(container, actor, birth_name="Dupon", entry_date="2026-02-03")
    inner = await merge(container, actor, kept, other)
    outer = await merge(container, actor, third, inner)
    assert inner.merge is not None
    assert outer.merge is not None
    assert {"Arrivée déclarée", "Retour déclaré (fiche Éloïse MARTIN)"} <= set(actions(outer))

    await container.employees.undo_merge(actor, outer.merge.public_id)
    parted = await container.employees.undo_merge(actor, inner.merge.public_id)
    assert parted.periods == kept.periods
    assert (await read(container, actor, other.public_id)).periods == other.periods


async def test_refusals_change_nothing(
    container: Any, actor: Any, kept: EmployeeRecord, other: EmployeeRecord, dump: Any, clock: Any
) -> None:
    before = await dump()
    with pytest.raises(StaleEdit):
        await container.employees.merge(actor, kept.public_id, other.public_id, {}, (1, 1), uuid4())
    with pytest.raises(InvalidValue, match="différentes"):
        await merge(container, actor, kept, kept)
    with pytest.raises(InvalidForm):
        await merge(container, actor, kept, other, phone="les deux")
    with pytest.raises(NotFound):
        await container.employees.merge(actor, kept.public_id, str(uuid4()), {}, (1, 1), uuid4())
    assert await dump() == before

    merged = await merge(container, actor, kept, other)
    assert merged.merge is not None
    clock.advance(days=31)
    before = await dump()
    with pytest.raises(InvalidValue, match="30 jours"):
        await container.employees.undo_merge(actor, merged.merge.public_id)
    with pytest.raises(NotFound):
        await container.employees.undo_merge(actor, str(uuid4()))
    assert await dump() == before


async def test_the_purge_forgets_what_can_no_longer_be_parted(
    container: Any, actor: Any, kept: EmployeeRecord, other: EmployeeRecord, clock: Any
) -> None:
    merged = await merge(container, actor, kept, other)
    clock.advance(days=30)
    assert (await purge(container.context, System())).merges == 0
    clock.advance(days=2)
    assert (await purge(container.context, System())).merges == 1
    assert (await purge(container.context, System())).merges == 0

    async with container.context.database.reading() as session:
        snapshot = (await session.execute(select(EmployeeMerge))).scalar_one().snapshot
    assert sorted(snapshot["other"]) == ["birth_name", "first_name", "public_id", "usage_name"]
    assert list(snapshot) == ["other"]
    after = await read(container, actor, kept.public_id)
    assert actions(after) == actions(merged)
    third = await arrive(container, actor, birth_name="Dupon", entry_date="2026-02-03")
    again = await merge(container, actor, after, third)
    assert again.merge is not None
    await container.employees.undo_merge(actor, again.merge.public_id)


async def test_sent_twice_it_merges_once(
    container: Any, actor: Any, kept: EmployeeRecord, other: EmployeeRecord, dump: Any
) -> None:
    operation, versions = uuid4(), (kept.version, other.version)
    first = await container.employees.merge(actor, kept.public_id, other.public_id, {}, versions, operation)
    before = await dump()

    again = await container.employees.merge(actor, kept.public_id, other.public_id, {}, versions, operation)
    assert (again, await dump()) == (first, before)


async def test_what_is_kept_to_part_them_is_plain_json(
    container: Any, actor: Any, kept: EmployeeRecord, other: EmployeeRecord
) -> None:
    await merge(container, actor, kept, other)
    async with container.context.database.reading() as session:
        row = (await session.execute(select(EmployeeMerge))).scalar_one()

    assert json.loads(json.dumps(row.snapshot)) == row.snapshot
    assert (row.merged_by, row.undone_at) == ("Claire MARTIN", None)
