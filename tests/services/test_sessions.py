"""Sessions: dead at their time, closed by their owner only, bound to his companies."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from presantra.bootstrap import Container
from presantra.db.models import Account, LoginSession
from presantra.domain.errors import Forbidden, NotFound, SessionExpired
from presantra.domain.rights import Right
from presantra.services.actor import ANONYMOUS
from presantra.services.opening import Login
from presantra.services.sessions import describe_device
from tests.conftest import FixedClock
from tests.connection import BETTER, EMAIL, GOOD, browser, enrol, resolve


@pytest.fixture
async def login(container: Container, make_account: Any, make_member: Any) -> Login:
    await make_account(EMAIL, [await make_member()], password=GOOD)
    return await container.auth.log_in(browser(), EMAIL, GOOD)


async def alive(container: Container, login: Login) -> bool:
    return (await resolve(container, login)).authenticated


async def test_dead_after_thirty_idle_minutes(container: Container, login: Login, clock: FixedClock) -> None:
    clock.advance(minutes=29, seconds=59)
    assert await alive(container, login)
    clock.advance(minutes=30)
    assert not await alive(container, login)
    assert not await alive(container, login)


async def test_dead_after_eight_hours_however_busy(container: Container, login: Login, clock: FixedClock) -> None:
    for _ in range(47):
        clock.advance(minutes=10)
        assert await alive(container, login)
    clock.advance(minutes=9, seconds=59)
    assert await alive(container, login)
    clock.advance(seconds=1)
    assert not await alive(container, login)


async def test_reading_a_session_writes_once_a_minute(
    container: Container, login: Login, clock: FixedClock, dump: Any
) -> None:
    clock.advance(seconds=59)
    before = await dump()
    await alive(container, login)
    assert await dump() == before
    clock.advance(seconds=1)
    await alive(container, login)
    assert await dump() != before


@pytest.mark.parametrize("token", ["", "x", "é", "\x00", "' OR 1=1", "a" * 5000])
async def test_false_tokens_are_nobody(container: Container, login: Login, dump: Any, token: str) -> None:
    before = await dump()
    assert await container.sessions.resolve(token, browser()) == browser()
    await container.sessions.close(token)
    assert await dump() == before


async def test_the_digest_of_a_token_is_not_a_token(container: Container, login: Login) -> None:
    async with container.context.database.reading() as session:
        digests = (await session.execute(select(LoginSession.token_digest))).scalars().all()  # type: ignore[call-overload]
    for digest in digests:
        assert await container.sessions.resolve(digest, browser()) == browser()


async def test_a_disabled_account_is_out_at_once(container: Container, login: Login) -> None:
    async with container.context.database.transaction() as session:
        await session.execute(update(Account).values(disabled_at=container.context.clock()))
    assert not await alive(container, login)


async def test_log_out_closes_one_session(container: Container, login: Login, dump: Any) -> None:
    other = await container.auth.log_in(browser("b"), EMAIL, GOOD)
    await container.sessions.close(login.token)
    assert (await alive(container, login), await alive(container, other)) == (False, True)
    before = await dump()
    await container.sessions.close(login.token)
    assert await dump() == before


async def test_the_sixth_session_closes_the_least_recently_used(
    container: Container, login: Login, clock: FixedClock
) -> None:
    logins = [login]
    for number in range(4):
        clock.advance(minutes=2)
        logins.append(await container.auth.log_in(browser(f"b{number}"), EMAIL, GOOD))
    clock.advance(minutes=2)
    assert await alive(container, login)  # the first one opened is in use: the second is the oldest
    logins.append(await container.auth.log_in(browser("sixième"), EMAIL, GOOD))
    assert [await alive(container, one) for one in logins] == [True, False, True, True, True, True]


async def test_list_of_own_sessions(container: Container, login: Login, make_account: Any, clock: FixedClock) -> None:
    await make_account("paul@example.fr", password=BETTER)
    clock.advance(minutes=3)
    other = await container.auth.log_in(browser("b", "203.0.113.7"), EMAIL, GOOD)
    views = await container.sessions.list(await resolve(container, other))
    assert [(view.current, view.device, view.ip) for view in views] == [
        (True, "Firefox sur Windows", "203.0.113.7"),
        (False, "Firefox sur Windows", "192.0.2.10"),
        (False, "Navigateur inconnu", ""),
    ]


async def test_one_closes_one_s_own_and_no_other(
    container: Container, login: Login, make_account: Any, dump: Any
) -> None:
    stranger = await make_account("paul@example.fr", password=BETTER)
    actor = await resolve(container, login)
    [current] = [view for view in await container.sessions.list(actor) if view.current]
    before = await dump()
    for public_id in (current.public_id, str(uuid4()), "rien", "", "x" * 36):
        with pytest.raises(NotFound):
            await container.sessions.revoke(stranger, public_id)
    assert await dump() == before
    await container.sessions.revoke(actor, current.public_id)
    assert not await alive(container, login)
    before = await dump()
    with pytest.raises(NotFound):
        await container.sessions.revoke(actor, current.public_id)
    assert await dump() == before


async def test_closing_the_others_keeps_this_one_and_strangers(
    container: Container, login: Login, make_account: Any
) -> None:
    await make_account("paul@example.fr", password=BETTER)
    stranger = await container.auth.log_in(browser("p"), "paul@example.fr", BETTER)
    others = [await container.auth.log_in(browser(f"b{n}"), EMAIL, GOOD) for n in range(2)]
    await container.sessions.revoke_others(await resolve(container, login))
    assert await alive(container, login)
    assert await alive(container, stranger)
    assert [await alive(container, other) for other in others] == [False, False]


async def test_nobody_logged_in_lists_and_closes_nothing(
    container: Container, make_member: Any, mails: Any, dump: Any
) -> None:
    await make_member()
    await enrol(container, browser())
    provisional = await resolve(container, await container.auth.log_in(browser(), EMAIL, (await mails())[0].password))
    before = await dump()
    for actor in (ANONYMOUS, browser(), provisional):
        for attempt in (
            container.sessions.list(actor),
            container.sessions.revoke(actor, str(uuid4())),
            container.sessions.revoke_others(actor),
        ):
            with pytest.raises(SessionExpired):
                await attempt
        with pytest.raises(Forbidden):
            await container.sessions.choose_company(actor, uuid4())
    assert await dump() == before


async def test_company_chosen_is_remembered_by_this_session_only(
    container: Container, make_account: Any, make_member: Any
) -> None:
    first, second = await make_member(), await make_member("10001-1", "Atelier", "TD-R6T3-W9HD")
    await make_account(EMAIL, [first, second], password=GOOD)
    login, other = [await container.auth.log_in(browser(), EMAIL, GOOD) for _ in range(2)]
    actor = await container.sessions.choose_company(await resolve(container, login), second.public_id)
    assert actor.clear(Right.COMPANY_READ).tenant() == second.id
    assert (await resolve(container, login)).clear(Right.COMPANY_READ).tenant() == second.id
    assert (await resolve(container, other)).clear(Right.COMPANY_READ).tenant() == first.id


async def test_another_company_cannot_be_chosen(
    container: Container, login: Login, make_member: Any, dump: Any
) -> None:
    foreign = await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")
    actor = await resolve(container, login)
    before = await dump()
    for wanted in (foreign.public_id, str(foreign.public_id), uuid4(), "", "rien", str(foreign.id)):
        with pytest.raises(Forbidden):
            await container.sessions.choose_company(actor, wanted)
    assert await dump() == before


async def test_a_company_forged_in_the_session_row_gives_nothing(
    container: Container, login: Login, make_member: Any
) -> None:
    foreign = await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")
    async with container.context.database.transaction() as session:
        await session.execute(update(LoginSession).values(member_id=foreign.id))
    actor = await resolve(container, login)
    assert [company.code for company in actor.companies] == ["10001"]
    assert actor.member == actor.companies[0]


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140 Safari/537.36", "Chrome sur Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537.36 Edg/140", "Edge sur Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18) Version/18 Safari/604", "Safari sur iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile Safari", "Chrome sur Android"),
        ("", "Navigateur inconnu"),
        ("<script>alert(1)</script>", "Navigateur inconnu"),
    ],
)
def test_devices(user_agent: str, device: str) -> None:
    assert describe_device(user_agent) == device
