"""Fermetures on both databases: written, refused, undone, heeded by slots and by the service's planning."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from presantra.domain.clock import PARIS
from presantra.domain.closures import Regular
from presantra.domain.errors import Forbidden, InvalidForm, InvalidValue, NotFound
from presantra.domain.holidays import Holiday
from presantra.domain.rights import Role, rights_of
from presantra.domain.visit_vocabulary import RequestOrigin
from presantra.domain.visits import VisitKind, VisitStatus
from presantra.services.secretariat import CompanyClosed, Designation
from presantra.services.visits import SlotTaken
from tests.services.visits import SERVICE, arrive, asked, planned

LEAVE = {"first_day": "2026-11-30", "last_day": "2026-12-04", "reason": "Congés"}


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


@pytest.fixture
async def rival(make_member: Any, make_account: Any) -> Any:
    other = await make_member(code="20002", name="Transports Morel", number="TD-G7V2-J3ZK", siret="73282932000074")
    return await make_account("paul@exemple.fr", [other], first_name="Paul")


def at(day: str, hour: int = 10) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02d}:00").replace(tzinfo=PARIS)


async def opened(container: Any, day: str) -> Any:
    return await container.secretariat.slots.open(SERVICE, "paris", at(day))


async def test_a_period_is_added_once_and_told_in_the_history(container: Any, actor: Any) -> None:
    operation = uuid4()
    view = await container.closures.add(actor, LEAVE, operation)
    [period] = view.periods
    assert (period.first, period.last, period.reason) == (date(2026, 11, 30), date(2026, 12, 4), "Congés")
    assert (period.created_by, period.appointments) == ("Claire MARTIN", 0)
    assert (await container.closures.add(actor, LEAVE, operation)).periods == view.periods
    [line] = (await container.companies.profile(actor)).history
    assert (line.action, line.changes[0].after) == ("Fermeture ajoutée", "du 30/11/2026 au 04/12/2026 (Congés)")


async def test_dates_that_touch_another_closure_are_refused(container: Any, actor: Any, dump: Any) -> None:
    await container.closures.add(actor, LEAVE, uuid4())
    before = await dump()
    with pytest.raises(InvalidForm) as refusal:
        await container.closures.add(actor, LEAVE | {"first_day": "2026-12-04", "last_day": "2026-12-10"}, uuid4())
    assert "du 30/11/2026 au 04/12/2026 (Congés)" in refusal.value.errors["first_day"]
    assert await dump() == before


async def test_a_withdrawal_is_undone(container: Any, actor: Any, dump: Any) -> None:
    [period] = (await container.closures.add(actor, LEAVE, uuid4())).periods
    assert (await container.closures.withdraw(actor, period.public_id)).periods == ()
    before = await dump()
    with pytest.raises(NotFound):
        await container.closures.withdraw(actor, period.public_id)
    assert await dump() == before
    assert (await container.closures.restore(actor, period.public_id)).periods == (period,)
    assert (await container.closures.restore(actor, period.public_id)).periods == (period,)
    actions = [line.action for line in (await container.companies.profile(actor)).history]
    assert actions == ["Fermeture remise", "Fermeture retirée", "Fermeture ajoutée"]


async def test_what_is_put_back_may_not_touch_what_came_meanwhile(container: Any, actor: Any, dump: Any) -> None:
    [period] = (await container.closures.add(actor, LEAVE, uuid4())).periods
    await container.closures.withdraw(actor, period.public_id)
    await container.closures.add(actor, LEAVE | {"reason": "Inventaire"}, uuid4())
    before = await dump()
    with pytest.raises(InvalidValue, match="Inventaire"):
        await container.closures.restore(actor, period.public_id)
    assert await dump() == before


async def test_days_that_come_back(container: Any, actor: Any, dump: Any) -> None:
    assert (await container.closures.view(actor)).version == 0
    view = await container.closures.save_regular(actor, ["samedi", "dimanche"], ["noel"], 0)
    assert (view.regular, view.version) == (Regular(frozenset({5, 6}), frozenset({Holiday.CHRISTMAS})), 1)
    assert view.next_dates[Holiday.EASTER_MONDAY] == date(2027, 3, 29)
    assert (await container.closures.save_regular(actor, ["dimanche", "samedi"], ["noel"], 0)).version == 1
    before = await dump()
    with pytest.raises(InvalidValue, match="entre-temps"):
        await container.closures.save_regular(actor, ["samedi"], [], 0)
    with pytest.raises(InvalidValue, match="jours proposés"):
        await container.closures.save_regular(actor, ["someday"], [], 1)
    assert await dump() == before
    assert (await container.closures.save_regular(actor, [], [], 1)).regular == Regular()
    [last, first] = (await container.companies.profile(actor)).history
    said = "le samedi et le dimanche ; jours fériés\u00a0: Noël"
    assert (first.changes[0].after, last.changes[0].before, last.changes[0].after) == (said, said, "")


async def test_somebody_elses_closure_is_not_found(container: Any, actor: Any, rival: Any, dump: Any) -> None:
    [period] = (await container.closures.add(actor, LEAVE, uuid4())).periods
    assert (await container.closures.view(rival)).periods == ()
    before = await dump()
    for public_id in (period.public_id, str(UUID(int=7)), "x"):
        for act in (container.closures.withdraw, container.closures.restore):
            with pytest.raises(NotFound):
                await act(rival, public_id)
    assert await dump() == before


async def test_a_reader_reads(container: Any, actor: Any, dump: Any) -> None:
    reader = replace(actor, member=replace(actor.member, rights=rights_of([Role.READER])))
    await container.closures.view(reader)
    before = await dump()
    with pytest.raises(Forbidden):
        await container.closures.add(reader, LEAVE, uuid4())
    with pytest.raises(Forbidden):
        await container.closures.save_regular(reader, ["samedi"], [], 0)
    assert await dump() == before


async def test_no_slot_of_a_closed_day_is_proposed_nor_booked(container: Any, actor: Any, dump: Any) -> None:
    view = await asked(container, actor, await arrive(container, actor))
    closed, free = await opened(container, "2026-12-01"), await opened(container, "2026-12-07")
    await container.closures.add(actor, LEAVE, uuid4())
    assert [slot.public_id for slot in await container.visits.slots(actor, view.public_id)] == [free.public_id]
    whole = await container.visits.whole(actor, view.public_id)
    assert (len(whole.slots), whole.closed, whole.closures) == (1, 1, ("du 30/11/2026 au 04/12/2026 (Congés)",))
    before = await dump()
    with pytest.raises(InvalidValue, match=r"fermée le 01/12/2026 \(Congés\)"):
        await container.visits.book(actor, view.public_id, closed.public_id)
    assert await dump() == before
    [period] = (await container.closures.view(actor)).periods
    await container.closures.withdraw(actor, period.public_id)
    assert len(await container.visits.slots(actor, view.public_id)) == 2


async def test_the_slot_offered_instead_is_not_on_a_closed_day(container: Any, actor: Any, rival: Any) -> None:
    mine = await asked(container, actor, await arrive(container, actor))
    theirs = await asked(container, rival, await arrive(container, rival))
    slot, _, later = [await opened(container, day) for day in ("2026-11-27", "2026-12-01", "2026-12-07")]
    await container.closures.add(rival, LEAVE, uuid4())
    await container.visits.book(actor, mine.public_id, slot.public_id)
    with pytest.raises(SlotTaken) as told:
        await container.visits.book(rival, theirs.public_id, slot.public_id)
    assert told.value.following is not None
    assert told.value.following.public_id == later.public_id


async def test_planning_on_a_closed_day_is_on_purpose(container: Any, actor: Any, dump: Any) -> None:
    view = await asked(container, actor, await arrive(container, actor))
    await container.closures.add(actor, LEAVE, uuid4())
    plan = container.secretariat.cases.plan
    before = await dump()
    with pytest.raises(CompanyClosed, match=r"Menuiserie Lefèvre est fermée le 02/12/2026 \(Congés\)"):
        await plan(SERVICE, view.number, at("2026-12-02"), "paris")
    assert await dump() == before
    await plan(SERVICE, view.number, at("2026-12-07"), "paris")
    done = await plan(SERVICE, view.number, at("2026-12-02"), "paris", despite_closure=True)
    assert done.status is VisitStatus.PLANNED
    [period] = (await container.closures.view(actor)).periods
    assert period.appointments == 1


async def test_a_closure_is_no_business_of_a_hidden_visit(container: Any, actor: Any) -> None:
    await arrive(container, actor, matricule="M-1")
    await container.closures.add(actor, LEAVE, uuid4())
    hidden = await container.secretariat.cases.enter_confidential(
        SERVICE, "10001", Designation("M-1"), RequestOrigin.WORKER, VisitKind.ON_REQUEST
    )
    assert (await container.secretariat.sheets.read(SERVICE, hidden.number)).closures == ()
    await container.secretariat.cases.plan(SERVICE, hidden.number, at("2026-12-02"), "paris")
    [period] = (await container.closures.view(actor)).periods
    assert period.appointments == 0


async def test_the_service_reads_the_request_with_the_closures(container: Any, actor: Any) -> None:
    employee = await arrive(container, actor)
    view = await asked(container, actor, employee, availabilities="Plutôt le matin", half_days=["mar_am"])
    await container.closures.save_regular(actor, ["samedi", "dimanche"], [], 0)
    await container.closures.add(actor, LEAVE, uuid4())
    sheet = await container.secretariat.sheets.read(SERVICE, view.number.lower())
    assert (sheet.employee, sheet.company, sheet.code) == ("Éloïse DUPONT", "Menuiserie Lefèvre", "10001")
    assert {("Disponibilités", "Plutôt le matin"), ("Demi-journées", "mardi matin")} <= set(sheet.facts)
    assert sheet.closures == ("le samedi et le dimanche", "du 30/11/2026 au 04/12/2026 (Congés)")
    with pytest.raises(NotFound):
        await container.secretariat.sheets.read(SERVICE, "DV-2026-999999")


async def test_who_writes_a_closed_day_is_told(container: Any, actor: Any) -> None:
    await container.closures.add(actor, LEAVE, uuid4())
    assert await container.closures.warn(actor, "Le mardi matin") == ""
    assert await container.closures.warn(actor, "Le 07/12 au matin") == ""
    assert "mardi 01/12/2026 (Congés)" in await container.closures.warn(actor, "Le 01/12 au matin")
    await container.closures.save_regular(actor, ["mercredi"], [], 0)
    reminder = await container.closures.reminder(actor)
    assert (reminder.lines[0], reminder.weekdays) == ("le mercredi", ("mercredi",))


async def test_past_closures_go_from_the_list(container: Any, actor: Any, clock: Any) -> None:
    await container.closures.add(actor, LEAVE, uuid4())
    clock.advance(days=12)
    assert (await container.closures.view(actor)).periods == ()


async def test_there_is_an_end_to_closures(container: Any, actor: Any) -> None:
    start = date(2027, 1, 1)
    for number in range(100):
        day = (start + timedelta(days=number)).isoformat()
        await container.closures.add(actor, {"first_day": day, "reason": "Pont"}, uuid4())
    with pytest.raises(InvalidValue, match="100 fermetures"):
        await container.closures.add(actor, LEAVE, uuid4())


async def test_appointments_already_fixed_are_counted(container: Any, actor: Any) -> None:
    await planned(container, actor, await arrive(container, actor), timedelta(days=8))
    [period] = (await container.closures.add(actor, LEAVE, uuid4())).periods
    assert period.appointments == 1
