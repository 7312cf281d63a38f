"""An invitation: written, mailed, looked at by anybody who holds its link, accepted once by its address."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from presantra.bootstrap import Container
from presantra.db.models import Account, Attachment, Invitation
from presantra.domain.errors import AccountExists, InvalidForm, LinkInvalid, SessionExpired, Throttled
from presantra.domain.rights import ROLES, Role
from presantra.domain.typography import french
from presantra.services.actor import Actor, System
from presantra.services.invitations import Standing
from presantra.services.retention import purge
from tests.connection import EMAIL, GOOD, attached, browser, resolve
from tests.services.staff import NAMES, PAUL, claire, member

__all__ = ["claire", "member"]


@pytest.fixture
def invite(container: Container, claire: Actor, member: Any) -> Any:
    """``await invite()`` → the token of a mailed invitation."""

    async def send(email: str = PAUL, *roles: Role) -> str:
        stored = ",".join(roles or (Role.READER,))
        async with container.context.database.transaction() as session:
            invitation, token = await container.invitations.create(
                session, claire, "user", email, member_id=member.id, roles=stored
            )
            await container.invitations.mail(session, invitation, token)
        return token

    return send


async def test_the_mail_says_who_invites_to_what(container: Container, invite: Any, mails: Any, dump: Any) -> None:
    token = await invite(PAUL, Role.READER, Role.BILLING)
    [mail] = await mails()
    assert (mail.kind, mail.to) == ("invitation_user", PAUL)
    assert "Claire MARTIN" in mail.subject
    assert token not in mail.subject
    assert mail.token_for("/invitation") == token
    assert french(ROLES[Role.READER].intro) in mail.text
    assert token not in repr(await dump())


async def test_what_the_link_shows(container: Container, claire: Actor, invite: Any, dump: Any) -> None:
    token = await invite()
    before = await dump()
    view = await container.invitations.look(browser(), token)
    assert (view.inviter, view.organisation, view.code, view.email) == (
        "Claire MARTIN", "Menuiserie Lefèvre", "10001", PAUL,
    )  # fmt: skip
    assert view.offers == (french(f"Lecture : {ROLES[Role.READER].intro}"),)
    assert view.standing is Standing.CREATE
    assert (await container.invitations.look(claire, token)).standing is Standing.OTHER_ACCOUNT
    assert await dump() == before


async def test_accepted_with_the_account_of_the_address(
    container: Container, invite: Any, make_account: Any, make_member: Any, mails: Any
) -> None:
    other = await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")
    paul = await make_account(PAUL.lower(), [other], first_name="Paul", last_name="Durand")
    token = await invite()
    assert (await container.invitations.look(browser(), token)).standing is Standing.LOG_IN
    assert (await container.invitations.look(paul, token)).standing is Standing.ACCEPT
    accepted = await container.invitations.accept(paul, token)
    [company] = [c for c in (await _again(container, paul)).companies if c.code == "10001"]
    assert accepted.company == str(company.public_id)
    assert company.rights == ROLES[Role.READER].rights
    told = (await mails())[-1]
    assert (told.kind, told.to) == ("user_joined", EMAIL)
    assert "Lecture" in told.text


async def _again(container: Container, actor: Actor) -> Actor:
    """The same person, as the next event finds him."""
    async with container.context.database.transaction() as session:
        account = await session.get_one(Account, actor.account())
        token = await container.sessions.open(session, account, Actor(), provisional=False)
    return await container.sessions.resolve(token, Actor())


async def test_a_new_account_opens_by_the_link_alone(container: Container, invite: Any, mails: Any) -> None:
    token = await invite()
    login = await container.invitations.open_account(browser("paul"), token, NAMES)
    assert login.provisional
    provisional = await resolve(container, login, browser("paul"))
    assert provisional.provisional
    assert provisional.companies == ()
    paul = await resolve(container, await container.passwords.choose_first(provisional, GOOD, GOOD))
    assert (paul.name, paul.email) == ("Paul DURAND", PAUL)
    assert [company.rights for company in paul.companies] == [ROLES[Role.READER].rights]
    assert [mail.kind for mail in await mails()] == ["invitation_user", "user_joined", "password_changed"]


async def test_an_account_that_never_served_is_opened_by_the_link(
    container: Container, invite: Any, mails: Any, member: Any
) -> None:
    visitor = browser("paul")
    await container.enrolments.verify(visitor, "10001", "TD-K4M7-P2XC")
    await container.enrolments.create_account(visitor, NAMES | {"email": PAUL, "first_name": "Pol"})
    first = next(mail for mail in await mails() if mail.kind == "first_password").password
    token = await invite()
    assert (await container.invitations.look(visitor, token)).standing is Standing.CREATE
    login = await container.invitations.open_account(visitor, token, NAMES)
    assert (await resolve(container, login, visitor)).name == "Paul DURAND"
    with pytest.raises(Exception, match="incorrect"):
        await container.auth.log_in(visitor, PAUL, first)


@pytest.mark.parametrize("fate", ["used", "expired", "revoked", "renewed", "altered", "without_company"])
async def test_a_dead_link_opens_nothing(
    container: Container, claire: Actor, invite: Any, clock: Any, dump: Any, fate: str
) -> None:
    token = await invite()
    if fate == "used":
        await container.invitations.open_account(browser("paul"), token, NAMES)
    elif fate == "expired":
        clock.advance(days=7)
    elif fate == "altered":
        token = token[:-1] + ("a" if token[-1] != "a" else "b")
    else:
        async with container.context.database.transaction() as session:
            invitation, _ = await container.invitations._living(session, token)
            if fate == "revoked":
                await container.invitations.revoke(session, invitation)
            elif fate == "renewed":
                await container.invitations.renew(session, invitation)
            else:
                invitation.roles = "autrefois"
    before = await dump()
    for attempt in (
        container.invitations.look(browser(), token),
        container.invitations.open_account(browser(), token, NAMES),
        container.invitations.accept(claire, token),
    ):
        with pytest.raises(LinkInvalid):
            await attempt
    assert await dump() == before


async def test_only_the_address_that_was_invited_accepts(
    container: Container, claire: Actor, invite: Any, dump: Any
) -> None:
    token = await invite()
    before = await dump()
    with pytest.raises(LinkInvalid):
        await container.invitations.accept(claire, token)
    with pytest.raises(SessionExpired):
        await container.invitations.accept(browser(), token)
    assert await dump() == before


async def test_a_living_or_closed_account_is_not_taken_over(
    container: Container, invite: Any, make_account: Any, dump: Any
) -> None:
    paul = await make_account(PAUL.lower(), [], password=GOOD)
    token = await invite()
    before = await dump()
    with pytest.raises(AccountExists):
        await container.invitations.open_account(browser(), token, NAMES)
    assert await dump() == before
    await container.closing.close(paul, alone_accepted=False)
    assert (await container.invitations.look(browser(), token)).standing is Standing.CLOSED
    before = await dump()
    with pytest.raises(AccountExists):
        await container.invitations.open_account(browser(), token, NAMES)
    assert await dump() == before


async def test_names_to_correct_use_nothing(container: Container, invite: Any, dump: Any) -> None:
    token = await invite()
    before = await dump()
    for step in (container.invitations.check_identity, container.invitations.open_account):
        with pytest.raises(InvalidForm) as refused:
            await step(browser(), token, NAMES | {"first_name": " ", "job_title": "\x07"})
        assert list(refused.value.errors) == ["first_name", "job_title"]
    await container.invitations.check_identity(browser(), token, NAMES)
    assert await dump() == before


async def test_opened_by_five_clicks_at_once(container: Container, invite: Any) -> None:
    token = await invite()
    answers = await asyncio.gather(
        *(container.invitations.open_account(browser(), token, NAMES) for _ in range(5)), return_exceptions=True
    )
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(refused) == 4
    assert {type(answer) for answer in refused} <= {LinkInvalid, AccountExists}
    assert await attached(container) == [EMAIL, PAUL]


async def test_somebody_attached_meanwhile_keeps_what_he_has(
    container: Container, invite: Any, make_account: Any, member: Any
) -> None:
    paul = await make_account(PAUL.lower(), [member])
    token = await invite()
    async with container.context.database.transaction() as session:
        suspended = update(Attachment).where(col(Attachment.account_id) == paul.account_id)
        await session.execute(suspended.values(suspended_at=container.context.clock()))
    await container.invitations.accept(paul, token)
    assert (await _again(container, paul)).companies == ()


async def test_wrong_links_make_an_address_wait(container: Container, invite: Any, dump: Any) -> None:
    token = await invite()
    stranger = replace(browser(), ip="198.51.100.7")
    for _ in range(30):
        with pytest.raises(LinkInvalid):
            await container.invitations.look(stranger, "faux")
    before = await dump()
    with pytest.raises(Throttled):
        await container.invitations.look(stranger, token)
    assert (await container.invitations.look(browser(), token)).standing is Standing.CREATE
    assert await dump() == before


async def test_mails_of_one_account_and_of_one_invitation_are_counted(container: Container, claire: Actor) -> None:
    for _ in range(60):
        await container.invitations.admit(claire)
    with pytest.raises(Throttled):
        await container.invitations.admit(claire)
    for _ in range(3):
        await container.invitations.admit_again("une")
    with pytest.raises(Throttled):
        await container.invitations.admit_again("une")
    await container.invitations.admit_again("autre")


async def test_dead_invitations_are_purged(container: Container, invite: Any, clock: Any, dump: Any) -> None:
    used, waiting = await invite(), await invite("jeanne@example.fr")
    await container.invitations.open_account(browser(), used, NAMES)
    clock.advance(days=31)
    async with container.context.database.transaction() as session:
        row = update(Invitation).where(col(Invitation.email) == "jeanne@example.fr")
        await session.execute(row.values(expires_at=container.context.clock()))
    assert (await purge(container.context, System())).links == 1
    assert [row[6] for row in (await dump())["invitation"]] == ["jeanne@example.fr"]
    assert waiting
