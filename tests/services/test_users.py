"""Users of a company: invited, given other roles, suspended, removed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from presantra.bootstrap import Container
from presantra.db.models import Member
from presantra.domain.errors import (
    InvalidForm,
    InvalidValue,
    LinkInvalid,
    NotFound,
    SessionExpired,
    Throttled,
)
from presantra.domain.rights import ROLES, Role
from presantra.services import lost_identifiers
from presantra.services.actor import ANONYMOUS, Actor, System
from tests.connection import EMAIL
from tests.services.staff import JEANNE, NAMES, PAUL, again, claire, history, holding, id_of, member, paul

__all__ = ["claire", "holding", "member", "paul"]


async def test_what_the_administrator_sees(
    container: Container, claire: Actor, holding: Any, clock: Any, make_member: Any, make_account: Any
) -> None:
    await make_account("ailleurs@example.fr", [await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")])
    jeanne = await holding(Role.BILLING, Role.READER)
    page = await container.users.page(claire)
    assert [(one.name, one.roles, one.oneself, one.active_administrator) for one in page.people] == [
        ("Claire MARTIN", (Role.ADMINISTRATOR,), True, True),
        ("Jeanne PETIT", (Role.BILLING, Role.READER), False, False),
    ]
    assert page.people[1].last_login == clock()
    assert page.single_administrator
    assert (page.invited, page.history) == ((), ())
    await container.users.change_roles(
        claire, await id_of(container, claire, JEANNE), ["administrateur"], ["facturation", "lecture"]
    )
    assert not (await container.users.page(await again(container, jeanne))).single_administrator


async def test_invited_then_joined(container: Container, claire: Actor, mails: Any) -> None:
    await container.users.invite(claire, f" {PAUL} ", ["convocations", "facturation"], uuid4())
    [invited] = (await container.users.page(claire)).invited
    assert (invited.email, invited.roles, invited.by, invited.expired) == (
        PAUL, (Role.SUMMONS, Role.BILLING), "Claire MARTIN", False,
    )  # fmt: skip
    [mail] = await mails()
    await container.invitations.open_account(Actor(visitor="p"), mail.token_for("/invitation"), NAMES)
    page = await container.users.page(claire)
    assert page.invited == ()
    assert [(one.email, one.roles) for one in page.people][1:] == [(PAUL, (Role.SUMMONS, Role.BILLING))]
    assert await history(container, claire) == [
        ("Paul DURAND", "Invitation acceptée"), ("Claire MARTIN", "Invitation envoyée"),
    ]  # fmt: skip


async def test_the_same_click_twice_sends_one_mail(container: Container, claire: Actor, mails: Any) -> None:
    operation = uuid4()
    for _ in range(2):
        await container.users.invite(claire, PAUL, ["lecture"], operation)
    assert len(await mails()) == 1


@pytest.mark.parametrize(
    ("email", "roles", "fields"),
    [
        ("pas une adresse", ["lecture"], ["email"]),
        (PAUL, [], ["roles"]),
        (PAUL, ["patron"], ["roles"]),
        ("", [], ["email", "roles"]),
        (EMAIL.upper(), ["lecture"], ["email"]),
        ("deja@example.fr", ["lecture"], ["email"]),
    ],
)
async def test_an_invitation_to_correct_sends_nothing(
    container: Container, claire: Actor, dump: Any, email: str, roles: list[str], fields: list[str]
) -> None:
    await container.users.invite(claire, "deja@example.fr", ["lecture"], uuid4())
    before = await dump()
    with pytest.raises(InvalidForm) as refused:
        await container.users.invite(claire, email, roles, uuid4())
    assert list(refused.value.errors) == fields
    assert await dump() == before


async def test_an_expired_invitation_is_replaced_or_sent_again(
    container: Container, claire: Actor, mails: Any, clock: Any
) -> None:
    await container.users.invite(claire, PAUL, ["lecture"], uuid4())
    clock.advance(days=7)
    [old] = (await container.users.page(claire)).invited
    assert old.expired
    await container.users.resend(claire, old.public_id)
    first, second = [mail.token_for("/invitation") for mail in await mails()]
    with pytest.raises(LinkInvalid):
        await container.invitations.look(ANONYMOUS, first)
    assert (await container.invitations.look(ANONYMOUS, second)).email == PAUL
    clock.advance(days=7)
    await container.users.invite(claire, PAUL, ["facturation"], uuid4())
    [new] = (await container.users.page(claire)).invited
    assert (new.roles, new.expired) == ((Role.BILLING,), False)


async def test_a_cancelled_invitation_opens_nothing(container: Container, claire: Actor, mails: Any) -> None:
    await container.users.invite(claire, PAUL, ["lecture"], uuid4())
    [invited] = (await container.users.page(claire)).invited
    await container.users.cancel(claire, invited.public_id)
    with pytest.raises(LinkInvalid):
        await container.invitations.look(ANONYMOUS, (await mails())[0].token_for("/invitation"))
    for attempt in (container.users.cancel, container.users.resend):
        with pytest.raises(NotFound):
            await attempt(claire, invited.public_id)


async def test_sent_again_three_times_an_hour(container: Container, claire: Actor, mails: Any) -> None:
    await container.users.invite(claire, PAUL, ["lecture"], uuid4())
    [invited] = (await container.users.page(claire)).invited
    for _ in range(3):
        await container.users.resend(claire, invited.public_id)
    with pytest.raises(Throttled):
        await container.users.resend(claire, invited.public_id)
    assert len(await mails()) == 4


async def test_other_roles_hold_at_the_next_event(
    container: Container, claire: Actor, holding: Any, mails: Any
) -> None:
    jeanne = await holding(Role.READER)
    target = await id_of(container, claire, JEANNE)
    await container.users.change_roles(claire, target, ["facturation"], ["lecture"])
    now = await again(container, jeanne)
    assert now.member is not None
    assert now.member.rights == ROLES[Role.BILLING].rights
    [mail] = await mails()
    assert (mail.kind, mail.to) == ("users_notice", JEANNE)
    assert "Facturation" in mail.text
    assert "Claire MARTIN" in mail.text
    line = (await container.users.page(claire)).history[0]
    assert [(one.before, one.after) for one in line.changes] == [("Lecture", "Facturation")]


async def test_roles_changed_meanwhile_are_told(container: Container, claire: Actor, holding: Any, dump: Any) -> None:
    await holding(Role.READER)
    target = await id_of(container, claire, JEANNE)
    await container.users.change_roles(claire, target, ["facturation"], ["lecture"])
    before = await dump()
    with pytest.raises(InvalidValue, match="Facturation"):
        await container.users.change_roles(claire, target, ["declaration"], ["lecture"])
    await container.users.change_roles(claire, target, ["facturation"], ["facturation"])
    assert await dump() == before


async def test_suspended_then_reinstated(
    container: Container, claire: Actor, holding: Any, mails: Any, dump: Any
) -> None:
    jeanne = await holding(Role.READER)
    target = await id_of(container, claire, JEANNE)
    await container.users.suspend(claire, target)
    assert (await again(container, jeanne)).member is None
    assert (await container.users.people(claire))[1].suspended_at == container.context.clock()
    before = await dump()
    await container.users.suspend(claire, target)
    assert await dump() == before
    await container.users.reinstate(claire, target)
    now = await again(container, jeanne)
    assert now.member is not None
    assert now.member.rights == ROLES[Role.READER].rights
    assert [(mail.to, mail.subject) for mail in await mails()] == [
        (JEANNE, "Votre accès est suspendu (Menuiserie Lefèvre)"),
        (JEANNE, "Votre accès est rétabli (Menuiserie Lefèvre)"),
    ]


async def test_who_is_suspended_hears_no_more_of_the_company(
    container: Container, claire: Actor, paul: Actor, make_account: Any, mails: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(lost_identifiers, "ANSWER_SECONDS", 0.0)
    await container.users.suspend(claire, await id_of(container, claire, PAUL.lower()))
    sent = len(await mails())
    newcomer = await make_account("nouveau@example.fr", [])
    await container.attachments.add(newcomer, "10001", "TD-K4M7-P2XC")
    await container.lost_identifiers.ask(ANONYMOUS, {"code": "10001", "siret": "99142113200010"})
    async with container.context.database.transaction() as session:
        member = await session.get_one(Member, claire.member.id if claire.member else 0)
        await lost_identifiers.letter_sent(session, container.context, System(), member)
    told = {(mail.kind, mail.to) for mail in (await mails())[sent:]}
    assert {kind for kind, to in told if to == EMAIL} == {"someone_attached", "identifiers_lost_notice", "letter_sent"}
    assert not [kind for kind, to in told if to == PAUL.lower()]


async def test_somebody_else_s_users_do_not_exist(
    container: Container, claire: Actor, make_account: Any, make_member: Any, dump: Any
) -> None:
    other = await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")
    stranger = await make_account("ailleurs@example.fr", [other])
    await container.users.invite(stranger, PAUL, ["lecture"], uuid4())
    [target] = await container.users.people(stranger)
    [invited] = (await container.users.page(stranger)).invited
    before = await dump()
    for wanted in (target.public_id, invited.public_id, str(uuid4()), "", "rien"):
        for attempt in (
            container.users.remove(claire, wanted), container.users.suspend(claire, wanted),
            container.users.reinstate(claire, wanted), container.users.cancel(claire, wanted),
            container.users.resend(claire, wanted), container.handovers.accept(claire, wanted),
            container.handovers.decline(claire, wanted),
            container.users.change_roles(claire, wanted, ["lecture"], ["administrateur"]),
        ):  # fmt: skip
            with pytest.raises(NotFound):
                await attempt
        with pytest.raises(InvalidForm):
            await container.handovers.offer(claire, wanted, [])
    assert await dump() == before


async def test_nobody_and_the_provisional_obtain_nothing(container: Container, claire: Actor, dump: Any) -> None:
    before = await dump()
    for actor in (ANONYMOUS, replace(claire, provisional=True)):
        for attempt in (
            container.users.people(actor), container.users.page(actor), container.handovers.given(actor),
            container.users.invite(actor, PAUL, ["lecture"], uuid4()), container.users.remove(actor, str(uuid4())),
        ):  # fmt: skip
            with pytest.raises(SessionExpired):
                await attempt
    assert await dump() == before
