"""The demonstration is loaded in one transaction, or not at all."""

from __future__ import annotations

import asyncio
from collections import Counter as Tally
from datetime import date, datetime

from presantra.db.models import Counter
from presantra.db.repositories import members as member_rows
from presantra.db.repositories.statements import insert_ignoring
from presantra.demonstration.bills import DemoInvoice, bills_of, invoice
from presantra.demonstration.companies import COMPANIES, DemoCompany
from presantra.demonstration.firm import hashed_password, write_firm
from presantra.demonstration.people import Workforce
from presantra.demonstration.slots import slots
from presantra.demonstration.visits import Requests
from presantra.demonstration.writing import Story, write
from presantra.domain.clock import paris_date
from presantra.domain.errors import DomainError
from presantra.services.context import ServiceContext
from presantra.services.documents import DocumentStore
from presantra.services.invoice_pdf import render_invoice

MARK = "demonstration"


class NotDemonstration(DomainError):
    code = "not_demonstration"
    default_sentence = "Les données de démonstration ne se chargent qu’en mode démonstration."


async def load(context: ServiceContext) -> bool:
    """Fill an empty database; True when it did. Killed at any point, it leaves an empty database.

    Raises:
        NotDemonstration: the portal is not in demonstration mode.
    """
    if not context.settings.demonstration:
        raise NotDemonstration
    async with context.database.reading() as session:
        if await member_rows.count(session):
            return False
    now = context.clock()
    stories = await asyncio.to_thread(_invent, context, now)
    password = await hashed_password(context)
    async with context.database.transaction() as session:
        # A second process that starts at the same instant waits here, then finds the mark.
        fresh = await insert_ignoring(session, Counter, {"name": MARK, "value": 1})
        if not fresh or await member_rows.count(session):
            return False
        numbers: Tally[int] = Tally()
        for story in stories:
            await write(session, context, story, now, numbers)
        session.add_all(slots(context.settings, now))
        await write_firm(session, context, password, now)
        session.add_all(Counter(name=f"visit:{year}", value=value) for year, value in numbers.items())
    return True


def _invent(context: ServiceContext, now: datetime) -> list[Story]:
    today = paris_date(now)
    store = DocumentStore(context.settings.documents_dir)
    ranks: Tally[tuple[str, int]] = Tally()
    stories = []
    for company in COMPANIES:
        people = tuple(Workforce(company, today, now).people())
        visits = Requests(people, today, now).visits(rounds=3 if company.headcount > 100 else 1)
        invoices = []
        for bill in _invoices(company, today, ranks):
            invoices.append((bill, store.put(render_invoice(context.settings, bill.paper))))
        stories.append(Story(company, people, visits, invoices))
    return stories


def _invoices(company: DemoCompany, today: date, ranks: Tally[tuple[str, int]]) -> list[DemoInvoice]:
    found = []
    for bill, issued_on in bills_of(company, today):
        series = (bill.kind.value, issued_on.year)
        ranks[series] += 1
        found.append(invoice(company, bill, issued_on, ranks[series]))
    return found
