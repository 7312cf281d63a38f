"""A firm: its clients and what is due there, its people, giving a mandate up."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest

from presantra.bootstrap import Container
from presantra.domain.errors import Forbidden, InvalidForm, InvalidValue, LinkInvalid, NotFound, ReauthenticationNeeded
from presantra.domain.mandates import EndReason
from presantra.services.actor import Actor, System
from tests.connection import browser
from tests.services.firms import FIRM, PAUL_NAME, again, firm_in, give, last_token, logged_in

JEANNE = "jeanne.roy@cabinet.example"
JEANNE_NAME = {"last_name": "Roy", "first_name": "Jeanne", "job_title": "Collaboratrice"}
INVITE = {"email": JEANNE, "administrator": ""}


@pytest.fixture
async def paul(container: Container, claire: Actor, mails: Any) -> Actor:
    return await firm_in(container, mails, claire, "declaration", "convocations", "facturation")


async def join(container: Container, mails: Any, email: str = JEANNE) -> Actor:
    """Somebody who accepts an invitation to the firm."""
    login = await container.invitations.open_account(browser(email), await last_token(mails, email), JEANNE_NAME)
    provisional = await container.sessions.resolve(login.token, browser(email))
    opened = await container.passwords.choose_first(provisional, *2 * ("tambour Lessive orageux 47 brocante",))
    return await logged_in(container, await container.sessions.resolve(opened.token, browser(email)))


async def test_a_firm_is_nothing_before_it_has_told_its_name(
    container: Container, claire: Actor, mails: Any, dump: Any
) -> None:
    await give(container, claire)
    login = await container.invitations.open_account(browser("paul"), await last_token(mails), PAUL_NAME)
    provisional = await container.sessions.resolve(login.token, browser("paul"))
    opened = await container.passwords.choose_first(provisional, *2 * ("tambour Lessive orageux 47 brocante",))
    paul = await logged_in(container, await container.sessions.resolve(opened.token, browser("paul")))
    assert paul.companies == ()
    assert (await container.cabinets.portfolio(paul)).waiting == ("Menuiserie Lefèvre (10001)",)
    before = await dump()
    with pytest.raises(InvalidForm) as refused:
        await container.cabinets.introduce(paul, {"name": " ", "siren": "123 456 789"})
    assert set(refused.value.errors) == {"name", "siren"}
    with pytest.raises(InvalidValue):
        await container.teams.invite(paul, INVITE, uuid4())
    assert await dump() == before
    await container.cabinets.introduce(paul, FIRM)
    assert [c.code for c in (await again(container, paul)).companies] == ["10001"]
    before = await dump()
    with pytest.raises(InvalidValue):
        await container.cabinets.introduce(await again(container, paul), FIRM | {"name": "Autre"})
    assert await dump() == before


async def test_a_second_mandate_joins_the_firm_and_takes_the_place_of_the_first(
    container: Container, claire: Actor, paul: Actor, mails: Any
) -> None:
    await give(container, claire, "lecture", email="autre@cabinet.example")
    # Answered by somebody else of the firm.
    await container.teams.invite(paul, INVITE | {"email": "autre@cabinet.example"}, uuid4())
    jeanne = await join(container, mails, "autre@cabinet.example")
    [one] = [p for p in (await container.teams.overview(jeanne)).people if p.oneself]
    await container.teams.name_administrator(paul, one.public_id, True)
    jeanne = await again(container, jeanne)
    token = [m for m in await mails() if m.kind == "invitation_mandate"][-1].token_for("/invitation")
    await container.invitations.accept(jeanne, token)
    [held] = (await container.mandates.overview(claire)).open
    assert held.roles == {"lecture"}
    [over] = (await container.mandates.overview(claire)).over
    assert over.ended_why is EndReason.REPLACED


async def test_people_of_a_firm(container: Container, claire: Actor, paul: Actor, mails: Any, dump: Any) -> None:
    await container.teams.invite(paul, INVITE, uuid4())
    [invited] = (await container.teams.overview(paul)).invited
    assert invited.email == JEANNE
    jeanne = await join(container, mails)
    assert [c.code for c in jeanne.companies] == ["10001"]
    people = {one.name: one for one in (await container.teams.overview(paul)).people}
    assert people["Paul DURAND"].administrator
    [other] = [one for one in (await container.teams.overview(jeanne)).people if one.oneself]
    [held] = (await container.mandates.overview(claire)).open
    before = await dump()
    for refused in (
        container.teams.invite(jeanne, INVITE, uuid4()),
        container.teams.remove(jeanne, other.public_id),
        container.teams.suspend(jeanne, other.public_id, True),
        container.teams.name_administrator(jeanne, other.public_id, True),
        container.teams.cancel(jeanne, str(uuid4())),
        container.cabinets.renounce(jeanne, held.public_id),
        container.cabinets.introduce(jeanne, FIRM),
        container.cabinets.portfolio(claire),
        container.teams.overview(claire),
    ):
        with pytest.raises(Forbidden):
            await refused
    assert await dump() == before
    await container.teams.suspend(paul, other.public_id, True)
    assert (await again(container, jeanne)).companies == ()
    await container.teams.suspend(paul, other.public_id, False)
    assert len((await again(container, jeanne)).companies) == 1
    await container.teams.remove(paul, other.public_id)
    gone = await again(container, jeanne)
    assert (gone.companies, gone.firm) == ((), None)


async def test_there_is_always_an_administrator(container: Container, paul: Actor, mails: Any, dump: Any) -> None:
    [me] = (await container.teams.overview(paul)).people
    before = await dump()
    for refused in (
        container.teams.remove(paul, me.public_id),
        container.teams.suspend(paul, me.public_id, True),
        container.teams.name_administrator(paul, me.public_id, False),
    ):
        with pytest.raises(InvalidValue):
            await refused
    assert await dump() == before
    await container.teams.invite(paul, INVITE | {"administrator": "on"}, uuid4())
    await join(container, mails)
    await container.teams.remove(paul, me.public_id)
    assert (await again(container, paul)).firm is None


async def test_another_firm_finds_nothing(
    container: Container, claire: Actor, paul: Actor, make_member: Any, make_account: Any, mails: Any, dump: Any
) -> None:
    other = await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")
    morel = await make_account("ali.morel@example.fr", [other], first_name="Ali", last_name="Morel")
    await give(container, morel, "declaration", email="lea@autre-cabinet.example")
    login = await container.invitations.open_account(
        browser("lea"), await last_token(mails, "lea@autre-cabinet.example"), PAUL_NAME
    )
    provisional = await container.sessions.resolve(login.token, browser("lea"))
    opened = await container.passwords.choose_first(provisional, *2 * ("tambour Lessive orageux 47 brocante",))
    lea = await logged_in(container, await container.sessions.resolve(opened.token, browser("lea")))
    await container.cabinets.introduce(lea, FIRM | {"name": "Autre cabinet"})
    lea = await again(container, lea)
    [held] = (await container.mandates.overview(claire)).open
    [me] = (await container.teams.overview(paul)).people
    await container.teams.invite(paul, INVITE, uuid4())
    [invited] = (await container.teams.overview(paul)).invited
    before = await dump()
    for public_id in (held.public_id, str(uuid4()), "rien"):
        with pytest.raises(NotFound):
            await container.cabinets.renounce(lea, public_id)
    for act in (container.teams.remove(lea, me.public_id), container.teams.cancel(lea, invited.public_id)):
        with pytest.raises(NotFound):
            await act
    assert [row.code for row in (await container.cabinets.portfolio(lea)).clients] == ["20002"]
    assert await dump() == before


async def test_a_mandate_given_up_is_over_at_once_and_the_employer_knows(
    container: Container, claire: Actor, paul: Actor, mails: Any
) -> None:
    [client] = (await container.cabinets.portfolio(paul)).clients
    await container.cabinets.renounce(paul, client.mandate_id)
    assert (await again(container, paul)).companies == ()
    [over] = (await container.mandates.overview(claire)).over
    assert over.ended_why is EndReason.RENOUNCED
    assert (await container.companies.profile(claire)).history[0].by == "Paul DURAND (Cabinet Fiduciaire du Nord)"
    told = [mail.to for mail in await mails() if "abandonné" in mail.subject]
    assert told == [claire.email, paul.email]


async def test_an_invitation_cancelled_or_known(
    container: Container, paul: Actor, mails: Any, dump: Any, clock: Any
) -> None:
    operation = uuid4()
    for _ in range(2):
        await container.teams.invite(paul, INVITE, operation)
    before = await dump()
    for raw in (INVITE, INVITE | {"email": paul.email}, INVITE | {"email": "x"}):
        with pytest.raises(InvalidForm):
            await container.teams.invite(paul, raw, uuid4())
    assert await dump() == before
    [invited] = (await container.teams.overview(paul)).invited
    await container.teams.cancel(paul, invited.public_id)
    assert (await container.teams.overview(paul)).invited == ()
    clock.advance(hours=2)
    with pytest.raises(ReauthenticationNeeded):
        await container.teams.invite(paul, INVITE, uuid4())


async def test_suspended_in_his_firm_he_accepts_nothing_for_it(
    container: Container, claire: Actor, paul: Actor, mails: Any, dump: Any
) -> None:
    await container.teams.invite(paul, INVITE, uuid4())
    jeanne = await join(container, mails)
    branch = claire.working_in(claire.companies[1].public_id)
    await give(container, branch, "declaration", email=JEANNE)
    [one] = [p for p in (await container.teams.overview(jeanne)).people if p.oneself]
    await container.teams.suspend(paul, one.public_id, True)
    token = await last_token(mails, JEANNE)
    before = await dump()
    with pytest.raises(InvalidValue):
        await container.invitations.accept(await again(container, jeanne), token)
    assert await dump() == before


async def test_only_an_administrator_of_the_firm_takes_a_mandate_for_it(
    container: Container, claire: Actor, paul: Actor, mails: Any, dump: Any
) -> None:
    await container.teams.invite(paul, INVITE, uuid4())
    jeanne = await join(container, mails)
    branch = claire.working_in(claire.companies[1].public_id)
    await give(container, branch, "declaration", email=JEANNE)
    token = await last_token(mails, JEANNE)
    before = await dump()
    with pytest.raises(InvalidValue, match="Seul un administrateur de votre cabinet"):
        await container.invitations.accept(await again(container, jeanne), token)
    assert await dump() == before
    # The invitation stays valid: made an administrator, she accepts it.
    [one] = [p for p in (await container.teams.overview(jeanne)).people if p.oneself]
    await container.teams.name_administrator(paul, one.public_id, True)
    jeanne = await again(container, jeanne)
    await container.invitations.accept(jeanne, token)
    assert branch.member is not None
    assert branch.member.code in {one.code for one in (await again(container, jeanne)).companies}


async def test_closing_an_account_leaves_the_firm_which_keeps_an_administrator(
    container: Container, paul: Actor, mails: Any, dump: Any
) -> None:
    await container.teams.invite(paul, INVITE, uuid4())
    jeanne = await join(container, mails)
    before = await dump()
    with pytest.raises(InvalidForm, match="information"):
        await container.closing.close(paul, alone_accepted=True)
    assert await dump() == before
    await container.closing.close(jeanne, alone_accepted=True)
    assert [one.name for one in (await container.teams.overview(paul)).people] == ["Paul DURAND"]
    await container.closing.reopen(System(), JEANNE)
    assert len((await container.teams.overview(paul)).people) == 2


async def test_his_copy_of_his_data_names_his_firms(container: Container, paul: Actor) -> None:
    archive = ZipFile(io.BytesIO(await container.own_data.archive(paul)))
    told = json.loads(archive.read("donnees.json"))["cabinets"]
    assert [row["Cabinet"] for row in told] == [FIRM["name"]]


@pytest.mark.parametrize("act", ["remove", "suspend", "demote", "close", "leave"])
async def test_whom_a_former_administrator_had_invited_joins_nothing(
    container: Container, paul: Actor, mails: Any, act: str
) -> None:
    await container.teams.invite(paul, INVITE | {"administrator": "oui"}, uuid4())
    jeanne = await join(container, mails)
    await container.teams.invite(jeanne, {"email": "complice@ailleurs.example", "administrator": "oui"}, uuid4())
    token = await last_token(mails, "complice@ailleurs.example")
    oneself = next(one.public_id for one in (await container.teams.overview(jeanne)).people if one.oneself)
    if act == "remove":
        await container.teams.remove(paul, oneself)
    elif act == "suspend":
        await container.teams.suspend(paul, oneself, True)
    elif act == "demote":
        await container.teams.name_administrator(paul, oneself, False)
    elif act == "close":
        await container.closing.close_for(System(), JEANNE)
    else:
        await container.closing.close(jeanne, alone_accepted=True)
    assert (await container.teams.overview(paul)).invited == ()
    with pytest.raises(LinkInvalid):
        await container.invitations.look(browser("complice"), token)


async def test_a_file_is_admitted_before_it_is_known_for_which_client(container: Container, paul: Actor) -> None:
    nowhere = replace(paul, member=None)
    await container.imports.admit(nowhere)
    await container.messages.admit_file(nowhere)
