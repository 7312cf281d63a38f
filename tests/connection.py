"""Steps of a first connection, as a browser takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pyotp
from sqlalchemy import select

from presantra.bootstrap import Container
from presantra.db.models import Account, Attachment
from presantra.services.actor import Actor
from presantra.services.opening import Login

CODE, NUMBER = "10001", "TD-K4M7-P2XC"
GOOD = "tambour Lessive orageux 47 brocante"
BETTER = "Pivoine cahotante 88 sous l’enclume"
EMAIL = "claire.martin@example.fr"
IDENTITY = {"last_name": "Martin", "first_name": "Claire", "job_title": "Gérante", "email": EMAIL}


def browser(name: str = "claire", ip: str = "192.0.2.10") -> Actor:
    """An anonymous visitor, recognised by his cookie."""
    return Actor(visitor=name, ip=ip, user_agent="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")


async def enrol(container: Container, visitor: Actor, **identity: str) -> None:
    await container.enrolments.verify(visitor, CODE, NUMBER)
    await container.enrolments.create_account(visitor, IDENTITY | identity)


async def resolve(container: Container, login: Login, visitor: Actor | None = None) -> Actor:
    return await container.sessions.resolve(login.token, visitor or browser())


async def settled(container: Container, mails: Any, visitor: Actor, **identity: str) -> Actor:
    """Somebody who went all the way and chose GOOD."""
    await enrol(container, visitor, **identity)
    email = identity.get("email", EMAIL)
    first = [mail for mail in await mails() if mail.to == email][-1].password
    provisional = await resolve(container, await container.auth.log_in(visitor, email, first), visitor)
    login = await container.passwords.choose_first(provisional, GOOD, GOOD)
    return await resolve(container, login, visitor)


async def accounts(container: Container) -> list[Account]:
    async with container.context.database.reading() as session:
        return list((await session.execute(select(Account).order_by(Account.id))).scalars())  # type: ignore[arg-type]


async def attached(container: Container) -> list[tuple[str, str]]:
    async with container.context.database.reading() as session:
        statement = select(Account.email, Attachment.removed_at).join(Attachment)  # type: ignore[call-overload]
        return [email for email, removed in (await session.execute(statement)).all() if removed is None]


def totp_code(secret: str, at: datetime) -> str:
    """What an application that was given ``secret`` shows at this instant."""
    return pyotp.TOTP(secret.replace(" ", "")).at(at)


async def with_second_factor(container: Container, actor: Actor) -> tuple[str, tuple[str, ...]]:
    """Set up the second factor of somebody who has just logged in; its secret and the recovery codes."""
    secret = (await container.second_factor.begin(actor)).secret
    codes = await container.second_factor.confirm(actor, totp_code(secret, container.context.clock()))
    return secret, codes
