"""Factures of a company: what is listed, what is due, who may read which file."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from presantra.bootstrap import Container
from presantra.db.models import Invoice, Member
from presantra.domain.errors import DocumentMissing, Forbidden, NotFound, SessionExpired
from presantra.services.actor import ANONYMOUS, Actor
from presantra.services.documents import DocumentStore
from presantra.services.invoices import InvoiceQuery

PDF = b"%PDF-1.7 demo"


@pytest.fixture
async def member(make_member: Any) -> Member:
    return await make_member("10001")


@pytest.fixture
async def claire(make_account: Any, member: Member) -> Actor:
    return await make_account("claire@lefevre.example", [member])


async def add(container: Container, member: Member, number: str, **values: Any) -> Invoice:
    facts: dict[str, Any] = {
        "issued_on": date(2026, 10, 1), "kind": "facture", "net_cents": 10000, "vat_cents": 2000,
        "total_cents": 12000, "due_on": date(2026, 12, 1),
        "created_at": container.context.clock(),
    }  # fmt: skip
    invoice = Invoice(member_id=member.id, number=number, **(facts | values))
    async with container.context.database.transaction() as session:
        session.add(invoice)
    return invoice


@pytest.fixture
async def invoices(container: Container, member: Member) -> None:
    await add(container, member, "FA-1", issued_on=date(2025, 12, 31), settled_cents=12000, due_on=date(2026, 1, 30))
    await add(container, member, "FA-2", due_on=date(2026, 11, 22))
    await add(container, member, "FA-3", due_on=date(2026, 11, 23), issued_on=date(2026, 10, 24))
    await add(container, member, "FA-4", settled_cents=2000)
    await add(
        container, member, "AV-1", kind="avoir", due_on=None, net_cents=-1000, vat_cents=-200,
        total_cents=-1200,
        issued_on=date(2025, 1, 1),
    )  # fmt: skip


@pytest.mark.usefixtures("invoices")
async def test_list_is_newest_first_with_what_is_due(container: Container, claire: Actor) -> None:
    page = await container.invoices.list(claire, InvoiceQuery())
    assert [(r.number, r.status, r.status_label) for r in page.rows] == [
        ("FA-3", "a_regler", "À régler"),
        ("FA-4", "partiellement_reglee", "Partiellement réglée"),
        ("FA-2", "en_retard", "En retard"),
        ("FA-1", "reglee", "Réglée"),
        ("AV-1", "a_regler", "À déduire"),
    ]
    assert (page.total, page.page, page.pages, page.years) == (5, 1, 1, (2026, 2025))
    assert (page.due_cents, page.unpaid_count) == (32800, 3)


@pytest.mark.usefixtures("invoices")
@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        (InvoiceQuery(year=2025), ["FA-1", "AV-1"]),
        (InvoiceQuery(status="en_retard"), ["FA-2"]),
        (InvoiceQuery(status="a_regler"), ["FA-3", "AV-1"]),
        (InvoiceQuery(year=2026, status="partiellement_reglee"), ["FA-4"]),
        (InvoiceQuery(year=2024), []),
        (InvoiceQuery(year=2025, status="en_retard"), []),
        (InvoiceQuery(year=99999, status="' OR 1=1", page=-5), ["FA-3", "FA-4", "FA-2", "FA-1", "AV-1"]),
        (InvoiceQuery(page=10**30), ["FA-3", "FA-4", "FA-2", "FA-1", "AV-1"]),
    ],
)
async def test_filters(container: Container, claire: Actor, query: InvoiceQuery, numbers: list[str]) -> None:
    page = await container.invoices.list(claire, query)
    assert [row.number for row in page.rows] == numbers
    assert page.total == len(numbers)
    assert page.due_cents == 32800


@pytest.mark.usefixtures("invoices")
async def test_the_paris_day_decides_what_is_late(container: Container, claire: Actor, clock: Any) -> None:
    clock.advance(hours=13, minutes=59)
    assert (await container.invoices.list(claire)).rows[0].status == "a_regler"
    clock.advance(minutes=1)
    assert (await container.invoices.list(claire)).rows[0].status == "en_retard"


async def test_pages(container: Container, member: Member, claire: Actor) -> None:
    for rank in range(21):
        await add(container, member, f"FA-{rank:03d}")
    second = await container.invoices.list(claire, InvoiceQuery(page=2))
    assert ([row.number for row in second.rows], second.pages, second.total) == (["FA-000"], 2, 21)
    assert (await container.invoices.list(claire, InvoiceQuery(page=9))).page == 2


async def test_document(container: Container, member: Member, claire: Actor) -> None:
    key = DocumentStore(container.settings.documents_dir).put(PDF)
    invoice = await add(container, member, "FA/2026 é\"'1", document_key=key)
    view = await container.invoices.document(claire, str(invoice.public_id))
    assert (view.path.read_bytes(), view.filename, view.size) == (PDF, "facture-FA-2026-1.pdf", len(PDF))


@pytest.mark.parametrize("key", ["", "0" * 64 + ".pdf", "../../etc/passwd"])
async def test_a_missing_file_is_told_clearly(container: Container, member: Member, claire: Actor, key: str) -> None:
    invoice = await add(container, member, "FA-1", document_key=key)
    with pytest.raises(DocumentMissing, match="introuvable pour le moment"):
        await container.invoices.document(claire, invoice.public_id)


async def test_another_members_invoice_answers_like_one_that_never_was(
    container: Container, member: Member, make_member: Any, make_account: Any
) -> None:
    key = DocumentStore(container.settings.documents_dir).put(PDF)
    invoice = await add(container, member, "FA-1", document_key=key)
    other = await make_account("x@morel.example", [await make_member("20002", "Transports Morel")])
    sentences = set()
    for wanted in (invoice.public_id, uuid4(), "pas-un-uuid", "", "' OR 1=1", str(invoice.id)):
        with pytest.raises(NotFound) as refusal:
            await container.invoices.document(other, wanted)
        sentences.add(refusal.value.sentence)
    assert len(sentences) == 1
    page = await container.invoices.list(other)
    assert (page.rows, page.total, page.years, page.due_cents, page.unpaid_count) == ((), 0, (), 0, 0)


async def test_nobody_without_session_or_company(container: Container, claire: Actor) -> None:
    from dataclasses import replace

    for actor, refusal in (
        (ANONYMOUS, SessionExpired),
        (replace(claire, provisional=True), SessionExpired),
        (replace(claire, member=None), Forbidden),
    ):
        with pytest.raises(refusal):
            await container.invoices.list(actor)
        with pytest.raises(refusal):
            await container.invoices.document(actor, uuid4())
