"""The deadline knows the jobs held before, wherever it is worked out: the list, the card and the rest agree."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from presantra.bootstrap import Container
from presantra.db.models import Employment
from presantra.domain.vocabulary import VisitKind
from presantra.services.actor import Actor
from presantra.services.employees import EmployeeRecord
from tests.import_steps import EVERYBODY, applied
from tests.services.people import arrive, read

NIGHT = ["autorisation_conduite", "nuit"]
SEEN = {"last_visit_date": "2025-06-02", "last_visit_kind": "vip_periodique"}
DUE = (VisitKind.VIP_PERIODIC, date(2028, 6, 2))
"""R. 4624-17: three years after the visit; the night work began long before it, so nothing precedes the new post."""
SHEET = "Nom;Prénom;Date de naissance;Date d'entrée;Contrat;Fin prévue\n"


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


@pytest.fixture
async def record(container: Container, actor: Actor) -> EmployeeRecord:
    """Works at night since 2018; another title since January."""
    one = await arrive(
        container, actor, entry_date="2018-03-05", contract_type="cdd", planned_end_date="2027-03-05", situations=NIGHT
    )
    changed = {"change_date": "01/01/2026", "job_title": "Cheffe d’équipe", "situations": NIGHT}
    return await container.employees.change_job(actor, one.public_id, changed, one.version, uuid4())


async def agreed(container: Container, actor: Actor, public_id: str) -> None:
    """What is stored, what the card tells, what the list shows."""
    record = await read(container, actor, public_id)
    assert (record.current.due_kind, record.current.due_date) == DUE
    assert record.follow_up.scheduled is not None
    assert (record.follow_up.scheduled.visit, record.follow_up.scheduled.latest) == DUE
    (row,) = (await container.employees.list(actor, EVERYBODY)).rows
    assert (row.due_kind, row.due_date) == DUE


async def test_the_form_of_the_last_visit(container: Container, actor: Actor, record: EmployeeRecord) -> None:
    await container.employees.record_last_visit(actor, record.public_id, SEEN, record.version)

    await agreed(container, actor, record.public_id)


async def test_an_import(container: Container, actor: Actor, record: EmployeeRecord) -> None:
    await container.employees.record_last_visit(actor, record.public_id, SEEN, record.version)

    await applied(container, actor, SHEET + "Dupont;Éloïse;14/07/1991;05/03/2018;CDD;31/12/2027\n")

    assert (await read(container, actor, record.public_id)).current.planned_end_date == date(2027, 12, 31)
    await agreed(container, actor, record.public_id)


async def test_an_import_that_changes_the_title_again(
    container: Container, actor: Actor, record: EmployeeRecord
) -> None:
    await container.employees.record_last_visit(actor, record.public_id, SEEN, record.version)
    sheet = SHEET.replace("Contrat", "Poste")
    await applied(container, actor, sheet + "Dupont;Éloïse;14/07/1991;05/03/2018;Contremaîtresse;\n")

    assert (await read(container, actor, record.public_id)).current.job_since == date(2026, 11, 23)
    await agreed(container, actor, record.public_id)


async def test_a_change_of_the_code(container: Container, actor: Actor, record: EmployeeRecord) -> None:
    await container.employees.record_last_visit(actor, record.public_id, SEEN, record.version)
    assert await container.requalification.sweep() == 0  # what is stored follows the rules already
    async with container.context.database.transaction() as session:
        await session.execute(update(Employment).values(pending_reform="attestation_2025", due_date=date(2026, 1, 1)))

    (group,) = (await container.requalification.overview(actor)).groups
    (proposed,) = group.people
    assert (proposed.after.visit, proposed.after.latest) == DUE

    assert await container.requalification.confirm(actor, [UUID(record.public_id)], uuid4()) == 1
    await agreed(container, actor, record.public_id)


async def test_a_claimed_dispense_outlives_an_import(container: Container, actor: Actor) -> None:
    """R. 4624-15: only the service grants it, whatever a file changes of the rest."""
    one = await arrive(container, actor, entry_date="2026-10-01", contract_type="cdd", planned_end_date="2027-03-05")
    visit = {"last_visit_date": "2026-09-01", "last_visit_kind": "vip_initiale", "waiver_claimed": "on"}
    one = await container.employees.record_last_visit(actor, one.public_id, visit, one.version)
    assert one.current.due_date == date(2027, 1, 1)

    await applied(container, actor, SHEET + "Dupont;Éloïse;14/07/1991;01/10/2026;CDD;31/12/2027\n")

    after = await read(container, actor, one.public_id)
    assert (after.current.planned_end_date, after.current.due_date) == (date(2027, 12, 31), date(2027, 1, 1))
