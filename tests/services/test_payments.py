"""Payments: imported whole or not at all, put on factures, rejected; what is kept always adds up."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlmodel import col

from presantra.bootstrap import Container
from presantra.db.models import Account, Allocation, Attachment, Invoice, Member, Payment
from presantra.domain.errors import DomainError, InvalidValue, NotFound
from presantra.services.actor import Actor, System
from presantra.services.invoices import INVOICE_FILTERS, InvoiceQuery
from presantra.services.tables import ImportRefused
from tests.services.test_invoices import add

SYSTEM = System("Secrétariat")
TODAY = date(2026, 11, 23)
HEADER = "code_adherent;date;montant;moyen;reference;factures\n"


@pytest.fixture
async def member(make_member: Any) -> Member:
    return await make_member("10001")


@pytest.fixture
async def claire(make_account: Any, member: Member) -> Actor:
    return await make_account("claire@lefevre.example", [member])


async def receive(container: Container, *lines: str) -> Any:
    content = (HEADER + "\n".join(lines) + "\n").encode()
    return await container.secretariat.billing.import_payments(SYSTEM, content)


async def seen(container: Container, actor: Actor, query: InvoiceQuery = InvoiceQuery()) -> dict[str, Any]:
    return {row.number: row for row in (await container.invoices.list(actor, query)).rows}


async def test_a_payment_goes_to_the_oldest_due_first(container: Container, member: Member, claire: Actor) -> None:
    await add(container, member, "FA-1", due_on=date(2026, 12, 1))
    await add(container, member, "FA-2", due_on=date(2026, 11, 1))
    report = await receive(container, "10001;10/11/2026;150,00;Virement;REG-1;")
    assert (report.payments, report.members, report.already, report.left_cents) == (1, 1, 0, 0)
    rows = await seen(container, claire)
    assert (rows["FA-2"].status, rows["FA-2"].remaining_cents) == ("reglee", 0)
    assert (rows["FA-1"].status, rows["FA-1"].received_cents, rows["FA-1"].remaining_cents) == (
        "partiellement_reglee", 3000, 9000,
    )  # fmt: skip
    [part] = rows["FA-1"].parts
    assert (part.means, part.name, part.on, part.cents) == ("Virement", "REG-1", date(2026, 11, 10), 3000)


async def test_named_factures_come_first_and_the_rest_is_kept(
    container: Container, member: Member, claire: Actor
) -> None:
    await add(container, member, "FA-1", due_on=date(2026, 11, 1))
    await add(container, member, "FA-2", due_on=date(2026, 12, 1))
    report = await receive(container, "10001;10/11/2026;150,00;chèque;REG-1;FA-2")
    assert report.left_cents == 3000
    page = await container.invoices.list(claire)
    assert {row.number: row.status for row in page.rows} == {"FA-1": "en_retard", "FA-2": "reglee"}
    # 120 € are owed, and 30 € wait to be put somewhere.
    assert (page.due_cents, page.unpaid_count) == (9000, 1)
    [payment] = (await container.invoices.payments(claire)).rows
    assert (payment.means, payment.left_cents, payment.parts) == ("Chèque", 3000, (("FA-2", 12000),))


async def test_a_debit_that_is_announced(container: Container, member: Member, claire: Actor, clock: Any) -> None:
    await add(container, member, "FA-1", due_on=date(2026, 12, 1))
    await receive(container, "10001;01/12/2026;120;prélèvement;REG-1;")
    page = await container.invoices.list(claire)
    [row] = page.rows
    assert (row.status, row.debit_on, row.remaining_cents, row.received_cents) == (
        "prelevement_programme", date(2026, 12, 1), 12000, 0,
    )  # fmt: skip
    assert (page.due_cents, page.unpaid_count, row.parts[0].to_come) == (12000, 1, True)
    # It is spoken for: the next payment does not go there.
    assert (await receive(container, "10001;20/11/2026;50;virement;REG-2;")).left_cents == 5000
    clock.advance(days=8)
    page = await container.invoices.list(claire)
    assert (page.rows[0].status, page.due_cents, page.unpaid_count) == ("reglee", -5000, 0)


async def test_a_rejected_debit_is_due_again(
    container: Container, member: Member, claire: Actor, mails: Any, clock: Any
) -> None:
    await add(container, member, "FA-1", due_on=date(2026, 11, 1))
    await receive(container, "10001;01/11/2026;120;prelevement;REG-1;FA-1")
    done = await container.secretariat.billing.reject(SYSTEM, "REG-1", "Provision insuffisante", date(2026, 11, 5))
    assert (done.cents, done.due_again, done.mails) == (12000, ("FA-1",), 1)
    page = await container.invoices.list(claire)
    [row] = page.rows
    assert (row.status, row.remaining_cents, page.due_cents, page.unpaid_count) == (
        "rejet_prelevement",
        12000,
        12000,
        1,
    )
    assert (row.parts[0].cancelled_on, row.parts[0].cancel_reason) == (date(2026, 11, 5), "Provision insuffisante")
    [payment] = (await container.invoices.payments(claire)).rows
    assert (payment.cancelled_on, payment.left_cents) == (date(2026, 11, 5), 0)
    [mail] = await mails()
    assert (mail.kind, mail.to) == ("payment_rejected", "claire@lefevre.example")
    assert "Provision insuffisante" in mail.text
    assert "FA-1" in mail.text
    # Paid again, by other means: the rejection is history.
    await receive(container, "10001;20/11/2026;20;virement;REG-2;")
    assert (await seen(container, claire))["FA-1"].status == "en_retard"
    await receive(container, "10001;20/11/2026;100;virement;REG-3;")
    assert (await seen(container, claire))["FA-1"].status == "reglee"


async def test_a_cheque_taken_back_is_no_rejected_debit(container: Container, member: Member, claire: Actor) -> None:
    await add(container, member, "FA-1")
    await receive(container, "10001;01/11/2026;120;cheque;REG-1;FA-1")
    await container.secretariat.billing.reject(SYSTEM, "REG-1", "Chèque sans provision")
    assert (await seen(container, claire))["FA-1"].status == "a_regler"


@pytest.mark.parametrize(
    ("reference", "reason", "day", "sentence"),
    [
        ("REG-9", "Motif", None, "Aucun paiement"),
        ("REG-1", "  ", None, "Dites pourquoi"),
        ("REG-1", "Motif", date(2026, 11, 24), "dans l’avenir"),
        ("REG-1", "Motif", date(2026, 10, 31), "ne peut pas le précéder"),
        ("REG-2", "Motif", None, "déjà été rejeté le 20/11/2026"),
    ],
)
async def test_rejections_refused(
    container: Container, member: Member, dump: Any, reference: str, reason: str, day: date | None, sentence: str
) -> None:
    await add(container, member, "FA-1")
    await receive(container, "10001;01/11/2026;120;prelevement;REG-1;", "10001;02/11/2026;1;prelevement;REG-2;")
    await container.secretariat.billing.reject(SYSTEM, "REG-2", "Motif", date(2026, 11, 20))
    before = await dump()
    with pytest.raises(DomainError, match=sentence):
        await container.secretariat.billing.reject(SYSTEM, reference, reason, day)
    assert await dump() == before


async def test_an_import_again_writes_nothing(container: Container, member: Member, dump: Any) -> None:
    await add(container, member, "FA-1")
    lines = ("10001;01/11/2026;50;virement;REG-1;FA-1", "10001;02/11/2026;20;carte;REG-2;")
    await receive(container, *lines)
    before = await dump()
    report = await receive(container, *lines)
    assert (report.payments, report.already, report.left_cents) == (0, 2, 0)
    assert await dump() == before
    # A line more, and only that line.
    assert (await receive(container, *lines, "10001;03/11/2026;1;carte;REG-3;")).payments == 1


async def test_bad_lines_are_all_told_and_nothing_is_written(
    container: Container, member: Member, make_member: Any, dump: Any
) -> None:
    other = await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK", siret="73282932000074")
    await add(container, member, "FA-1")
    await add(container, other, "FA-2")
    await add(container, member, "AV-1", kind="avoir", total_cents=-100)
    await receive(container, "10001;01/11/2026;50;virement;REG-1;")
    before = await dump()
    with pytest.raises(ImportRefused) as refusal:
        await receive(
            container,
            "10001;02/11/2026;10;virement;REG-10;FA-1",
            "99999;02/11/2026;10;virement;REG-11;",
            "10001;24/11/2026;10;virement;REG-12;",
            "10001;02/11/2026;-10;virement;REG-13;",
            "10001;02/11/2026;10;troc;REG-14;",
            "10001;02/11/2026;10;virement;REG-10;",
            "10001;02/11/2026;51;virement;REG-1;",
            "10001;02/11/2026;10;virement;REG-15;FA-2",
            "10001;02/11/2026;10;virement;REG-16;AV-1",
            "10001;02/11/2026;99999999;virement;REG-17;",
            "10001;;;;;",
        )
    assert [(problem.line, problem.column) for problem in refusal.value.problems] == [
        (3, "code_adherent"), (4, "date"), (5, "montant"), (6, "moyen"), (7, "reference"), (8, "reference"),
        (9, "factures"), (10, "factures"), (11, "montant"),
        (12, "date"), (12, "montant"), (12, "moyen"), (12, "reference"),
    ]  # fmt: skip
    assert await dump() == before


async def test_an_avoir_is_put_on_factures_and_elsewhere_again(
    container: Container, member: Member, claire: Actor
) -> None:
    await add(container, member, "FA-1", due_on=date(2026, 11, 1))
    await add(container, member, "FA-2", due_on=date(2026, 12, 1))
    await add(container, member, "AV-1", kind="avoir", total_cents=-5000, due_on=None)
    billing = container.secretariat.billing
    done = await billing.allocate(SYSTEM, "AV-1")
    assert (done.parts, done.left_cents) == ((("FA-1", 5000),), 0)
    rows = await seen(container, claire)
    assert (rows["AV-1"].status_label, rows["AV-1"].parts[0].name, rows["FA-1"].parts[0].name) == (
        "Déduit", "FA-1", "AV-1",
    )  # fmt: skip
    assert rows["FA-1"].remaining_cents == 7000
    assert (await billing.allocate(SYSTEM, "AV-1", ["FA-2"])).parts == (("FA-2", 5000),)
    rows = await seen(container, claire)
    assert (rows["FA-1"].remaining_cents, rows["FA-2"].remaining_cents) == (12000, 7000)
    assert (await container.invoices.list(claire)).due_cents == 19000


async def test_allocations_refused(container: Container, member: Member, make_member: Any, dump: Any) -> None:
    other = await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK", siret="73282932000074")
    await add(container, member, "FA-1")
    await add(container, other, "FA-2")
    await receive(container, "10001;01/11/2026;50;virement;REG-1;", "10001;01/11/2026;50;prélèvement;REG-2;")
    billing = container.secretariat.billing
    await billing.reject(SYSTEM, "REG-2", "Motif")
    before = await dump()
    for name, numbers, refusal in (
        ("REG-1", ["FA-2"], NotFound), ("REG-1", ["FA-9"], NotFound), ("REG-9", [], NotFound),
        ("REG-2", [], InvalidValue), ("FA-1", [], InvalidValue),
    ):  # fmt: skip
        with pytest.raises(refusal):
            await billing.allocate(SYSTEM, name, numbers)
    assert await dump() == before


async def check_sums(container: Container) -> None:
    """What each row keeps is what its allocations add up to."""
    async with container.context.database.reading() as session:
        invoices = (await session.execute(select(Invoice))).scalars().all()
        payments = (await session.execute(select(Payment))).scalars().all()
        allocations = (await session.execute(select(Allocation))).scalars().all()
    dead = {payment.id for payment in payments if payment.cancelled_on}
    live = [allocation for allocation in allocations if allocation.payment_id not in dead or allocation.credit_note_id]
    for invoice in invoices:
        put = sum(a.cents for a in live if a.invoice_id == invoice.id)
        used = sum(a.cents for a in live if a.credit_note_id == invoice.id)
        assert invoice.settled_cents == invoice.settled_at_import_cents + put - used
        assert abs(invoice.settled_cents) <= abs(invoice.total_cents)
        assert invoice.settled_cents * invoice.total_cents >= 0
    for payment in payments:
        assert payment.allocated_cents == sum(a.cents for a in allocations if a.payment_id == payment.id)


@pytest.mark.parametrize("seed", range(2))
async def test_whatever_happens_the_sums_hold(
    container: Container, member: Member, claire: Actor, clock: Any, seed: int
) -> None:
    """A year of factures, avoirs, payments, rejections and changes of mind, in any order."""
    random = Random(seed)
    billing, references, avoirs = container.secretariat.billing, [], []
    for rank in range(40):
        today = TODAY + timedelta(days=rank)
        what = random.choice(["facture", "facture", "avoir", "paid", "paid", "paid", "reject", "move"])
        if what in ("facture", "avoir"):
            cents = random.randrange(1, 40_000) * (1 if what == "facture" else -1)
            settled = random.choice([0, 0, 0, cents, cents // 2 if cents > 1 else 0])
            due = today + timedelta(days=random.randrange(-20, 40)) if what == "facture" else None
            await add(
                container, member, f"N-{rank}", kind=what, total_cents=cents, issued_on=today, due_on=due,
                settled_cents=settled, settled_at_import_cents=settled,
            )  # fmt: skip
            avoirs += [f"N-{rank}"] if what == "avoir" else []
        elif what == "paid":
            ahead = random.choice([0, 0, -3, 12])
            means = "prelevement" if ahead > 0 else random.choice(["virement", "prelevement"])
            amount = f"{random.randrange(1, 300)},{random.randrange(100):02d}"
            await receive(container, f"10001;{(today + timedelta(days=ahead)).isoformat()};{amount};{means};R-{rank};")
            references.append(f"R-{rank}")
        elif what == "reject" and references:
            await billing.reject(SYSTEM, references.pop(random.randrange(len(references))), "Motif")
        elif what == "move" and references + avoirs:
            await billing.allocate(SYSTEM, random.choice(references + avoirs))
        await check_sums(container)
        if rank % 5 == 4:
            await check_screens(container, claire)
        clock.advance(days=1)


async def check_screens(container: Container, claire: Actor) -> None:
    """The balance, the relevé and each filter tell the same thing."""
    page = await container.invoices.list(claire)
    _, statement = await container.statements.statement(claire, {})
    assert statement.closing_cents == page.due_cents
    found: dict[str, str] = {}
    for status, _ in INVOICE_FILTERS:
        for number, row in (await seen(container, claire, InvoiceQuery(status=status))).items():
            assert row.status == status
            assert number not in found
            found[number] = status
    assert len(found) == page.total
    open_rows = [row for row in await every(container, claire) if row.kind == "facture" and row.remaining_cents]
    assert len(open_rows) == page.unpaid_count


async def every(container: Container, claire: Actor) -> list[Any]:
    rows: list[Any] = []
    page = await container.invoices.list(claire)
    for number in range(1, page.pages + 1):
        rows += (await container.invoices.list(claire, InvoiceQuery(page=number))).rows
    return rows


@pytest.mark.parametrize(
    ("roles", "wanted", "suspended", "told"),
    [
        ("facturation", True, False, True), ("lecture", True, False, True), ("declaration", True, False, False),
        ("facturation", False, False, False), ("facturation", True, True, False),
    ],
)  # fmt: skip
async def test_only_those_who_read_factures_and_want_it_are_told(
    container: Container, member: Member, claire: Actor, mails: Any, roles: str, wanted: bool, suspended: bool,
    told: bool,
) -> None:  # fmt: skip
    async with container.context.database.transaction() as session:
        await session.execute(update(Account).values(mail_invoices=wanted))
        at = container.context.clock() if suspended else None
        await session.execute(
            update(Attachment).where(col(Attachment.member_id) == member.id).values(roles=roles, suspended_at=at)
        )
    await receive(container, "10001;01/11/2026;120;prelevement;REG-1;")
    done = await container.secretariat.billing.reject(SYSTEM, "REG-1", "Motif")
    assert (done.mails, len(await mails())) == (int(told), int(told))


async def test_the_command_s_view_of_a_member(container: Container, member: Member) -> None:
    await add(container, member, "FA-1")
    await receive(container, "10001;01/11/2026;20;virement;REG-1;")
    account = await container.secretariat.billing.account(SYSTEM, "10001")
    assert (account.company, account.balance_cents, [row.reference for row in account.payments]) == (
        "Menuiserie Lefèvre", 10000, ["REG-1"],
    )  # fmt: skip
    with pytest.raises(NotFound):
        await container.secretariat.billing.account(SYSTEM, "55555")


async def test_another_member_s_payments_are_nobody_s_business(
    container: Container, member: Member, make_member: Any, make_account: Any
) -> None:
    await add(container, member, "FA-1")
    await receive(container, "10001;01/11/2026;20;virement;REG-1;")
    other = await make_account("x@morel.example", [await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")])
    page = await container.invoices.payments(other, 10**9)
    assert (page.rows, page.total, page.page) == ((), 0, 1)


async def test_two_imports_at_once_pay_once(container: Container, member: Member, claire: Actor) -> None:
    import asyncio

    await add(container, member, "FA-1")
    lines = [f"10001;01/11/2026;20;virement;REG-{rank};" for rank in range(5)]
    done = await asyncio.gather(*(receive(container, *lines) for _ in range(3)), return_exceptions=True)
    assert all(isinstance(result, ImportRefused) or result.payments in (0, 5) for result in done)
    async with container.context.database.reading() as session:
        assert (await session.execute(select(func.count()).select_from(Payment))).scalar_one() == 5
    await check_sums(container)
    assert (await seen(container, claire))["FA-1"].received_cents == 10000
