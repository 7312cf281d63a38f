"""Threads from their number to their answer, on both databases: what is told, what is refused."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlmodel import col

from presantra.bootstrap import Container
from presantra.db.models import AuditEntry, Invoice
from presantra.domain.errors import DomainError, InvalidForm, InvalidValue, Throttled
from presantra.domain.messages import ThreadStatus, TieKind
from presantra.domain.rights import Role
from presantra.services.actor import Actor
from presantra.services.messages import ThreadQuery
from tests.services.messages import REQUEST, answer, as_role, number_of, opened, reply
from tests.services.visits import SERVICE, arrive, asked

S = ThreadStatus


@pytest.fixture
async def claire(make_member: Any, make_account: Any) -> Actor:
    return await make_account(members=[await make_member()])


@pytest.fixture
async def other(make_member: Any, make_account: Any) -> Actor:
    """Somebody of another company."""
    member = await make_member(code="20002", name="Transports Morel", number="TD-G7V2-J3ZK")
    return await make_account("paul@morel.example", [member], first_name="Paul", last_name="Morel")


async def test_a_request_gets_a_number_and_is_told(container: Container, claire: Actor, mails: Any) -> None:
    thread = await container.messages.thread(claire, await opened(container, claire))
    row = thread.thread
    assert (row.number, row.theme, row.subject, row.status) == ("M-2026-00001", "autre", "Une question", S.OPEN)
    [message] = thread.messages
    assert (message.by, message.text, message.mine, message.from_service) == (
        "Claire MARTIN", REQUEST["message"], True, False,
    )  # fmt: skip
    assert (thread.may_write, thread.may_solve, thread.seen_at, thread.tie) == (True, True, None, None)
    acknowledged, secretariat = await mails()
    assert (acknowledged.kind, acknowledged.to) == ("message_acknowledged", claire.email)
    assert f"/espace/messages/{row.public_id}\n" in acknowledged.text
    assert (secretariat.kind, secretariat.to) == ("message_secretariat", "secretariat@presantra.example")
    for mail in (acknowledged, secretariat):
        assert "M-2026-00001" in mail.subject
        assert "médecin" not in mail.subject + mail.text


async def test_a_whole_exchange(container: Container, claire: Actor, clock: Any, mails: Any) -> None:
    thread = await opened(container, claire)
    number = await number_of(container, claire, thread)
    clock.advance(hours=1)
    whole = await container.secretariat.messages.read(SERVICE, f" {number.lower()} ")
    assert [message.text for message in whole.messages] == [REQUEST["message"]]
    assert (await container.messages.thread(claire, thread)).seen_at == clock.now
    await container.secretariat.messages.set_status(SERVICE, number, S.TAKEN)
    assert await answer(container, number, "De quel site ?", asking=True) is S.WAITING
    clock.advance(hours=1)
    await reply(container, claire, thread, "Rennes")
    view = await container.messages.thread(claire, thread)
    assert (view.thread.status, view.seen_at) == (S.TAKEN, None)
    assert await answer(container, number) is S.ANSWERED
    await container.messages.solve(claire, thread)
    view = await container.messages.thread(claire, thread)
    assert [(m.said, m.text, m.from_service) for m in view.messages] == [
        ("", REQUEST["message"], False),
        ("Demande prise en charge", "", True),
        ("", "De quel site ?", True),
        ("", "Rennes", False),
        ("", "Le docteur Simon.", True),
        ("Demande marquée comme résolue", "", False),
    ]
    assert (view.thread.status, view.may_solve, view.may_write) == (S.SOLVED, False, True)
    assert [mail.subject for mail in await mails() if mail.kind == "message_answered"] == [
        "Demande prise en charge\u00a0: votre demande M-2026-00001",
        "Question du service\u00a0: votre demande M-2026-00001",
        "Nouvelle réponse\u00a0: votre demande M-2026-00001",
    ]


async def test_an_answer_reopens_what_was_settled_not_long_ago(
    container: Container, claire: Actor, clock: Any, dump: Any
) -> None:
    thread = await opened(container, claire)
    number = await number_of(container, claire, thread)
    await container.secretariat.messages.set_status(SERVICE, number, S.CLOSED)
    clock.advance(days=30)
    await reply(container, claire, thread)
    assert (await container.messages.thread(claire, thread)).thread.status is S.OPEN
    await container.secretariat.messages.set_status(SERVICE, number, S.SOLVED)
    clock.advance(days=30, seconds=1)
    assert not (await container.messages.thread(claire, thread)).may_write
    before = await dump()
    with pytest.raises(InvalidValue, match="écrivez-en une nouvelle"):
        await reply(container, claire, thread)
    assert await dump() == before


async def test_sent_twice_it_is_sent_once(container: Container, claire: Actor, mails: Any) -> None:
    operation, draft = uuid4(), uuid4()
    threads = {await container.messages.open(claire, REQUEST, draft, operation) for _ in range(2)}
    both = await asyncio.gather(
        *(container.messages.open(claire, REQUEST, draft, operation) for _ in range(3)), return_exceptions=True
    )
    [thread] = threads | set(both)
    again = uuid4()
    for _ in range(2):
        await container.messages.answer(claire, thread, "Merci", draft, again)
    assert [m.text for m in (await container.messages.thread(claire, thread)).messages] == [REQUEST["message"], "Merci"]
    assert (await container.messages.list(claire)).total == 1
    assert len(await mails()) == 3


async def test_both_sides_answer_at_once_and_nothing_is_lost(container: Container, claire: Actor) -> None:
    thread = await opened(container, claire)
    number = await number_of(container, claire, thread)
    await asyncio.gather(
        *(reply(container, claire, thread, f"moi {rank}") for rank in range(3)),
        *(answer(container, number, f"service {rank}") for rank in range(3)),
        container.messages.mark_read(claire, thread),
    )
    view = await container.messages.thread(claire, thread)
    assert sorted(m.text for m in view.messages[1:]) == [f"{who} {n}" for who in ("moi", "service") for n in range(3)]
    last = view.messages[-1]
    assert view.thread.status is (S.ANSWERED if last.from_service else S.TAKEN)
    assert await container.messages.unread(claire) == 1


async def test_numbers_begin_anew_each_year_and_are_never_given_twice(
    container: Container, claire: Actor, other: Actor, clock: Any
) -> None:
    threads = await asyncio.gather(*(opened(container, actor) for actor in (claire, other) * 3))
    numbers = [
        await number_of(container, actor, thread) for actor, thread in zip((claire, other) * 3, threads, strict=True)
    ]
    assert sorted(numbers) == [f"M-2026-{rank:05d}" for rank in range(1, 7)]
    clock.advance(days=60)
    assert await number_of(container, claire, await opened(container, claire)) == "M-2027-00001"


async def test_what_is_unread_until_it_is_shown(container: Container, claire: Actor) -> None:
    thread = await opened(container, claire)
    number = await number_of(container, claire, thread)
    assert await container.messages.unread(claire) == 0
    await answer(container, number)
    await answer(container, number, "Et aussi le docteur Roy.")
    assert await container.messages.unread(claire) == 1
    [row] = (await container.messages.list(claire, ThreadQuery(unread=True))).rows
    assert row.unread
    assert (await container.messages.thread(claire, thread)).thread.unread
    await container.messages.mark_read(claire, thread)
    await container.messages.mark_read(claire, thread)
    assert await container.messages.unread(claire) == 0
    assert (await container.messages.list(claire, ThreadQuery(unread=True))).total == 0
    await reply(container, claire, thread)
    assert await container.messages.unread(claire) == 0
    await answer(container, number)
    assert await container.messages.unread(claire) == 1


@pytest.fixture
async def ties(container: Container, claire: Actor) -> dict[TieKind, str]:
    """One thing of each kind that a request may be about."""
    employee = await arrive(container, claire)
    visit = await asked(container, claire, employee, kind="periodique")
    now, member = container.context.clock(), claire.member
    assert member is not None
    invoice = Invoice(
        number="F-2026-0042", member_id=member.id, kind="facture", issued_on=now.date(), created_at=now,
        net_cents=100, vat_cents=20, total_cents=120, status="a_regler",
    )  # fmt: skip
    async with container.context.database.transaction() as session:
        session.add(invoice)
    return {TieKind.EMPLOYEE: employee, TieKind.VISIT: visit.public_id, TieKind.INVOICE: str(invoice.public_id)}


async def test_a_request_is_about_something_of_the_company(
    container: Container, claire: Actor, ties: dict[TieKind, str]
) -> None:
    labels = {}
    for kind, public_id in ties.items():
        thread = await container.messages.open(claire, REQUEST, uuid4(), uuid4(), (kind.value, public_id))
        tie = (await container.messages.thread(claire, thread)).tie
        assert tie is not None
        assert (tie.kind, tie.public_id) == (kind, public_id)
        assert tie == await container.messages.tie(claire, kind, public_id)
        labels[kind] = tie.label
        # Its theme is for everybody, what it is about is not.
        billing = await container.messages.thread(as_role(claire, Role.BILLING), thread)
        assert (billing.tie is not None) == (kind is TieKind.INVOICE)
    assert labels == {
        TieKind.EMPLOYEE: "Éloïse DUPONT",
        TieKind.VISIT: "Demande de visite DV-2026-000001",
        TieKind.INVOICE: "Facture F-2026-0042",
    }


async def test_what_is_not_the_companys_is_refused_and_changes_nothing(
    container: Container, claire: Actor, other: Actor, ties: dict[TieKind, str], dump: Any
) -> None:
    before = await dump()
    attempts = [
        *((other, kind.value, public_id) for kind, public_id in ties.items()),
        (claire, "facture", str(uuid4())),
        (claire, "facture", ties[TieKind.VISIT]),
        (claire, "facture", "x"),
        (claire, "adherent", ties[TieKind.VISIT]),
        (as_role(claire, Role.SUMMONS), "facture", ties[TieKind.INVOICE]),
    ]
    sentences = set()
    for actor, kind, public_id in attempts:
        with pytest.raises(InvalidValue) as refusal:
            await container.messages.open(actor, REQUEST, uuid4(), uuid4(), (kind, public_id))
        sentences.add(refusal.value.sentence)
    assert len(sentences) == 1
    assert await dump() == before
    for kind, public_id in ties.items():
        assert await container.messages.tie(other, kind, public_id) is None
        assert await container.messages.tie(claire, kind, "x") is None


async def test_an_empty_message_changes_nothing(container: Container, claire: Actor, dump: Any) -> None:
    thread = await opened(container, claire)
    before = await dump()
    for attempt in (
        reply(container, claire, thread, " \n"),
        reply(container, claire, thread, "x" * 4001),
        opened(container, claire, message=""),
    ):
        with pytest.raises(InvalidForm) as refusal:
            await attempt
        assert list(refusal.value.errors) == ["message"]
    with pytest.raises(InvalidValue, match="Écrivez votre message"):
        await answer(container, "M-2026-00001", " ")
    assert await dump() == before


async def test_an_account_writes_so_many_an_hour(container: Container, claire: Actor, other: Actor, dump: Any) -> None:
    thread = await opened(container, claire)
    for _ in range(29):
        await reply(container, claire, thread)
    before = await dump()
    for attempt in (reply(container, claire, thread), opened(container, claire)):
        with pytest.raises(Throttled):
            await attempt
    assert await dump() == before
    assert await opened(container, other)


async def test_the_service_sees_all_members_the_longest_silent_first(
    container: Container, claire: Actor, other: Actor, clock: Any, dump: Any
) -> None:
    first = await opened(container, claire, theme="facturation")
    clock.advance(minutes=1)
    await opened(container, other)
    clock.advance(minutes=1)
    work = container.secretariat.messages
    assert [(row.thread.number, row.company, row.code) for row in await work.list(SERVICE)] == [
        ("M-2026-00001", "Menuiserie Lefèvre", "10001"),
        ("M-2026-00002", "Transports Morel", "20002"),
    ]
    await reply(container, claire, first)
    assert [row.thread.number for row in await work.list(SERVICE)] == ["M-2026-00002", "M-2026-00001"]
    assert [row.thread.number for row in await work.list(SERVICE, theme="facturation")] == ["M-2026-00001"]
    await work.set_status(SERVICE, "M-2026-00002", S.CLOSED)
    assert [row.thread.number for row in await work.list(SERVICE)] == ["M-2026-00001"]
    assert [row.thread.number for row in await work.list(SERVICE, S.CLOSED)] == ["M-2026-00002"]
    before = await dump()
    for attempt in (
        work.set_status(SERVICE, "M-2026-00002", S.CLOSED),
        work.set_status(SERVICE, "M-2026-00002", S.ANSWERED),
        work.set_status(SERVICE, "M-2026-00099", S.CLOSED),
        work.read(SERVICE, "x"),
        answer(container, "M-2026-00099"),
    ):
        with pytest.raises(DomainError):
            await attempt
    assert await dump() == before


async def test_everything_is_journalled_and_no_word_of_it(container: Container, claire: Actor) -> None:
    thread = await opened(container, claire)
    await container.secretariat.messages.read(SERVICE, "M-2026-00001")
    await answer(container, "M-2026-00001")
    await reply(container, claire, thread)
    await container.messages.solve(claire, thread)
    async with container.context.database.reading() as session:
        statement = select(AuditEntry).where(col(AuditEntry.subject_kind) == "thread").order_by(col(AuditEntry.id))
        entries = (await session.execute(statement)).scalars().all()
    assert [(entry.actor_name, entry.action) for entry in entries] == [
        ("Claire MARTIN", "Demande écrite au service"),
        (SERVICE.name, "Demande lue par le service"),
        (SERVICE.name, "Message écrit"),
        ("Claire MARTIN", "Message écrit"),
        ("Claire MARTIN", "Demande marquée comme résolue"),
    ]
    assert {entry.member_id for entry in entries} == {claire.member.id}  # type: ignore[union-attr]
    assert "docteur" not in str([entry.changes for entry in entries])
    assert entries[2].changes[0]["before"] == "Ouverte"
