"""Déclarer un départ, Annuler le départ, and the duties that follow."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from presantra.domain.errors import FieldChange, InvalidForm, InvalidValue, NotFound, StaleEdit
from presantra.domain.vocabulary import DepartureReason
from presantra.services.employees import (
    DepartureView,
    DueState,
    EmployeeQuery,
    EmployeeRecord,
    PresenceFilter,
)

LEAVING = {"departure_date": "20/11/2026", "reason": "demission"}


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


async def arrive(container: Any, actor: Any, **values: Any) -> EmployeeRecord:
    raw = {
        "birth_name": "Dupont",
        "first_name": "Éloïse",
        "birth_date": "1991-07-14",
        "sex": "f",
        "entry_date": "2026-02-02",
        "contract_type": "cdi",
        "job_title": "Menuisière",
    } | values
    view = await container.employees.declare_arrival(actor, raw, uuid4())
    record: EmployeeRecord = await container.employees.record(actor, view.public_id)
    return record


@pytest.fixture
async def record(container: Any, actor: Any) -> EmployeeRecord:
    return await arrive(container, actor)


async def version(container: Any, actor: Any, record: EmployeeRecord) -> int:
    found: EmployeeRecord = await container.employees.record(actor, record.public_id)
    return found.version


async def test_undo_on_a_stale_page_changes_nothing(
    container: Any, actor: Any, record: EmployeeRecord, dump: Any
) -> None:
    await container.employees.declare_departure(actor, record.public_id, LEAVING, record.version, uuid4())
    before = await dump()

    with pytest.raises(StaleEdit):
        await container.employees.undo_departure(actor, record.public_id, record.version)
    assert await dump() == before


async def listed(container: Any, actor: Any, presence: PresenceFilter) -> list[str]:
    page = await container.employees.list(actor, EmployeeQuery(presence=presence))
    return [row.public_id for row in page.rows]


async def test_a_departure_closes_the_period(container: Any, actor: Any, record: EmployeeRecord) -> None:
    view = await container.employees.declare_departure(actor, record.public_id, LEAVING, record.version, uuid4())

    assert (view.name, view.departure_date, view.reason) == (
        "Éloïse DUPONT",
        date(2026, 11, 20),
        DepartureReason.RESIGNATION,
    )
    assert view.undo_until == date(2026, 12, 23)
    assert view.open_visits == ()
    left = await container.employees.record(actor, record.public_id)
    assert (left.departed, left.due_state) == (True, DueState.NONE)
    assert (left.can_undo_departure, left.undo_until) == (True, date(2026, 12, 23))
    assert left.current.departure_reason is DepartureReason.RESIGNATION
    assert left.version == record.version + 1
    assert left.history[0].action == "Départ déclaré"
    assert left.history[0].changes == (
        FieldChange("departure_date", "Date de départ", "", "20/11/2026"),
        FieldChange("reason", "Motif", "", "Démission"),
    )
    assert await listed(container, actor, PresenceFilter.PRESENT) == []
    assert await listed(container, actor, PresenceFilter.DEPARTED) == [record.public_id]


async def test_a_departure_to_come_leaves_the_person_present_until_that_day(
    container: Any, actor: Any, record: EmployeeRecord, clock: Any
) -> None:
    raw = LEAVING | {"departure_date": "27/11/2026"}
    await container.employees.declare_departure(actor, record.public_id, raw, record.version, uuid4())

    clock.advance(days=4)
    assert await listed(container, actor, PresenceFilter.PRESENT) == [record.public_id]
    assert (await container.employees.record(actor, record.public_id)).departed is False
    clock.advance(days=1)
    assert await listed(container, actor, PresenceFilter.PRESENT) == []
    assert (await container.employees.record(actor, record.public_id)).departed is True


async def test_undo_gives_the_record_back_as_it_was(
    container: Any, actor: Any, record: EmployeeRecord, clock: Any
) -> None:
    await container.employees.declare_departure(actor, record.public_id, LEAVING, record.version, uuid4())
    clock.advance(days=30)

    back = await container.employees.undo_departure(actor, record.public_id, await version(container, actor, record))

    assert back.current == record.current
    assert (back.departed, back.can_undo_departure, back.undo_until) == (False, False, None)
    assert [line.action for line in back.history] == ["Départ annulé", "Départ déclaré", "Arrivée déclarée"]
    assert back.history[0].changes == (
        FieldChange("departure_date", "Date de départ", "20/11/2026", ""),
        FieldChange("reason", "Motif", "Démission", ""),
    )
    with pytest.raises(InvalidValue, match="pas de départ à annuler"):
        await container.employees.undo_departure(actor, record.public_id, await version(container, actor, record))


async def test_undo_is_refused_after_its_days(container: Any, actor: Any, record: EmployeeRecord, clock: Any) -> None:
    await container.employees.declare_departure(actor, record.public_id, LEAVING, record.version, uuid4())
    clock.advance(days=31)
    before = await container.employees.record(actor, record.public_id)
    assert before.can_undo_departure is False

    with pytest.raises(InvalidValue, match="jusqu’au 23/12/2026"):
        await container.employees.undo_departure(actor, record.public_id, await version(container, actor, record))
    assert await container.employees.record(actor, record.public_id) == before


@pytest.mark.parametrize(
    ("raw", "fields"),
    [
        ({}, ["departure_date", "reason"]),
        (LEAVING | {"departure_date": "01/02/2026"}, ["departure_date"]),
        (LEAVING | {"departure_date": "31/11/2026"}, ["departure_date"]),
        (LEAVING | {"reason": "inaptitude"}, ["reason"]),
    ],
)
async def test_wrong_departures_change_nothing(
    container: Any, actor: Any, record: EmployeeRecord, raw: dict[str, str], fields: list[str]
) -> None:
    operation = uuid4()
    with pytest.raises(InvalidForm) as refused:
        await container.employees.declare_departure(actor, record.public_id, raw, record.version, operation)
    assert list(refused.value.errors) == fields
    assert await container.employees.record(actor, record.public_id) == record
    # The refusal has not used up the operation of the form.
    await container.employees.declare_departure(actor, record.public_id, LEAVING, record.version, operation)


async def test_a_double_click_declares_one_departure(container: Any, actor: Any, record: EmployeeRecord) -> None:
    operation = uuid4()
    views = await asyncio.gather(
        *(
            container.employees.declare_departure(actor, record.public_id, LEAVING, record.version, operation)
            for _ in range(3)
        )
    )

    assert views[0] == views[1] == views[2]
    left = await container.employees.record(actor, record.public_id)
    assert [line.action for line in left.history] == ["Départ déclaré", "Arrivée déclarée"]


async def test_of_two_people_declaring_it_the_second_is_told(
    container: Any, actor: Any, record: EmployeeRecord
) -> None:
    results = await asyncio.gather(
        *(
            container.employees.declare_departure(
                actor, record.public_id, LEAVING | {"reason": reason}, record.version, uuid4()
            )
            for reason in ("demission", "retraite")
        ),
        return_exceptions=True,
    )

    assert sorted(type(result).__name__ for result in results) == ["DepartureView", "StaleEdit"]
    stale = next(result for result in results if isinstance(result, StaleEdit))
    won = next(result for result in results if isinstance(result, DepartureView))
    assert [change.field for change in stale.changes] == ["reason"]
    left = await container.employees.record(actor, record.public_id)
    assert left.current.departure_reason is won.reason
    with pytest.raises(InvalidValue, match="déjà déclaré au 20/11/2026"):
        await container.employees.declare_departure(actor, record.public_id, LEAVING, left.version, uuid4())


async def test_open_visits_of_a_leaver_stay_and_are_told(container: Any, actor: Any) -> None:
    record = await arrive(container, actor, request_visit="on", situations=["cmr"])

    view = await container.employees.declare_departure(actor, record.public_id, LEAVING, record.version, uuid4())

    assert [visit.number for visit in view.open_visits] == ["DV-2026-000001"]
    assert view.duties == await container.employees.duties(actor, record.public_id, DepartureReason.RESIGNATION)
    assert any("post-exposition" in duty for duty in view.duties)
    assert any("Une visite est demandée" in duty for duty in view.duties)


async def test_an_exposure_of_a_period_before_still_counts(container: Any, actor: Any) -> None:
    record = await arrive(container, actor, situations=["amiante"])
    raw = LEAVING | {"departure_date": "30/06/2026"}
    await container.employees.declare_departure(actor, record.public_id, raw, record.version, uuid4())
    form = {**record.form, "entry_date": "2026-07-01", "situations": ()}
    await container.employees.rehire(actor, record.public_id, form, uuid4())

    duties = await container.employees.duties(actor, record.public_id, DepartureReason.RESIGNATION)
    assert any("post-exposition" in duty for duty in duties)


async def test_unknown_people_have_no_departure(container: Any, actor: Any) -> None:
    for unknown in (str(uuid4()), "x"):
        with pytest.raises(NotFound):
            await container.employees.declare_departure(actor, unknown, LEAVING, 1, uuid4())
        with pytest.raises(NotFound):
            await container.employees.undo_departure(actor, unknown, 1)
        with pytest.raises(NotFound):
            await container.employees.duties(actor, unknown)
