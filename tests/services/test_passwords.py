"""Passwords forgotten, chosen and changed: one answer, one use, nothing left open."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import update

from presantra.bootstrap import Container
from presantra.db.models import Account
from presantra.domain.errors import BadCredentials, InvalidValue, SessionExpired, Throttled
from presantra.services import passwords
from presantra.services.actor import ANONYMOUS
from presantra.services.passwords import PasswordProblem, RefusedPassword
from tests.conftest import FixedClock, WallClock
from tests.connection import BETTER, EMAIL, GOOD, browser, enrol, resolve


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "RESET_ANSWER_SECONDS", 0.0)


async def link(container: Container, mails: Any) -> str:
    await container.passwords.forgot(browser(), EMAIL)
    return str((await mails())[-1].link_token)


# Forgotten


@pytest.mark.parametrize("email", ["inconnue@example.fr", "claire.martin@exemple.fr"])
async def test_an_unknown_address_gets_the_same_silence(
    container: Container, make_account: Any, dump: Any, email: str
) -> None:
    await make_account(EMAIL, password=GOOD)
    before = await dump()
    await container.passwords.forgot(browser(), email)
    assert await dump() == before


async def test_a_disabled_account_gets_the_same_silence(container: Container, make_account: Any, dump: Any) -> None:
    await make_account(EMAIL, password=GOOD)
    async with container.context.database.transaction() as session:
        await session.execute(update(Account).values(disabled_at=container.context.clock()))
    before = await dump()
    await container.passwords.forgot(browser(), EMAIL)
    assert await dump() == before


@pytest.mark.parametrize("email", ["", "rien", "a@b@c.fr"])
async def test_a_malformed_address_is_said(container: Container, dump: Any, email: str) -> None:
    before = await dump()
    with pytest.raises(InvalidValue):
        await container.passwords.forgot(browser(), email)
    assert await dump() == before


async def test_the_answer_takes_its_time_whatever_the_address(
    container: Container, make_account: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "RESET_ANSWER_SECONDS", 0.5)
    await make_account(EMAIL, password=GOOD)
    loop = asyncio.get_running_loop()
    for email in (EMAIL, "inconnue@example.fr", EMAIL, EMAIL, EMAIL):  # the last one is beyond the limit
        started = loop.time()
        await container.passwords.forgot(browser(), email)
        assert 0.49 <= loop.time() - started < 1.5


async def test_known_address_gets_a_link_that_stores_no_secret(
    container: Container, make_account: Any, mails: Any, dump: Any
) -> None:
    await make_account(EMAIL, password=GOOD)
    token = await link(container, mails)
    [mail] = await mails()
    assert (mail.kind, mail.to, len(token)) == ("reset_link", EMAIL, 43)
    assert f"http://localhost:3000/reinitialiser-mot-de-passe#{token}" in mail.text
    assert token not in repr(await dump())


async def test_three_requests_an_hour_then_silence(
    container: Container, make_account: Any, mails: Any, dump: Any, wall_clock: WallClock
) -> None:
    await make_account(EMAIL, password=GOOD)
    for _ in range(3):
        await container.passwords.forgot(browser(), EMAIL.upper())
    before = await dump()
    await container.passwords.forgot(browser(ip="198.51.100.9"), EMAIL)
    assert await dump() == before
    for _ in range(4):
        wall_clock.advance(3601)
        await container.passwords.forgot(browser(), EMAIL)
    assert len(await mails()) == 5  # five a day


async def test_twenty_requests_an_hour_from_one_place(container: Container, make_account: Any, dump: Any) -> None:
    await make_account(EMAIL, password=GOOD)
    for attempt in range(20):
        await container.passwords.forgot(browser(), f"x{attempt}@example.fr")
    before = await dump()
    await container.passwords.forgot(browser(), EMAIL)
    assert await dump() == before


async def test_many_requests_at_once_send_three_mails(container: Container, make_account: Any, mails: Any) -> None:
    await make_account(EMAIL, password=GOOD)
    await asyncio.gather(*(container.passwords.forgot(browser(), EMAIL) for _ in range(12)))
    assert len(await mails()) == 3


async def test_an_expired_first_password_gets_a_fresh_start(
    container: Container, make_member: Any, mails: Any, clock: FixedClock
) -> None:
    await make_member()
    await enrol(container, browser())
    clock.advance(hours=80)
    await container.passwords.forgot(browser(), EMAIL)
    old, fresh = await mails()
    assert (fresh.kind, fresh.to) == ("fresh_start", EMAIL)
    with pytest.raises(BadCredentials):
        await container.auth.log_in(browser(), EMAIL, old.password)
    login = await container.auth.log_in(browser(), EMAIL, fresh.password)
    actor = await resolve(
        container, await container.passwords.choose_first(await resolve(container, login), GOOD, GOOD)
    )
    assert actor.member is not None
    assert actor.member.code == "10001"


async def test_a_first_password_used_and_never_followed_gets_a_fresh_start(
    container: Container, make_member: Any, mails: Any
) -> None:
    await make_member()
    await enrol(container, browser())
    await container.auth.log_in(browser(), EMAIL, (await mails())[-1].password)
    await container.passwords.forgot(browser(), EMAIL)
    assert (await container.auth.log_in(browser(), EMAIL, (await mails())[-1].password)).provisional


async def test_forgotten_while_choosing_never_mixes_two_passwords(
    container: Container, make_member: Any, mails: Any
) -> None:
    """Whoever comes last wins whole: no row may say « own » and hold a mailed password."""
    await make_member()
    await enrol(container, browser())
    login = await container.auth.log_in(browser(), EMAIL, (await mails())[-1].password)
    actor = await resolve(container, login)
    await asyncio.gather(
        container.passwords.choose_first(actor, GOOD, GOOD),
        container.passwords.forgot(browser("b"), EMAIL),
        return_exceptions=True,
    )
    async with container.context.database.reading() as session:
        account = await session.get_one(Account, actor.account_id)
    own = account.password_state == "own"
    assert await container.hasher.verify(GOOD, account.password_hash) == own
    last = (await mails())[-1]
    assert last.kind in ({"password_changed", "reset_link"} if own else {"fresh_start"})


# From the menu


async def test_link_from_the_menu(container: Container, make_account: Any, mails: Any, dump: Any) -> None:
    actor = await make_account(EMAIL, password=GOOD)
    for _ in range(3):
        await container.passwords.mail_link(actor)
    assert [(mail.kind, mail.to) for mail in await mails()] == [("reset_link", EMAIL)] * 3
    before = await dump()
    with pytest.raises(Throttled):
        await container.passwords.mail_link(actor)
    assert await dump() == before


async def test_five_links_a_day_from_the_menu(
    container: Container, make_account: Any, mails: Any, wall_clock: WallClock
) -> None:
    actor = await make_account(EMAIL, password=GOOD)
    for _ in range(5):
        await container.passwords.mail_link(actor)
        wall_clock.advance(3600)
    with pytest.raises(Throttled):
        await container.passwords.mail_link(actor)
    assert len(await mails()) == 5


async def test_nobody_asks_for_another_one_s_link(
    container: Container, make_member: Any, mails: Any, dump: Any
) -> None:
    await make_member()
    await enrol(container, browser())
    provisional = await resolve(container, await container.auth.log_in(browser(), EMAIL, (await mails())[0].password))
    before = await dump()
    for actor in (ANONYMOUS, browser(), provisional):
        with pytest.raises(SessionExpired):
            await container.passwords.mail_link(actor)
    assert await dump() == before


# The first one


async def test_own_password_chosen_closes_the_provisional_session(
    container: Container, make_member: Any, mails: Any
) -> None:
    await make_member()
    await enrol(container, browser())
    login = await container.auth.log_in(browser(), EMAIL, (await mails())[0].password)
    provisional = await resolve(container, login)
    full = await container.passwords.choose_first(provisional, GOOD, GOOD)
    assert full.token != login.token
    assert await resolve(container, login) == browser()
    assert (await resolve(container, full)).authenticated
    assert (await mails())[-1].kind == "password_changed"


async def test_own_password_is_chosen_once(container: Container, make_member: Any, mails: Any, dump: Any) -> None:
    await make_member()
    await enrol(container, browser())
    login = await container.auth.log_in(browser(), EMAIL, (await mails())[0].password)
    provisional = await resolve(container, login)
    full = await resolve(container, await container.passwords.choose_first(provisional, GOOD, GOOD))
    before = await dump()
    for actor in (provisional, full, browser(), ANONYMOUS):
        with pytest.raises(SessionExpired):
            await container.passwords.choose_first(actor, BETTER, BETTER)
    assert await dump() == before


async def test_chosen_twice_at_once(container: Container, make_member: Any, mails: Any) -> None:
    await make_member()
    await enrol(container, browser())
    login = await container.auth.log_in(browser(), EMAIL, (await mails())[0].password)
    provisional = await resolve(container, login)
    results = await asyncio.gather(
        container.passwords.choose_first(provisional, GOOD, GOOD),
        container.passwords.choose_first(provisional, BETTER, BETTER),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in results) == ["Login", "SessionExpired"]


@pytest.mark.parametrize("typed", [lambda p: p, lambda p: p.lower(), lambda p: p.replace("-", " ")])
async def test_the_mailed_password_cannot_become_one_s_own(
    container: Container, make_member: Any, mails: Any, dump: Any, typed: Any
) -> None:
    await make_member()
    await enrol(container, browser())
    mailed = (await mails())[0].password
    provisional = await resolve(container, await container.auth.log_in(browser(), EMAIL, mailed))
    before = await dump()
    with pytest.raises(RefusedPassword) as caught:
        await container.passwords.choose_first(provisional, typed(mailed), typed(mailed))
    assert caught.value.problem is PasswordProblem.MAILED
    assert await dump() == before
    await container.passwords.choose_first(provisional, GOOD, GOOD)


async def test_advice_knows_who_types(container: Container, make_member: Any, make_account: Any) -> None:
    actor = await make_account(EMAIL, [await make_member()])
    weak = await container.passwords.advise(actor, "Menuiserie Lefèvre")
    assert (weak.ok, weak.bits < 50) == (False, True)
    strong = await container.passwords.advise(actor, GOOD)
    assert (strong.ok, strong.sentence) == (True, "Ce mot de passe est solide.")
    assert (await container.passwords.advise(ANONYMOUS, "x" * 100_000)).ok is False
