"""The weekly reminder on both databases: what it says, to whom, once; and how one stops it."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from presantra.bootstrap import Container
from presantra.db.models import Account, Attachment, Employment
from presantra.domain.errors import NotFound
from presantra.services.actor import Actor

MONDAY_7 = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)
PERSON = {
    "birth_name": "Dupont",
    "first_name": "Éloïse",
    "birth_date": "1991-07-14",
    "sex": "f",
    "entry_date": "2026-08-03",
    "contract_type": "cdi",
    "job_title": "Menuisière",
}


@pytest.fixture
async def member(make_member: Any) -> Any:
    return await make_member()


@pytest.fixture
async def actor(make_account: Any, member: Any) -> Any:
    return await make_account(members=[member])


async def late(container: Any, actor: Any) -> str:
    """Somebody whose visit was due on 3 November."""
    return str((await container.employees.declare_arrival(actor, PERSON, uuid4())).public_id)


async def digests(mails: Any) -> list[Any]:
    return [mail for mail in await mails() if mail.kind == "weekly_digest"]


async def test_it_says_what_awaits_each_company(
    container: Any, actor: Any, member: Any, make_member: Any, make_account: Any, mails: Any, clock: Any
) -> None:
    other = await make_member("10001-1", "Menuiserie Lefèvre Rennes", "TD-R6T3-W9HD")
    idle = await make_member("10001-2", "Menuiserie Lefèvre Fougères", "TD-B5N8-Y4QF")
    both = await make_account("cabinet@example.fr", [member, other, idle], first_name="Jo", last_name="Comptable")
    employee = await late(container, actor)
    absence = {"cause": "maladie", "start_date": "01/09/2026"}
    await container.absences.declare(actor, employee, absence, uuid4())
    elsewhere = both.working_in(other.public_id)
    await container.employees.declare_arrival(
        elsewhere, PERSON | {"situations": ["amiante"], "entry_date": "2026-12-01"}, uuid4()
    )
    clock.now = MONDAY_7

    assert await container.digest.send_due() == 2

    mine, theirs = await digests(mails)
    assert (mine.to, theirs.to) == ("claire.martin@example.fr", "cabinet@example.fr")
    assert "Menuiserie Lefèvre (10001)\n- 1 visite en retard\n- 1 visite à demander\n- 1 arrêt de travail" in mine.text
    assert "10001-1" not in mine.text
    assert "Menuiserie Lefèvre Rennes (10001-1)\n- 1 personne ne doit pas commencer avant sa visite" in theirs.text
    assert "Fougères" not in theirs.text
    # Counts only: a mailbox is not the portal.
    assert "DUPONT" not in mine.text + theirs.text


async def test_nothing_to_say_sends_nothing_and_is_not_looked_at_again(
    container: Any, actor: Any, mails: Any, clock: Any
) -> None:
    clock.now = MONDAY_7
    assert await container.digest.send_due() == 0
    assert await digests(mails) == []
    async with container.context.database.reading() as session:
        assert (await session.execute(select(Account.digest_sent_on))).scalar_one() == date(2026, 11, 30)


async def test_once_a_week_and_again_the_next(container: Any, actor: Any, mails: Any, clock: Any) -> None:
    await late(container, actor)
    clock.now = MONDAY_7 - timedelta(minutes=1)
    assert await container.digest.send_due() == 0
    clock.now = MONDAY_7
    assert await container.digest.send_due() == 1
    clock.advance(hours=20)
    assert await container.digest.send_due() == 0
    assert await container.digest.send_now() == 0
    clock.now = MONDAY_7 + timedelta(weeks=1)
    assert await container.digest.send_due() == 1
    assert len(await digests(mails)) == 2


async def test_an_operator_may_send_it_on_any_day(container: Any, actor: Any, mails: Any, clock: Any) -> None:
    await late(container, actor)
    clock.now = MONDAY_7 + timedelta(days=3, seconds=1)
    assert await container.digest.send_due() == 0
    assert await container.digest.send_now() == 1


@pytest.mark.parametrize(
    "values", [{"weekly_digest": False}, {"disabled_at": MONDAY_7}, {"password_state": "first"}], ids=str
)
async def test_only_active_accounts_that_want_it(
    container: Any, actor: Any, mails: Any, clock: Any, values: dict[str, Any]
) -> None:
    await late(container, actor)
    async with container.context.database.transaction() as session:
        await session.execute(update(Account).values(**values))
    clock.now = MONDAY_7
    assert await container.digest.send_due() == 0
    assert await digests(mails) == []


async def test_an_account_created_since_waits_for_the_next_week(
    container: Any, member: Any, make_account: Any, mails: Any, clock: Any
) -> None:
    clock.now = MONDAY_7 + timedelta(minutes=5)
    actor = await make_account(members=[member])
    await late(container, actor)
    assert await container.digest.send_due() == 0
    clock.advance(weeks=1)
    assert await container.digest.send_due() == 1


async def test_a_company_taken_away_is_not_told_of(container: Any, actor: Any, mails: Any, clock: Any) -> None:
    await late(container, actor)
    async with container.context.database.transaction() as session:
        await session.execute(update(Attachment).values(removed_at=clock.now))
    clock.now = MONDAY_7
    assert await container.digest.send_due() == 0


async def test_two_workers_never_write_twice(
    container: Any, make_container: Any, database_url: str, make_account: Any, member: Any, mails: Any, clock: Any
) -> None:
    """Two processes, each with its own connections; the row of the account decides."""
    actors = [await make_account(f"a{number}@example.fr", [member]) for number in range(12)]
    await late(container, actors[0])
    clock.now = MONDAY_7
    second: Container = make_container(database_url)
    try:
        counts = await asyncio.gather(*(one.digest.send_due() for one in (container, second, container, second)))
    finally:
        await second.close()
    assert sum(counts) == 12
    assert sorted(mail.to for mail in await digests(mails)) == sorted(f"a{number}@example.fr" for number in range(12))


async def test_the_link_of_the_mail_ends_it_and_the_account_restores_it(
    container: Any, actor: Any, mails: Any, clock: Any
) -> None:
    await late(container, actor)
    clock.now = MONDAY_7
    await container.digest.send_due()
    (mail,) = await digests(mails)
    token = re.search(r"/rappels/desabonnement/(\S+)", mail.text)[1]  # type: ignore[index]
    assert await container.digest.check(token) == "claire.martin@example.fr"
    assert await container.digest.wanted(actor) is True

    for _ in range(2):
        assert await container.digest.unsubscribe(Actor(ip="192.0.2.9"), token) == "claire.martin@example.fr"

    assert await container.digest.wanted(actor) is False
    lines = await container.profile.security_history(actor)
    assert [line.action for line in lines if "Rappel" in line.action] == ["Rappel hebdomadaire désactivé"]
    await container.digest.choose(actor, True)
    assert await container.digest.wanted(actor) is True


async def test_altered_links_change_nothing(container: Any, actor: Any, make_account: Any, dump: Any) -> None:
    async with container.context.database.reading() as session:
        account = (await session.execute(select(Account))).scalar_one()
    public_id, _, seal = container.digest.unsubscribe_url(account).rsplit("/", 1)[1].partition(".")
    nobody = str(uuid4())
    sealed = [f"{text}.{container.digest._seal(text)}" for text in ("pas-un-id", nobody)]
    before = await dump()
    for token in (
        "", ".", public_id, f"{public_id}.", f"{public_id}.{'0' * 64}", f"{nobody}.{seal}", f"{public_id}.é{seal}",
        "x" * 5000, *sealed,
    ):  # fmt: skip
        for attempt in (container.digest.check(token), container.digest.unsubscribe(Actor(), token)):
            with pytest.raises(NotFound):
                await attempt
    assert await dump() == before


async def test_the_worker_stops_at_once(container: Any, actor: Any, mails: Any, clock: Any) -> None:
    await late(container, actor)
    clock.now = MONDAY_7
    stop = asyncio.Event()
    running = asyncio.create_task(container.digest.run(stop))
    async with asyncio.timeout(10):
        while not await digests(mails):
            await asyncio.sleep(0.02)
        stop.set()
        await running
    async with container.context.database.reading() as session:
        assert (await session.execute(select(Employment.id))).scalar_one()


async def test_one_account_that_fails_does_not_keep_the_others_from_theirs(
    container: Container,
    make_account: Any,
    member: Any,
    clock: Any,
    mails: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = await make_account("claire@example.fr", [member])
    await make_account("paul@example.fr", [member])
    await late(container, first)
    clock.now = MONDAY_7
    send_to = container.digest._send_to

    async def failing(account: Any, week: date) -> bool:
        if account.email == "claire@example.fr":
            raise ValueError
        return await send_to(account, week)

    monkeypatch.setattr(container.digest, "_send_to", failing)
    assert await container.digest.send_due() == 1
    monkeypatch.undo()
    assert await container.digest.send_due() == 1
    assert [mail.to for mail in await digests(mails)] == ["paul@example.fr", "claire@example.fr"]
