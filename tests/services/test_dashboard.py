"""Tableau de bord: exact figures, and the same counts as the lists that it links to."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest

from presantra.db.models import Invoice
from presantra.db.repositories.employees import Author, Identity, Period, insert_employee
from presantra.db.repositories.visits import NewVisit, insert_visit
from presantra.services.dashboard import Dashboard, NextAction
from presantra.services.employees import EmployeeQuery
from presantra.services.visit_views import VisitQuery

BY = Author("Import", at=datetime(2026, 11, 1, tzinfo=UTC))


@pytest.fixture
async def member(make_member: Any) -> Any:
    return await make_member()


@pytest.fixture
async def actor(member: Any, make_account: Any) -> Any:
    return await make_account(members=[member])


async def fill(context: Any, member: Any) -> None:
    people: tuple[dict[str, Any], ...] = (
        {"due_date": date(2026, 11, 22)},
        {"due_date": date(2026, 11, 1), "visit": "convocation_envoyee"},
        {"due_date": date(2027, 2, 21), "start_date": date(2026, 11, 1)},
        {"due_date": date(2027, 2, 22), "start_date": date(2026, 11, 30)},
        {"due_date": date(2026, 12, 1), "visit": "complement_demande"},
        {"due_date": None, "due_kind": "", "visit": "realisee"},
        {"due_date": date(2026, 10, 1), "end_date": date(2026, 11, 1), "visit": "envoyee"},
        {"due_date": date(2028, 10, 1), "end_date": date(2026, 11, 30), "departure_reason": "fin_cdd"},
        {
            "start_date": date(2026, 11, 5),
            "end_date": date(2026, 11, 5),
            "departure_reason": "erreur",
        },
        {"start_date": date(2026, 10, 31), "end_date": date(2026, 10, 31)},
    )
    async with context.database.transaction() as session:
        for number, values in enumerate(people):
            status = values.pop("visit", "")
            identity = Identity(f"Nom {number}", "Anne", date(1990, 1, 1), "f")
            period = {
                "start_date": date(2020, 1, 6), "contract_type": "cdi", "job_title": "Menuisier",
                "follow_up": "si", "due_kind": "vip_periodique",
            } | values  # fmt: skip
            employee = await insert_employee(session, member.id, identity, [Period(**period)], BY)
            if status:
                visit = NewVisit(f"DV-{member.code}-{number}", employee.id or 0, "periodique", status, BY.at, "Import")
                await insert_visit(session, member.id, visit)
        for number, (kind, settled, cents) in enumerate(
            (("facture", 0, 120_050), ("facture", 9_900, 9_900), ("avoir", 0, -20_000))
        ):
            invoice = Invoice(
                member_id=member.id, number=f"F-{member.code}-{number}", kind=kind, issued_on=BY.at.date(),
                net_cents=cents, vat_cents=0, total_cents=cents, settled_cents=settled, created_at=BY.at,
            )  # fmt: skip
            session.add(invoice)


async def test_figures_of_a_full_company(container: Any, actor: Any, member: Any) -> None:
    await fill(container.context, member)

    assert await container.dashboard.overview(actor) == Dashboard(
        company="Menuiserie Lefèvre",
        code="10001",
        month=date(2026, 11, 1),
        headcount=7,
        arrivals=2,
        departures=2,
        visits_to_plan=2,
        visits_requested=2,
        visits_planned=1,
        visits_late=2,
        due_30=1,
        due_90=2,
        appointed=1,
        up_to_date=3,
        waiting=0,
        must_wait=(),
        unpaid_invoices=1,
        unpaid_cents=100_050,
        actions=(
            NextAction(
                "2 visites sont en retard\u00a0: voir les salariés concernés",
                "/espace/salaries?echeance=en_retard",
            ),
            NextAction("2 visites sont à demander dans les 90 jours", "/espace/salaries?echeance=a_planifier"),
            NextAction(
                "Le service attend un complément pour 1 demande de visite",
                "/espace/visites?statut=complement_demande",
            ),
            NextAction("1 facture est à régler\u00a0: 1\u202f000,50\u00a0€", "/espace/factures"),
            NextAction("Déposez votre document unique (DUERP)", "/espace/documents"),
        ),
    )


async def test_links_lead_to_lists_of_the_same_length(container: Any, actor: Any, member: Any) -> None:
    await fill(container.context, member)
    overview = await container.dashboard.overview(actor)
    lengths = {
        "/espace/salaries?echeance=en_retard": overview.visits_late,
        "/espace/salaries?echeance=a_planifier": overview.visits_to_plan,
        "/espace/salaries?echeance=30_jours": overview.due_30,
        "/espace/salaries?echeance=90_jours": overview.due_90,
        "/espace/salaries?echeance=planifiee": overview.appointed,
        "/espace/salaries?echeance=a_jour": overview.up_to_date,
        "/espace/salaries": overview.headcount,
        "/espace/visites?statut=demandees": overview.visits_requested,
        "/espace/visites?statut=planifiees": overview.visits_planned,
        "/espace/visites?statut=complement_demande": 1,
    }

    for href, expected in lengths.items():
        parts = urlsplit(href)
        params = dict(parse_qsl(parts.query))
        if parts.path == "/espace/salaries":
            page = await container.employees.list(actor, EmployeeQuery.from_params(params))
        else:
            page = await container.visits.list(actor, VisitQuery.from_params(params))
        assert page.total == expected, href


async def test_an_empty_company_is_told_where_to_begin(container: Any, actor: Any) -> None:
    overview = await container.dashboard.overview(actor)

    assert (overview.headcount, overview.visits_late, overview.unpaid_cents) == (0, 0, 0)
    assert overview.actions == (NextAction("Déclarez l’arrivée de votre premier salarié", "/espace/salaries/arrivee"),)


async def test_another_company_counts_for_nothing(container: Any, actor: Any, make_member: Any) -> None:
    await fill(container.context, await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK"))
    overview = await container.dashboard.overview(actor)

    assert (overview.headcount, overview.arrivals, overview.departures) == (0, 0, 0)
    assert (overview.visits_requested, overview.visits_planned, overview.unpaid_invoices) == (0, 0, 0)


async def test_a_draft_is_asked_of_nobody_yet(container: Any, actor: Any, member: Any) -> None:
    """A draft is known to its author alone: the figure and the list behind it say « Demandées » of what was sent."""
    async with container.context.database.transaction() as session:
        identity, job = (
            Identity("Dupont", "Anne", date(1990, 1, 1), "f"),
            Period(date(2020, 1, 6), "cdi", "Menuisier", "si"),
        )
        await insert_employee(session, member.id, identity, [job], BY)
    employee = (await container.employees.list(actor, EmployeeQuery())).rows[0].public_id
    await container.visits.save_draft(actor, {"employee_id": employee, "kind": "reprise"}, uuid4())
    assert (await container.dashboard.overview(actor)).visits_requested == 0
    assert (await container.visits.list(actor, VisitQuery.from_params({"statut": "demandees"}))).total == 0
    assert (await container.visits.list(actor, VisitQuery.from_params({"statut": "en_cours"}))).total == 1
    assert (await container.visits.list(actor, VisitQuery.from_params({"statut": "brouillon"}))).total == 1
