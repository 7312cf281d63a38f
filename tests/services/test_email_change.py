"""Change of address: nothing before the new one confirms, everything back while the old one may refuse."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from presantra.bootstrap import Container
from presantra.db.models import Account
from presantra.domain.errors import (
    BadCredentials,
    InvalidForm,
    InvalidValue,
    LinkInvalid,
    ReauthenticationNeeded,
    SessionExpired,
    Throttled,
)
from presantra.services.actor import ANONYMOUS, Actor
from tests.authenticator import Authenticator
from tests.connection import EMAIL, GOOD, browser, resolve, with_second_factor

NEW = "claire@nouveau.example"
CONFIRM, REVERT = "/confirmer-mon-adresse", "/retablir-mon-adresse"


@pytest.fixture
async def claire(make_member: Any, make_account: Any) -> Actor:
    actor: Actor = await make_account(EMAIL, [await make_member()], password=GOOD)
    return actor


async def last(mails: Any, kind: str) -> Any:
    return [mail for mail in await mails() if mail.kind == kind][-1]


async def asked(container: Container, actor: Actor, mails: Any, address: str = NEW) -> str:
    await container.email_changes.ask(actor, address)
    return str((await last(mails, "email_confirm")).token_for(CONFIRM))


async def changed(container: Container, actor: Actor, mails: Any, address: str = NEW) -> str:
    """The link that reverts."""
    await container.email_changes.confirm(browser(), await asked(container, actor, mails, address))
    return str((await last(mails, "email_changed")).token_for(REVERT))


async def logs_in(container: Container, email: str) -> bool:
    try:
        return bool((await container.auth.log_in(browser(), email, GOOD)).token)
    except BadCredentials:
        return False


async def test_asked(container: Container, claire: Actor, mails: Any, clock: Any) -> None:
    await container.email_changes.ask(claire, " Claire@Nouveau.example ")
    pending = await container.email_changes.pending(claire)
    assert pending is not None
    assert (pending.new_email.casefold(), (pending.expires_at - clock.now).total_seconds()) == (NEW, 24 * 3600)
    assert [(mail.kind, mail.to.casefold()) for mail in await mails()] == [
        ("email_confirm", NEW),
        ("security_notice", EMAIL),
    ]
    assert await logs_in(container, EMAIL)
    assert not await logs_in(container, NEW)


async def test_confirmed(container: Container, claire: Actor, mails: Any, dump: Any) -> None:
    token = await asked(container, claire, mails)
    assert token not in repr(await dump())
    await container.passwords.mail_link(claire)
    dead = (await last(mails, "reset_link")).link_token
    await container.email_changes.confirm(browser(), token)
    assert await logs_in(container, NEW)
    assert not await logs_in(container, EMAIL)
    assert await container.email_changes.pending(claire) is None
    assert (await container.profile.view(claire)).email == NEW
    assert {mail.kind: mail.to for mail in (await mails())[3:5]} == {"email_changed": EMAIL, "email_in_use": NEW}
    with pytest.raises(LinkInvalid):
        await container.passwords.reset(browser(), dead, GOOD + "x", GOOD + "x")
    history = await container.security_history.page(claire, 1)
    assert [event.detail for event in history.events if event.action == "Adresse e-mail modifiée"] == [
        f"Adresse e-mail : {EMAIL} → {NEW}"
    ]


async def test_a_link_serves_once_and_in_time(
    container: Container, claire: Actor, mails: Any, clock: Any, dump: Any
) -> None:
    used = await asked(container, claire, mails)
    await container.email_changes.confirm(browser(), used)
    late = await asked(container, claire, mails, "tard@nouveau.example")
    clock.advance(hours=24)
    before = await dump()
    for token in (used, late, "", "x", "é"):
        with pytest.raises(LinkInvalid):
            await container.email_changes.confirm(browser(), token)
    assert await dump() == before


async def test_a_new_request_replaces_the_one_before(
    container: Container, claire: Actor, mails: Any, dump: Any
) -> None:
    first = await asked(container, claire, mails)
    second = await asked(container, claire, mails, "autre@nouveau.example")
    before = await dump()
    with pytest.raises(LinkInvalid):
        await container.email_changes.confirm(browser(), first)
    assert await dump() == before
    await container.email_changes.confirm(browser(), second)
    assert await logs_in(container, "autre@nouveau.example")


async def test_given_up(container: Container, claire: Actor, mails: Any, dump: Any) -> None:
    token = await asked(container, claire, mails)
    await container.email_changes.cancel(claire)
    before = await dump()
    await container.email_changes.cancel(claire)
    with pytest.raises(LinkInvalid):
        await container.email_changes.confirm(browser(), token)
    assert await dump() == before
    assert await container.email_changes.pending(claire) is None


async def test_an_address_with_an_account_is_not_told(
    container: Container, claire: Actor, make_account: Any, mails: Any
) -> None:
    """What the asker sees, and the mails that leave, are the same but for the words read at the address itself."""
    await make_account(NEW, password=GOOD)
    await container.email_changes.ask(claire, NEW)
    pending = await container.email_changes.pending(claire)
    assert pending is not None
    assert pending.new_email == NEW
    assert [(mail.kind, mail.to) for mail in await mails()] == [("email_taken", NEW), ("security_notice", EMAIL)]
    assert "#" not in (await mails())[0].text
    assert (await container.security_history.page(claire, 1)).events[0].action == "Changement d’adresse e-mail demandé"


async def test_an_address_taken_meanwhile(
    container: Container, claire: Actor, make_account: Any, mails: Any, dump: Any
) -> None:
    token = await asked(container, claire, mails)
    await make_account(NEW, password=GOOD)
    before = await dump()
    with pytest.raises(LinkInvalid):
        await container.email_changes.confirm(browser(), token)
    assert await dump() == before


async def test_one_address_for_two_accounts(container: Container, claire: Actor, make_account: Any, mails: Any) -> None:
    paul = await make_account("paul@example.fr", password=GOOD)
    tokens = [await asked(container, claire, mails), await asked(container, paul, mails)]
    confirm = container.email_changes.confirm
    done = await asyncio.gather(*(confirm(browser(), token) for token in tokens), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["LinkInvalid", "NoneType"]


@pytest.mark.parametrize("address", ["", "claire", "a@b", "a@b.fr\r\nBcc: x@y.fr", EMAIL, EMAIL.upper()])
async def test_wrong_addresses(container: Container, claire: Actor, dump: Any, address: str) -> None:
    before = await dump()
    with pytest.raises(InvalidForm) as refused:
        await container.email_changes.ask(claire, address)
    assert set(refused.value.errors) == {"email"}
    assert await dump() == before


async def test_a_recent_proof_is_needed(container: Container, claire: Actor, clock: Any, dump: Any) -> None:
    clock.advance(minutes=5)
    before = await dump()
    with pytest.raises(ReauthenticationNeeded):
        await container.email_changes.ask(claire, NEW)
    with pytest.raises(SessionExpired):
        await container.email_changes.ask(ANONYMOUS, NEW)
    assert await dump() == before


async def test_not_too_often(container: Container, claire: Actor, dump: Any) -> None:
    for number in range(5):
        await container.email_changes.ask(claire, f"a{number}@nouveau.example")
    before = await dump()
    with pytest.raises(Throttled):
        await container.email_changes.ask(claire, NEW)
    assert await dump() == before


# Back to the old address


async def test_reverted(container: Container, claire: Actor, mails: Any, clock: Any) -> None:
    """A thief with an open session and the password changes the address, then adds his own means to come back."""
    token = await changed(container, claire, mails)
    thief = await resolve(container, await container.auth.log_in(browser("voleur"), NEW, GOOD))
    key = Authenticator()
    await container.passkeys.add(thief, key.create(await container.passkeys.ask_to_add(thief)), "")
    await with_second_factor(container, thief)
    clock.advance(hours=71)
    await container.email_changes.revert(browser(), token)
    assert not await logs_in(container, NEW)
    assert not await logs_in(container, EMAIL)  # the thief knows this password
    assert await container.sessions.list(claire) == ()
    assert await container.passkeys.list(claire) == ()
    assert (await container.second_factor.view(claire)).since is None
    better = "Pivoine cahotante 88 sous l’enclume"
    reset = await last(mails, "reset_link")
    assert reset.to == EMAIL
    await container.passwords.reset(browser(), reset.link_token, better, better)
    assert (await container.auth.log_in(browser(), EMAIL, better)).token


async def test_means_of_before_are_kept(container: Container, claire: Actor, mails: Any, clock: Any) -> None:
    await with_second_factor(container, claire)
    await container.passkeys.add(claire, Authenticator().create(await container.passkeys.ask_to_add(claire)), "")
    clock.advance(minutes=1)
    await container.email_changes.revert(browser(), await changed(container, claire, mails))
    assert len(await container.passkeys.list(claire)) == 1
    assert (await container.second_factor.view(claire)).since is not None


async def test_the_first_link_undoes_all_that_followed(container: Container, claire: Actor, mails: Any) -> None:
    first = await changed(container, claire, mails)
    thief = await resolve(container, await container.auth.log_in(browser(), NEW, GOOD))
    second = await changed(container, thief, mails, "voleur@ailleurs.example")
    third = await asked(container, thief, mails, "encore@ailleurs.example")
    await container.email_changes.revert(browser(), first)
    assert (await container.profile.view(claire)).email == EMAIL
    with pytest.raises(LinkInvalid):
        await container.email_changes.revert(browser(), second)
    with pytest.raises(LinkInvalid):
        await container.email_changes.confirm(browser(), third)


async def test_a_link_back_serves_once_and_in_time(
    container: Container, claire: Actor, mails: Any, clock: Any, dump: Any
) -> None:
    used = await changed(container, claire, mails)
    await container.email_changes.revert(browser(), used)
    before = await dump()
    for token in (used, "", "x"):
        with pytest.raises(LinkInvalid):
            await container.email_changes.revert(browser(), token)
    assert await dump() == before


async def test_too_late(container: Container, claire: Actor, mails: Any, clock: Any, dump: Any) -> None:
    token = await changed(container, claire, mails)
    clock.advance(hours=72)
    before = await dump()
    with pytest.raises(LinkInvalid):
        await container.email_changes.revert(browser(), token)
    assert await dump() == before


async def test_the_old_address_is_kept_free_meanwhile(
    container: Container, claire: Actor, make_account: Any, mails: Any, dump: Any
) -> None:
    token = await changed(container, claire, mails)
    paul = await make_account("paul@example.fr", password=GOOD)
    await container.email_changes.ask(paul, EMAIL)
    assert (await last(mails, "email_taken")).to == EMAIL
    await make_account(EMAIL, password=GOOD)  # by the letter of the service, which nobody can refuse
    before = await dump()
    with pytest.raises(InvalidValue, match="un autre compte"):
        await container.email_changes.revert(browser(), token)
    assert await dump() == before


async def test_a_closed_account(container: Container, claire: Actor, mails: Any, dump: Any, clock: Any) -> None:
    revert = await changed(container, claire, mails)
    confirm = await asked(container, claire, mails, "autre@nouveau.example")
    async with container.context.database.transaction() as session:
        (await session.get_one(Account, claire.account_id)).disabled_at = clock.now
    before = await dump()
    with pytest.raises(LinkInvalid):
        await container.email_changes.confirm(browser(), confirm)
    with pytest.raises(LinkInvalid):
        await container.email_changes.revert(browser(), revert)
    assert await dump() == before
