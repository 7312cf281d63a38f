"""« Ce ne sont pas des doublons »: remembered, signed, taken back; one company’s affair."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from presantra.db.models import NotDuplicate
from presantra.domain.errors import InvalidValue, NotFound
from presantra.services import audit
from presantra.services.actor import System
from presantra.services.employees import EmployeeRecord
from presantra.services.retention import purge
from tests.import_steps import rows
from tests.services.people import arrive, read
from tests.services.test_employees_merges import actor, groups, merge

__all__ = ["actor"]


@pytest.fixture
async def twins(container: Any, actor: Any) -> list[EmployeeRecord]:
    """Two people born the same day, with the same first name and names that look alike."""
    return [await arrive(container, actor, birth_name=name) for name in ("Dupont", "Dupond")]


def ids(people: list[EmployeeRecord]) -> list[str]:
    return [one.public_id for one in people]


async def test_they_are_not_proposed_again(container: Any, actor: Any, twins: list[EmployeeRecord]) -> None:
    assert len(await groups(container, actor)) == 1
    assert await container.employees.tell_apart(actor, ids(twins)) == 1
    assert await groups(container, actor) == []
    (pair,) = await container.employees.told_apart(actor)
    assert (set(pair.names), pair.by) == ({one.name for one in twins}, actor.name)
    for one, other in (twins, twins[::-1]):
        line = (await read(container, actor, one.public_id)).history[0]
        assert (line.action, line.changes[0].after) == ("Doublon écarté", f"{other.name}, né(e) le 14/07/1991")
    assert await audit.verify(container.context, f"member:{actor.member.id}") == 0


async def test_said_twice_it_is_written_once(
    container: Any, actor: Any, twins: list[EmployeeRecord], dump: Any
) -> None:
    await container.employees.tell_apart(actor, ids(twins))
    before = await dump()
    assert await container.employees.tell_apart(actor, ids(twins)[::-1]) == 0
    assert await dump() == before


async def test_it_can_be_taken_back(container: Any, actor: Any, twins: list[EmployeeRecord], dump: Any) -> None:
    await container.employees.tell_apart(actor, ids(twins))
    (pair,) = await container.employees.told_apart(actor)
    await container.employees.compare_again(actor, pair.public_id)
    assert len(await groups(container, actor)) == 1
    assert await container.employees.told_apart(actor) == ()
    assert (await read(container, actor, twins[0].public_id)).history[0].action == "Doublon à vérifier de nouveau"
    before = await dump()
    with pytest.raises(NotFound):
        await container.employees.compare_again(actor, pair.public_id)
    assert await dump() == before


async def test_a_third_record_is_still_to_be_compared(container: Any, actor: Any, twins: list[EmployeeRecord]) -> None:
    await container.employees.tell_apart(actor, ids(twins))
    third = await arrive(container, actor, birth_name="Dupont Dupond", matricule="M3")
    ((_, names),) = await groups(container, actor)
    assert set(names) == {one.name for one in (*twins, third)}
    assert await container.employees.tell_apart(actor, [*ids(twins), third.public_id]) == 2
    assert await groups(container, actor) == []


async def test_a_merge_taken_back_finds_it_again(container: Any, actor: Any, twins: list[EmployeeRecord]) -> None:
    third = await arrive(container, actor, birth_name="Dupont Dupond", matricule="M3", phone="06 12 34 56 78")
    await container.employees.tell_apart(actor, [twins[0].public_id, third.public_id])
    merged = await merge(container, actor, twins[1], third)
    assert await container.employees.told_apart(actor) == ()
    assert len(await rows(container, NotDuplicate.first_id)) == 1
    await container.employees.undo_merge(actor, merged.merge.public_id)
    assert len(await container.employees.told_apart(actor)) == 1


async def test_what_is_refused_changes_nothing(
    container: Any, actor: Any, twins: list[EmployeeRecord], make_member: Any, make_account: Any, dump: Any
) -> None:
    other = await make_account("autre@presantra.example", members=[await make_member("20002", "Autre", "TD-G7V2-J3ZK")])
    theirs = await arrive(container, other)
    mine = ids(twins)
    before = await dump()
    for people, refusal in (
        ([mine[0]], InvalidValue),
        ([mine[0], mine[0]], InvalidValue),
        ([str(uuid4()) for _ in range(21)], InvalidValue),
        ([mine[0], theirs.public_id], NotFound),
        ([mine[0], "a"], NotFound),
    ):
        with pytest.raises(refusal):
            await container.employees.tell_apart(actor, people)
    assert await dump() == before
    await container.employees.tell_apart(actor, mine)
    (pair,) = await container.employees.told_apart(actor)
    before = await dump()
    with pytest.raises(NotFound):
        await container.employees.compare_again(other, pair.public_id)
    assert await container.employees.told_apart(other) == ()
    assert await dump() == before


async def test_the_purge_forgets_pairs_of_records_that_are_gone(
    container: Any, actor: Any, twins: list[EmployeeRecord], clock: Any
) -> None:
    await container.employees.tell_apart(actor, ids(twins))
    clock.advance(days=32)
    assert (await purge(container.context, System())).pairs == 0
    await merge(container, actor, *twins)
    assert (await purge(container.context, System())).pairs == 1
