"""Déclarer une arrivée: what is derived, what is sent, what is refused."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from presantra.db.models import AuditEntry, Employee, Employment, Operation, OutboxMail, VisitRequest
from presantra.domain.errors import DuplicateEmployee, InvalidForm, InvalidValue, NotFound
from presantra.domain.vocabulary import FollowUpKind, VisitKind, VisitStatus
from presantra.services.employees import ArrivalView, EmployeeQuery, PresenceFilter

COUNTED = (Employee, Employment, VisitRequest, OutboxMail, AuditEntry, Operation)


def form(**values: Any) -> dict[str, Any]:
    return {
        "birth_name": "Dupont-Léger",
        "first_name": "Éloïse",
        "birth_date": "14/07/1991",
        "sex": "f",
        "entry_date": "30/11/2026",
        "contract_type": "cdi",
        "job_title": "Menuisière",
        "email": "eloise@example.fr",
        "phone": "06 12 34 56 78",
        "request_visit": "on",
    } | values


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


async def counts(context: Any) -> dict[str, int]:
    async with context.database.reading() as session:
        return {
            model.__name__: (await session.execute(select(func.count()).select_from(model))).scalar_one()
            for model in COUNTED
        }


async def mails(context: Any) -> list[tuple[str, str]]:
    async with context.database.reading() as session:
        rows = await session.execute(select(OutboxMail.kind, OutboxMail.recipient).order_by(OutboxMail.id))
        return [tuple(row) for row in rows]


async def test_an_ordinary_arrival_creates_the_person_the_request_and_both_mails(container: Any, actor: Any) -> None:
    view = await container.employees.declare_arrival(actor, form(), uuid4())

    assert view.name == "Éloïse DUPONT-LÉGER"
    assert view.follow_up is FollowUpKind.SI
    assert view.due_date == date(2027, 2, 28)  # 30 November + 3 months, end of month
    assert view.due_kind is VisitKind.VIP_INITIAL
    assert view.visit_number == "DV-2026-000001"
    assert await mails(container.context) == [
        ("visit_acknowledged", "claire.martin@example.fr"),
        ("visit_requested_secretariat", "secretariat@presantra.example"),
    ]
    record = await container.employees.record(actor, view.public_id)
    assert record.phone == "06 12 34 56 78"
    assert record.current.due_date == date(2027, 2, 28)
    assert [(v.number, v.kind, v.status, v.due_date) for v in record.visits] == [
        ("DV-2026-000001", VisitKind.HIRE, VisitStatus.SENT, date(2027, 2, 28))
    ]
    assert [line.action for line in record.history] == ["Visite demandée", "Arrivée déclarée"]
    assert record.history[1].by == "Claire MARTIN"
    told = {change.label: (change.before, change.after) for change in record.history[1].changes}
    assert told["Date d’entrée"] == ("", "30/11/2026")
    assert told["Suivi"] == ("", "Suivi individuel simple (SI)")
    assert told["Échéance"] == ("", "28/02/2027")


@pytest.mark.parametrize(
    ("values", "kind", "visit", "latest", "before_start"),
    [
        ({"situations": ["plomb"]}, FollowUpKind.SIR, VisitKind.APTITUDE_HIRE, date(2026, 11, 30), True),
        ({"situations": ["nuit"]}, FollowUpKind.SIA, VisitKind.VIP_INITIAL, date(2026, 11, 30), True),
        (
            {"situations": ["autorisation_conduite"]},
            FollowUpKind.SI,
            VisitKind.VIP_INITIAL,
            date(2027, 2, 28),
            False,
        ),
        (
            {"contract_type": "apprentissage", "planned_end_date": "31/08/2028"},
            FollowUpKind.SI,
            VisitKind.VIP_INITIAL,
            date(2027, 1, 30),
            False,
        ),
    ],
)  # fmt: skip
async def test_the_follow_up_is_derived_and_stored(
    container: Any,
    actor: Any,
    values: dict[str, Any],
    kind: FollowUpKind,
    visit: VisitKind,
    latest: date,
    before_start: bool,
) -> None:
    view = await container.employees.declare_arrival(actor, form(**values), uuid4())

    assert (view.follow_up, view.due_kind, view.due_date) == (kind, visit, latest)
    assert view.before_start is before_start
    current = (await container.employees.record(actor, view.public_id)).current
    assert (current.follow_up, current.due_kind, current.due_date) == (kind, visit, latest)


async def test_a_season_without_risk_asks_for_no_visit_even_when_the_box_is_ticked(container: Any, actor: Any) -> None:
    values = form(contract_type="saisonnier", planned_end_date="31/12/2026")
    view = await container.employees.declare_arrival(actor, values, uuid4())

    assert view.training_action is True
    assert (view.due_date, view.due_kind, view.visit_number) == (None, None, "")
    assert await mails(container.context) == []
    assert (await counts(container.context))["VisitRequest"] == 0


async def test_without_the_box_no_visit_is_requested(container: Any, actor: Any) -> None:
    values = form()
    del values["request_visit"]
    view = await container.employees.declare_arrival(actor, values, uuid4())

    assert view.visit_number == ""
    assert await mails(container.context) == []


async def test_an_invalid_form_lists_every_error_and_creates_nothing(container: Any, actor: Any) -> None:
    before = await counts(container.context)
    with pytest.raises(InvalidForm) as refused:
        await container.employees.declare_arrival(
            actor, form(birth_name=" ", birth_date="31/02/1990", job_title=""), uuid4()
        )

    assert list(refused.value.errors) == ["birth_name", "birth_date", "job_title"]
    assert await counts(container.context) == before


@pytest.mark.parametrize(
    "name",
    ["O’Brien-N’Diaye", "x" * 200, "Zoé 🌻", "<script>alert(1)</script>", "'; DROP TABLE employee; --"],
)
async def test_unusual_names_are_kept_as_typed_and_found(container: Any, actor: Any, name: str) -> None:
    view = await container.employees.declare_arrival(actor, form(birth_name=name), uuid4())

    assert (await container.employees.record(actor, view.public_id)).birth_name == name
    page = await container.employees.list(actor, EmployeeQuery(text=name))
    assert [row.public_id for row in page.rows] == [view.public_id]


async def test_a_double_click_gives_the_same_answer_and_one_person(container: Any, actor: Any) -> None:
    operation = uuid4()
    first = await container.employees.declare_arrival(actor, form(), operation)
    before = await counts(container.context)

    assert await container.employees.declare_arrival(actor, form(), operation) == first
    assert await counts(container.context) == before


async def test_a_duplicate_is_shown_and_confirmed_on_purpose(container: Any, actor: Any) -> None:
    first = await container.employees.declare_arrival(actor, form(), uuid4())
    before = await counts(container.context)
    again = form(birth_name="DUPONT LEGER", first_name="eloise")

    with pytest.raises(DuplicateEmployee) as refused:
        await container.employees.declare_arrival(actor, again, uuid4())
    (candidate,) = refused.value.candidates
    assert candidate.public_id == first.public_id
    assert candidate.name == "Éloïse DUPONT-LÉGER"
    assert candidate.birth_date == date(1991, 7, 14)
    assert (candidate.entry_date, candidate.departure_date) == (date(2026, 11, 30), None)
    assert candidate.departed is False
    assert await counts(container.context) == before

    second = await container.employees.declare_arrival(actor, again, uuid4(), confirm_duplicate=True)
    assert second.public_id != first.public_id
    assert (await counts(container.context))["Employee"] == 2


async def test_the_same_identity_in_another_company_is_nobody(
    container: Any, actor: Any, make_member: Any, make_account: Any
) -> None:
    other = await make_account("paul@example.fr", [await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")])
    await container.employees.declare_arrival(other, form(), uuid4())

    view = await container.employees.declare_arrival(actor, form(), uuid4())
    assert view.visit_number == "DV-2026-000002"  # one series for the whole service


async def depart(container: Any, actor: Any, public_id: str, day: str) -> None:
    record = await container.employees.record(actor, public_id)
    raw = {"departure_date": day, "reason": "demission"}
    await container.employees.declare_departure(actor, public_id, raw, record.version, uuid4())


async def test_somebody_who_left_comes_back_as_the_same_person(container: Any, actor: Any) -> None:
    first = await container.employees.declare_arrival(
        actor, form(entry_date="02/02/2026", email="ancienne@example.fr"), uuid4()
    )
    await depart(container, actor, first.public_id, "30/06/2026")
    with pytest.raises(DuplicateEmployee) as refused:
        await container.employees.declare_arrival(actor, form(), uuid4())
    assert (refused.value.candidates[0].departed, refused.value.candidates[0].departure_date) == (
        True,
        date(2026, 6, 30),
    )

    operation = uuid4()
    raw = form(usage_name="Martin", job_title="Cheffe d’atelier", situations=["cmr"])
    view = await container.employees.rehire(actor, first.public_id, raw, operation)

    assert view.public_id == first.public_id
    assert view.name == "Éloïse MARTIN"
    assert view.follow_up is FollowUpKind.SIR
    assert view.visit_number == "DV-2026-000001"  # the request of the first stay was still open
    record = await container.employees.record(actor, first.public_id)
    assert [(p.entry_date, p.departure_date, p.job_title) for p in record.periods] == [
        (date(2026, 11, 30), None, "Cheffe d’atelier"),
        (date(2026, 2, 2), date(2026, 6, 30), "Menuisière"),
    ]
    assert record.history[0].action == "Retour déclaré"
    told = {change.label: (change.before, change.after) for change in record.history[0].changes}
    assert told["Adresse e-mail"] == ("ancienne@example.fr", "eloise@example.fr")
    assert told["Nom d’usage"] == ("", "Martin")
    assert "Prénom" not in told
    page = await container.employees.list(actor, EmployeeQuery(presence=PresenceFilter.ALL))
    assert [(row.public_id, row.entry_date) for row in page.rows] == [(first.public_id, date(2026, 11, 30))]

    before = await counts(container.context)
    assert await container.employees.rehire(actor, first.public_id, raw, operation) == view
    assert await counts(container.context) == before


async def test_a_return_is_refused_when_it_overlaps_or_is_somebody_else(container: Any, actor: Any) -> None:
    first = await container.employees.declare_arrival(actor, form(entry_date="02/02/2026"), uuid4())
    before = await counts(container.context)
    with pytest.raises(InvalidValue, match="déjà présent"):
        await container.employees.rehire(actor, first.public_id, form(), uuid4())
    assert await counts(container.context) == before

    await depart(container, actor, first.public_id, "30/11/2026")
    before = await counts(container.context)
    with pytest.raises(InvalidForm) as refused:
        await container.employees.rehire(actor, first.public_id, form(entry_date="30/11/2026"), uuid4())
    assert list(refused.value.errors) == ["entry_date"]
    with pytest.raises(InvalidValue, match="ne sont pas ceux de cette fiche"):
        await container.employees.rehire(
            actor, first.public_id, form(first_name="Anne", entry_date="01/12/2026"), uuid4()
        )
    with pytest.raises(NotFound):
        await container.employees.rehire(actor, str(uuid4()), form(entry_date="01/12/2026"), uuid4())
    assert await counts(container.context) == before


async def test_two_simultaneous_requests_of_one_operation_create_one_person(container: Any, actor: Any) -> None:
    operation = uuid4()
    views = await asyncio.gather(*(container.employees.declare_arrival(actor, form(), operation) for _ in range(4)))

    assert len(set(views)) == 1
    found = await counts(container.context)
    assert (found["Employee"], found["Employment"], found["VisitRequest"], found["OutboxMail"]) == (
        1,
        1,
        1,
        2,
    )


async def test_two_people_declaring_the_same_person_at_once_get_one_duplicate(container: Any, actor: Any) -> None:
    results = await asyncio.gather(
        *(container.employees.declare_arrival(actor, form(), uuid4()) for _ in range(2)),
        return_exceptions=True,
    )

    assert sorted(type(result).__name__ for result in results) == ["ArrivalView", "DuplicateEmployee"]
    created = next(result for result in results if isinstance(result, ArrivalView))
    refused = next(result for result in results if isinstance(result, DuplicateEmployee))
    assert refused.candidates[0].public_id == created.public_id
    found = await counts(container.context)
    assert (found["Employee"], found["VisitRequest"], found["OutboxMail"], found["Operation"]) == (1, 1, 2, 1)


async def test_numbers_of_simultaneous_arrivals_are_all_different(container: Any, actor: Any) -> None:
    views = await asyncio.gather(
        *(
            container.employees.declare_arrival(actor, form(first_name=f"Prénom {letter}"), uuid4())
            for letter in "abcdef"
        )
    )

    assert sorted(view.visit_number for view in views) == [f"DV-2026-00000{n}" for n in range(1, 7)]


async def test_the_year_of_a_number_is_the_one_in_paris(container: Any, actor: Any, clock: Any) -> None:
    clock.advance(days=38, hours=14, minutes=30)  # 31 December 2026, 23:30 UTC

    view = await container.employees.declare_arrival(actor, form(), uuid4())
    assert view.visit_number == "DV-2027-000001"
