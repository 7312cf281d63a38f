"""The demonstration: always the same, complete, loaded once, whole or not at all."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import func, select

from presantra.bootstrap import Container, build_container
from presantra.db.models import (
    Employee,
    Employment,
    Invoice,
    Member,
    MemberAddress,
    MemberContact,
    VisitEvent,
    VisitRequest,
)
from presantra.demonstration import NotDemonstration, firm, load, loading
from presantra.demonstration.companies import COMPANIES
from presantra.domain.clock import age_on, paris_date
from presantra.domain.identifiers import parse_email, parse_naf, parse_phone, parse_postal_code, parse_siret
from presantra.domain.situations import WORK_SITUATIONS
from presantra.domain.visits import can_move
from presantra.domain.vocabulary import (
    ContractType,
    DepartureReason,
    FollowUpKind,
    InvoiceKind,
    InvoiceStatus,
    VisitStatus,
)
from presantra.services.actor import Actor
from presantra.services.documents import DocumentStore
from presantra.services.employees.deadlines import deadline, facts_of
from presantra.services.invoices import InvoiceQuery
from presantra.settings import load_settings

BEFORE_THE_CHANGE = date(2025, 9, 30)


@pytest.fixture(autouse=True)
def quick_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """The look of an invoice has its own test."""
    monkeypatch.setattr(loading, "render_invoice", lambda _settings, paper: f"%PDF-1.7 {paper.number}".encode())


async def rows(container: Container, table: Any) -> list[Any]:
    async with container.context.database.reading() as session:
        return list((await session.execute(select(table))).scalars())


def test_identifiers_are_those_of_the_guide() -> None:
    assert [(c.code, c.number, c.siret, c.headcount) for c in COMPANIES] == [
        ("10001", "TD-K4M7-P2XC", "99142113200010", 42),
        ("10001-1", "TD-R6T3-W9HD", "99142113200028", 7),
        ("10001-2", "TD-B5N8-Y4QF", "99142113200036", 5),
        ("20002", "TD-G7V2-J3ZK", "99165238900016", 380),
    ]


def test_invented_values_are_valid_in_form() -> None:
    for company in COMPANIES:
        assert parse_siret(company.siret) == company.siret
        assert parse_naf(company.naf_code) == company.naf_code
        assert parse_postal_code(company.postal_code) == company.postal_code
        for who in (company, *company.contacts):
            assert parse_email(who.email) == who.email
            assert parse_phone(who.phone) == who.phone


async def test_a_firm_and_its_clients_are_there_to_be_tried(container: Container) -> None:
    assert await load(container.context)
    opened = await container.auth.log_in(Actor(visitor="v" * 43, ip="192.0.2.1"), firm.EMAIL, firm.PASSWORD)
    paul = await container.sessions.resolve(opened.token, Actor())
    portfolio = await container.cabinets.portfolio(paul)
    assert [client.code for client in portfolio.clients] == [mandate.code for mandate in firm.MANDATES]
    assert [client.near for client in portfolio.clients] == [False, False, True]
    assert [client.late is None for client in portfolio.clients] == [True, False, True]


async def test_everything_is_there_and_coherent(container: Container) -> None:
    assert await load(container.context)
    assert not await load(container.context)
    today = paris_date(container.context.clock())
    members = {member.id: member for member in await rows(container, Member)}
    people = {person.id: person for person in await rows(container, Employee)}
    await container.requalification.sweep()
    periods = await rows(container, Employment)
    overtaken = {members[period.member_id].code for period in periods if period.pending_reform}
    assert {"10001", "20002"} <= overtaken
    latest = [period for period in periods if period.latest]
    assert len(latest) == len(people)
    headcount = {company.code: 0 for company in COMPANIES}
    for period in latest:
        if period.end_date is None or period.end_date >= today:
            headcount[members[period.member_id].code] += 1
    assert headcount == {company.code: company.headcount for company in COMPANIES}
    assert {code for period in periods for code in period.situations} == {s.code for s in WORK_SITUATIONS}
    assert {period.contract_type for period in periods} == set(ContractType)
    assert {period.follow_up for period in periods} == set(FollowUpKind)
    assert {period.departure_reason for period in periods} - {""} == set(DepartureReason)
    assert any(period.end_date is not None and period.end_date > today for period in latest)
    assert any(not period.latest for period in periods)
    for period in periods:
        person = people[period.employee_id]
        assert person.member_id == period.member_id
        assert age_on(person.birth_date, period.start_date) >= 16
        assert period.end_date is None or period.end_date >= period.start_date
        on = BEFORE_THE_CHANGE if period.pending_reform else today
        due = deadline(facts_of(person, period), on=on)
        assert (period.follow_up, period.due_date, period.due_kind) == (
            due.assessment.kind, due.date, due.kind or "",
        )  # fmt: skip
    assert len({(p.member_id, p.identity_key) for p in people.values()}) == len(people)
    assert any(period.due_date and period.due_date < today for period in latest)


async def test_visits_follow_the_allowed_moves(container: Container) -> None:
    await load(container.context)
    visits = await rows(container, VisitRequest)
    events = await rows(container, VisitEvent)
    code = {member.id: member.code for member in await rows(container, Member)}
    for wanted in ("10001", "20002"):
        assert {v.status for v in visits if code[v.member_id] == wanted} == set(VisitStatus)
    assert len({visit.number for visit in visits}) == len(visits)
    for visit in visits:
        steps = [event for event in events if event.visit_request_id == visit.id]
        assert steps[-1].status == visit.status
        assert [step.at for step in steps] == sorted(step.at for step in steps)
        assert all(step.at <= container.context.clock() for step in steps)
        for before, after in pairwise(steps):
            assert can_move(VisitStatus(before.status), VisitStatus(after.status))
    async with container.context.database.transaction() as session:
        from presantra.db.repositories.operations import next_number

        year = container.context.clock().year
        assert f"DV-{year}-{await next_number(session, f'visit:{year}'):06d}" not in {v.number for v in visits}


async def test_invoices_have_their_files_and_every_status(container: Container) -> None:
    await load(container.context)
    invoices = await rows(container, Invoice)
    store = DocumentStore(container.settings.documents_dir)
    today = paris_date(container.context.clock())
    assert {invoice.kind for invoice in invoices} == set(InvoiceKind)
    assert min(i.issued_on for i in invoices) < today - timedelta(days=700)
    for invoice in invoices:
        assert store.path(invoice.document_key).read_bytes().endswith(invoice.number.encode())
        assert invoice.net_cents + invoice.vat_cents == invoice.total_cents


async def test_every_status_of_a_facture_is_shown(container: Container, make_account: Any) -> None:
    await load(container.context)
    [member] = [member for member in await rows(container, Member) if member.code == "20002"]
    actor = await make_account(members=[member])
    for status in InvoiceStatus:
        assert (await container.invoices.list(actor, InvoiceQuery(status=status.value))).rows, status
    page = await container.invoices.list(actor)
    _, statement = await container.statements.statement(actor, {"du": "01/01/2020"})
    assert (statement.opening_cents, statement.closing_cents) == (0, page.due_cents)
    assert {row.cancelled_on is None for row in (await container.invoices.payments(actor)).rows} == {True, False}


async def test_the_identifiers_open_the_door(container: Container) -> None:
    await load(container.context)
    for company in COMPANIES:
        await container.enrolments.verify(Actor(visitor="v" * 64), company.code, company.number)
    assert len(await rows(container, MemberAddress)) == 7
    assert len(await rows(container, MemberContact)) == 9


async def test_a_failure_at_the_end_leaves_an_empty_database(
    container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []

    async def broken(*arguments: Any) -> None:
        await whole(*arguments)
        written.append(arguments)
        if len(written) == len(COMPANIES):
            raise RuntimeError("kill")

    whole = loading.write
    monkeypatch.setattr(loading, "write", broken)
    with pytest.raises(RuntimeError):
        await load(container.context)
    for table in (Member, Employee, Invoice, VisitRequest):
        assert await rows(container, table) == []
    monkeypatch.setattr(loading, "write", whole)
    assert await load(container.context)


async def test_two_processes_load_once(container: Container) -> None:
    outcomes = await asyncio.gather(load(container.context), load(container.context))
    assert sorted(outcomes) == [False, True]
    async with container.context.database.reading() as session:
        assert (await session.execute(select(func.count()).select_from(Member))).scalar_one() == 4


async def test_a_database_that_has_a_member_is_left_alone(container: Container, make_member: Any) -> None:
    await make_member("30001")
    assert not await load(container.context)
    assert [member.code for member in await rows(container, Member)] == ["30001"]


async def test_never_outside_demonstration_mode(container: Container, tmp_path: Any) -> None:
    settings = load_settings(
        _env_file=None, mode="production", data_dir=tmp_path, secret_key="s" * 40, pepper="p" * 40,
        database_url=container.settings.database_url, smtp_url="smtp://localhost:25",
        public_url="https://adherents.example.org", mail_from="noreply@example.org",
    )  # fmt: skip
    production = build_container(settings, clock=container.context.clock)
    with pytest.raises(NotDemonstration):
        await load(production.context)
    await production.close()
    assert await rows(container, Member) == []
