"""Companies of an account: added with their letter, taken away at once, never another tenant's."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from presantra.bootstrap import Container
from presantra.domain.errors import (
    BadIdentifiers,
    Forbidden,
    InvalidForm,
    InvalidValue,
    NotFound,
    SessionExpired,
    Throttled,
)
from presantra.services.actor import ANONYMOUS, Actor
from tests.connection import EMAIL, GOOD, browser, enrol, resolve

BRANCH = ("10001-1", "TD-R6T3-W9HD")


@pytest.fixture
async def branch(make_member: Any) -> Any:
    return await make_member(BRANCH[0], "Menuiserie Lefèvre, atelier", BRANCH[1])


@pytest.fixture
async def claire(container: Container, make_account: Any, make_member: Any) -> Actor:
    actor: Actor = await make_account(EMAIL, [await make_member()], password=GOOD)
    return actor


async def codes(container: Container, email: str = EMAIL, password: str = GOOD) -> list[str]:
    actor = await resolve(container, await container.auth.log_in(browser(), email, password))
    return [company.code for company in actor.companies]


@pytest.mark.parametrize("code", ["10001-1", "10001 – 1", "10001 1", " 10001‑1 "])
async def test_a_branch_is_added(container: Container, claire: Actor, branch: Any, mails: Any, code: str) -> None:
    added = await container.attachments.add(claire, code, BRANCH[1])
    assert (added.already, added.company.code, added.company.name) == (
        False,
        "10001-1",
        "Menuiserie Lefèvre, atelier",
    )
    [mail] = await mails()
    assert await codes(container) == ["10001", "10001-1"]
    assert (mail.kind, mail.to) == ("company_attached", EMAIL)


async def test_adding_it_again_changes_nothing(container: Container, claire: Actor, branch: Any, dump: Any) -> None:
    await container.attachments.add(claire, *BRANCH)
    before = await dump()
    assert (await container.attachments.add(claire, *BRANCH)).already
    assert await dump() == before


async def test_added_by_five_clicks_at_once(container: Container, claire: Actor, branch: Any, mails: Any) -> None:
    results = await asyncio.gather(*(container.attachments.add(claire, *BRANCH) for _ in range(5)))
    assert sorted(result.already for result in results) == [False, True, True, True, True]
    assert [mail.kind for mail in await mails()] == ["company_attached"]


async def test_wrong_or_malformed_identifiers_add_nothing(
    container: Container, claire: Actor, branch: Any, dump: Any
) -> None:
    before = await dump()
    with pytest.raises(BadIdentifiers):
        await container.attachments.add(claire, "10001-1", "TD-K4M7-P2XC")
    with pytest.raises(InvalidForm) as caught:
        await container.attachments.add(claire, "x", "y")
    assert list(caught.value.errors) == ["code", "number"]
    assert await dump() == before


async def test_failures_count_with_those_of_the_enrolment(
    container: Container, claire: Actor, branch: Any, dump: Any
) -> None:
    for _ in range(5):
        with pytest.raises(BadIdentifiers):
            await container.enrolments.verify(browser(), BRANCH[0], "TD-0000-0000")
    before = await dump()
    with pytest.raises(Throttled):
        await container.attachments.add(claire, *BRANCH)
    assert await dump() == before


async def test_everybody_already_there_is_told(
    container: Container, claire: Actor, make_account: Any, mails: Any
) -> None:
    paul = await make_account("paul@cabinet.fr", [], password=GOOD, first_name="Paul", last_name="Durand")
    await container.attachments.add(paul, "10001", "TD-K4M7-P2XC")
    assert [(mail.kind, mail.to) for mail in await mails()] == [
        ("someone_attached", EMAIL),
        ("company_attached", "paul@cabinet.fr"),
    ]


async def test_people_of_the_company(container: Container, claire: Actor, make_account: Any, make_member: Any) -> None:
    other = await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")
    await make_account("ailleurs@example.fr", [other])
    paul = await make_account("paul@cabinet.fr", [], first_name="Paul", last_name="Durand")
    await container.attachments.add(paul, "10001", "TD-K4M7-P2XC")
    people = await container.users.people(claire)
    assert [(person.name, person.email, person.oneself) for person in people] == [
        ("Claire MARTIN", EMAIL, True),
        ("Paul DURAND", "paul@cabinet.fr", False),
    ]


async def test_an_access_taken_away_ends_at_the_next_event(
    container: Container, claire: Actor, make_account: Any
) -> None:
    await make_account("paul@cabinet.fr", [], password=GOOD, first_name="Paul", last_name="Durand")
    login = await container.auth.log_in(browser("p"), "paul@cabinet.fr", GOOD)
    await container.attachments.add(await resolve(container, login), "10001", "TD-K4M7-P2XC")
    assert (await resolve(container, login)).member is not None
    [target] = [person for person in await container.users.people(claire) if not person.oneself]
    await container.users.remove(claire, target.public_id)
    paul = await resolve(container, login)
    assert (paul.authenticated, paul.companies, paul.member) == (True, (), None)
    with pytest.raises(Forbidden):
        await container.users.people(paul)
    assert [person.name for person in await container.users.people(claire)] == ["Claire MARTIN"]
    added = await container.attachments.add(paul, "10001", "TD-K4M7-P2XC")
    assert not added.already


async def test_another_tenant_s_access_does_not_exist(
    container: Container, claire: Actor, make_account: Any, make_member: Any, dump: Any
) -> None:
    other = await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")
    stranger = await make_account("ailleurs@example.fr", [other])
    [target] = await container.users.people(stranger)
    before = await dump()
    sentences = set()
    for public_id in (target.public_id, str(uuid4()), "", "rien", "x" * 36):
        with pytest.raises(NotFound) as caught:
            await container.users.remove(claire, public_id)
        sentences.add(caught.value.sentence)
    assert sentences == {"Cet élément n’existe pas ou n’est plus accessible."}
    assert await dump() == before


async def test_one_s_own_access_stays(container: Container, claire: Actor, dump: Any) -> None:
    [own] = await container.users.people(claire)
    before = await dump()
    with pytest.raises(InvalidValue) as caught:
        await container.users.remove(claire, own.public_id)
    assert caught.value.sentence == "Vous ne pouvez pas retirer votre propre accès."
    assert await dump() == before


async def test_nobody_and_the_provisional_obtain_nothing(
    container: Container, make_member: Any, mails: Any, dump: Any
) -> None:
    await make_member()
    await enrol(container, browser())
    provisional = await resolve(container, await container.auth.log_in(browser(), EMAIL, (await mails())[0].password))
    before = await dump()
    for actor in (ANONYMOUS, browser(), provisional):
        for attempt in (
            container.attachments.add(actor, "10001", "TD-K4M7-P2XC"),
            container.users.people(actor),
            container.users.remove(actor, str(uuid4())),
        ):
            with pytest.raises(SessionExpired):
                await attempt
    assert await dump() == before
