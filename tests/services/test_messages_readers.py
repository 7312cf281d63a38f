"""Who reads a thread, who is told of it, and what the list shows of all; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlmodel import col

from presantra.bootstrap import Container
from presantra.db.models import Account, Attachment
from presantra.domain.errors import InvalidForm, NotFound
from presantra.domain.messages import ThreadStatus
from presantra.domain.rights import Role
from presantra.services.actor import Actor
from presantra.services.messages import ThreadQuery
from presantra.services.preferences import Preferences
from tests.services.messages import answer, as_role, number_of, opened, reply
from tests.services.visits import SERVICE

S = ThreadStatus


@pytest.fixture
async def claire(make_member: Any, make_account: Any) -> Actor:
    return await make_account(members=[await make_member()])


@pytest.fixture
async def other(make_member: Any, make_account: Any) -> Actor:
    """Somebody of another company."""
    member = await make_member(code="20002", name="Transports Morel", number="TD-G7V2-J3ZK")
    return await make_account("paul@morel.example", [member], first_name="Paul", last_name="Morel")


async def test_a_colleague_has_his_own_marks_and_hears_only_of_his_threads(
    container: Container, make_member: Any, make_account: Any, mails: Any
) -> None:
    member = await make_member()
    claire = await make_account(members=[member])
    zoe = await make_account("zoe@lefevre.example", [member], first_name="Zoé")
    thread = await opened(container, claire)
    await answer(container, await number_of(container, claire, thread))
    assert [mail.to for mail in await mails() if mail.kind == "message_answered"] == [claire.email]
    await container.messages.mark_read(claire, thread)
    assert (await container.messages.unread(claire), await container.messages.unread(zoe)) == (0, 1)
    await reply(container, zoe, thread, "Merci de nous deux")
    view = await container.messages.thread(claire, thread)
    assert [(m.by, m.mine) for m in view.messages if not m.from_service] == [
        ("Claire MARTIN", True), ("Zoé MARTIN", False),
    ]  # fmt: skip
    await answer(container, view.thread.number)
    told = [mail.to for mail in await mails() if mail.kind == "message_answered"]
    assert sorted(told[1:]) == [claire.email, zoe.email]


@pytest.mark.parametrize("gone", ["detached", "suspended", "billing only", "disabled"])
async def test_who_may_no_longer_read_is_not_told(
    container: Container, make_member: Any, make_account: Any, mails: Any, gone: str
) -> None:
    """The others of the company are, so that the answer reaches somebody."""
    member = await make_member()
    claire = await make_account(members=[member])
    zoe = await make_account("zoe@lefevre.example", [member])
    thread = await opened(container, claire, theme="salaries")
    now = container.context.clock()
    values: dict[str, dict[str, Any]] = {
        "detached": {"removed_at": now}, "suspended": {"suspended_at": now}, "billing only": {"roles": "facturation"},
    }  # fmt: skip
    async with container.context.database.transaction() as session:
        if gone == "disabled":
            change: Any = update(Account).where(col(Account.id) == claire.account_id).values(disabled_at=now)
        else:
            mine = col(Attachment.account_id) == claire.account_id
            change = update(Attachment).where(mine).values(**values[gone])
        await session.execute(change)
    await answer(container, "M-2026-00001")
    assert [mail.to for mail in await mails() if mail.kind == "message_answered"] == [zoe.email]
    assert thread


async def test_one_preference_for_all_these_mails(container: Container, claire: Actor, mails: Any) -> None:
    await container.preferences.update(claire, Preferences(True, True, messages=False))
    thread = await opened(container, claire)
    await answer(container, await number_of(container, claire, thread))
    assert [mail.kind for mail in await mails()] == ["message_secretariat"]
    assert (await container.preferences.view(claire)).messages is False


async def test_filters_and_pages(container: Container, claire: Actor, clock: Any) -> None:
    for rank in range(23):
        clock.advance(minutes=1)
        await opened(container, claire, theme="facturation" if rank % 2 else "autre", subject=f"Objet {rank}")
    found = await container.messages.list(claire)
    assert (found.total, found.pages, len(found.rows), found.rows[0].subject) == (23, 2, 20, "Objet 22")
    last = await container.messages.list(claire, ThreadQuery(page=99))
    assert (last.page, [row.subject for row in last.rows]) == (2, ["Objet 2", "Objet 1", "Objet 0"])
    assert (await container.messages.list(claire, ThreadQuery(theme="facturation"))).total == 11
    clock.advance(minutes=1)
    await container.secretariat.messages.set_status(SERVICE, "M-2026-00001", S.CLOSED)
    assert (await container.messages.list(claire)).rows[0].number == "M-2026-00001"
    assert (await container.messages.list(claire, ThreadQuery(status="terminees"))).total == 1
    assert (await container.messages.list(claire, ThreadQuery(status="en-cours"))).total == 22
    assert (await container.messages.list(claire, ThreadQuery(status="close", theme="facturation"))).total == 0


def test_an_address_asks_for_what_exists() -> None:
    asked = ThreadQuery.from_params({"statut": "close", "theme": "autre", "non-lus": "oui", "page": "3"})
    assert asked == ThreadQuery("close", "autre", True, 3)
    for page in ("-1", "²", "x", "", "0"):
        assert ThreadQuery.from_params({"statut": "x", "theme": "x", "non-lus": "x", "page": page}) == ThreadQuery()


async def test_somebody_elses_thread_is_one_that_never_was(
    container: Container, claire: Actor, other: Actor, dump: Callable[..., Any]
) -> None:
    thread = await opened(container, claire)
    await answer(container, await number_of(container, claire, thread))
    before = await dump()
    for unknown in (thread, str(uuid4()), "x", ""):
        for attempt in (
            container.messages.thread(other, unknown),
            container.messages.mark_read(other, unknown),
            container.messages.solve(other, unknown),
            reply(container, other, unknown),
        ):
            with pytest.raises(NotFound) as refusal:
                await attempt
            assert refusal.value.sentence == NotFound().sentence
    assert await dump() == before
    assert ((await container.messages.list(other)).total, await container.messages.unread(other)) == (0, 0)


@pytest.mark.parametrize(
    ("theme", "seen_by"),
    [
        ("facturation", {Role.ADMINISTRATOR, Role.BILLING, Role.READER}),
        ("visites", set(Role) - {Role.BILLING}),
        ("salaries", set(Role) - {Role.BILLING}),
        ("suivi", set(Role) - {Role.BILLING}),
        ("identite", set(Role)),
        ("autre", set(Role)),
    ],
)
async def test_a_theme_is_for_who_holds_its_right(
    container: Container, claire: Actor, dump: Any, theme: str, seen_by: set[Role]
) -> None:
    thread = await opened(container, claire, theme=theme)
    await answer(container, await number_of(container, claire, thread))
    before = await dump()
    for role in Role:
        person, sees = as_role(claire, role), role in seen_by
        assert (await container.messages.list(person)).total == sees
        assert (await container.messages.list(person, ThreadQuery(theme=theme))).total == sees
        assert await container.messages.unread(person) == sees
        if sees:
            assert (await container.messages.thread(person, thread)).thread.theme == theme
            continue
        for attempt in (
            container.messages.thread(person, thread),
            container.messages.mark_read(person, thread),
            reply(container, person, thread),
            container.messages.solve(person, thread),
        ):
            with pytest.raises(NotFound):
                await attempt
        with pytest.raises(InvalidForm) as refusal:
            await opened(container, person, theme=theme)
        assert list(refusal.value.errors) == ["theme"]
    assert await dump() == before


async def test_who_only_reads_is_offered_nothing_to_write(container: Container, claire: Actor) -> None:
    thread = await opened(container, claire)
    view = await container.messages.thread(as_role(claire, Role.READER), thread)
    assert (view.may_write, view.may_solve) == (False, False)
