"""People of one company: its administrators, and somebody with the roles that a test needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from presantra.bootstrap import Container
from presantra.db.models import Account, Attachment
from presantra.domain.rights import Role
from presantra.services.actor import Actor
from tests.connection import EMAIL, GOOD

PAUL = "Paul.Durand@cabinet.example"
NAMES = {"last_name": "Durand", "first_name": "Paul", "job_title": "Assistant RH"}
JEANNE = "jeanne.petit@example.fr"


@pytest.fixture
async def member(make_member: Any) -> Any:
    return await make_member()


@pytest.fixture
async def claire(make_account: Any, member: Any) -> Actor:
    actor: Actor = await make_account(EMAIL, [member], password=GOOD)
    return actor


@pytest.fixture
async def paul(make_account: Any, member: Any) -> Actor:
    """A second administrator."""
    actor: Actor = await make_account(PAUL.lower(), [member], first_name="Paul", last_name="Durand")
    return actor


@pytest.fixture
def holding(container: Container, make_account: Any, member: Any) -> Callable[..., Any]:
    """``await holding(Role.READER)`` → somebody of the company who has these roles."""

    async def make(*roles: Role, email: str = JEANNE) -> Actor:
        actor = await make_account(email, [member], first_name="Jeanne", last_name="Petit")
        async with container.context.database.transaction() as session:
            await session.execute(
                update(Attachment)
                .where(col(Attachment.account_id) == actor.account_id)
                .values(roles=",".join(role for role in Role if role in roles))
            )
        return await again(container, actor)

    return make


async def again(container: Container, actor: Actor) -> Actor:
    """The same person at the next event."""
    async with container.context.database.transaction() as session:
        account = await session.get_one(Account, actor.account())
        token = await container.sessions.open(session, account, Actor(), provisional=False)
    return await container.sessions.resolve(token, Actor())


async def id_of(container: Container, actor: Actor, email: str) -> str:
    return next(one.public_id for one in await container.users.people(actor) if one.email == email)


async def history(container: Container, actor: Actor) -> list[tuple[str, str]]:
    return [(line.by, line.action) for line in (await container.users.page(actor)).history]
