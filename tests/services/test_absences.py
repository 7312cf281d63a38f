"""Arrêts de travail on both databases: kept, told to whom the law says, corrected, taken back."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from presantra.domain.absences import AbsenceAct
from presantra.domain.errors import FieldChange, InvalidForm, InvalidValue, NotFound

PERSON = {
    "birth_name": "Dupont",
    "first_name": "Éloïse",
    "birth_date": "1991-07-14",
    "sex": "f",
    "entry_date": "2024-02-05",
    "contract_type": "cdi",
    "job_title": "Menuisière",
    "email": "eloise@example.fr",
}
SHORT = {"cause": "at", "start_date": "02/11/2026", "end_date": "13/11/2026"}
LONG = {"cause": "maladie", "start_date": "01/09/2026"}


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


@pytest.fixture
async def stranger(make_member: Any, make_account: Any) -> Any:
    return await make_account("paul@example.fr", [await make_member("20002", "Morel", "TD-G7V2-J3ZK")])


@pytest.fixture
async def employee(container: Any, actor: Any) -> str:
    return str((await container.employees.declare_arrival(actor, PERSON, uuid4())).public_id)


async def history(container: Any, actor: Any, employee: str) -> list[str]:
    return [line.action for line in (await container.employees.record(actor, employee)).history]


async def test_a_short_work_accident_is_told_to_the_doctor_at_once(
    container: Any, actor: Any, employee: str, mails: Any, clock: Any
) -> None:
    """R. 4624-33."""
    view = await container.absences.declare(actor, employee, SHORT, uuid4())

    assert (view.signalled_at, view.acts, view.days) == (clock.now, (), 12)
    sent = (await mails())[-2:]
    assert [(m.kind, m.to) for m in sent] == [
        ("work_accident_secretariat", "secretariat@presantra.example"),
        ("work_accident_acknowledged", "claire.martin@example.fr"),
    ]
    assert sent[0].subject == "Arrêt pour accident du travail de moins de 30 jours (adhérent 10001)"
    for words in ("Éloïse DUPONT", "02/11/2026", "13/11/2026", "12 jours", "Claire MARTIN"):
        assert words in sent[0].text
    assert await history(container, actor, employee) == [
        "Service informé d’un arrêt",
        "Arrêt de travail signalé",
        "Arrivée déclarée",
    ]


async def test_a_double_click_keeps_one_absence_and_sends_once(
    container: Any, actor: Any, employee: str, mails: Any
) -> None:
    operation = uuid4()
    twice = await asyncio.gather(*(container.absences.declare(actor, employee, SHORT, operation) for _ in range(2)))
    assert twice[0] == twice[1]
    found = await container.absences.of_employee(actor, employee)
    assert [absence.public_id for absence in found.absences] == [twice[0].public_id]
    assert [m.kind for m in await mails()].count("work_accident_secretariat") == 1


async def test_a_change_of_a_signalled_absence_is_told_again_and_nothing_for_no_change(
    container: Any, actor: Any, employee: str, mails: Any, clock: Any
) -> None:
    first = await container.absences.declare(actor, employee, SHORT, uuid4())
    same = await container.absences.edit(actor, employee, first.public_id, SHORT, first.version)
    assert same == first
    clock.advance(days=1)

    longer = await container.absences.edit(
        actor, employee, first.public_id, SHORT | {"end_date": "20/11/2026"}, same.version
    )

    assert (longer.facts.end_date, longer.signalled_at) == (date(2026, 11, 20), clock.now)
    subjects = [m.subject for m in await mails() if m.kind == "work_accident_secretariat"]
    assert [("mise à jour" in subject) for subject in subjects] == [False, True]
    record = await container.employees.record(actor, employee)
    assert record.history[1].changes == (FieldChange("end_date", "Dernier jour", "13/11/2026", "20/11/2026"),)


async def test_prolonged_beyond_30_days_it_calls_for_a_return_visit(
    container: Any, actor: Any, employee: str, mails: Any
) -> None:
    """R. 4624-31, 2°."""
    first = await container.absences.declare(actor, employee, SHORT, uuid4())
    count = len(await mails())
    longer = await container.absences.edit(
        actor, employee, first.public_id, SHORT | {"end_date": "01/12/2026"}, first.version
    )
    assert longer.acts == (AbsenceAct.ASK_RETURN, AbsenceAct.INFORM_WORKER)
    assert len(await mails()) == count


async def test_the_return_visit_asked_for_is_shown(container: Any, actor: Any, employee: str) -> None:
    await container.absences.declare(actor, employee, LONG | {"end_date": "30/11/2026"}, uuid4())
    asked = await container.visits.request(
        actor,
        {"employee_id": employee, "kind": "reprise", "return_date": "2026-12-01", "leave_cause": "maladie"},
        uuid4(),
    )
    (view,) = (await container.absences.of_employee(actor, employee)).absences
    assert (view.return_number, view.return_id) == (asked.number, asked.public_id)
    assert AbsenceAct.ASK_RETURN not in view.acts
    await container.visits.cancel(actor, asked.public_id)
    (view,) = (await container.absences.of_employee(actor, employee)).absences
    assert (view.return_number, view.acts) == ("", (AbsenceAct.ASK_RETURN, AbsenceAct.INFORM_WORKER))


async def test_a_request_answers_the_absence_that_it_was_made_in(container: Any, actor: Any, employee: str) -> None:
    await container.absences.declare(actor, employee, {**LONG, "end_date": "05/11/2026"}, uuid4())
    await container.absences.declare(actor, employee, {"cause": "maladie", "start_date": "09/11/2026"}, uuid4())
    asked = await container.visits.request(
        actor,
        {"employee_id": employee, "kind": "reprise", "return_date": "2026-12-01", "leave_cause": "maladie"},
        uuid4(),
    )
    second, first = (await container.absences.of_employee(actor, employee)).absences
    assert (second.return_number, first.return_number) == (asked.number, "")
    assert first.acts == (AbsenceAct.ASK_RETURN,)
    duties = await container.duties.list(actor)
    assert [duty.absence for duty in duties.absences] == [first]


async def test_the_worker_is_informed_at_the_employer_s_demand(
    container: Any, actor: Any, employee: str, mails: Any, clock: Any
) -> None:
    """L. 1226-1-3 and L. 4624-2-4; nothing leaves by itself."""
    declared = await container.absences.declare(actor, employee, LONG, uuid4())
    assert declared.acts == (AbsenceAct.INFORM_WORKER,)
    assert "worker_rights" not in [m.kind for m in await mails()]

    told = await container.absences.inform_worker(actor, employee, declared.public_id, by_mail=True)

    assert (told.informed_at, told.acts) == (clock.now, ())
    mail = (await mails())[-1]
    assert (mail.kind, mail.to) == ("worker_rights", "eloise@example.fr")
    assert mail.text.startswith("Bonjour Éloïse DUPONT,")
    assert "à la demande de Claire MARTIN, pour Menuiserie Lefèvre." in mail.text
    assert (await container.employees.record(actor, employee)).history[0].action == "Salarié informé"


async def test_informed_by_hand_sends_nothing(container: Any, actor: Any, employee: str, mails: Any) -> None:
    declared = await container.absences.declare(actor, employee, LONG, uuid4())
    count = len(await mails())
    told = await container.absences.inform_worker(actor, employee, declared.public_id, by_mail=False)
    assert told.informed_at is not None
    assert len(await mails()) == count


async def test_a_double_click_informs_the_worker_once(
    container: Any, actor: Any, employee: str, mails: Any, dump: Any
) -> None:
    declared = await container.absences.declare(actor, employee, LONG, uuid4())
    first = await container.absences.inform_worker(actor, employee, declared.public_id, by_mail=True)
    before = await dump()
    again = await container.absences.inform_worker(actor, employee, declared.public_id, by_mail=True)
    assert again == first
    assert await dump() == before
    assert [mail.kind for mail in await mails()].count("worker_rights") == 1


async def test_an_absence_entered_by_mistake_is_taken_back(container: Any, actor: Any, employee: str) -> None:
    view = await container.absences.declare(actor, employee, LONG, uuid4())
    await container.absences.remove(actor, employee, view.public_id, view.version)
    assert (await container.absences.of_employee(actor, employee)).absences == ()
    record = await container.employees.record(actor, employee)
    assert record.history[0].action == "Arrêt de travail retiré"
    assert FieldChange("start_date", "Premier jour", "01/09/2026", "") in record.history[0].changes


@pytest.mark.parametrize("start", ["30/08/2026", "12/09/2026", "23/11/2026"])
async def test_two_absences_never_share_a_day(container: Any, actor: Any, employee: str, dump: Any, start: str) -> None:
    await container.absences.declare(actor, employee, LONG, uuid4())
    before = await dump()
    raw = {"cause": "at", "start_date": start, "end_date": ""}
    with pytest.raises(InvalidForm) as refused:
        await container.absences.declare(actor, employee, raw, uuid4())
    assert "01/09/2026, sans date de fin" in refused.value.errors["start_date"]
    assert await dump() == before


async def test_the_day_after_is_another_absence(container: Any, actor: Any, employee: str) -> None:
    await container.absences.declare(actor, employee, SHORT, uuid4())
    await container.absences.declare(actor, employee, {"cause": "maladie", "start_date": "14/11/2026"}, uuid4())
    assert len((await container.absences.of_employee(actor, employee)).absences) == 2


async def test_refusals_change_nothing(
    container: Any, actor: Any, stranger: Any, employee: str, dump: Any, clock: Any
) -> None:
    view = await container.absences.declare(actor, employee, SHORT, uuid4())
    other = str((await container.employees.declare_arrival(actor, PERSON | {"birth_name": "Autre"}, uuid4())).public_id)
    nobody = str(uuid4())
    service = container.absences
    attempts: list[tuple[Any, type[Exception]]] = [
        (lambda: service.declare(stranger, employee, SHORT, uuid4()), NotFound),
        (lambda: service.of_employee(stranger, employee), NotFound),
        (lambda: service.edit(stranger, employee, view.public_id, SHORT, 2), NotFound),
        (lambda: service.remove(stranger, employee, view.public_id, 2), NotFound),
        (lambda: service.inform_worker(stranger, employee, view.public_id, by_mail=True), NotFound),
        # An absence is found through its own employee only.
        (lambda: service.edit(actor, other, view.public_id, SHORT, 2), NotFound),
        (lambda: service.edit(actor, employee, nobody, SHORT, 1), NotFound),
        (lambda: service.edit(actor, employee, "pas-un-id", SHORT, 1), NotFound),
        (lambda: service.edit(actor, employee, view.public_id, SHORT | {"cause": "maladie"}, 1), InvalidValue),
        (lambda: service.remove(actor, employee, view.public_id, 1), InvalidValue),
        # An AT of twelve days gives no right to be told of.
        (lambda: service.inform_worker(actor, employee, view.public_id, by_mail=True), InvalidValue),
        (lambda: service.declare(actor, employee, {}, uuid4()), InvalidForm),
    ]
    before = await dump()
    for attempt, refusal in attempts:
        with pytest.raises(refusal):
            await attempt()
        assert await dump() == before


async def test_nothing_is_declared_for_somebody_who_left(
    container: Any, actor: Any, employee: str, dump: Any, clock: Any
) -> None:
    leaving = {"departure_date": "20/11/2026", "reason": "demission"}
    await container.employees.declare_departure(actor, employee, leaving, 1, uuid4())
    before = await dump()
    with pytest.raises(InvalidValue, match="20/11/2026"):
        await container.absences.declare(actor, employee, SHORT, uuid4())
    assert await dump() == before


async def test_a_worker_without_address_is_told_by_hand(container: Any, actor: Any, dump: Any) -> None:
    raw = PERSON | {"email": "", "birth_name": "Silence"}
    person = str((await container.employees.declare_arrival(actor, raw, uuid4())).public_id)
    view = await container.absences.declare(actor, person, LONG, uuid4())
    assert (await container.absences.of_employee(actor, person)).can_mail_worker is False
    before = await dump()
    with pytest.raises(InvalidValue, match="remettez-lui le texte"):
        await container.absences.inform_worker(actor, person, view.public_id, by_mail=True)
    assert await dump() == before
