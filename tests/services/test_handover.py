"""The administration handed over: asked by one, accepted by the other, and at no moment nobody's."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from presantra.bootstrap import Container
from presantra.domain.errors import Forbidden, InvalidForm, NotFound, ReauthenticationNeeded
from presantra.domain.rights import ROLES, Role
from presantra.services.actor import Actor
from tests.connection import EMAIL
from tests.services.staff import JEANNE, PAUL, again, claire, history, holding, id_of, member, paul

__all__ = ["claire", "holding", "member", "paul"]


@pytest.fixture
async def jeanne(holding: Any) -> Actor:
    actor: Actor = await holding(Role.READER)
    return actor


async def offer(container: Container, giver: Actor, kept: list[str]) -> str:
    await container.handovers.offer(giver, await id_of(container, giver, JEANNE), kept)
    given = await container.handovers.given(giver)
    assert given is not None
    return given.public_id


async def test_offered_then_accepted(container: Container, claire: Actor, jeanne: Actor, mails: Any) -> None:
    wanted = await offer(container, claire, ["facturation"])
    received = await container.handovers.received(jeanne)
    assert received is not None
    assert (received.giver, received.receiver, received.kept) == ("Claire MARTIN", "Jeanne PETIT", (Role.BILLING,))
    with pytest.raises(Forbidden):
        await container.users.people(await again(container, jeanne))
    await container.handovers.accept(jeanne, wanted)
    after, before = await again(container, jeanne), await again(container, claire)
    assert after.member is not None
    assert before.member is not None
    assert before.member.rights == ROLES[Role.BILLING].rights
    assert [(one.email, one.roles) for one in await container.users.people(after)] == [
        (EMAIL, (Role.BILLING,)), (JEANNE, (Role.ADMINISTRATOR, Role.READER)),
    ]  # fmt: skip
    assert [(mail.to, mail.subject.split(" (")[0]) for mail in await mails()] == [
        (JEANNE, "On vous transmet l’administration"),
        (EMAIL, "Administration transmise"),
        (JEANNE, "Administration reçue"),
    ]
    assert await history(container, after) == [
        ("Jeanne PETIT", "Administration reçue de Claire MARTIN"),
        ("Claire MARTIN", "Administration proposée à Jeanne PETIT"),
    ]
    with pytest.raises(NotFound):
        await container.handovers.accept(jeanne, wanted)


async def test_the_giver_may_leave(container: Container, claire: Actor, jeanne: Actor) -> None:
    await container.handovers.accept(jeanne, await offer(container, claire, []))
    assert (await again(container, claire)).companies == ()


async def test_declined_changes_nothing_and_is_told(
    container: Container, claire: Actor, jeanne: Actor, mails: Any
) -> None:
    wanted = await offer(container, claire, [])
    await container.handovers.decline(jeanne, wanted)
    assert (await mails())[-1].to == EMAIL
    assert await container.handovers.given(claire) is None
    assert [one.roles for one in await container.users.people(claire)] == [(Role.ADMINISTRATOR,), (Role.READER,)]
    with pytest.raises(NotFound):
        await container.handovers.accept(jeanne, wanted)


async def test_a_recent_proof_is_needed(
    container: Container, claire: Actor, jeanne: Actor, clock: Any, dump: Any
) -> None:
    target = await id_of(container, claire, JEANNE)
    clock.advance(minutes=5)
    before = await dump()
    with pytest.raises(ReauthenticationNeeded):
        await container.handovers.offer(claire, target, [])
    assert await dump() == before


@pytest.mark.parametrize("fate", ["withdrawn", "expired", "replaced", "giver_suspended", "receiver_suspended"])
async def test_an_offer_that_is_over_gives_nothing(
    container: Container, claire: Actor, paul: Actor, jeanne: Actor, clock: Any, dump: Any, fate: str
) -> None:
    wanted = await offer(container, claire, [])
    if fate == "withdrawn":
        await container.handovers.withdraw(claire)
        await container.handovers.withdraw(claire)
    elif fate == "expired":
        clock.advance(days=7)
    elif fate == "replaced":
        await container.handovers.offer(claire, await id_of(container, claire, PAUL.lower()), [])
    else:
        email = EMAIL if fate == "giver_suspended" else JEANNE
        await container.users.suspend(paul, await id_of(container, paul, email))
    before = await dump()
    assert await container.handovers.received(jeanne) is None
    for answer in (container.handovers.accept, container.handovers.decline):
        with pytest.raises(NotFound):
            await answer(jeanne, wanted)
    assert await dump() == before


async def test_only_the_receiver_answers(
    container: Container, claire: Actor, paul: Actor, jeanne: Actor, dump: Any
) -> None:
    wanted = await offer(container, claire, [])
    before = await dump()
    for somebody in (claire, paul):
        with pytest.raises(NotFound):
            await container.handovers.accept(somebody, wanted)
    assert await dump() == before


@pytest.mark.parametrize(
    ("email", "kept", "field"),
    [(EMAIL, [], "person"), (JEANNE, ["administrateur"], "kept"), (JEANNE, ["patron"], "kept")],
)
async def test_an_offer_to_correct(
    container: Container, claire: Actor, jeanne: Actor, dump: Any, email: str, kept: list[str], field: str
) -> None:
    target = await id_of(container, claire, email)
    before = await dump()
    with pytest.raises(InvalidForm) as refused:
        await container.handovers.offer(claire, target, kept)
    assert list(refused.value.errors) == [field]
    assert await dump() == before


async def test_a_suspended_person_is_not_offered_it(
    container: Container, claire: Actor, jeanne: Actor, dump: Any
) -> None:
    target = await id_of(container, claire, JEANNE)
    await container.users.suspend(claire, target)
    before = await dump()
    with pytest.raises(InvalidForm):
        await container.handovers.offer(claire, target, [])
    assert await dump() == before


async def test_removed_and_accepted_at_once(container: Container, claire: Actor, jeanne: Actor) -> None:
    """Whichever comes first, somebody administers."""
    wanted, target = await offer(container, claire, []), await id_of(container, claire, JEANNE)
    answers = await asyncio.gather(
        container.handovers.accept(jeanne, wanted), container.users.remove(claire, target), return_exceptions=True
    )
    assert sorted(answer is None for answer in answers) == [False, True]
    left = claire if answers[1] is None else jeanne
    assert [one.active_administrator for one in await container.users.people(await again(container, left))] == [True]
