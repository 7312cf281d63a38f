"""The service's acts: each told, signed and refused where the machine says so; what a visit held changes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from presantra.db.models import Appointment, Employment, VisitDocument, VisitRequest
from presantra.db.repositories import accounts
from presantra.domain.errors import InvalidValue, NotFound
from presantra.domain.visit_vocabulary import ContestOutcome, RequestOrigin, VisitDocumentType
from presantra.domain.vocabulary import VisitKind, VisitStatus
from presantra.services.employees import EmployeeQuery
from presantra.services.secretariat import Designation, Listed
from presantra.services.visit_views import VisitQuery
from tests.services.visit_company import actor, employee
from tests.services.visits import PDF, SERVICE, arrive, asked, planned

__all__ = ["actor", "employee"]

S = VisitStatus


async def set_status(container: Any, status: VisitStatus, **values: Any) -> None:
    async with container.context.database.transaction() as session:
        await session.execute(VisitRequest.__table__.update().values(status=status, **values))  # type: ignore[attr-defined]


async def test_the_normal_path_is_signed_dated_and_told(
    container: Any, actor: Any, employee: str, clock: Any, mails: Any
) -> None:
    view = await asked(container, actor, employee, summons_language="en", accessible="oui")
    cases = container.secretariat.cases
    await cases.take_charge(SERVICE, view.number.lower())
    await cases.plan(SERVICE, view.number, clock() + timedelta(days=3), "paris", 40, "Merci de confirmer.")
    done = await cases.summon(SERVICE, view.number)
    assert (done.status, done.told) == (S.SUMMONED, "eloise@exemple.fr")
    clock.advance(days=3, hours=1)
    await cases.honour(SERVICE, view.number)
    after = await container.visits.record(actor, view.public_id)
    assert [(line.status, line.said, line.by) for line in after.timeline[1:]] == [
        (S.ACCEPTED, "Demande prise en charge", SERVICE.name),
        (S.PLANNED, "Rendez-vous fixé", SERVICE.name),
        (S.SUMMONED, "Convocation envoyée", SERVICE.name),
        (S.DONE, "Visite réalisée", SERVICE.name),
    ]
    assert after.timeline[-1].at == clock()
    sent = (await mails())[2:]
    assert [(mail.kind, mail.to) for mail in sent] == [
        ("visit_changed", actor.email),
        ("visit_changed", actor.email),
        ("visit_changed", actor.email),
        ("visit_summons", "eloise@exemple.fr"),
        ("visit_changed", actor.email),
    ]
    assert "Merci de confirmer." in sent[1].text
    assert "jeudi 26 novembre 2026" in sent[3].text
    assert "In English" in sent[3].text
    assert "Accès à mobilité réduite" in sent[3].text
    record = await container.employees.record(actor, employee)
    assert record.history[0].action == "Visite réalisée"
    assert (record.current.last_visit_date, record.current.due_kind, record.current.due_date) == (
        date(2026, 11, 26), VisitKind.VIP_PERIODIC, date(2031, 11, 26),
    )  # fmt: skip


async def test_a_visit_that_renews_nothing_leaves_the_deadline(
    container: Any, actor: Any, employee: str, clock: Any
) -> None:
    view = await planned(container, actor, employee, kind="reprise", return_date="2026-12-01", leave_cause="maladie")
    clock.advance(days=11)
    before = (await container.employees.record(actor, employee)).current
    await container.secretariat.cases.honour(SERVICE, view.number)
    assert (await container.employees.record(actor, employee)).current == before


async def test_a_visit_held_replaces_a_later_one_that_renews_nothing(
    container: Any, actor: Any, employee: str, clock: Any
) -> None:
    """A reprise read in a file as the last visit, in the days when files could."""
    view = await planned(container, actor, employee, timedelta(hours=1))
    async with container.context.database.transaction() as session:
        await session.execute(
            update(Employment).values(last_visit_date=date(2026, 11, 24), last_visit_kind=VisitKind.RETURN)
        )
    clock.advance(days=2)
    await container.secretariat.cases.honour(SERVICE, view.number)
    current = (await container.employees.record(actor, employee)).current
    assert (current.last_visit_date, current.due_date) == (date(2026, 11, 23), date(2031, 11, 23))


async def test_an_intermediate_visit_leads_to_the_next_examination(container: Any, actor: Any, clock: Any) -> None:
    employee = await arrive(container, actor, situations=["amiante"])
    first = await planned(container, actor, employee, timedelta(hours=1))
    clock.advance(hours=2)
    await container.secretariat.cases.honour(SERVICE, first.number)
    due = (await container.employees.record(actor, employee)).current
    assert (due.due_kind, due.due_date) == (VisitKind.INTERMEDIATE, date(2028, 11, 23))
    clock.advance(days=366)
    second = await planned(container, actor, employee, timedelta(hours=1), kind="intermediaire")
    clock.advance(hours=2)
    await container.secretariat.cases.honour(SERVICE, second.number)
    due = (await container.employees.record(actor, employee)).current
    # R. 4624-28: four years after the examination, not two after the visit between.
    assert (due.due_kind, due.due_date) == (VisitKind.APTITUDE_PERIODIC, date(2030, 11, 23))


@pytest.mark.parametrize("status", list(VisitStatus))
async def test_acts_out_of_turn_change_nothing(
    container: Any, actor: Any, employee: str, dump: Any, status: VisitStatus
) -> None:
    view = await planned(container, actor, employee, timedelta(hours=-1))
    await set_status(container, status)
    cases, at = container.secretariat.cases, container.context.clock() + timedelta(days=1)
    acts = {
        "take_charge": ({S.SENT}, lambda: cases.take_charge(SERVICE, view.number)),
        "ask_more": ({S.SENT, S.ACCEPTED}, lambda: cases.ask_more(SERVICE, view.number, "?")),
        "plan": (
            {S.SENT, S.ACCEPTED, S.MORE_INFORMATION, S.PLANNED, S.SUMMONED},
            lambda: cases.plan(SERVICE, view.number, at, "paris"),
        ),
        "summon": ({S.PLANNED}, lambda: cases.summon(SERVICE, view.number)),
        "honour": ({S.PLANNED, S.SUMMONED}, lambda: cases.honour(SERVICE, view.number)),
        "miss": ({S.PLANNED, S.SUMMONED}, lambda: cases.miss(SERVICE, view.number)),
        "refuse": ({S.SENT, S.ACCEPTED, S.MORE_INFORMATION}, lambda: cases.refuse(SERVICE, view.number, "Non")),
        "settle": (set(), lambda: cases.settle(SERVICE, view.number, ContestOutcome.ACCEPTED, "Oui")),
    }
    before = await dump()
    for name, (allowed, act) in acts.items():
        if status not in allowed:
            with pytest.raises(InvalidValue):
                await act()
            assert await dump() == before, name


async def test_what_the_service_mistypes_changes_nothing(container: Any, actor: Any, employee: str, dump: Any) -> None:
    view = await asked(container, actor, employee)
    cases, now = container.secretariat.cases, container.context.clock()
    before = await dump()
    for attempt in (
        cases.plan(SERVICE, view.number, now + timedelta(days=1), "lune"),
        cases.plan(SERVICE, view.number, now - timedelta(days=61), "paris"),
        cases.plan(SERVICE, view.number, now + timedelta(days=731), "paris"),
        cases.plan(SERVICE, view.number, now + timedelta(days=1), "paris", 0),
        cases.ask_more(SERVICE, view.number, "  "),
        cases.refuse(SERVICE, view.number, "x" * 1001),
        cases.summon(SERVICE, view.number),
        cases.honour(SERVICE, view.number),
    ):
        with pytest.raises(InvalidValue):
            await attempt
    with pytest.raises(NotFound):
        await cases.take_charge(SERVICE, "DV-2026-999999")
    assert await dump() == before


async def test_an_appointment_to_come_is_neither_honoured_nor_missed(
    container: Any, actor: Any, employee: str, dump: Any
) -> None:
    view = await planned(container, actor, employee)
    before = await dump()
    for attempt in (
        container.secretariat.cases.honour(SERVICE, view.number),
        container.secretariat.cases.miss(SERVICE, view.number),
    ):
        with pytest.raises(InvalidValue, match="pas encore commencé"):
            await attempt
    assert await dump() == before


async def test_the_list_has_the_urgent_ones_first(container: Any, actor: Any, employee: str, clock: Any) -> None:
    first = await asked(container, actor, employee)
    clock.advance(hours=1)
    urgent = await asked(
        container, actor, employee, "mi_carriere", urgent="oui", urgency_reason="Prise de poste lundi."
    )
    found = await container.secretariat.cases.list(SERVICE)
    assert [(line.number, line.urgent, line.code) for line in found] == [
        (urgent.number, True, "10001"),
        (first.number, False, "10001"),
    ]
    assert await container.secretariat.cases.list(SERVICE, S.PLANNED) == Listed((), 0)


async def honoured(container: Any, actor: Any, employee: str) -> Any:
    view = await planned(container, actor, employee, timedelta(hours=-1))
    await container.secretariat.cases.honour(SERVICE, view.number)
    return view


async def test_the_attestation_reaches_the_employer(
    container: Any, actor: Any, employee: str, make_member: Any, make_account: Any
) -> None:
    view = await honoured(container, actor, employee)
    await container.secretariat.documents.deposit(SERVICE, view.number, PDF, VisitDocumentType.FOLLOW_UP)
    after = await container.visits.record(actor, view.public_id)
    [line] = after.documents
    assert (line.type, after.timeline[-1].note) == (VisitDocumentType.FOLLOW_UP, "Attestation de suivi.")
    assert (await container.employees.record(actor, employee)).visits[0].documents == (line,)
    document = await container.visits.document(actor, line.public_id)
    assert document.path.read_bytes() == PDF
    other = await make_member(code="20002", number="TD-G7V2-J3ZK", siret="73282932000074")
    stranger = await make_account("paul@exemple.fr", [other])
    with pytest.raises(NotFound):
        await container.visits.document(stranger, line.public_id)


@pytest.mark.parametrize("document", list(VisitDocumentType))
async def test_only_what_the_law_allows_can_be_deposited(
    container: Any, actor: Any, employee: str, dump: Any, document: VisitDocumentType
) -> None:
    view = await honoured(container, actor, employee)
    before = await dump()
    allowed = {VisitDocumentType.FOLLOW_UP, VisitDocumentType.INAPTITUDE, VisitDocumentType.ADJUSTMENT}
    if document in allowed:
        await container.secretariat.documents.deposit(SERVICE, view.number, PDF, document)
        return
    with pytest.raises(InvalidValue):
        await container.secretariat.documents.deposit(SERVICE, view.number, PDF, document)
    assert await dump() == before


async def test_a_deposit_is_a_pdf_on_a_visit_that_took_place(
    container: Any, actor: Any, employee: str, dump: Any
) -> None:
    view = await planned(container, actor, employee)
    before = await dump()
    for number, content in ((view.number, PDF), (view.number, b"MZ..."), (view.number, PDF + b"x" * 5 * 1024 * 1024)):
        with pytest.raises(InvalidValue):
            await container.secretariat.documents.deposit(SERVICE, number, content, VisitDocumentType.FOLLOW_UP)
    assert await dump() == before


async def test_an_employer_sees_exactly_the_allowed_documents_of_every_status_and_type(
    container: Any, actor: Any, employee: str
) -> None:
    """Even for rows that no command could have written."""
    view = await planned(container, actor, employee, timedelta(hours=-1))
    now = container.context.clock()
    async with container.context.database.transaction() as session:
        visit = (await session.execute(select(VisitRequest))).scalar_one()
        rows = [
            VisitDocument(member_id=visit.member_id, visit_request_id=visit.id, type=kind.value, document_key="x",
                          deposited_at=now, deposited_by="?")
            for kind in VisitDocumentType
        ]  # fmt: skip
        session.add_all(rows)
    allowed = {
        VisitDocumentType.FOLLOW_UP, VisitDocumentType.APTITUDE, VisitDocumentType.INAPTITUDE,
        VisitDocumentType.ADJUSTMENT,
    }  # fmt: skip
    for status in VisitStatus:
        await set_status(container, status)
        seen = {line.type for line in (await container.visits.record(actor, view.public_id)).documents}
        assert seen == (allowed if status is S.DONE else set()), status
        [visit] = (await container.employees.record(actor, employee)).visits
        assert {line.type for line in visit.documents} == seen, status
        for row in rows:
            if not (status is S.DONE and row.type in allowed):
                with pytest.raises(NotFound):
                    await container.visits.document(actor, str(row.public_id))


@pytest.mark.parametrize("origin", [RequestOrigin.WORKER, RequestOrigin.DOCTOR])
@pytest.mark.parametrize("status", list(VisitStatus))
async def test_a_visit_that_the_worker_asked_for_never_shows(
    container: Any, actor: Any, employee: str, clock: Any, mails: Any, origin: RequestOrigin, status: VisitStatus
) -> None:
    before = await everything(container, actor, employee)
    cases = container.secretariat.cases
    done = await cases.enter_confidential(SERVICE, "10001", Designation("M-7"), origin, VisitKind.ON_REQUEST)
    await cases.take_charge(SERVICE, done.number)
    await cases.plan(SERVICE, done.number, clock() + timedelta(minutes=1), "paris")
    async with container.context.database.reading() as session:
        statement = select(VisitRequest).execution_options(presantra_confidential=True)
        hidden = (await session.execute(statement)).scalar_one()
        appointment = (await session.execute(select(Appointment))).scalar_one()
        assert (await session.execute(select(VisitRequest))).scalars().all() == []
    await set_status(container, status)
    assert await everything(container, actor, employee) == before
    assert await container.visits.month(actor, date(2026, 11, 1)) == ()
    assert await mails() == []
    for attempt in (
        container.visits.record(actor, str(hidden.public_id)),
        container.visits.cancel(actor, str(hidden.public_id)),
        container.visits.confirm(actor, str(hidden.public_id)),
        container.visits.summons(actor, str(appointment.public_id)),
    ):
        with pytest.raises(NotFound):
            await attempt
    # Nor does the refusal of a request of the same kind give it away.
    own = {"reason": "Faits observés", "worker_informed": "on", "signature": "Claire Martin"}
    await asked(container, actor, employee, "a_la_demande", **own)


async def everything(container: Any, actor: Any, employee: str) -> list[Any]:
    """All that an employer can read."""
    return [
        await container.visits.list(actor, VisitQuery()),
        await container.employees.record(actor, employee),
        await container.employees.list(actor, EmployeeQuery()),
        await container.employees.duties(actor, employee),
        await container.dashboard.overview(actor),
    ]


async def test_the_service_does_plan_and_honour_what_it_hides(
    container: Any, actor: Any, employee: str, clock: Any, mails: Any
) -> None:
    cases = container.secretariat.cases
    done = await cases.enter_confidential(
        SERVICE, "10001", Designation("M-7"), RequestOrigin.WORKER, VisitKind.ON_REQUEST
    )
    assert [line.number for line in await cases.list(SERVICE)] == [done.number]
    await cases.plan(SERVICE, done.number, clock() - timedelta(minutes=1), "paris")
    assert ((await cases.summon(SERVICE, done.number)).told, await mails()) == ("", [])
    assert (await cases.honour(SERVICE, done.number)).status is S.DONE
    async with container.context.database.reading() as session:
        assert (await session.execute(select(Employment.last_visit_date))).scalar_one() is None
    with pytest.raises(NotFound):
        await cases.enter_confidential(
            SERVICE, "10001", Designation("M-404"), RequestOrigin.WORKER, VisitKind.ON_REQUEST
        )
    with pytest.raises(InvalidValue):
        await cases.enter_confidential(
            SERVICE, "10001", Designation("M-7"), RequestOrigin.EMPLOYER, VisitKind.ON_REQUEST
        )


async def test_nothing_is_lost_when_the_requester_has_lost_his_access(
    container: Any, actor: Any, employee: str, make_account: Any, mails: Any
) -> None:
    view = await asked(container, actor, employee)
    colleague = await make_account("jean@example.fr", first_name="Jean")
    now = container.context.clock()
    async with container.context.database.transaction() as session:
        await accounts.attach(session, colleague.account_id, actor.member.id, now)
        mine = next(a for acc, a in await accounts.people_of(session, actor.member.id) if acc.id == actor.account_id)
        mine.removed_at = now
    await container.secretariat.cases.take_charge(SERVICE, view.number)
    assert [(m.kind, m.to) for m in (await mails())[2:]] == [("visit_changed", "jean@example.fr")]


async def test_unknown_ids_are_unknown(container: Any, actor: Any) -> None:
    for unknown in ("x", str(uuid4())):
        with pytest.raises(NotFound):
            await container.visits.document(actor, unknown)
        with pytest.raises(NotFound):
            await container.secretariat.slots.close(SERVICE, unknown)
