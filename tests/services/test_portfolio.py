"""« Mes clients »: what is due in each, as far as its mandate lets it be seen, at the price of a few statements."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import event

from presantra.bootstrap import Container
from presantra.db.models import Employee, Employment, Invoice, Mandate, Member
from presantra.services.actor import Actor
from presantra.services.secretariat import Secretariat
from tests.services.firms import again
from tests.services.messages import answer, number_of, opened
from tests.services.people import arrive
from tests.services.test_cabinets import paul
from tests.services.visits import SERVICE, asked

__all__ = ["paul"]


async def test_what_is_due_is_shown_as_far_as_the_mandate_lets_it(
    container: Container, claire: Actor, paul: Actor, clock: Any
) -> None:
    member = claire.member
    assert member is not None
    record = await arrive(container, claire, entry_date="2026-01-05")
    view = await asked(container, claire, record.public_id)
    await Secretariat(container.context).cases.ask_more(SERVICE, view.number, "Quel poste ?")
    async with container.context.database.transaction() as session:
        session.add(_invoice(member.id, "F-1", 12_000))
    [client] = (await container.cabinets.portfolio(paul)).clients
    assert (client.late, client.due, client.incomplete) == (None, None, 1)
    assert (client.unpaid, client.unpaid_cents) == (1, 12_000)
    [held] = (await container.mandates.overview(claire)).open
    raw = {"roles": ["declaration"], "follow_up": "on", "ends_on": "2026-12-20"}
    await container.mandates.change(claire, held.public_id, raw, held.version)
    found = await container.cabinets.portfolio(await again(container, paul))
    [client] = found.clients
    assert (client.late, client.due, client.incomplete, client.unpaid) == (1, 0, 1, None)
    assert (client.ends_on, client.near) == (date(2026, 12, 20), True)
    assert (found.totals.clients, found.totals.late, found.totals.unpaid) == (1, 1, None)


async def test_an_answer_to_read_is_counted_until_that_person_has_read_it(
    container: Container, claire: Actor, paul: Actor
) -> None:
    thread = await opened(container, claire)
    assert (await container.cabinets.portfolio(paul)).totals.unread == 0
    await answer(container, await number_of(container, claire, thread))
    await container.messages.mark_read(claire, thread)
    found = await container.cabinets.portfolio(paul)
    assert ([client.unread for client in found.clients], found.totals.unread) == ([1], 1)
    await container.messages.mark_read(paul, thread)
    assert (await container.cabinets.portfolio(paul)).totals.unread == 0


def _invoice(member_id: int, number: str, cents: int) -> Invoice:
    return Invoice(
        member_id=member_id, number=number, issued_on=date(2026, 11, 2), kind="facture", period="2026",
        net_cents=cents, vat_cents=0, total_cents=cents, due_on=date(2026, 12, 31),
        document_key=f"{number}.pdf", created_at=datetime(2026, 11, 2, tzinfo=UTC),
    )  # fmt: skip


CLIENTS = 200


async def _many_clients(container: Container, paul: Actor, each: int = 20) -> None:
    """``CLIENTS`` employers of the firm, with people, a late visit and an invoice each."""
    now, today = container.context.clock(), date(2026, 11, 23)
    assert paul.firm is not None
    async with container.context.database.transaction() as session:
        members = [
            Member(
                code=f"{30000 + rank}", company_number=f"{30000 + rank}", name=f"Client {rank}",
                siret="99142113200010", created_at=now, updated_at=now,
            )
            for rank in range(CLIENTS)
        ]  # fmt: skip
        session.add_all(members)
        await session.flush()
        for member in members:
            session.add(
                Mandate(
                    gift=uuid4(),
                    member_id=member.id,
                    cabinet_id=paul.firm.id,
                    email=paul.email,
                    roles="declaration,facturation",
                    follow_up=True,
                    starts_on=today,
                    given_by="X",
                    given_at=now,
                    accepted_by="P",
                    accepted_at=now,
                )
            )
            session.add(_invoice(member.id or 0, f"F-{member.code}", 1_000))
        people = [
            Employee(
                member_id=member.id, birth_name=f"N{rank}", first_name="P", birth_date=date(1990, 1, 1), sex="f",
                identity_key=f"n{rank}|p|1990-01-01", sort_name=f"n{rank} p", search_text=f"p n{rank}",
                created_at=now, updated_at=now,
            )
            for member in members
            for rank in range(each)
        ]  # fmt: skip
        session.add_all(people)
        await session.flush()
        session.add_all(
            Employment(
                member_id=person.member_id, employee_id=person.id, start_date=date(2020, 1, 1), contract_type="cdi",
                job_title="x", follow_up="si", due_kind="vip_periodique", created_at=now,
                due_date=today - timedelta(days=1) if person.birth_name == "N0" else today + timedelta(days=400),
            )
            for person in people
        )  # fmt: skip


async def test_two_hundred_clients_cost_one_statement_an_event_and_nine_a_portfolio(
    container: Container, claire: Actor, paul: Actor
) -> None:
    await _many_clients(container, paul)
    statements: list[str] = []
    engine = container.context.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    found = await again(container, paul)
    assert len(found.companies) == CLIENTS + 1
    assert len([s for s in statements if "FROM" in s]) == 2, "the session, and its companies"
    statements.clear()
    portfolio = await container.cabinets.portfolio(found)
    assert (portfolio.totals.late, portfolio.totals.unpaid) == (CLIENTS, CLIENTS)
    assert len([s for s in statements if "FROM" in s]) <= 9
    assert await _fastest(lambda: again(container, paul)) < 0.2
    assert await _fastest(lambda: container.cabinets.portfolio(found)) < 0.5


async def _fastest(work: Any, times: int = 5) -> float:
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        await work()
        spent.append(time.perf_counter() - start)
    return min(spent)
