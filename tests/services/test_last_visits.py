"""Dernière visite: the deadline that follows, its history, what is refused; the record shows all that is to come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from presantra.bootstrap import Container
from presantra.db.models import Absence, Attestation, Employee, Employment, PastAssignment
from presantra.domain.errors import FieldChange, InvalidForm, NotFound, StaleEdit
from presantra.domain.follow_up import Act, Field
from presantra.domain.vocabulary import FollowUpKind, VisitKind
from presantra.services.actor import Actor
from presantra.services.employees import EmployeeRecord


def arrival(**values: Any) -> dict[str, Any]:
    return {
        "birth_name": "Dupont", "first_name": "Éloïse", "birth_date": "1991-07-14", "sex": "f",
        "entry_date": "2021-02-01", "contract_type": "cdi", "job_title": "Menuisière", "situations": ["cmr"],
    } | values  # fmt: skip


SEEN = {"last_visit_date": "2025-03-03", "last_visit_kind": "ema_periodique"}


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


async def declare(container: Container, actor: Actor, **values: Any) -> EmployeeRecord:
    view = await container.employees.declare_arrival(actor, arrival(**values), uuid4())
    return await container.employees.record(actor, view.public_id)


async def test_the_next_visit_follows_and_the_history_says_why(container: Container, actor: Actor) -> None:
    record = await declare(container, actor)
    assert record.current.due_date == date(2021, 2, 1)
    assert [asked.field for asked in record.follow_up.questions] == [Field.LAST_VISIT]

    after = await container.employees.record_last_visit(actor, record.public_id, SEEN, record.version)

    assert (after.current.last_visit_date, after.current.last_visit_kind) == (
        date(2025, 3, 3), VisitKind.APTITUDE_PERIODIC,
    )  # fmt: skip
    assert (after.current.due_kind, after.current.due_date) == (VisitKind.INTERMEDIATE, date(2027, 3, 3))
    assert [(due.visit, due.latest) for due in after.follow_up.obligations] == [
        (VisitKind.INTERMEDIATE, date(2027, 3, 3)),
        (VisitKind.APTITUDE_PERIODIC, date(2029, 3, 3)),
    ]
    assert after.follow_up.questions == ()
    assert (after.version, after.history[0].action) == (record.version + 1, "Dernière visite enregistrée")
    assert after.history[0].changes == (
        FieldChange("last_visit_date", "Dernière visite", "", "03/03/2025"),
        FieldChange("last_visit_kind", "Type de la dernière visite", "", "Examen médical d’aptitude périodique"),
        FieldChange("due_date", "Échéance", "01/02/2021", "03/03/2027"),
    )


async def test_a_date_of_the_health_professional_is_stored_and_survives_an_edit(
    container: Container, actor: Actor
) -> None:
    record = await declare(container, actor)
    raw = SEEN | {"imposed_due_date": "2026-03-02"}
    record = await container.employees.record_last_visit(actor, record.public_id, raw, record.version)
    assert (record.current.due_date, record.current.imposed_due_date) == (date(2026, 3, 2), date(2026, 3, 2))

    edited = await container.employees.edit(
        actor, record.public_id, record.form | {"job_title": "Ébéniste"}, record.version
    )
    assert (edited.current.due_date, edited.current.last_visit_date) == (date(2026, 3, 2), date(2025, 3, 3))


async def test_a_claimed_dispense_changes_no_deadline(container: Container, actor: Actor) -> None:
    record = await declare(container, actor, entry_date="2026-11-02", situations=[])
    raw = {"last_visit_date": "2024-03-01", "last_visit_kind": "vip_periodique", "waiver_claimed": "oui"}
    after = await container.employees.record_last_visit(actor, record.public_id, raw, record.version)
    assert after.current.due_date == record.current.due_date == date(2027, 2, 2)
    assert after.current.waiver_claimed
    assert after.follow_up.scheduled is not None
    assert any("dispense à valider par le service" in words for words in after.follow_up.scheduled.sentences)


async def test_the_service_reads_the_claim_in_the_request_for_the_visit(
    container: Container, actor: Actor, mails: Any
) -> None:
    record = await declare(container, actor, entry_date="2026-11-02", situations=[])
    raw = {"last_visit_date": "2024-03-01", "last_visit_kind": "vip_periodique", "waiver_claimed": "oui"}
    await container.employees.record_last_visit(actor, record.public_id, raw, record.version)
    wish = {"employee_id": record.public_id, "kind": "embauche", "worker_informed": "oui"}
    await container.visits.request(actor, wish, uuid4())
    (told,) = [mail for mail in await mails() if mail.kind == "visit_requested_secretariat"]
    assert "Dispense : à valider" in told.text.replace("\u00a0", " ")
    assert "Visite d’information et de prévention périodique le 01/03/2024" in told.text.replace("\u00a0", " ")


async def test_nothing_is_written_when_nothing_differs(container: Container, actor: Actor, dump: Any) -> None:
    record = await declare(container, actor)
    after = await container.employees.record_last_visit(actor, record.public_id, SEEN, record.version)
    before = await dump()
    again = await container.employees.record_last_visit(actor, record.public_id, SEEN, after.version)
    assert again == after
    assert await dump() == before


async def test_refusals_change_nothing(
    container: Container, actor: Actor, make_member: Any, make_account: Any, dump: Any
) -> None:
    record = await declare(container, actor)
    stranger = await make_account("autre@example.fr", [await make_member("20002")])
    before = await dump()
    with pytest.raises(InvalidForm):
        await container.employees.record_last_visit(actor, record.public_id, {"last_visit_kind": "x"}, record.version)
    with pytest.raises(StaleEdit):
        await container.employees.record_last_visit(actor, record.public_id, SEEN, record.version - 1)
    for unknown in (record.public_id, str(uuid4()), "n’importe quoi"):
        with pytest.raises(NotFound):
            await container.employees.record_last_visit(stranger, unknown, SEEN, record.version)
    assert await dump() == before


async def test_the_record_knows_absences_papers_and_former_jobs(container: Container, actor: Actor) -> None:
    record = await declare(container, actor, situations=["autorisation_conduite"])
    now = container.context.clock()
    async with container.context.database.transaction() as session:
        from sqlalchemy import select

        employee = (await session.execute(select(Employee))).scalar_one()
        employment = (await session.execute(select(Employment))).scalar_one()
        mine = {"member_id": employee.member_id, "employee_id": employee.id}
        by = {"created_at": now, "created_by": "Essai"}
        session.add(Absence(**mine, **by, cause="maladie", start_date=date(2026, 8, 1), end_date=date(2026, 10, 31)))
        session.add(
            Attestation(
                **mine, **by, kind="autorisation_conduite", issued_on=date(2025, 12, 1), valid_until=date(2030, 12, 1)
            )
        )
        session.add(
            PastAssignment(
                **mine, employment_id=employment.id, start_date=date(2021, 2, 1), end_date=date(2026, 9, 30),
                job_title="Désamianteuse", situations=["amiante"], follow_up="sir",
            )
        )  # fmt: skip
    found = (await container.employees.record(actor, record.public_id)).follow_up
    assert found.kind is FollowUpKind.SI
    latest = {due.act: due.latest for due in found.obligations}
    assert latest[Act.RETURN] == date(2026, 11, 9)
    assert latest[Act.ATTESTATION] == date(2030, 12, 1)
    assert latest[Act.POST_EXPOSURE] == date(2026, 9, 30)


async def test_a_former_period_of_risk_counts_at_the_departure(container: Container, actor: Actor, clock: Any) -> None:
    record = await declare(container, actor)
    form = {"departure_date": "2026-11-20", "reason": "demission"}
    await container.employees.declare_departure(actor, record.public_id, form, record.version, uuid4())
    clock.now += timedelta(days=400)
    back = arrival(entry_date="2027-12-01", situations=[])
    await container.employees.rehire(actor, record.public_id, back, uuid4())
    record = await container.employees.record(actor, record.public_id)
    leaving = {"departure_date": "2028-01-10", "reason": "retraite"}
    await container.employees.declare_departure(actor, record.public_id, leaving, record.version, uuid4())
    found = (await container.employees.record(actor, record.public_id)).follow_up
    assert [(due.act, due.latest) for due in found.obligations] == [(Act.POST_EXPOSURE, date(2028, 1, 10))]


async def test_an_intermediate_visit_keeps_the_day_of_the_examination_before_it(
    container: Container, actor: Actor
) -> None:
    """R. 4624-28: four years from one examination to the next."""
    record = await declare(container, actor)
    seen = await container.employees.record_last_visit(actor, record.public_id, SEEN, record.version)
    between = {"last_visit_date": "2026-11-02", "last_visit_kind": "intermediaire"}
    after = await container.employees.record_last_visit(actor, record.public_id, between, seen.version)
    assert (after.current.last_exam_date, after.current.due_date) == (date(2025, 3, 3), date(2029, 3, 3))
    assert after.follow_up.questions == ()
    corrected = await container.employees.record_last_visit(
        actor, record.public_id, between | {"last_exam_date": "2024-11-12"}, after.version
    )
    assert corrected.current.due_date == date(2028, 11, 12)
    assert corrected.history[0].changes[0] == FieldChange(
        "last_exam_date", "Dernier examen par le médecin du travail", "03/03/2025", "12/11/2024"
    )
    unknown = await container.employees.record_last_visit(actor, record.public_id, between, corrected.version)
    assert (unknown.current.last_exam_date, unknown.current.due_date) == (None, date(2028, 11, 2))
    assert [asked.field for asked in unknown.follow_up.questions] == [Field.LAST_EXAM]
