"""The steps of the wizard: to whom they belong, until when, what is sent again, and what a corrected address does."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from presantra.bootstrap import Container
from presantra.db.models import Enrolment
from presantra.domain.errors import (
    BadCredentials,
    EnrolmentExpired,
    LinkInvalid,
    SessionExpired,
    Throttled,
)
from presantra.services.hashing import PasswordHasher
from tests.conftest import FixedClock, WallClock
from tests.connection import CODE, EMAIL, GOOD, IDENTITY, NUMBER, accounts, attached, browser, enrol, resolve, settled

OTHER = "c.martin@example.fr"


async def test_the_step_belongs_to_one_browser(container: Container, make_member: Any, dump: Any) -> None:
    await make_member()
    await container.enrolments.verify(browser(), CODE, NUMBER)
    before = await dump()
    for stranger in (browser("autre"), browser("")):
        for attempt in (
            container.enrolments.current(stranger),
            container.enrolments.create_account(stranger, IDENTITY),
            container.enrolments.resend(stranger),
        ):
            with pytest.raises(EnrolmentExpired):
                await attempt
    assert await dump() == before


async def test_without_a_cookie_nobody_shares_a_step(container: Container, make_member: Any) -> None:
    await make_member()
    await container.enrolments.verify(browser(""), CODE, NUMBER)
    with pytest.raises(EnrolmentExpired):
        await container.enrolments.current(browser(""))


async def test_the_step_expires(container: Container, make_member: Any, dump: Any, clock: FixedClock) -> None:
    await make_member()
    await container.enrolments.verify(browser(), CODE, NUMBER)
    clock.advance(minutes=29, seconds=59)
    assert (await container.enrolments.current(browser())).code == "10001"
    clock.advance(seconds=1)
    before = await dump()
    with pytest.raises(EnrolmentExpired):
        await container.enrolments.create_account(browser(), IDENTITY)
    assert await dump() == before


async def test_nothing_to_send_again_before_an_account(container: Container, make_member: Any, dump: Any) -> None:
    await make_member()
    await container.enrolments.verify(browser(), CODE, NUMBER)
    before = await dump()
    with pytest.raises(EnrolmentExpired):
        await container.enrolments.resend(browser())
    assert await dump() == before


# A wrong address, a lost mail


async def test_sending_again_kills_the_password_before(container: Container, make_member: Any, mails: Any) -> None:
    await make_member()
    await enrol(container, browser())
    view = await container.enrolments.resend(browser())
    first, second = await mails()
    assert (view.email, second.kind, second.to) == (EMAIL, "first_password", EMAIL)
    assert first.password != second.password
    with pytest.raises(BadCredentials):
        await container.auth.log_in(browser(), EMAIL, first.password)
    assert (await container.auth.log_in(browser(), EMAIL, second.password)).provisional


async def test_sending_again_is_throttled(
    container: Container, make_member: Any, mails: Any, dump: Any, wall_clock: WallClock
) -> None:
    await make_member()
    await enrol(container, browser())
    for _ in range(3):
        await container.enrolments.resend(browser())
    before = await dump()
    with pytest.raises(Throttled) as caught:
        await container.enrolments.resend(browser())
    assert 3500 <= caught.value.retry_after <= 3600
    assert await dump() == before
    assert len(await mails()) == 4


async def test_a_corrected_address_moves_the_unused_account(container: Container, make_member: Any, mails: Any) -> None:
    await make_member()
    await enrol(container, browser(), email="clair.martin@example.fr")
    view = await container.enrolments.create_account(browser(), IDENTITY)
    assert view.email == EMAIL
    wrong, right = await mails()
    assert (wrong.to, right.to) == ("clair.martin@example.fr", EMAIL)
    assert [account.email for account in await accounts(container)] == [EMAIL]
    for address in ("clair.martin@example.fr", EMAIL):
        with pytest.raises(BadCredentials):
            await container.auth.log_in(browser(), address, wrong.password)
    assert (await container.auth.log_in(browser(), EMAIL, right.password)).provisional


async def test_a_used_account_does_not_move(container: Container, make_member: Any, mails: Any, dump: Any) -> None:
    await make_member()
    await enrol(container, browser())
    await container.auth.log_in(browser(), EMAIL, (await mails())[0].password)
    before = await dump()
    with pytest.raises(EnrolmentExpired):
        await container.enrolments.create_account(browser(), IDENTITY | {"email": OTHER})
    assert await dump() == before


async def test_a_stranger_who_received_the_first_mail_keeps_no_session(
    container: Container, make_member: Any, mails: Any
) -> None:
    """He used the password, then forgot it: the account counts as unused again and moves to its owner."""
    await make_member()
    await enrol(container, browser(), email="clair.martin@example.fr")
    stranger = browser("inconnu", "203.0.113.9")
    login = await container.auth.log_in(stranger, "clair.martin@example.fr", (await mails())[-1].password)
    await container.passwords.forgot(stranger, "clair.martin@example.fr")
    await container.enrolments.create_account(browser(), IDENTITY)
    with pytest.raises(SessionExpired):
        await container.passwords.choose_first(await resolve(container, login, stranger), GOOD, GOOD)
    assert (await container.auth.log_in(browser(), EMAIL, (await mails())[-1].password)).provisional


async def test_corrected_to_an_address_that_has_an_account(container: Container, make_member: Any, mails: Any) -> None:
    await make_member()
    owner = await settled(container, mails, browser())
    person = browser("autre")
    await enrol(container, person, email=OTHER)
    [stray] = [mail.password for mail in await mails() if mail.to == OTHER]
    await container.enrolments.create_account(person, IDENTITY)
    assert (await mails())[-1].kind == "account_exists"
    assert await attached(container) == [EMAIL]
    assert (await container.users.people(owner))[0].email == EMAIL
    with pytest.raises(BadCredentials):
        await container.auth.log_in(person, OTHER, stray)


async def test_one_letter_cannot_flood_the_world_with_mail(container: Container, make_member: Any, mails: Any) -> None:
    """Somebody who holds a letter may not send mails to whomever he likes, as often as he likes."""
    container.settings.throttle.create_member = "10 per hour"
    await make_member()

    async def send(attempt: int) -> None:
        await enrol(container, browser(f"b{attempt}", f"192.0.2.{attempt}"), email=f"cible{attempt}@example.fr")

    for attempt in range(10):
        await send(attempt)
    with pytest.raises(Throttled):
        await send(10)
    assert sum(mail.kind == "first_password" for mail in await mails()) == 10


async def test_a_second_company_with_a_known_address(container: Container, make_member: Any, mails: Any) -> None:
    await make_member()
    await make_member("10001-1", "Menuiserie Lefèvre, atelier", "TD-R6T3-W9HD")
    await settled(container, mails, browser())
    await container.enrolments.verify(browser(), "10001-1", "TD-R6T3-W9HD")
    assert (await container.enrolments.current(browser())).email == ""
    await container.enrolments.create_account(browser(), IDENTITY)
    assert (await mails())[-1].kind == "account_exists"
    assert len(await attached(container)) == 1


async def test_stored_steps_hold_no_secret(container: Container, make_member: Any, mails: Any, dump: Any) -> None:
    await make_member()
    await enrol(container, browser())
    stored = repr(await dump())
    secret = (await mails())[0].password
    for text in (secret, secret.replace("-", ""), "K4M7-P2XC", "K4M7P2XC"):
        assert text not in stored
    async with container.context.database.reading() as session:
        assert (await session.execute(select(Enrolment.completed_at))).scalar_one() is not None  # type: ignore[call-overload]


class TestLinkMode:
    @pytest.fixture
    def settings_overrides(self) -> dict[str, Any]:
        return {"first_access": "link"}

    async def test_a_link_instead_of_a_password(self, container: Container, make_member: Any, mails: Any) -> None:
        await make_member()
        await enrol(container, browser())
        [mail] = await mails()
        assert mail.kind == "first_link"
        [account] = await accounts(container)
        assert account.password_hash == ""
        for guess in ("", mail.link_token):
            with pytest.raises(BadCredentials):
                await container.auth.log_in(browser(), EMAIL, guess)
        await container.passwords.reset(browser(), mail.link_token, GOOD, GOOD)
        login = await container.auth.log_in(browser(), EMAIL, GOOD)
        assert (await resolve(container, login)).authenticated

    async def test_the_link_expires(
        self, container: Container, make_member: Any, mails: Any, dump: Any, clock: FixedClock
    ) -> None:
        await make_member()
        await enrol(container, browser())
        clock.advance(hours=72)
        before = await dump()
        with pytest.raises(LinkInvalid):
            await container.passwords.reset(browser(), (await mails())[0].link_token, GOOD, GOOD)
        assert await dump() == before

    async def test_sent_again_and_corrected_links_kill_the_ones_before(
        self, container: Container, make_member: Any, mails: Any
    ) -> None:
        await make_member()
        await enrol(container, browser(), email=OTHER)
        await container.enrolments.resend(browser())
        await container.enrolments.create_account(browser(), IDENTITY)
        *dead, living = [mail.link_token for mail in await mails()]
        assert len(dead) == 2
        for token in dead:
            with pytest.raises(LinkInvalid):
                await container.passwords.reset(browser(), token, GOOD, GOOD)
        await container.passwords.reset(browser(), living, GOOD, GOOD)

    async def test_a_stray_link_dies_when_the_address_becomes_a_known_one(
        self, container: Container, make_member: Any, mails: Any
    ) -> None:
        await make_member()
        await enrol(container, browser())
        await container.passwords.reset(browser(), (await mails())[0].link_token, GOOD, GOOD)
        await enrol(container, browser("autre"), email=OTHER)
        [stray] = [mail.link_token for mail in await mails() if mail.to == OTHER]
        await container.enrolments.create_account(browser("autre"), IDENTITY)
        with pytest.raises(LinkInvalid):
            await container.passwords.reset(browser("autre"), stray, GOOD, GOOD)

    async def test_forgotten_before_the_first_link_was_used(
        self, container: Container, make_member: Any, mails: Any, clock: FixedClock
    ) -> None:
        await make_member()
        await enrol(container, browser())
        clock.advance(hours=73)
        await container.passwords.forgot(browser(), EMAIL)
        last = (await mails())[-1]
        assert last.kind == "first_link"
        await container.passwords.reset(browser(), last.link_token, GOOD, GOOD)


async def test_asking_again_costs_no_hash_to_whoever_may_not(
    container: Container, make_member: Any, monkeypatch: pytest.MonkeyPatch, wall_clock: WallClock
) -> None:
    await make_member()
    await enrol(container, browser())
    for _ in range(3):
        await container.enrolments.resend(browser())
    hashed: list[str] = []
    real = PasswordHasher._hash

    def counted(self: PasswordHasher, password: str) -> str:
        hashed.append("")
        return real(self, password)

    monkeypatch.setattr(PasswordHasher, "_hash", counted)
    with pytest.raises(Throttled):
        await container.enrolments.resend(browser())
    await container.enrolments.verify(browser("autre"), CODE, NUMBER)
    for stranger in (browser("personne"), browser("autre")):
        with pytest.raises(EnrolmentExpired):
            await container.enrolments.resend(stranger)
    assert hashed == []
