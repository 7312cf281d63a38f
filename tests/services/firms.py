"""What the tests of mandates share: an employer who gives, a firm that accepts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

from presantra.db.models import Account
from presantra.services.actor import Actor
from tests.connection import browser

FIRM = {"name": "Cabinet Fiduciaire du Nord", "siren": "732829320"}
PAUL = "paul.durand@cabinet.example"
ALL_ROLES = ("declaration", "convocations", "facturation", "lecture")
PAUL_NAME = {"last_name": "Durand", "first_name": "Paul", "job_title": "Expert-comptable"}


def gift(companies: Sequence[Any], roles: Sequence[str] = ("declaration",), **values: Any) -> dict[str, Any]:
    """The form « Donner un mandat » for some CompanyRef or Member."""
    return {
        "email": PAUL, "companies": [str(one.public_id) for one in companies], "roles": list(roles), "ends_on": "",
    } | values  # fmt: skip


async def give(container: Any, employer: Actor, *roles: str, companies: Sequence[Any] = (), **values: Any) -> None:
    assert employer.member is not None
    raw = gift(companies or [employer.member], roles or ("declaration",), **values)
    await container.mandates.give(employer, raw, uuid4())


async def last_token(mails: Any, to: str = PAUL) -> str:
    sent = [mail for mail in await mails() if mail.to == to and "/invitation#" in mail.text]
    return str(sent[-1].token_for("/invitation"))


async def again(container: Any, actor: Actor, company: Any = None) -> Actor:
    """What the next event of the same session finds, in a company by its code."""
    token = _TOKENS[actor.session_id]
    found: Actor = await container.sessions.resolve(token, Actor())
    if company is None:
        return found
    wanted = next(one for one in found.companies if one.code == company)
    return replace(found, member=wanted)


async def logged_in(container: Any, actor: Actor) -> Actor:
    """The same person in a new session, that :func:`again` knows of."""
    async with container.context.database.transaction() as session:
        account = await session.get_one(Account, actor.account_id)
        token = await container.sessions.open(session, account, Actor(), provisional=False)
    found: Actor = await container.sessions.resolve(token, Actor())
    _TOKENS[found.session_id] = token
    return found


_TOKENS: dict[int | None, str] = {}


async def newcomer(container: Any, mails: Any, email: str = PAUL, **firm: str) -> Actor:
    """Somebody without account who accepts the last mandate sent to him, and tells his firm's name."""
    token = await last_token(mails, email)
    login = await container.invitations.open_account(browser(email), token, PAUL_NAME)
    provisional = await container.sessions.resolve(login.token, browser(email))
    opened = await container.passwords.choose_first(provisional, *2 * ("tambour Lessive orageux 47 brocante",))
    actor: Actor = await container.sessions.resolve(opened.token, browser(email))
    _TOKENS[actor.session_id] = opened.token
    if actor.firm is not None and not actor.firm.name:
        await container.cabinets.introduce(actor, FIRM | firm)
    return await again(container, actor)


async def firm_in(container: Any, mails: Any, employer: Actor, *roles: str, **values: Any) -> Actor:
    """A firm that works in the employer's company, with these roles."""
    await give(container, employer, *roles, **values)
    paul = await newcomer(container, mails)
    assert employer.member is not None
    return await again(container, paul, employer.member.code)
