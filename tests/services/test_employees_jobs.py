"""Changer de poste ou de situation: what is kept, what is derived, what is refused, what is taken back."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from presantra.db.models import Employment
from presantra.domain.errors import InvalidForm, InvalidValue, NotFound, StaleEdit
from presantra.domain.vocabulary import FollowUpKind, VisitKind
from presantra.services.employees import EmployeeQuery, EmployeeRecord
from tests.services.people import actions, arrive, read, told

CHANGE = {"change_date": "01/12/2026", "job_title": "Peintre", "situations": ["plomb"]}


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


@pytest.fixture
async def record(container: Any, actor: Any) -> EmployeeRecord:
    return await arrive(container, actor)


async def change(container: Any, actor: Any, record: EmployeeRecord, **values: Any) -> EmployeeRecord:
    changed: EmployeeRecord = await container.employees.change_job(
        actor, record.public_id, CHANGE | values, record.version, uuid4()
    )
    return changed


async def visited(container: Any, day: date) -> None:
    async with container.context.database.transaction() as session:
        await session.execute(update(Employment).values(last_visit_date=day))


async def test_the_former_job_is_kept_with_its_dates(container: Any, actor: Any, record: EmployeeRecord) -> None:
    changed = await change(container, actor, record)

    assert (changed.current.job_title, changed.current.job_since) == ("Peintre", date(2026, 12, 1))
    assert [(job.start_date, job.end_date, job.job_title) for job in changed.current.jobs] == [
        (date(2026, 2, 2), date(2026, 11, 30), "Menuisière")
    ]
    assert (len(changed.periods), changed.current.entry_date) == (1, date(2026, 2, 2))
    assert changed.version == record.version + 1
    found = await container.employees.list(actor, EmployeeQuery(text="peintre"))
    assert [row.job_title for row in found.rows] == ["Peintre"]


async def test_a_particular_risk_asks_for_an_examination_before_the_new_job(
    container: Any, actor: Any, record: EmployeeRecord
) -> None:
    await visited(container, date(2026, 3, 2))

    changed = await change(container, actor, record)

    assert changed.current.follow_up is FollowUpKind.SIR
    assert (changed.current.due_kind, changed.current.due_date) == (VisitKind.APTITUDE_HIRE, date(2026, 12, 1))
    assert changed.change is not None
    assert (changed.change.before_start, changed.change.urgent) == (True, False)
    assert any("01/12/2026" in sentence for sentence in changed.explanation)
    assert told(changed) == {
        "À compter du": ("", "01/12/2026"),
        "Poste": ("Menuisière", "Peintre"),
        "Situations de travail": ("", "Plomb"),
        "Suivi": ("Suivi individuel simple (SI)", "Suivi individuel renforcé (SIR)"),
        "Échéance": ("02/05/2026", "01/12/2026"),
    }
    assert actions(changed)[0] == "Poste ou situation changé"


@pytest.mark.parametrize(
    ("situations", "kind", "visit", "latest", "before"),
    [
        (["nuit"], FollowUpKind.SIA, VisitKind.VIP_INITIAL, date(2026, 12, 1), True),
        (["suivi_adapte_autre"], FollowUpKind.SIA, VisitKind.VIP_PERIODIC, date(2029, 3, 2), False),
        (["autorisation_conduite"], FollowUpKind.SI, VisitKind.VIP_PERIODIC, date(2031, 3, 2), False),
    ],
)
async def test_what_follows_from_the_new_situations(
    container: Any,
    actor: Any,
    record: EmployeeRecord,
    situations: list[str],
    kind: FollowUpKind,
    visit: VisitKind,
    latest: date,
    before: bool,
) -> None:
    await visited(container, date(2026, 3, 2))
    foreseen = await container.employees.foresee_job_change(actor, record.public_id, date(2026, 12, 1), situations)
    changed = await change(container, actor, record, situations=situations)

    assert (changed.current.follow_up, changed.current.due_kind, changed.current.due_date) == (kind, visit, latest)
    assert changed.change is not None
    assert changed.change.before_start is before
    assert (foreseen.follow_up, foreseen.due_kind, foreseen.due_date, foreseen.before_start) == (
        kind, visit, latest, before,
    )  # fmt: skip


async def test_the_deadline_of_the_hiring_goes_on_when_nothing_new_is_exposed(
    container: Any, actor: Any, record: EmployeeRecord
) -> None:
    changed = await change(container, actor, record, situations=[])

    assert (changed.current.due_kind, changed.current.due_date) == (VisitKind.VIP_INITIAL, date(2026, 5, 2))


async def test_the_end_of_an_exposure_is_told(container: Any, actor: Any) -> None:
    exposed = await arrive(container, actor, situations=["plomb", "nuit"])
    changed = await change(container, actor, exposed, situations=["nuit"])

    assert changed.change is not None
    assert (changed.change.ended, changed.change.before_start) == (("Plomb",), False)
    assert changed.current.follow_up is FollowUpKind.SIA


async def test_without_a_day_only_the_kind_is_foreseen(container: Any, actor: Any, record: EmployeeRecord) -> None:
    foreseen = await container.employees.foresee_job_change(actor, record.public_id, None, ["amiante"])

    assert (foreseen.follow_up, foreseen.since, foreseen.due_date) == (FollowUpKind.SIR, None, None)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"change_date": ""}, "change_date"),
        ({"change_date": "02/02/2026"}, "change_date"),
        ({"change_date": "24/11/2027"}, "change_date"),
        ({"job_title": ""}, "job_title"),
        ({"job_title": "Menuisière", "situations": []}, "job_title"),
        ({"pcs_code": "xx"}, "pcs_code"),
        ({"situations": ["inconnue"]}, "situations"),
    ],
)
async def test_what_is_refused_changes_nothing(
    container: Any, actor: Any, record: EmployeeRecord, dump: Any, values: dict[str, Any], field: str
) -> None:
    before = await dump()
    with pytest.raises(InvalidForm) as refusal:
        await change(container, actor, record, **values)

    assert list(refusal.value.errors) == [field]
    assert await dump() == before


async def test_a_change_may_be_a_year_ahead_and_not_before_the_last_one(
    container: Any, actor: Any, record: EmployeeRecord
) -> None:
    changed = await change(container, actor, record, change_date="23/11/2027")
    assert changed.current.job_since == date(2027, 11, 23)

    with pytest.raises(InvalidForm) as refusal:
        await change(container, actor, changed, change_date="23/11/2027", job_title="Chef")
    assert "23/11/2027" in refusal.value.errors["change_date"]


async def test_neither_after_a_departure_nor_a_departure_before_it(
    container: Any, actor: Any, record: EmployeeRecord, dump: Any
) -> None:
    changed = await change(container, actor, record)
    before = await dump()
    leaving = {"departure_date": "30/11/2026", "reason": "demission"}
    with pytest.raises(InvalidForm, match="corriger") as refusal:
        await container.employees.declare_departure(actor, record.public_id, leaving, changed.version, uuid4())
    assert "changement de poste" in refusal.value.errors["departure_date"]
    assert await dump() == before

    leaving["departure_date"] = "01/12/2026"
    await container.employees.declare_departure(actor, record.public_id, leaving, changed.version, uuid4())
    gone = await read(container, actor, record.public_id)
    with pytest.raises(InvalidForm) as refusal:
        await change(container, actor, gone, change_date="02/12/2026", job_title="Chef")
    assert "départ" in refusal.value.errors["change_date"]


async def test_a_stale_page_changes_nothing(container: Any, actor: Any, record: EmployeeRecord, dump: Any) -> None:
    await change(container, actor, record)
    before = await dump()

    with pytest.raises(StaleEdit):
        await change(container, actor, record, job_title="Chef")
    with pytest.raises(StaleEdit):
        await container.employees.undo_job_change(actor, record.public_id, record.version)
    assert await dump() == before


async def test_sent_twice_it_changes_once(container: Any, actor: Any, record: EmployeeRecord, dump: Any) -> None:
    operation = uuid4()
    first = await container.employees.change_job(actor, record.public_id, CHANGE, record.version, operation)
    before = await dump()

    assert await container.employees.change_job(actor, record.public_id, CHANGE, record.version, operation) == first
    assert await dump() == before


async def test_the_latest_change_is_taken_back_and_nothing_remains_of_it(
    container: Any, actor: Any, record: EmployeeRecord, clock: Any
) -> None:
    first = await change(container, actor, record)
    second = await change(container, actor, first, change_date="15/01/2027", job_title="Chef", situations=["nuit"])
    assert second.change is not None
    assert second.change.undo_until == date(2026, 12, 23)
    clock.advance(days=30)

    once = await container.employees.undo_job_change(actor, record.public_id, second.version)
    assert once.current == first.current
    assert actions(once)[0] == "Changement de poste annulé"
    twice = await container.employees.undo_job_change(actor, record.public_id, once.version)
    assert twice.current == record.current
    assert (twice.explanation, twice.change) == (record.explanation, None)

    with pytest.raises(InvalidValue, match="pas de changement"):
        await container.employees.undo_job_change(actor, record.public_id, twice.version)


async def test_too_late_to_take_back(container: Any, actor: Any, record: EmployeeRecord, clock: Any, dump: Any) -> None:
    changed = await change(container, actor, record)
    clock.advance(days=31)
    before = await dump()

    with pytest.raises(InvalidValue, match="30 jours"):
        await container.employees.undo_job_change(actor, record.public_id, changed.version)
    assert await dump() == before
    shown = await read(container, actor, record.public_id)
    assert shown.change is not None
    assert shown.change.undo_until is None


async def test_a_correction_keeps_the_jobs_and_the_deadline_of_the_new_one(
    container: Any, actor: Any, record: EmployeeRecord, dump: Any
) -> None:
    await visited(container, date(2026, 3, 2))
    changed = await change(container, actor, record)
    edited = await container.employees.edit(
        actor, record.public_id, changed.form | {"phone": "06 12 34 56 78", "entry_date": "01/02/2026"}, changed.version
    )

    assert edited.current.jobs[0].start_date == date(2026, 2, 1)
    assert (edited.current.job_since, edited.current.due_date) == (date(2026, 12, 1), date(2026, 12, 1))
    assert edited.change is not None
    assert edited.change.undo_until is not None

    before = await dump()
    late = edited.form | {"entry_date": "01/12/2026"}
    with pytest.raises(InvalidForm) as refusal:
        await container.employees.edit(actor, record.public_id, late, edited.version)
    assert "30/11/2026" in refusal.value.errors["entry_date"]
    assert await dump() == before


async def test_unknown_people_are_not_found(container: Any, actor: Any, record: EmployeeRecord) -> None:
    for unknown in (str(uuid4()), "n’importe quoi"):
        with pytest.raises(NotFound):
            await container.employees.change_job(actor, unknown, CHANGE, record.version, uuid4())
