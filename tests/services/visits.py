"""What the tests of visits share: people, requests, the service acting."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from presantra.services.actor import System
from presantra.services.visit_views import VisitView

SERVICE = System("Secrétariat PRÉSANTRA")
PDF = b"%PDF-1.7\nattestation"


async def arrive(container: Any, actor: Any, **values: Any) -> str:
    raw = {
        "birth_name": "Dupont", "first_name": "Éloïse", "birth_date": "1991-07-14", "sex": "f",
        "entry_date": "2026-11-02", "contract_type": "cdi", "job_title": "Menuisière",
        "email": "eloise@exemple.fr",
    } | values  # fmt: skip
    return str((await container.employees.declare_arrival(actor, raw, uuid4())).public_id)


async def asked(container: Any, actor: Any, employee: str, kind: str = "embauche", **values: Any) -> VisitView:
    view: VisitView = await container.visits.request(actor, {"employee_id": employee, "kind": kind} | values, uuid4())
    return view


async def planned(
    container: Any, actor: Any, employee: str, starts_in: timedelta = timedelta(days=10), **values: Any
) -> VisitView:
    """A request whose appointment the service has fixed."""
    view = await asked(container, actor, employee, **values)
    at: datetime = container.context.clock() + starts_in
    await container.secretariat.cases.plan(SERVICE, view.number, at, "paris")
    found: VisitView = await container.visits.record(actor, view.public_id)
    return found


async def later(container: Any, actor: Any, employee: str, clock: Any, hours: int) -> Any:
    """A request whose appointment was fixed in good time, now so many hours before it."""
    view = await planned(container, actor, employee, timedelta(days=10))
    clock.advance(hours=10 * 24 - hours)
    return await container.visits.record(actor, view.public_id)
