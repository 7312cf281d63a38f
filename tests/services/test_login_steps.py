"""After the right password: the second factor, its limits, and the browsers that are trusted."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from presantra.bootstrap import Container
from presantra.db.models import LoginStep, TrustedDevice
from presantra.domain.errors import BadCredentials, NotFound, SessionExpired, Throttled, WrongProof
from presantra.services.actor import Actor
from tests.connection import BETTER, EMAIL, GOOD, browser, resolve, totp_code, with_second_factor


@pytest.fixture
async def claire(make_member: Any, make_account: Any) -> Actor:
    actor: Actor = await make_account(EMAIL, [await make_member()], password=GOOD)
    return actor


@pytest.fixture
async def secret(container: Container, claire: Actor, clock: Any) -> str:
    found, _ = await with_second_factor(container, claire)
    clock.advance(minutes=1)
    return found


async def waiting(container: Container, visitor: Actor | None = None) -> str:
    login = await container.auth.log_in(visitor or browser(), EMAIL, GOOD)
    assert login.token == ""
    assert login.step
    return login.step


async def actions(container: Container, actor: Actor) -> list[str]:
    return [line.action for line in await container.profile.security_history(actor)]


async def test_a_right_password_opens_nothing(container: Container, claire: Actor, secret: str) -> None:
    step = await waiting(container)
    assert await container.sessions.resolve(step, browser()) == browser()
    async with container.context.database.reading() as session:
        assert step not in repr(list((await session.execute(select(LoginStep))).scalars()))


async def test_the_code_opens_the_session(container: Container, secret: str, clock: Any) -> None:
    login = await container.login_steps.finish(browser(), await waiting(container), totp_code(secret, clock.now))
    actor = await resolve(container, login)
    assert (actor.email, login.trust, login.step) == (EMAIL, "", "")
    assert (await actions(container, actor))[0] == "Connexion avec un code"
    assert actor.reauthenticated_at == clock.now


async def test_a_code_read_over_the_shoulder_is_worth_nothing(
    container: Container, secret: str, clock: Any, dump: Any
) -> None:
    code = totp_code(secret, clock.now)
    mine, thief = await waiting(container), await waiting(container)
    await container.login_steps.finish(browser(), mine, code)
    before = await dump()
    with pytest.raises(WrongProof):
        await container.login_steps.finish(browser(), thief, code)
    with pytest.raises(SessionExpired):
        await container.login_steps.finish(browser(), mine, totp_code(secret, clock.now))
    assert await dump() == before


async def test_two_at_the_same_instant(container: Container, secret: str, clock: Any) -> None:
    code = totp_code(secret, clock.now)
    steps = [await waiting(container) for _ in range(3)]
    finish = container.login_steps.finish
    done = await asyncio.gather(*(finish(browser(), step, code) for step in steps), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Login", "WrongProof", "WrongProof"]


async def test_recovery_codes_serve_once(container: Container, claire: Actor, clock: Any, mails: Any) -> None:
    _, codes = await with_second_factor(container, claire)
    login = await container.login_steps.finish(browser(), await waiting(container), codes[0].lower())
    actor = await resolve(container, login)
    assert (await actions(container, actor))[0] == "Connexion avec un code de secours"
    notice = [mail for mail in await mails() if mail.kind == "security_notice"][-1]
    assert "Il vous en reste 9." in notice.text
    with pytest.raises(WrongProof):
        await container.login_steps.finish(browser(), await waiting(container), codes[0])


async def test_a_step_expires(container: Container, secret: str, clock: Any, dump: Any) -> None:
    step = await waiting(container)
    clock.advance(minutes=10)
    before = await dump()
    for token in (step, "", "autre", "é"):
        with pytest.raises(SessionExpired):
            await container.login_steps.finish(browser(), token, totp_code(secret, clock.now))
    assert await dump() == before


async def test_wrong_codes_wait_and_the_holder_is_told(
    container: Container, claire: Actor, secret: str, clock: Any, dump: Any, mails: Any, wall_clock: Any
) -> None:
    step = await waiting(container)
    before = await dump()
    for _ in range(4):
        with pytest.raises(WrongProof):
            await container.login_steps.finish(browser(), step, "abcdef")
    assert await dump() == before
    with pytest.raises(WrongProof):
        await container.login_steps.finish(browser(), step, "abcdef")
    told = await dump()
    assert (await actions(container, claire))[0] == "Codes de vérification refusés"
    assert (await mails())[-1].subject == "Sécurité de votre compte – Codes de vérification refusés"
    with pytest.raises(Throttled):
        await container.login_steps.finish(browser(), step, totp_code(secret, clock.now))
    assert await dump() == told
    wall_clock.advance(301)
    await container.login_steps.finish(browser(), step, totp_code(secret, clock.now))


async def test_guesses_sent_at_once_are_counted_one_by_one(container: Container, secret: str) -> None:
    step = await waiting(container)
    finish = container.login_steps.finish
    done = await asyncio.gather(*(finish(browser(), step, f"{n:06}") for n in range(12)), return_exceptions=True)
    names = [type(one).__name__ for one in done]
    assert names.count("WrongProof") == 5
    assert names.count("Throttled") == 7


async def test_a_disabled_account_and_a_changed_password(
    container: Container, claire: Actor, secret: str, clock: Any, mails: Any
) -> None:
    step = await waiting(container)
    await container.passwords.mail_link(claire)
    await container.passwords.reset(browser(), (await mails())[-1].link_token, BETTER, BETTER)
    with pytest.raises(SessionExpired):
        await container.login_steps.finish(browser(), step, totp_code(secret, clock.now))


# Appareils de confiance


async def trusting(container: Container, secret: str, clock: Any, visitor: Actor | None = None) -> Actor:
    """A browser that asked to be trusted, with the cookie it was given."""
    visitor = visitor or browser()
    step = await waiting(container, visitor)
    login = await container.login_steps.finish(visitor, step, totp_code(secret, clock.now), trust=True)
    return replace(visitor, trust=login.trust, device=login.device)


async def test_a_trusted_browser_needs_the_password_alone(
    container: Container, claire: Actor, secret: str, clock: Any
) -> None:
    visitor = await trusting(container, secret, clock)
    clock.advance(days=29)
    login = await container.auth.log_in(visitor, EMAIL, GOOD)
    actor = replace(await resolve(container, login), trust=visitor.trust)
    [view] = await container.trusted_devices.list(actor)
    assert (view.device, view.current, view.last_used_at) == ("Firefox sur Windows", True, clock.now)
    with pytest.raises(BadCredentials):
        await container.auth.log_in(visitor, EMAIL, "faux")
    assert (await container.auth.log_in(browser(), EMAIL, GOOD)).step
    clock.advance(days=1)
    assert (await container.auth.log_in(visitor, EMAIL, GOOD)).step


async def test_trust_belongs_to_one_account(container: Container, secret: str, clock: Any, make_account: Any) -> None:
    visitor = await trusting(container, secret, clock)
    paul = await make_account("paul@example.fr", password=GOOD)
    await with_second_factor(container, paul)
    assert (await container.auth.log_in(visitor, "paul@example.fr", GOOD)).step
    [view] = await container.trusted_devices.list(await _logged_in(container, visitor))
    for public_id in (view.public_id, "00000000-0000-4000-8000-000000000000", "x"):
        with pytest.raises(NotFound):
            await container.trusted_devices.revoke(paul, public_id)
    assert (await container.auth.log_in(visitor, EMAIL, GOOD)).token
    async with container.context.database.reading() as session:
        stored = list((await session.execute(select(TrustedDevice))).scalars())
    assert visitor.trust not in repr(stored)


async def _logged_in(container: Container, visitor: Actor) -> Actor:
    return await resolve(container, await container.auth.log_in(visitor, EMAIL, GOOD))


async def test_trust_can_be_taken_back(container: Container, secret: str, clock: Any) -> None:
    visitor = await trusting(container, secret, clock)
    actor = await _logged_in(container, visitor)
    [view] = await container.trusted_devices.list(actor)
    await container.trusted_devices.revoke(actor, view.public_id)
    assert await container.trusted_devices.list(actor) == ()
    assert (await container.auth.log_in(visitor, EMAIL, GOOD)).step
    with pytest.raises(NotFound):
        await container.trusted_devices.revoke(actor, view.public_id)


async def test_trust_dies_with_the_password(
    container: Container, claire: Actor, secret: str, clock: Any, mails: Any
) -> None:
    visitor = await trusting(container, secret, clock)
    await container.passwords.mail_link(claire)
    await container.passwords.reset(browser(), (await mails())[-1].link_token, BETTER, BETTER)
    assert (await container.auth.log_in(visitor, EMAIL, BETTER)).step


async def test_trust_dies_with_the_second_factor(container: Container, secret: str, clock: Any) -> None:
    visitor = await trusting(container, secret, clock)
    actor = await _logged_in(container, visitor)
    await container.second_factor.remove(actor)
    await with_second_factor(container, actor)
    assert (await container.auth.log_in(visitor, EMAIL, GOOD)).step


# What the holder is told


async def test_a_new_browser_is_told_by_mail_once(container: Container, claire: Actor, mails: Any) -> None:
    login = await container.auth.log_in(browser(), EMAIL, GOOD)
    [mail] = await mails()
    assert (mail.kind, mail.to) == ("new_device", EMAIL)
    assert "Firefox sur Windows" in mail.text
    assert "192.0.2.10" in mail.text
    await container.auth.log_in(replace(browser(), device=login.device), EMAIL, GOOD)
    assert len(await mails()) == 1
    await container.auth.log_in(replace(browser(), device="autre.preuve"), EMAIL, GOOD)
    assert len(await mails()) == 2


async def test_missed_log_ins_are_told_at_the_next_one(container: Container, claire: Actor, make_account: Any) -> None:
    await make_account("paul@example.fr", password=GOOD)
    for email, count in ((EMAIL, 3), ("paul@example.fr", 1)):
        for _ in range(count):
            with pytest.raises(BadCredentials):
                await container.auth.log_in(browser(), email, "faux")
    actor = await resolve(container, await container.auth.log_in(browser(), EMAIL, GOOD))
    assert (await actions(container, actor))[0] == "Connexion, après 3 essais manqués en 24 h"
