"""Somebody of whom everything can be told, a firm that may not know it, and the words that would tell."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from presantra.bootstrap import Container
from presantra.services.actor import Actor
from tests.services.firms import ALL_ROLES, firm_in
from tests.services.people import arrive, read
from tests.services.visits import SERVICE

# Words that only the follow-up uses; « amiante » and « nuit » are the situations of the person looked at.
TELLING = (
    "amiante", "nuit", "sir", "sia", "ema_", "vip_", "aptitude", "renforcé", "adapté", "échéance",
    "'reprise'", "visite de reprise", "arrêt de travail", "maladie", "attestation",
    "exposition", "due_date=datetime", "2025-01-15",
)  # fmt: skip
ASBESTOS = ("amiante", "nuit")


def telling(view: object) -> list[str]:
    """What of :data:`TELLING` can be read in a view, whatever its shape; names of fields apart."""
    text = repr(view)
    for name in (
        "attestation_required", "exposure_end", "exposure_signalled", "due_state", "attestations_", "situations=()",
    ):  # fmt: skip
        text = text.replace(name, "")
    words = text.casefold()
    return [word for word in TELLING if (f"'{word}'" in words if word in ("sir", "sia") else word in words)]


@pytest.fixture
async def asbestos(container: Container, claire: Actor) -> str:
    """Somebody of whom everything can be told: risks, a visit before the work, an absence, an attestation, visits."""
    record = await arrive(container, claire, situations=list(ASBESTOS), entry_date="2026-11-02", job_title="Couvreur")
    employee = record.public_id
    await container.absences.declare(
        claire,
        employee,
        {"cause": "maladie", "start_date": "2026-11-03", "end_date": "2026-11-20"},
        uuid4(),
    )
    await container.visits.request(
        claire,
        {"employee_id": employee, "kind": "reprise", "return_date": "2026-11-20", "leave_cause": "maladie"},
        uuid4(),
    )
    view = await container.visits.request(claire, {"employee_id": employee, "kind": "embauche"}, uuid4())
    at = container.context.clock().replace(day=30)
    await container.secretariat.cases.plan(SERVICE, view.number, at, "paris")
    record = await read(container, claire, employee)
    raw = record.form | {"job_title": "Chef d’équipe", "change_date": "2026-11-16", "situations": ["amiante"]}
    changed = {key: raw[key] for key in ("job_title", "pcs_code", "change_date", "situations")}
    await container.employees.change_job(claire, employee, changed, record.version, uuid4())
    await container.posts.add(claire, {"job_title": "Désamianteur", "reason": "Amiante en toiture"}, uuid4())
    return employee


@pytest.fixture
async def paul(container: Container, claire: Actor, mails: Any, asbestos: str) -> Actor:
    """A firm with every role, and not the part on follow-up."""
    return await firm_in(container, mails, claire, *ALL_ROLES)
