"""A recent proof: five minutes, one session, a right password, not too many wrong ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from presantra.bootstrap import Container
from presantra.domain.errors import ReauthenticationNeeded, SessionExpired, Throttled, WrongProof
from presantra.services.actor import ANONYMOUS, Actor
from presantra.services.recent import demand_recent, is_recent
from tests.connection import BETTER, GOOD, browser


@pytest.fixture
async def claire(make_member: Any, make_account: Any) -> Actor:
    actor: Actor = await make_account("claire.martin@example.fr", [await make_member()], password=GOOD)
    return actor


async def test_a_log_in_is_a_proof_for_five_minutes(container: Container, claire: Actor, clock: Any) -> None:
    demand_recent(container.context, claire)
    clock.advance(minutes=4, seconds=59)
    demand_recent(container.context, claire)
    clock.advance(seconds=1)
    assert not is_recent(container.context, claire)
    with pytest.raises(ReauthenticationNeeded):
        demand_recent(container.context, claire)


async def test_a_password_opens_the_window_of_its_session_only(container: Container, claire: Actor, clock: Any) -> None:
    token = (await container.auth.log_in(browser(), claire.email, GOOD)).token
    other = (await container.auth.log_in(browser(), claire.email, GOOD)).token
    clock.advance(minutes=10)
    actor = await container.sessions.resolve(token, browser())
    assert not is_recent(container.context, actor)
    await container.reauthentication.by_password(actor, GOOD)
    assert is_recent(container.context, await container.sessions.resolve(token, browser()))
    assert not is_recent(container.context, await container.sessions.resolve(other, browser()))
    history = [line.action for line in await container.profile.security_history(actor)]
    assert history[0] == "Identité confirmée par le mot de passe"


@pytest.mark.parametrize("password", ["", "faux", BETTER, GOOD + "x" * 300, "\ud800"])
async def test_a_wrong_password_changes_nothing(
    container: Container, claire: Actor, dump: Any, clock: Any, password: str
) -> None:
    clock.advance(minutes=10)
    before = await dump()
    with pytest.raises(WrongProof):
        await container.reauthentication.by_password(claire, password)
    assert await dump() == before


async def test_too_many_wrong_ones_wait(container: Container, claire: Actor, dump: Any, wall_clock: Any) -> None:
    for _ in range(5):
        with pytest.raises(WrongProof):
            await container.reauthentication.by_password(claire, "faux")
    before = await dump()
    with pytest.raises(Throttled):
        await container.reauthentication.by_password(claire, GOOD)
    assert await dump() == before
    wall_clock.advance(301)
    await container.reauthentication.by_password(claire, GOOD)


async def test_twenty_an_hour(container: Container, claire: Actor, wall_clock: Any) -> None:
    for _ in range(4):
        for _ in range(5):
            with pytest.raises(WrongProof):
                await container.reauthentication.by_password(claire, "faux")
        wall_clock.advance(301)
    with pytest.raises(Throttled):
        await container.reauthentication.by_password(claire, GOOD)
    wall_clock.advance(3600)
    await container.reauthentication.by_password(claire, GOOD)


async def test_nobody_and_a_closed_session(container: Container, claire: Actor, dump: Any) -> None:
    await container.sessions.revoke_others(replace(claire, session_id=0))
    before = await dump()
    for actor in (ANONYMOUS, replace(claire, provisional=True)):
        with pytest.raises(SessionExpired):
            await container.reauthentication.by_password(actor, GOOD)
        with pytest.raises(SessionExpired):
            demand_recent(container.context, actor)
    with pytest.raises(SessionExpired):
        await container.reauthentication.by_password(claire, GOOD)
    assert await dump() == before


async def test_a_provisional_session_is_no_proof(container: Container, claire: Actor) -> None:
    assert not is_recent(container.context, replace(claire, provisional=True))
