"""The calendar behind a secret address, on both databases: what it holds, for whom, and when it dies."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from icalendar import Calendar
from sqlalchemy import select, update

from presantra.db.models import Account, Attachment, CalendarFeed, Employment, VisitRequest
from presantra.db.repositories.employees import Author, Identity, Period, insert_employee
from presantra.domain.centres import place_of
from presantra.domain.clock import PARIS
from presantra.domain.errors import Forbidden, NotFound, SessionExpired, Throttled
from presantra.services import calendars
from presantra.services.actor import ANONYMOUS
from presantra.services.visits.rules import centres
from tests.services.visits import SERVICE, arrive, asked

PERSON = {
    "birth_name": "Dupont",
    "first_name": "Éloïse",
    "birth_date": "1991-07-14",
    "sex": "f",
    "entry_date": "2026-11-02",
    "contract_type": "cdi",
    "job_title": "Menuisière",
    "request_visit": "on",
}
IP = "192.0.2.10"


@pytest.fixture
async def member(make_member: Any) -> Any:
    return await make_member()


@pytest.fixture
async def actor(make_account: Any, member: Any) -> Any:
    return await make_account(members=[member])


def token_in(url: str) -> str:
    return url.rsplit("/", 1)[1].removesuffix(".ics")


async def events(container: Any, url: str) -> list[Any]:
    file = await container.calendars.file(IP, token_in(url))
    return list(Calendar.from_ical(file.content).walk("VEVENT"))


async def plan(container: Any, at: datetime) -> None:
    async with container.context.database.transaction() as session:
        await session.execute(update(VisitRequest).values(status="planifiee", planned_at=at))


async def test_deadlines_are_days_and_appointments_hours_in_paris(container: Any, actor: Any) -> None:
    await container.employees.declare_arrival(actor, PERSON, uuid4())
    await plan(container, datetime(2026, 12, 2, 9, 30, tzinfo=UTC))
    url = await container.calendars.renew(actor, full_names=False)

    appointment, deadline = await events(container, url)

    assert deadline["DTSTART"].dt == date(2027, 2, 2)
    assert str(deadline["SUMMARY"]) == ("Au plus tard\u00a0: Visite d’information et de prévention initiale – É. D.")
    assert appointment["DTSTART"].dt == datetime(2026, 12, 2, 10, 30, tzinfo=PARIS)
    assert appointment["DTSTART"].params["TZID"] == "Europe/Paris"
    content = (await container.calendars.file(IP, token_in(url))).content
    assert b"BEGIN:VTIMEZONE\r\nTZID:Europe/Paris" in content
    assert b"VALARM" not in content
    assert "DUPONT" not in content.decode().upper()


async def test_an_appointment_says_how_long_and_where(container: Any, actor: Any) -> None:
    employee = await arrive(container, actor, request_visit="")
    view = await asked(container, actor, employee)
    at = datetime(2026, 12, 2, 9, 30, tzinfo=UTC)
    await container.secretariat.cases.plan(SERVICE, view.number, at, "paris", 40)
    url = await container.calendars.renew(actor, full_names=False)
    appointment, deadline = await events(container, url)
    assert appointment["DTEND"].dt == datetime(2026, 12, 2, 11, 10, tzinfo=PARIS)
    assert str(appointment["LOCATION"]) == place_of(centres(container.context.settings), "paris")
    assert not {"DTEND", "LOCATION"} & set(deadline)
    # Moved, the date that held before says nothing more.
    await container.secretariat.cases.plan(SERVICE, view.number, at + timedelta(days=1), "paris", 20)
    [moved] = [event for event in await events(container, url) if event["UID"] == appointment["UID"]]
    assert moved["DTEND"].dt == datetime(2026, 12, 3, 10, 50, tzinfo=PARIS)


async def test_full_names_are_a_choice(container: Any, actor: Any) -> None:
    await container.employees.declare_arrival(actor, PERSON, uuid4())
    url = await container.calendars.renew(actor, full_names=True)
    assert (await container.calendars.status(actor)).full_names is True
    assert [str(event["SUMMARY"]).endswith("– Éloïse DUPONT") for event in await events(container, url)] == [True]


async def test_things_keep_their_uid_when_they_move(container: Any, actor: Any) -> None:
    await container.employees.declare_arrival(actor, PERSON, uuid4())
    await plan(container, datetime(2026, 12, 2, 9, 30, tzinfo=UTC))
    url = await container.calendars.renew(actor, full_names=False)
    before = {str(event["UID"]) for event in await events(container, url)}
    first = await container.calendars.file(IP, token_in(url))
    assert first == await container.calendars.file(IP, token_in(url))
    await plan(container, datetime(2026, 12, 9, 14, 0, tzinfo=UTC))
    assert {str(event["UID"]) for event in await events(container, url)} == before
    assert (await container.calendars.file(IP, token_in(url))).etag != first.etag


async def test_a_year_at_most_and_nobody_who_left(container: Any, actor: Any, member: Any, clock: Any) -> None:
    today = date(2026, 11, 23)
    kept = [date(2023, 1, 4), today, date(2027, 11, 23)]
    dropped = [date(2027, 11, 24), None, None]
    async with container.context.database.transaction() as session:
        for number, due in enumerate([*kept, *dropped, today]):
            gone = {"end_date": date(2026, 11, 1), "departure_reason": "demission"} if number == 6 else {}
            period = Period(
                start_date=date(2020, 1, 6), contract_type="cdi", job_title="Menuisier", follow_up="si",
                due_date=due, due_kind="vip_periodique", **gone,
            )  # fmt: skip
            identity = Identity(f"Nom {number}", "Anne", date(1990, 1, 1), "f")
            await insert_employee(session, member.id, identity, [period], Author("Import", at=clock.now))
    url = await container.calendars.renew(actor, full_names=False)
    found = await events(container, url)
    assert [event["DTSTART"].dt for event in found] == kept
    # What is overdue stays as long as it is due, and says so.
    assert [str(event["SUMMARY"]).partition("\u00a0")[0] for event in found] == ["En retard", *["Au plus tard"] * 2]


async def test_what_an_event_or_an_age_asks_for_is_there_and_says_no_more(
    container: Any, actor: Any, clock: Any
) -> None:
    employee = await arrive(
        container, actor, entry_date="2020-01-06", birth_date="1981-05-02",
        situations=["amiante", "autorisation_conduite"],
    )  # fmt: skip
    absence = {"cause": "maladie", "start_date": "01/08/2026", "end_date": "19/11/2026"}
    await container.absences.declare(actor, employee, absence, uuid4())
    shown = {"kind": "autorisation_conduite", "issued_on": "10/10/2022"}
    await container.attestations.present(actor, employee, shown, uuid4())
    leaver = await arrive(container, actor, birth_name="Morel", entry_date="2020-01-06", situations=["amiante"])
    record = await container.employees.record(actor, leaver)
    leaving = {"departure_date": "23/11/2026", "reason": "retraite"}
    await container.employees.declare_departure(actor, leaver, leaving, record.version, uuid4())
    clock.advance(days=1)
    url = await container.calendars.renew(actor, full_names=False)

    found = {(str(e["SUMMARY"]).replace("\u00a0", " "), e["DTSTART"].dt) for e in await events(container, url)}

    assert {
        ("Au plus tard : Visite de reprise – É. D.", date(2026, 11, 28)),
        ("Au plus tard : Visite de mi-carrière – É. D.", date(2026, 12, 31)),
        ("Au plus tard : Attestation d’absence de contre-indications – É. D.", date(2027, 10, 10)),
        ("En retard : Visite post-exposition ou de fin de carrière – É. M.", date(2026, 11, 23)),
    } <= found
    content = (await container.calendars.file(IP, token_in(url))).content.decode().casefold()
    for word in ("amiante", "conduite", "maladie", "2026-08", "202608", "dupont"):
        assert word not in content, word
    uids = [str(event["UID"]) for event in await events(container, url)]
    assert len(set(uids)) == len(uids)


async def test_a_reprise_that_was_held_leaves_the_calendar(container: Any, actor: Any, clock: Any) -> None:
    employee = await arrive(container, actor, entry_date="2020-01-06")
    absence = {"cause": "maladie", "start_date": "01/08/2026", "end_date": "19/11/2026"}
    await container.absences.declare(actor, employee, absence, uuid4())
    url = await container.calendars.renew(actor, full_names=False)
    view = await asked(container, actor, employee, "reprise", return_date="2026-11-20", leave_cause="maladie")
    await container.secretariat.cases.plan(SERVICE, view.number, clock() + timedelta(days=1), "paris")
    clock.advance(days=2)
    assert any(
        "reprise" in str(event["UID"]) or "return" in str(event["UID"]) for event in await events(container, url)
    )
    await container.secretariat.cases.honour(SERVICE, view.number)
    assert not any("return" in str(event["UID"]) for event in await events(container, url))


async def test_what_is_overdue_leaves_room_for_what_comes(
    container: Any, actor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendars, "MAX_EVENTS", 3)
    monkeypatch.setattr(calendars, "MAX_OVERDUE", 1)
    for number, entry in enumerate(("2020-01-06", "2021-01-06", "2026-11-02", "2026-11-03")):
        await arrive(container, actor, birth_name=f"Nom {number}", entry_date=entry)
    url = await container.calendars.renew(actor, full_names=False)
    days = [event["DTSTART"].dt for event in await events(container, url)]
    assert days == [date(2021, 4, 6), date(2027, 2, 2), date(2027, 2, 3)]


async def test_never_more_than_its_number_of_events(
    container: Any, actor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendars, "MAX_EVENTS", 3)
    for number in range(5):
        await container.employees.declare_arrival(actor, PERSON | {"birth_name": f"Nom {number}"}, uuid4())
    url = await container.calendars.renew(actor, full_names=False)
    assert len(await events(container, url)) == 3


async def test_only_the_digest_is_kept_and_renewing_kills_the_old_address(container: Any, actor: Any) -> None:
    old = await container.calendars.renew(actor, full_names=False)
    new = await container.calendars.renew(actor, full_names=False)
    async with container.context.database.reading() as session:
        feeds = (await session.execute(select(CalendarFeed))).scalars().all()
    assert len(feeds) == 1
    assert token_in(new) not in repr(feeds)
    await container.calendars.file(IP, token_in(new))
    with pytest.raises(NotFound):
        await container.calendars.file(IP, token_in(old))
    await container.calendars.remove(actor)
    await container.calendars.remove(actor)
    with pytest.raises(NotFound):
        await container.calendars.file(IP, token_in(new))
    assert (await container.calendars.status(actor)).created_at is None
    profile = await container.companies.profile(actor)
    assert [line.action for line in profile.history] == [
        "Adresse de calendrier supprimée",
        "Adresse de calendrier créée",
        "Adresse de calendrier créée",
    ]


async def test_two_tabs_that_renew_leave_one_address(container: Any, actor: Any) -> None:
    urls = await asyncio.gather(*(container.calendars.renew(actor, full_names=False) for _ in range(4)))
    alive = 0
    for url in urls:
        try:
            await container.calendars.file(IP, token_in(url))
            alive += 1
        except NotFound:
            continue
    assert alive == 1


@pytest.mark.parametrize("table", [Attachment, Account], ids=["company lost", "account disabled"])
async def test_it_dies_with_the_access(container: Any, actor: Any, table: Any, clock: Any) -> None:
    url = await container.calendars.renew(actor, full_names=False)
    column = "removed_at" if table is Attachment else "disabled_at"
    async with container.context.database.transaction() as session:
        await session.execute(update(table).values({column: clock.now}))
    with pytest.raises(NotFound):
        await container.calendars.file(IP, token_in(url))


async def test_one_address_is_for_one_company(container: Any, actor: Any, make_member: Any, make_account: Any) -> None:
    other = await make_account("paul@example.fr", [await make_member("20002", "Morel", "TD-G7V2-J3ZK")])
    await container.employees.declare_arrival(actor, PERSON, uuid4())
    assert await events(container, await container.calendars.renew(other, full_names=False)) == []
    assert len(await events(container, await container.calendars.renew(actor, full_names=False))) == 1


async def test_nobody_without_a_session_and_a_company(container: Any, actor: Any, dump: Any) -> None:
    from dataclasses import replace

    before = await dump()
    for who, refusal in ((ANONYMOUS, SessionExpired), (replace(actor, member=None), Forbidden)):
        for attempt in (
            container.calendars.status(who),
            container.calendars.renew(who, full_names=True),
            container.calendars.remove(who),
        ):
            with pytest.raises(refusal):
                await attempt
    assert await dump() == before


async def test_one_address_may_not_read_for_ever(container: Any, actor: Any, wall_clock: Any) -> None:
    for _ in range(120):
        with pytest.raises(NotFound):
            await container.calendars.file(IP, "inconnu")
    with pytest.raises(Throttled):
        await container.calendars.file(IP, "inconnu")
    with pytest.raises(NotFound):
        await container.calendars.file("192.0.2.11", "inconnu")
    async with container.context.database.reading() as session:
        assert (await session.execute(select(Employment))).all() == []
