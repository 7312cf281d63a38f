"""Slots that employers book themselves: one seat, one winner, whoever presses first."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from presantra.db.models import Appointment, Slot
from presantra.domain.errors import InvalidValue, NotFound
from presantra.domain.visit_vocabulary import VisitAct
from presantra.domain.visits import VisitKind, VisitStatus
from presantra.services.visits import SlotTaken
from tests.services.visits import SERVICE, arrive, asked

ROUNDS = 100


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


@pytest.fixture
async def rival(make_member: Any, make_account: Any) -> Any:
    other = await make_member(code="20002", name="Transports Morel", number="TD-G7V2-J3ZK", siret="73282932000074")
    return await make_account("paul@exemple.fr", [other], first_name="Paul")


async def opened(container: Any, hours: float = 72, **values: Any) -> Any:
    at = container.context.clock() + timedelta(hours=hours)
    return await container.secretariat.slots.open(SERVICE, values.pop("centre", "paris"), at, **values)


async def taken(container: Any) -> list[int]:
    async with container.context.database.reading() as session:
        return list((await session.execute(select(Slot.taken).order_by(Slot.id))).scalars())  # type: ignore[arg-type]


async def test_a_slot_is_booked_and_given_back(container: Any, actor: Any) -> None:
    view = await asked(container, actor, await arrive(container, actor))
    slot = await opened(container)
    [offered] = await container.visits.slots(actor, view.public_id)
    assert (offered.public_id, offered.seats) == (slot.public_id, 1)
    booked = await container.visits.book(actor, view.public_id, slot.public_id)
    assert (booked.visit.status, booked.visit.planned_at) == (VisitStatus.PLANNED, slot.starts_at)
    assert booked.timeline[-1].said == "Créneau réservé"
    assert await container.visits.slots(actor, view.public_id) == ()
    assert await taken(container) == [1]
    await container.visits.ask_other_date(actor, view.public_id, "Plus tard")
    assert await taken(container) == [0]
    assert len(await container.visits.slots(actor, view.public_id)) == 1


async def test_a_slot_too_near_to_be_given_up_free_of_charge_says_so_before_it_is_booked(
    container: Any, actor: Any
) -> None:
    view = await asked(container, actor, await arrive(container, actor))
    near, far = await opened(container, 47), await opened(container, 48)
    offered = {slot.public_id: slot.warning for slot in await container.visits.slots(actor, view.public_id)}
    assert "sera facturé 50" in offered[near.public_id]
    assert offered[far.public_id] == ""
    booked = await container.visits.book(actor, view.public_id, near.public_id)
    assert booked.clock.endswith("facturé 50\u00a0€ HT.")
    cancelled = await container.visits.cancel(actor, view.public_id)
    assert cancelled.past[0].fee_euros == 50


async def test_planning_elsewhere_frees_the_seat(container: Any, actor: Any) -> None:
    view = await asked(container, actor, await arrive(container, actor))
    slot = await opened(container)
    await container.visits.book(actor, view.public_id, slot.public_id)
    at = container.context.clock() + timedelta(days=9)
    await container.secretariat.cases.plan(SERVICE, view.number, at, "montreuil")
    assert await taken(container) == [0]


async def test_a_replacement_keeps_the_seat(container: Any, actor: Any) -> None:
    view = await asked(container, actor, await arrive(container, actor))
    slot = await opened(container)
    await container.visits.book(actor, view.public_id, slot.public_id)
    other = await arrive(container, actor, first_name="Marc", birth_name="Petit")
    theirs = await container.visits.replace(actor, view.public_id, other)
    assert await taken(container) == [1]
    await container.visits.cancel(actor, theirs.public_id)
    assert await taken(container) == [0]


async def test_the_second_is_told_and_offered_the_next(container: Any, actor: Any, rival: Any, dump: Any) -> None:
    mine = await asked(container, actor, await arrive(container, actor))
    theirs = await asked(container, rival, await arrive(container, rival))
    await opened(container, 100)
    slot = await opened(container, 72)
    await container.visits.book(actor, mine.public_id, slot.public_id)
    before = await dump()
    with pytest.raises(SlotTaken, match=r"vient d’être pris. Le prochain est le 27/11/2026 à 14:00") as told:
        await container.visits.book(rival, theirs.public_id, slot.public_id)
    assert told.value.following is not None
    assert await dump() == before
    await container.visits.book(rival, theirs.public_id, told.value.following.public_id)


async def test_one_hundred_times_two_at_once_one_wins(container: Any, actor: Any, rival: Any) -> None:
    mine = await asked(container, actor, await arrive(container, actor))
    theirs = await asked(container, rival, await arrive(container, rival))
    wins = {"mine": 0, "theirs": 0}
    for turn in range(ROUNDS):
        slot = await opened(container, 60 + turn)
        results = await asyncio.gather(
            container.visits.book(actor, mine.public_id, slot.public_id),
            container.visits.book(rival, theirs.public_id, slot.public_id),
            return_exceptions=True,
        )
        kinds = [type(result).__name__ for result in results]
        assert sorted(kinds) == ["SlotTaken", "VisitView"], results
        assert (await taken(container))[-1] == 1
        first = kinds[0] == "VisitView"
        wins["mine" if first else "theirs"] += 1
        winner, view = (actor, mine) if first else (rival, theirs)
        await container.visits.ask_other_date(winner, view.public_id, "Encore")
        await container.secretariat.slots.close(SERVICE, slot.public_id)
    assert sum(wins.values()) == ROUNDS
    async with container.context.database.reading() as session:
        assert len((await session.execute(select(Appointment))).scalars().all()) == ROUNDS


async def test_a_capacity_of_three_takes_three(container: Any, actor: Any) -> None:
    views = [
        await asked(container, actor, await arrive(container, actor, first_name=name, birth_name="Petit"))
        for name in ("Anne", "Bruno", "Chloé", "David")
    ]
    slot = await opened(container, capacity=3)
    results = await asyncio.gather(
        *(container.visits.book(actor, view.public_id, slot.public_id) for view in views), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["SlotTaken", *["VisitView"] * 3]
    assert await taken(container) == [3]


async def test_the_database_itself_refuses_one_seat_too_many(container: Any) -> None:
    await opened(container)
    with pytest.raises(IntegrityError):
        async with container.context.database.transaction() as session:
            await session.execute(Slot.__table__.update().values(taken=2))  # type: ignore[attr-defined]


@pytest.mark.parametrize("case", ["closed", "past", "other kind", "unknown", "wrong status"])
async def test_what_cannot_be_booked(container: Any, actor: Any, clock: Any, dump: Any, case: str) -> None:
    view = await asked(container, actor, await arrive(container, actor))
    slot = await opened(container, 1, kinds=(VisitKind.MID_CAREER,) if case == "other kind" else (VisitKind.HIRE,))
    wanted: str = slot.public_id
    if case == "closed":
        await container.secretariat.slots.close(SERVICE, slot.public_id)
    elif case == "past":
        clock.advance(hours=2)
    elif case == "unknown":
        wanted = "0b0e7c1e-6f5a-4c39-9d58-0d6f5a3f7a11"
    elif case == "wrong status":
        await container.secretariat.cases.refuse(SERVICE, view.number, "Non")
        assert VisitAct.BOOK not in (await container.visits.record(actor, view.public_id)).acts
    if case != "unknown":
        assert await container.visits.slots(actor, view.public_id) == ()
    before = await dump()
    with pytest.raises((NotFound, InvalidValue)):
        await container.visits.book(actor, view.public_id, wanted)
    assert await dump() == before


async def test_the_centre_that_is_wished_comes_first(container: Any, actor: Any) -> None:
    view = await asked(container, actor, await arrive(container, actor), centre="montreuil")
    await opened(container, 10)
    await opened(container, 20, centre="montreuil")
    offered = await container.visits.slots(actor, view.public_id)
    assert [slot.place.partition(",")[0] for slot in offered] == ["Centre de Montreuil", "Centre de Paris"]


@pytest.mark.parametrize(
    "values", [{"centre": "lune"}, {"hours": -1}, {"kinds": ()}, {"kinds": (VisitKind.PRE_RETURN,)},
               {"capacity": 0}, {"length_minutes": 1000}],
)  # fmt: skip
async def test_a_slot_that_means_nothing_is_not_opened(container: Any, dump: Any, values: dict[str, Any]) -> None:
    before = await dump()
    with pytest.raises(InvalidValue):
        await opened(container, **values)
    assert await dump() == before


async def test_the_service_sees_its_slots(container: Any, actor: Any) -> None:
    view = await asked(container, actor, await arrive(container, actor))
    slot = await opened(container)
    await container.visits.book(actor, view.public_id, slot.public_id)
    await container.secretariat.slots.close(SERVICE, slot.public_id)
    [seen] = await container.secretariat.slots.list(SERVICE)
    assert (seen.taken, seen.capacity, seen.closed) == (1, 1, True)
    with pytest.raises(NotFound):
        await container.secretariat.slots.close(SERVICE, slot.public_id)
