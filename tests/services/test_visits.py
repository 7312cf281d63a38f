"""Demander une visite: number, timeline, mails, refusals, list and cancellation."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from presantra.db.models import AuditEntry, Employment, Operation, OutboxMail, VisitEvent, VisitRequest
from presantra.domain.errors import InvalidForm, InvalidValue, NotFound
from presantra.domain.vocabulary import VisitKind, VisitStatus
from presantra.mail import messages
from presantra.services.visit_views import TimelineLine, VisitGroup, VisitQuery, VisitView

COUNTED = (VisitRequest, VisitEvent, OutboxMail, AuditEntry, Operation)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


async def arrive(container: Any, actor: Any, **values: Any) -> str:
    raw = {
        "birth_name": "Dupont",
        "first_name": "Éloïse",
        "birth_date": "1991-07-14",
        "sex": "f",
        "entry_date": "2026-11-02",
        "contract_type": "cdi",
        "job_title": "Menuisière",
    } | values
    return str((await container.employees.declare_arrival(actor, raw, uuid4())).public_id)


@pytest.fixture
async def employee(container: Any, actor: Any) -> str:
    return await arrive(container, actor)


def wish(employee_id: str, kind: str = "a_la_demande", **values: Any) -> dict[str, Any]:
    return {
        "employee_id": employee_id,
        "kind": kind,
        "reason": "Port de charges lors du changement de poste.",
        "availabilities": "Le mardi matin",
        "comment": "Accès par la cour",
        "worker_informed": "on",
        "signature": "Claire Martin",
        "return_date": "2026-12-04",
        "leave_cause": "maladie",
        "exposure_end": "2026-11-30",
    } | values


async def counts(context: Any) -> dict[str, int]:
    async with context.database.reading() as session:
        return {
            model.__name__: (await session.execute(select(func.count()).select_from(model))).scalar_one()
            for model in COUNTED
        }


async def set_status(context: Any, number: str, status: VisitStatus) -> None:
    """What the service's secretariat does on its side."""
    async with context.database.transaction() as session:
        await session.execute(update(VisitRequest).where(VisitRequest.number == number).values(status=status))


async def test_a_request_has_a_number_a_timeline_and_two_mails(
    container: Any, actor: Any, employee: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered: list[tuple[str, dict[str, Any]]] = []
    original = messages.render
    monkeypatch.setattr(
        "presantra.services.outbox.render",
        lambda kind, values: rendered.append((kind, dict(values))) or original(kind, values),
    )
    view = await container.visits.request(actor, wish(employee), uuid4())

    assert view.number == "DV-2026-000001"
    assert (view.visit.kind, view.visit.status) == (VisitKind.ON_REQUEST, VisitStatus.SENT)
    assert (view.visit.employee_id, view.visit.employee_name) == (employee, "Éloïse DUPONT")
    assert (view.visit.due_date, view.visit.can_cancel, view.visit.is_open) == (None, True, True)
    assert view.reason == "Port de charges lors du changement de poste."
    assert (view.availabilities, view.comment) == ("Le mardi matin", "Accès par la cour")
    assert view.timeline == (
        TimelineLine(
            VisitStatus.SENT,
            NOW,
            "Claire MARTIN",
            "Le salarié est informé de cette demande (signé : Claire Martin).",
            "Demande envoyée",
        ),
    )
    assert await container.visits.record(actor, view.public_id) == view
    assert [kind for kind, _ in rendered] == ["visit_acknowledged", "visit_requested_secretariat"]
    facts = rendered[0][1]
    assert facts["number"] == "DV-2026-000001"
    assert (facts["employee"], facts["company"], facts["code"]) == (
        "Éloïse DUPONT",
        "Menuiserie Lefèvre",
        "10001",
    )
    assert facts["kind"] == "Visite à la demande de l’employeur"
    assert facts["url"].endswith("/espace/visites")
    assert rendered[1][1]["requested_by"] == "Claire MARTIN (claire.martin@example.fr)"
    record = await container.employees.record(actor, employee)
    assert record.history[0].action == "Visite demandée"
    assert record.history[0].changes[0].after == "DV-2026-000001 – Visite à la demande de l’employeur"


@pytest.mark.parametrize(("kind", "due"), [("embauche", date(2027, 2, 2)), ("periodique", None), ("reprise", None)])
async def test_a_request_carries_the_deadline_that_it_answers(
    container: Any, actor: Any, employee: str, kind: str, due: date | None
) -> None:
    view = await container.visits.request(actor, wish(employee, kind), uuid4())
    assert view.visit.due_date == due


async def test_a_double_click_sends_one_request(container: Any, actor: Any, employee: str) -> None:
    operation = uuid4()
    views = await asyncio.gather(*(container.visits.request(actor, wish(employee), operation) for _ in range(3)))

    assert views[0] == views[1] == views[2]
    assert (await counts(container.context))["VisitRequest"] == 1
    assert (await counts(container.context))["OutboxMail"] == 2


async def test_a_pending_request_of_the_same_kind_is_named(container: Any, actor: Any, employee: str) -> None:
    first = await container.visits.request(actor, wish(employee), uuid4())
    before = await counts(container.context)

    with pytest.raises(InvalidValue, match=r"DV-2026-000001 \(envoyée\)"):
        await container.visits.request(actor, wish(employee), uuid4())
    assert await counts(container.context) == before

    other_kind = await container.visits.request(actor, wish(employee, "reprise"), uuid4())
    await container.visits.cancel(actor, first.public_id)
    again = await container.visits.request(actor, wish(employee), uuid4())
    assert [other_kind.number, again.number] == ["DV-2026-000002", "DV-2026-000003"]


async def test_of_two_simultaneous_requests_one_is_refused(container: Any, actor: Any, employee: str) -> None:
    results = await asyncio.gather(
        *(container.visits.request(actor, wish(employee), uuid4()) for _ in range(2)), return_exceptions=True
    )

    assert sorted(type(result).__name__ for result in results) == ["InvalidValue", "VisitView"]
    assert (await counts(container.context))["VisitRequest"] == 1


async def test_the_arrivals_request_counts_as_pending(container: Any, actor: Any) -> None:
    employee = await arrive(container, actor, request_visit="on")
    with pytest.raises(InvalidValue, match="DV-2026-000001"):
        await container.visits.request(actor, wish(employee, "embauche"), uuid4())


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"kind": ""}, ["kind"]),
        ({"kind": "prereprise"}, ["kind"]),
        ({"reason": " "}, ["reason"]),
        ({"employee_id": "1", "kind": "x"}, ["employee_id", "kind"]),
        ({"comment": "x" * 1001}, ["comment"]),
    ],
)
async def test_wrong_forms_create_nothing(
    container: Any, actor: Any, employee: str, values: dict[str, Any], fields: list[str]
) -> None:
    before = await counts(container.context)
    with pytest.raises(InvalidForm) as refused:
        await container.visits.request(actor, wish(employee) | values, uuid4())
    assert list(refused.value.errors) == fields
    assert await counts(container.context) == before


async def test_somebody_who_left_can_only_have_a_post_exposure_visit(container: Any, actor: Any, employee: str) -> None:
    record = await container.employees.record(actor, employee)
    raw = {"departure_date": "20/11/2026", "reason": "demission"}
    await container.employees.declare_departure(actor, employee, raw, record.version, uuid4())
    before = await counts(container.context)

    with pytest.raises(InvalidForm) as refused:
        await container.visits.request(actor, wish(employee), uuid4())
    assert refused.value.errors == {"employee_id": "Ce salarié a quitté votre entreprise le 20/11/2026."}
    assert await counts(container.context) == before
    view = await container.visits.request(actor, wish(employee, "post_exposition"), uuid4())
    assert view.visit.kind is VisitKind.POST_EXPOSURE


async def test_a_season_without_risk_has_no_hiring_visit(container: Any, actor: Any) -> None:
    employee = await arrive(container, actor, contract_type="saisonnier", planned_end_date="2026-12-31")
    with pytest.raises(InvalidForm) as refused:
        await container.visits.request(actor, wish(employee, "embauche"), uuid4())
    assert list(refused.value.errors) == ["kind"]


@pytest.mark.parametrize("status", list(VisitStatus))
async def test_cancelling_follows_the_state_machine(
    container: Any, actor: Any, employee: str, status: VisitStatus, clock: Any
) -> None:
    view: VisitView = await container.visits.request(actor, wish(employee), uuid4())
    await set_status(container.context, view.number, status)
    clock.advance(hours=1)
    before = await container.visits.record(actor, view.public_id)
    allowed = status not in {VisitStatus.DONE, VisitStatus.CANCELLED, VisitStatus.REFUSED, VisitStatus.NO_SHOW}
    assert before.visit.can_cancel is allowed

    if not allowed:
        with pytest.raises(InvalidValue):
            await container.visits.cancel(actor, view.public_id)
        assert await container.visits.record(actor, view.public_id) == before
        return
    cancelled = await container.visits.cancel(actor, view.public_id)
    assert (cancelled.visit.status, cancelled.visit.is_open) == (VisitStatus.CANCELLED, False)
    assert [(line.status, line.by) for line in cancelled.timeline] == [
        (VisitStatus.SENT, "Claire MARTIN"),
        (VisitStatus.CANCELLED, "Claire MARTIN"),
    ]
    record = await container.employees.record(actor, employee)
    assert record.history[0].action == "Demande de visite annulée"


async def test_of_two_simultaneous_cancellations_one_is_refused(container: Any, actor: Any, employee: str) -> None:
    view = await container.visits.request(actor, wish(employee), uuid4())
    results = await asyncio.gather(
        *(container.visits.cancel(actor, view.public_id) for _ in range(2)), return_exceptions=True
    )

    assert sorted(type(result).__name__ for result in results) == ["InvalidValue", "VisitView"]
    assert len((await container.visits.record(actor, view.public_id)).timeline) == 2


async def test_unknown_requests_do_not_exist(container: Any, actor: Any) -> None:
    for unknown in (str(uuid4()), "DV-2026-000001", ""):
        with pytest.raises(NotFound):
            await container.visits.record(actor, unknown)
        with pytest.raises(NotFound):
            await container.visits.cancel(actor, unknown)
    with pytest.raises(NotFound):
        await container.visits.request(actor, wish(str(uuid4())), uuid4())


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        (VisitQuery(), [4, 3, 2, 1]),
        (VisitQuery(status=VisitGroup.OPEN), [4, 3, 2]),
        (VisitQuery(status=VisitGroup.REQUESTED), [4, 3]),
        (VisitQuery(status=VisitGroup.PLANNED), [2]),
        (VisitQuery(status=VisitGroup.CLOSED), [1]),
        (VisitQuery(status=VisitStatus.ACCEPTED), [3]),
        (VisitQuery(kind=VisitKind.HIRE), [2, 1]),
        (VisitQuery(kind=VisitKind.VIP_INITIAL), [2, 1]),
        (VisitQuery(text="durand"), [4, 2]),
        (VisitQuery(text="DURAND eve", status=VisitStatus.PLANNED), [2]),
        (VisitQuery(text="dv-2026-000003"), [3]),
        (VisitQuery(text="DV-%"), []),
        (VisitQuery(text="personne"), []),
    ],
)
async def test_list_filters_newest_first(
    container: Any, actor: Any, clock: Any, query: VisitQuery, numbers: list[int]
) -> None:
    dupont = await arrive(container, actor, request_visit="on")
    clock.advance(minutes=1)
    durand = await arrive(container, actor, birth_name="Durand", first_name="Ève", request_visit="on")
    clock.advance(minutes=1)
    await container.visits.request(actor, wish(dupont), uuid4())
    clock.advance(minutes=1)
    await container.visits.request(actor, wish(durand), uuid4())
    for number, status in ((1, VisitStatus.DONE), (2, VisitStatus.PLANNED), (3, VisitStatus.ACCEPTED)):
        await set_status(container.context, f"DV-2026-00000{number}", status)

    page = await container.visits.list(actor, query)
    assert [row.number for row in page.rows] == [f"DV-2026-00000{number}" for number in numbers]
    assert page.total == len(numbers)


async def test_pages(container: Any, actor: Any) -> None:
    for number in range(26):
        await arrive(container, actor, first_name=f"Prénom {chr(97 + number)}", request_visit="on")

    first = await container.visits.list(actor, VisitQuery())
    second = await container.visits.list(actor, VisitQuery(page=7))
    assert (first.total, first.pages, len(first.rows)) == (26, 2, 25)
    assert (second.page, [row.number for row in second.rows]) == (2, ["DV-2026-000001"])


def test_an_address_is_read_without_ever_failing() -> None:
    assert VisitQuery.from_params({}) == VisitQuery()
    assert VisitQuery.from_params(
        {"statut": "demandees", "type": "reprise", "q": "x", "page": "2", "taille": "50"}
    ) == VisitQuery(VisitGroup.REQUESTED, VisitKind.RETURN, "x", 2, 50)
    assert VisitQuery.from_params({"statut": "envoyee"}).status is VisitStatus.SENT
    assert VisitQuery.from_params({"statut": "?", "type": "1", "page": "x", "taille": "9"}) == VisitQuery()


async def test_the_deadline_after_a_visit_is_carried_by_a_periodic_request(
    container: Any, actor: Any, employee: str
) -> None:
    async with container.context.database.transaction() as session:
        await session.execute(
            update(Employment).values(
                last_visit_date=date(2022, 1, 5), due_date=date(2027, 1, 5), due_kind="vip_periodique"
            )
        )
    view = await container.visits.request(actor, wish(employee, "periodique"), uuid4())
    assert view.visit.due_date == date(2027, 1, 5)
