"""Muter vers un autre établissement: both halves or none, the same person when he comes back, undone if untouched."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from presantra.domain.errors import InvalidForm, InvalidValue, NotFound, StaleEdit
from presantra.domain.vocabulary import DepartureReason, FollowUpKind, VisitKind
from presantra.services.actor import Actor
from presantra.services.employees import EmployeeQuery, EmployeeRecord, PresenceFilter
from tests.services.people import actions, arrive, read, told

EVERYBODY = EmployeeQuery(presence=PresenceFilter.ALL)


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Actor:
    """Somebody who works for two branches of one company."""
    here = await make_member()
    there = await make_member("10001-1", "Menuiserie Lefèvre Rennes", "TD-R6T3-W9HD")
    found: Actor = await make_account(members=[here, there])
    return found


@pytest.fixture
def there(actor: Actor) -> Actor:
    return actor.working_in(actor.companies[1].public_id)


@pytest.fixture
async def record(container: Any, actor: Actor) -> EmployeeRecord:
    return await arrive(container, actor, email="eloise@example.fr", matricule="M12", working_time="partiel")


async def transfer(
    container: Any, actor: Actor, record: EmployeeRecord, to: Any = None, **values: Any
) -> EmployeeRecord:
    raw = {
        "company": str(to or actor.companies[1].public_id),
        "transfer_date": "01/12/2026",
        "job_title": record.current.job_title,
        "situations": list(record.current.situations),
    } | values
    left: EmployeeRecord = await container.employees.transfer(actor, record.public_id, raw, record.version, uuid4())
    return left


async def only_one(container: Any, actor: Actor) -> EmployeeRecord:
    page = await container.employees.list(actor, EVERYBODY)
    assert page.total == 1
    return await read(container, actor, page.rows[0].public_id)


async def test_one_leaves_the_day_before_and_arrives_there(
    container: Any, actor: Actor, there: Actor, record: EmployeeRecord
) -> None:
    left = await transfer(container, actor, record)
    joined = await only_one(container, there)

    assert (left.current.departure_date, left.current.departure_reason) == (
        date(2026, 11, 30), DepartureReason.TRANSFER,
    )  # fmt: skip
    assert (joined.name, joined.birth_date, joined.email, joined.matricule) == (
        record.name, record.birth_date, "eloise@example.fr", "M12",
    )  # fmt: skip
    assert (joined.current.entry_date, joined.current.job_title) == (date(2026, 12, 1), "Menuisière")
    assert joined.current.working_time == "partiel"
    assert joined.public_id != record.public_id


async def test_each_record_leads_to_the_other(
    container: Any, actor: Actor, there: Actor, record: EmployeeRecord
) -> None:
    left = await transfer(container, actor, record)
    joined = await only_one(container, there)

    assert left.transfer is not None
    assert joined.transfer is not None
    assert (left.transfer.public_id, left.transfer.company) == (
        joined.public_id, "Menuiserie Lefèvre Rennes (10001-1)",
    )  # fmt: skip
    assert (left.transfer.leaving, left.transfer.undo_until) == (True, date(2026, 12, 23))
    assert (joined.transfer.public_id, joined.transfer.leaving, joined.transfer.undo_until) == (
        record.public_id, False, None,
    )  # fmt: skip
    assert actions(left)[0] == "Mutation vers un autre établissement"
    assert told(left) == {
        "Établissement": ("", "Menuiserie Lefèvre Rennes (10001-1)"),
        "Date de départ": ("", "30/11/2026"),
    }
    assert actions(joined) == ["Arrivée par mutation"]
    assert told(joined)["Établissement précédent"] == ("", "Menuiserie Lefèvre (10001)")


async def test_a_colleague_without_the_other_branch_sees_no_link(
    container: Any, actor: Actor, record: EmployeeRecord, make_account: Any
) -> None:
    await transfer(container, actor, record)
    colleague = await make_account("jean@example.fr", first_name="Jean")
    colleague = Actor(account_id=colleague.account_id, name="Jean", companies=actor.companies[:1], member=actor.member)

    assert (await read(container, colleague, record.public_id)).transfer is None


async def test_another_client_of_the_same_cabinet_is_not_named(
    container: Any, make_member: Any, make_account: Any
) -> None:
    own, client = await make_member(), await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")
    cabinet = await make_account(members=[own, client])
    left = await transfer(container, cabinet, await arrive(container, cabinet))

    assert told(left)["Établissement"] == ("", "un autre établissement")


async def test_a_new_risk_there_comes_with_its_examination(
    container: Any, actor: Actor, there: Actor, record: EmployeeRecord
) -> None:
    await transfer(container, actor, record, job_title="Peintre", situations=["plomb"])
    joined = await only_one(container, there)

    assert (joined.current.follow_up, joined.current.due_kind, joined.current.due_date) == (
        FollowUpKind.SIR, VisitKind.APTITUDE_HIRE, date(2026, 12, 1),
    )  # fmt: skip


async def test_somebody_who_had_left_the_other_branch_comes_back_there(
    container: Any, actor: Actor, there: Actor, record: EmployeeRecord
) -> None:
    former = await arrive(container, there, birth_name="DUPONT", entry_date="2020-01-06", phone="06 12 34 56 78")
    leaving = {"departure_date": "31/12/2021", "reason": "mutation"}
    await container.employees.declare_departure(there, former.public_id, leaving, former.version, uuid4())
    gone = await read(container, there, former.public_id)

    left = await transfer(container, actor, record)
    joined = await only_one(container, there)

    assert (joined.public_id, len(joined.periods)) == (former.public_id, 2)
    back = await container.employees.undo_transfer(actor, record.public_id, left.version)
    assert back.current == record.current
    again = await only_one(container, there)
    assert (again.current, again.periods, again.phone) == (gone.current, gone.periods, gone.phone)
    assert actions(again)[0] == "Mutation annulée"


async def test_somebody_present_there_is_refused(
    container: Any, actor: Actor, there: Actor, record: EmployeeRecord, dump: Any
) -> None:
    await arrive(container, there)
    before = await dump()

    with pytest.raises(InvalidForm) as refusal:
        await transfer(container, actor, record)
    assert "déjà présente" in refusal.value.errors["company"]
    assert await dump() == before


@pytest.mark.parametrize("which", ["unknown", "foreign", "own"])
async def test_only_another_company_of_the_account(
    container: Any, actor: Actor, record: EmployeeRecord, make_member: Any, dump: Any, which: str
) -> None:
    foreign = await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")
    assert actor.member is not None
    company = {"unknown": uuid4(), "foreign": foreign.public_id, "own": actor.member.public_id}[which]
    before = await dump()

    with pytest.raises(NotFound) as refusal:
        await transfer(container, actor, record, to=company)
    assert refusal.value.sentence == NotFound().sentence
    assert await dump() == before


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"transfer_date": ""}, "transfer_date"),
        ({"transfer_date": "02/02/2026"}, "transfer_date"),
        ({"transfer_date": "24/11/2027"}, "transfer_date"),
        ({"company": "ailleurs"}, "company"),
        ({"company": ""}, "company"),
        ({"job_title": ""}, "job_title"),
    ],
)
async def test_what_is_refused_changes_nothing(
    container: Any, actor: Actor, record: EmployeeRecord, dump: Any, values: dict[str, Any], field: str
) -> None:
    before = await dump()
    with pytest.raises(InvalidForm) as refusal:
        await transfer(container, actor, record, **values)

    assert list(refusal.value.errors) == [field]
    assert await dump() == before


async def test_sent_twice_it_transfers_once(container: Any, actor: Actor, record: EmployeeRecord, dump: Any) -> None:
    raw = {"company": str(actor.companies[1].public_id), "transfer_date": "01/12/2026", "job_title": "Chef"}
    operation = uuid4()
    first = await container.employees.transfer(actor, record.public_id, raw, record.version, operation)
    before = await dump()

    assert await container.employees.transfer(actor, record.public_id, raw, record.version, operation) == first
    assert await dump() == before


async def test_undone_it_leaves_two_lines_of_history_and_nobody_there(
    container: Any, actor: Actor, there: Actor, record: EmployeeRecord, clock: Any
) -> None:
    left = await transfer(container, actor, record)
    clock.advance(days=30)
    back = await container.employees.undo_transfer(actor, record.public_id, left.version)

    assert (back.current, back.departed, back.transfer) == (record.current, False, None)
    assert actions(back)[:2] == ["Mutation annulée", "Mutation vers un autre établissement"]
    assert (await container.employees.list(there, EVERYBODY)).total == 0


async def test_a_transfer_that_was_touched_is_not_undone(
    container: Any, actor: Actor, there: Actor, record: EmployeeRecord, dump: Any
) -> None:
    left = await transfer(container, actor, record)
    joined = await only_one(container, there)
    await container.visits.request(
        there,
        {"employee_id": joined.public_id, "kind": "reprise", "return_date": "2026-12-01", "leave_cause": "maladie"},
        uuid4(),
    )
    before = await dump()

    with pytest.raises(InvalidValue, match="ne peut plus être annulée"):
        await container.employees.undo_transfer(actor, record.public_id, left.version)
    with pytest.raises(InvalidValue, match="annulez la mutation"):
        await container.employees.undo_departure(actor, record.public_id, left.version)
    with pytest.raises(InvalidValue, match="pas de mutation"):
        await container.employees.undo_transfer(there, joined.public_id, joined.version)
    assert await dump() == before


async def test_a_departure_declared_by_hand_is_undone_by_hand(
    container: Any, actor: Actor, there: Actor, record: EmployeeRecord
) -> None:
    leaving = {"departure_date": "20/11/2026", "reason": "mutation"}
    await container.employees.declare_departure(actor, record.public_id, leaving, record.version, uuid4())
    await arrive(container, there, entry_date="2026-11-21")
    gone = await read(container, actor, record.public_id)
    assert gone.transfer is not None
    assert (gone.transfer.leaving, gone.transfer.undo_until, gone.can_undo_departure) == (True, None, True)

    back = await container.employees.undo_departure(actor, record.public_id, gone.version)
    assert back.current == record.current


async def test_too_late_or_stale(container: Any, actor: Actor, record: EmployeeRecord, clock: Any, dump: Any) -> None:
    left = await transfer(container, actor, record)
    before = await dump()
    with pytest.raises(StaleEdit):
        await container.employees.undo_transfer(actor, record.public_id, record.version)
    clock.advance(days=31)
    with pytest.raises(InvalidValue, match="trop ancienne"):
        await container.employees.undo_transfer(actor, record.public_id, left.version)
    assert await dump() == before


async def test_somebody_who_has_left_is_not_transferred(
    container: Any, actor: Actor, record: EmployeeRecord, dump: Any
) -> None:
    leaving = {"departure_date": "20/11/2026", "reason": "demission"}
    await container.employees.declare_departure(actor, record.public_id, leaving, record.version, uuid4())
    gone = await read(container, actor, record.public_id)
    before = await dump()

    with pytest.raises(InvalidValue, match="déjà déclaré"):
        await transfer(container, actor, gone)
    assert await dump() == before
