"""The link of a forgotten password: used once, in time, and what it leaves behind."""

from __future__ import annotations

import asyncio
import unicodedata
from random import Random
from typing import Any

import pytest
from sqlalchemy import update

from presantra.bootstrap import Container
from presantra.db.models import Account
from presantra.domain.errors import BadCredentials, LinkInvalid
from presantra.services import passwords
from presantra.services.passwords import PasswordProblem, RefusedPassword
from tests.conftest import FixedClock
from tests.connection import BETTER, EMAIL, GOOD, browser, resolve


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "RESET_ANSWER_SECONDS", 0.0)


async def link(container: Container, mails: Any) -> str:
    await container.passwords.forgot(browser(), EMAIL)
    return str((await mails())[-1].link_token)


async def test_a_link_changes_the_password_once(container: Container, make_account: Any, mails: Any, dump: Any) -> None:
    actor = await make_account(EMAIL, password=GOOD)
    token = await link(container, mails)
    await container.passwords.reset(browser(ip="203.0.113.5"), token, BETTER, BETTER)
    notice = (await mails())[-1]
    assert (notice.kind, notice.to) == ("password_changed", EMAIL)
    assert "203.0.113.5" in notice.text
    with pytest.raises(BadCredentials):
        await container.auth.log_in(browser(), EMAIL, GOOD)
    assert await container.auth.log_in(browser(), EMAIL, BETTER)
    before = await dump()
    with pytest.raises(LinkInvalid):
        await container.passwords.reset(browser(), token, GOOD, GOOD)
    assert await dump() == before
    history = await container.profile.security_history(actor)
    assert [(line.action, line.ip) for line in history][-1] == ("Mot de passe réinitialisé", "203.0.113.5")


async def test_two_uses_at_once_change_it_once(container: Container, make_account: Any, mails: Any) -> None:
    await make_account(EMAIL, password=GOOD)
    token = await link(container, mails)
    results = await asyncio.gather(
        container.passwords.reset(browser(), token, BETTER, BETTER),
        container.passwords.reset(browser(), token, BETTER + "!", BETTER + "!"),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in results) == ["LinkInvalid", "str"]
    assert [mail.kind for mail in await mails()] == ["reset_link", "password_changed"]


@pytest.mark.parametrize(
    "alter",
    [lambda t: t[:-1], lambda t: t + "A", lambda t: t.swapcase(), lambda t: "", lambda t: "\x00", lambda t: "é"],
)
async def test_altered_links(container: Container, make_account: Any, mails: Any, dump: Any, alter: Any) -> None:
    await make_account(EMAIL, password=GOOD)
    token = await link(container, mails)
    before = await dump()
    with pytest.raises(LinkInvalid):
        await container.passwords.reset(browser(), alter(token), BETTER, BETTER)
    assert await dump() == before


async def test_a_link_too_late(
    container: Container, make_account: Any, mails: Any, dump: Any, clock: FixedClock
) -> None:
    await make_account(EMAIL, password=GOOD)
    token = await link(container, mails)
    clock.advance(minutes=60)
    before = await dump()
    with pytest.raises(LinkInvalid):
        await container.passwords.reset(browser(), token, BETTER, BETTER)
    assert await dump() == before


async def test_a_link_in_its_last_second(
    container: Container, make_account: Any, mails: Any, clock: FixedClock
) -> None:
    await make_account(EMAIL, password=GOOD)
    token = await link(container, mails)
    clock.advance(minutes=59, seconds=59)
    await container.passwords.reset(browser(), token, BETTER, BETTER)


async def test_every_link_dies_when_the_password_changes(
    container: Container, make_account: Any, mails: Any, dump: Any
) -> None:
    actor = await make_account(EMAIL, password=GOOD)
    first = await link(container, mails)
    await container.passwords.mail_link(actor)
    second = (await mails())[-1].link_token
    await container.passwords.reset(browser(), second, BETTER, BETTER)
    before = await dump()
    with pytest.raises(LinkInvalid):
        await container.passwords.reset(browser(), first, GOOD, GOOD)
    assert await dump() == before


async def test_a_link_of_a_disabled_account(container: Container, make_account: Any, mails: Any, dump: Any) -> None:
    await make_account(EMAIL, password=GOOD)
    token = await link(container, mails)
    async with container.context.database.transaction() as session:
        await session.execute(update(Account).values(disabled_at=container.context.clock()))
    before = await dump()
    with pytest.raises(LinkInvalid):
        await container.passwords.reset(browser(), token, BETTER, BETTER)
    assert await dump() == before


async def test_a_change_closes_every_session_and_opens_none(
    container: Container, make_account: Any, mails: Any
) -> None:
    await make_account(EMAIL, password=GOOD)
    logins = [await container.auth.log_in(browser(f"b{n}"), EMAIL, GOOD) for n in range(3)]
    await container.passwords.reset(browser(), await link(container, mails), BETTER, BETTER)
    for login in logins:
        assert await resolve(container, login) == browser()


@pytest.mark.parametrize(
    ("password", "confirmation", "problem"),
    [
        (BETTER, BETTER + " ", PasswordProblem.DIFFERENT),
        (BETTER, "", PasswordProblem.DIFFERENT),
        ("", "", PasswordProblem.WEAK),
        ("azertyuiop12345", "azertyuiop12345", PasswordProblem.WEAK),
        ("Presantra-2026-presantra", "Presantra-2026-presantra", PasswordProblem.WEAK),
        (EMAIL, EMAIL, PasswordProblem.WEAK),
        ("é" * 257, "é" * 257, PasswordProblem.WEAK),
        (GOOD + "\ud800", GOOD + "\ud800", PasswordProblem.WEAK),
    ],
)
async def test_refused_passwords_leave_the_link_usable(
    container: Container,
    make_account: Any,
    mails: Any,
    dump: Any,
    password: str,
    confirmation: str,
    problem: PasswordProblem,
) -> None:
    await make_account(EMAIL, password=GOOD)
    token = await link(container, mails)
    before = await dump()
    with pytest.raises(RefusedPassword) as caught:
        await container.passwords.reset(browser(), token, password, confirmation)
    assert caught.value.problem is problem
    assert await dump() == before
    await container.passwords.reset(browser(), token, BETTER, BETTER)


def varied(length: int) -> str:
    """Accented letters without order."""
    return "".join("àéîôùçëïâêûñöüÿÀ"[byte % 16] for byte in Random(7).randbytes(length))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("length", [15, 256])
async def test_a_password_accepted_opens_the_account(
    container: Container, make_account: Any, mails: Any, form: Any, length: int
) -> None:
    """Whatever the keyboard composes: what was chosen is what logs in."""
    await make_account(EMAIL, password=GOOD)
    password = unicodedata.normalize(form, varied(length))
    await container.passwords.reset(browser(), await link(container, mails), password, password)
    for typed in ("NFC", "NFD"):
        assert await container.auth.log_in(browser(), EMAIL, unicodedata.normalize(typed, password))  # type: ignore[arg-type]


async def test_a_decomposed_password_is_measured_once_composed(
    container: Container, make_account: Any, mails: Any, dump: Any
) -> None:
    await make_account(EMAIL, password=GOOD)
    token = await link(container, mails)
    before = await dump()
    password = unicodedata.normalize("NFD", varied(300))
    with pytest.raises(RefusedPassword):
        await container.passwords.reset(browser(), token, password, password)
    assert await dump() == before
