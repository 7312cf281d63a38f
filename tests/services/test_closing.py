"""Closing: what ends at once, what comes back, what is erased, and what the journals keep."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from presantra.bootstrap import Container
from presantra.db.models import Account, AuditEntry, CalendarFeed
from presantra.domain.errors import (
    BadCredentials,
    InvalidForm,
    InvalidValue,
    LinkInvalid,
    ReauthenticationNeeded,
    WrongProof,
)
from presantra.services import audit
from presantra.services.actor import Actor, System
from presantra.services.closing import LostCompany
from presantra.services.retention import purge
from tests.authenticator import Authenticator
from tests.connection import EMAIL, GOOD, attached, browser, enrol, with_second_factor
from tests.services.firms import gift
from tests.services.staff import claire, member

__all__ = ["claire", "member"]


@pytest.fixture
async def paul(make_account: Any, member: Any) -> Actor:
    actor: Actor = await make_account("paul@example.fr", [member], password=GOOD)
    return actor


async def test_what_is_lost(container: Container, claire: Actor, make_member: Any, make_account: Any) -> None:
    assert await container.closing.losses(claire) == (LostCompany("Menuiserie Lefèvre", "10001", True),)
    await make_account("paul@example.fr", [claire.member])
    assert await container.closing.losses(claire) == (LostCompany("Menuiserie Lefèvre", "10001", False),)


async def test_closed_at_once(container: Container, claire: Actor, paul: Actor, mails: Any) -> None:
    await with_second_factor(container, claire)
    key = Authenticator()
    await container.passkeys.add(claire, key.create(await container.passkeys.ask_to_add(claire)), "")
    await container.closing.close(claire, alone_accepted=False)
    assert await container.sessions.list(claire) == ()
    with pytest.raises(BadCredentials):
        await container.auth.log_in(browser(), EMAIL, GOOD)
    with pytest.raises(WrongProof):
        await container.passkeys.log_in(browser(), key.get(await container.passkeys.ask_to_log_in(browser())))
    assert await attached(container) == ["paul@example.fr"]
    assert [person.email for person in await container.users.people(paul)] == ["paul@example.fr"]
    told = (await mails())[-1]
    assert (told.kind, told.to) == ("account_closed", EMAIL)
    before = len(await mails())
    await container.passwords.forgot(browser(), EMAIL)
    assert len(await mails()) == before


async def feeds(container: Container) -> int:
    async with container.context.database.reading() as session:
        return len((await session.execute(select(CalendarFeed))).all())


async def test_addresses_of_calendars_end_with_the_account(
    container: Container, claire: Actor, paul: Actor, clock: Any
) -> None:
    for who in (claire, paul):
        await container.calendars.renew(who, full_names=False)
    await container.closing.close(claire, alone_accepted=False)
    assert await feeds(container) == 1
    # One that an account closed by an older version still has goes with what the account says of its holder.
    assert claire.member is not None
    left = CalendarFeed(account_id=claire.account(), member_id=claire.member.id, token_digest="d", created_at=clock())
    async with container.context.database.transaction() as session:
        session.add(left)
    clock.advance(days=31)
    await purge(container.context, System())
    assert await feeds(container) == 1
    assert (await container.calendars.status(paul)).created_at is not None


async def test_the_only_one_of_a_company_says_so(container: Container, claire: Actor, dump: Any) -> None:
    before = await dump()
    with pytest.raises(InvalidForm) as refused:
        await container.closing.close(claire, alone_accepted=False)
    assert set(refused.value.errors) == {"alone"}
    assert await dump() == before
    await container.closing.close(claire, alone_accepted=True)
    assert await attached(container) == []


async def test_a_recent_proof_is_needed(container: Container, claire: Actor, clock: Any, dump: Any) -> None:
    clock.advance(minutes=5)
    before = await dump()
    with pytest.raises(ReauthenticationNeeded):
        await container.closing.close(claire, alone_accepted=True)
    assert await dump() == before


async def test_reopened(container: Container, claire: Actor, paul: Actor, clock: Any, mails: Any) -> None:
    await container.closing.close(claire, alone_accepted=False)
    clock.advance(days=29)
    assert await container.closing.reopen(System(), EMAIL.upper()) == "Claire MARTIN"
    assert (await container.auth.log_in(browser(), EMAIL, GOOD)).token
    assert sorted(await attached(container)) == [EMAIL, "paul@example.fr"]
    assert "account_reopened" in [mail.kind for mail in await mails()]


async def test_an_access_taken_away_before_does_not_come_back(
    container: Container, claire: Actor, paul: Actor, clock: Any
) -> None:
    access = next(one for one in await container.users.people(paul) if one.email == EMAIL)
    await container.users.remove(paul, access.public_id)
    clock.advance(minutes=1)
    await container.closing.close(claire, alone_accepted=False)
    await container.closing.reopen(System(), EMAIL)
    assert await attached(container) == ["paul@example.fr"]


async def test_what_cannot_be_reopened(container: Container, claire: Actor, clock: Any, dump: Any) -> None:
    await container.closing.close(claire, alone_accepted=True)
    clock.advance(days=30)
    before = await dump()
    for address in (EMAIL, "inconnu@example.fr", "rien"):
        with pytest.raises(InvalidValue):
            await container.closing.reopen(System(), address)
    for address in (EMAIL, "inconnu@example.fr"):
        with pytest.raises(InvalidValue):
            await container.closing.close_for(System(), address)
    assert await dump() == before


async def test_what_it_says_is_erased_and_the_journals_keep_the_name(
    container: Container, claire: Actor, clock: Any
) -> None:
    await container.email_changes.ask(claire, "claire@nouveau.example")
    await container.closing.close(claire, alone_accepted=True)
    clock.advance(days=29)
    assert (await purge(container.context, System())).accounts == 0
    clock.advance(days=1)
    assert (await purge(container.context, System())).accounts == 1
    assert (await purge(container.context, System())).accounts == 0
    async with container.context.database.reading() as session:
        account = await session.get_one(Account, claire.account_id)
        entries = (await session.execute(select(AuditEntry).where(AuditEntry.account_id == account.id))).scalars()  # type: ignore[arg-type]
        assert {entry.actor_name for entry in entries} == {"Claire MARTIN"}
    said = json.dumps(account.model_dump(mode="json"), ensure_ascii=False)
    assert not any(word in said for word in (EMAIL, "Claire", "Martin", "Gérante", "bcrypt"))
    assert await audit.verify(container.context, "portal") == 0
    assert await container.closing.list(closed=True) == ()


async def test_a_letter_used_again_with_the_address_of_a_closed_account(
    container: Container, claire: Actor, mails: Any
) -> None:
    await container.closing.close(claire, alone_accepted=True)
    await enrol(container, browser())
    assert [mail.kind for mail in await mails()] == ["account_closed", "account_closed"]


async def test_operators(container: Container, claire: Actor, paul: Actor, clock: Any) -> None:
    assert [(a.email, a.state, a.codes) for a in await container.closing.list(closed=False)] == [
        (EMAIL, "ouvert", ("10001",)),
        ("paul@example.fr", "ouvert", ("10001",)),
    ]
    assert await container.closing.close_for(System(), EMAIL) == "Claire MARTIN"
    [closed] = await container.closing.list(closed=True)
    until = clock.now + timedelta(days=30)
    assert (closed.state, closed.codes) == (f"fermé, peut être rouvert jusqu’au {until:%d/%m/%Y}", ())


@pytest.mark.parametrize("own", [True, False])
async def test_what_it_had_offered_ends_with_it_and_does_not_come_back(
    container: Container, claire: Actor, paul: Actor, mails: Any, own: bool
) -> None:
    """A thief who administered must not come in again by those whom he invited."""
    await container.users.invite(paul, "complice@ailleurs.example", ["administrateur"], uuid4())
    await container.mandates.give(paul, gift([paul.member]), uuid4())
    [holder] = [one for one in await container.users.people(claire) if one.email == claire.email]
    await container.handovers.offer(paul, holder.public_id, [])
    tokens = [mail.token_for("/invitation") for mail in await mails() if "/invitation#" in mail.text]
    if own:
        await container.closing.close(paul, alone_accepted=False)
    else:
        await container.closing.close_for(System(), paul.email)
    await container.closing.reopen(System(), paul.email)
    assert (await container.users.page(claire)).invited == ()
    assert (await container.mandates.overview(claire)).open == ()
    assert await container.handovers.received(claire) is None
    for token in tokens:
        with pytest.raises(LinkInvalid):
            await container.invitations.look(Actor(), token)
    assert len(tokens) == 2
