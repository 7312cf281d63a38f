"""A company is never without an administrator, whatever two of them do at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlmodel import col

from presantra.bootstrap import Container
from presantra.db.models import Account, Attachment
from presantra.domain.errors import (
    Forbidden,
    InvalidForm,
    InvalidValue,
    LinkInvalid,
    ReauthenticationNeeded,
)
from presantra.domain.rights import Role
from presantra.services.actor import ANONYMOUS, Actor
from tests.connection import EMAIL
from tests.services.staff import JEANNE, PAUL, again, claire, holding, id_of, member, paul

__all__ = ["claire", "holding", "member", "paul"]


async def test_administrators_hear_of_administrators(
    container: Container, claire: Actor, paul: Actor, holding: Any, mails: Any
) -> None:
    await holding(Role.READER)
    target = await id_of(container, claire, JEANNE)
    await container.users.change_roles(claire, target, ["administrateur"], ["lecture"])
    await container.users.remove(claire, target)
    less, more, to_her, to_him = "n’administre plus", "administre maintenant", JEANNE, PAUL.lower()
    told = [(mail.to, less in mail.text, more in mail.text) for mail in await mails()]
    assert told == [(to_her, False, False), (to_him, False, True), (to_her, False, False), (to_him, True, False)]


async def test_an_open_tab_is_not_enough_to_make_an_administrator(
    container: Container, claire: Actor, paul: Actor, holding: Any, clock: Any, dump: Any
) -> None:
    await holding(Role.READER)
    reader, suspended = [await id_of(container, claire, email) for email in (JEANNE, PAUL.lower())]
    await container.users.suspend(claire, suspended)
    clock.advance(minutes=5)
    before = await dump()
    for act in (
        container.users.invite(claire, "nouveau@example.fr", ["lecture", "administrateur"], uuid4()),
        container.users.change_roles(claire, reader, ["administrateur"], ["lecture"]),
        container.users.reinstate(claire, suspended),
    ):
        with pytest.raises(ReauthenticationNeeded):
            await act
    assert await dump() == before
    # What gives less needs no more than being logged in, and neither does keeping what one has.
    await container.users.invite(claire, "nouveau@example.fr", ["lecture"], uuid4())
    await container.users.change_roles(claire, reader, ["facturation"], ["lecture"])
    own = await id_of(container, claire, EMAIL)
    await container.users.change_roles(claire, own, ["administrateur", "facturation"], ["administrateur"])
    claire = replace(claire, reauthenticated_at=clock())
    await container.users.reinstate(claire, suspended)
    await container.users.change_roles(claire, reader, ["administrateur"], ["facturation"])


async def test_what_a_former_administrator_had_offered_dies_with_his_right(
    container: Container, claire: Actor, paul: Actor, mails: Any
) -> None:
    await container.users.invite(paul, JEANNE, ["administrateur"], uuid4())
    await container.handovers.offer(paul, await id_of(container, paul, EMAIL), [])
    await container.users.suspend(claire, await id_of(container, claire, PAUL.lower()))
    assert (await container.users.page(claire)).invited == ()
    assert await container.handovers.received(claire) is None
    with pytest.raises(LinkInvalid):
        await container.invitations.look(ANONYMOUS, (await mails())[0].token_for("/invitation"))


async def test_one_s_own_access_stays(container: Container, claire: Actor, paul: Actor, dump: Any) -> None:
    own = await id_of(container, claire, EMAIL)
    before = await dump()
    for act in (container.users.remove, container.users.suspend):
        with pytest.raises(InvalidValue, match="votre propre accès"):
            await act(claire, own)
    assert await dump() == before


async def test_the_last_administrator_keeps_his_role(
    container: Container, claire: Actor, holding: Any, dump: Any
) -> None:
    await holding(Role.READER)
    own = await id_of(container, claire, EMAIL)
    before = await dump()
    with pytest.raises(InvalidValue, match="au moins un administrateur"):
        await container.users.change_roles(claire, own, ["lecture"], ["administrateur"])
    assert await dump() == before


@pytest.mark.parametrize("other", ["suspended", "never_logged_in", "removed"])
async def test_who_cannot_administer_does_not_count(
    container: Container, claire: Actor, paul: Actor, dump: Any, other: str
) -> None:
    async with container.context.database.transaction() as session:
        mine = col(Attachment.account_id) == paul.account_id
        now = container.context.clock()
        if other == "never_logged_in":
            account = update(Account).where(col(Account.id) == paul.account_id)
            await session.execute(account.values(password_state="first"))
        elif other == "suspended":
            await session.execute(update(Attachment).where(mine).values(suspended_at=now))
        else:
            await session.execute(update(Attachment).where(mine).values(removed_at=now))
    assert (await container.users.page(claire)).single_administrator
    own = await id_of(container, claire, EMAIL)
    before = await dump()
    with pytest.raises(InvalidValue):
        await container.users.change_roles(claire, own, ["lecture"], ["administrateur"])
    assert await dump() == before


async def test_with_another_administrator_one_may_step_down(container: Container, claire: Actor, paul: Actor) -> None:
    await container.users.change_roles(claire, await id_of(container, claire, EMAIL), ["lecture"], ["administrateur"])
    with pytest.raises(Forbidden):
        await container.users.people(await again(container, claire))
    assert (await container.users.page(paul)).single_administrator


@pytest.mark.parametrize("act", ["remove", "suspend", "step_down"])
async def test_two_administrators_at_once_leave_one(container: Container, claire: Actor, paul: Actor, act: str) -> None:
    for _ in range(3):
        targets = [await id_of(container, claire, PAUL.lower()), await id_of(container, claire, EMAIL)]
        if act == "step_down":
            acts = [
                container.users.change_roles(who, target, ["lecture"], ["administrateur"])
                for who, target in zip((paul, claire), targets, strict=True)
            ]
        else:
            acts = [
                getattr(container.users, act)(who, target) for who, target in zip((claire, paul), targets, strict=True)
            ]
        answers = await asyncio.gather(*acts, return_exceptions=True)
        [refusal] = [answer for answer in answers if answer is not None]
        assert isinstance(refusal, (Forbidden, InvalidValue))
        async with container.context.database.transaction() as session:
            await session.execute(update(Attachment).values(removed_at=None, suspended_at=None, roles="administrateur"))


async def test_closing_the_account_of_the_only_administrator(
    container: Container, claire: Actor, holding: Any, dump: Any
) -> None:
    jeanne = await holding(Role.READER)
    assert [lost.sole_administrator for lost in await container.closing.losses(claire)] == [True]
    before = await dump()
    with pytest.raises(InvalidForm) as refused:
        await container.closing.close(claire, alone_accepted=True)
    assert "Menuiserie Lefèvre" in refused.value.errors[""]
    assert await dump() == before
    await container.closing.close(jeanne, alone_accepted=False)
    await container.closing.close(claire, alone_accepted=True)


async def test_two_administrators_closing_at_once(
    container: Container, claire: Actor, paul: Actor, holding: Any
) -> None:
    await holding(Role.READER)
    answers = await asyncio.gather(
        *(container.closing.close(one, alone_accepted=True) for one in (claire, paul)), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["InvalidForm", "NoneType"]


async def test_the_letter_still_makes_an_administrator_and_is_told(
    container: Container, claire: Actor, make_account: Any, mails: Any
) -> None:
    newcomer = await make_account("nouveau@example.fr", [])
    await container.attachments.add(newcomer, "10001", "TD-K4M7-P2XC")
    assert not (await container.users.page(claire)).single_administrator
    told = (await mails())[0]
    assert (told.kind, told.to) == ("someone_attached", EMAIL)
    assert "/espace/entreprise/utilisateurs" in told.text
