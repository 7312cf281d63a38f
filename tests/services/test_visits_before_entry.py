"""A visit before the first day: a former employer's, unless the employment goes on or the service recorded it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from presantra.bootstrap import Container
from presantra.db.models import Employment, VisitRequest
from presantra.domain.follow_up import Field
from presantra.domain.labels import label
from presantra.domain.vocabulary import VisitKind
from presantra.services.actor import Actor
from presantra.services.employees import EmployeeRecord
from tests.import_steps import EVERYBODY, applied, rows, settled
from tests.services.firms import firm_in
from tests.services.people import arrival, arrive, read, told
from tests.services.visits import SERVICE, planned

SHEET = "Nom;Prénom;Date de naissance;Date d'entrée;Contrat;Poste;Date de dernière visite;Type de dernière visite\n"
SEEN = {"last_visit_date": "2025-03-03", "last_visit_kind": "vip_periodique"}


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Actor:
    """Somebody who works for two branches of one company."""
    here, there = await make_member(), await make_member("10001-1", "Menuiserie Lefèvre Rennes", "TD-R6T3-W9HD")
    found: Actor = await make_account(members=[here, there])
    return found


@pytest.fixture
def there(actor: Actor) -> Actor:
    return actor.working_in(actor.companies[1].public_id)


async def due(container: Container, actor: Actor) -> tuple[VisitKind | None, date | None]:
    """Of the only person of a company: the list and the card must agree."""
    (row,) = (await container.employees.list(actor, EVERYBODY)).rows
    scheduled = (await read(container, actor, row.public_id)).follow_up.scheduled
    assert scheduled is not None
    assert (row.due_kind, row.due_date) == (scheduled.visit, scheduled.latest)
    return row.due_kind, row.due_date


async def transferred(container: Container, actor: Actor, record: EmployeeRecord, *situations: str) -> None:
    raw = {
        "company": str(actor.companies[1].public_id), "transfer_date": "01/12/2026", "job_title": "Menuisière",
        "situations": list(situations),
    }  # fmt: skip
    await container.employees.transfer(actor, record.public_id, raw, record.version, uuid4())


@pytest.mark.parametrize(
    ("line", "expected", "question"),
    [
        # R. 4624-15, R. 4624-10: the dispense is the service's to grant, three months run from the entry.
        ("01/05/2023;VIP périodique", (VisitKind.VIP_INITIAL, date(2027, 1, 1)), Field.WAIVER),
        ("01/09/2026;", (VisitKind.VIP_INITIAL, date(2027, 1, 1)), Field.LAST_VISIT_KIND),
        ("01/09/2026;VIP initiale", (VisitKind.VIP_PERIODIC, date(2031, 9, 1)), None),
    ],
)
async def test_a_visit_told_by_a_file(
    container: Container, actor: Actor, line: str, expected: Any, question: Field | None
) -> None:
    await applied(container, actor, SHEET + f"Dupont;Éloïse;14/07/1991;01/10/2026;CDI;Menuisière;{line}\n")

    assert await due(container, actor) == expected
    (row,) = (await container.employees.list(actor, EVERYBODY)).rows
    record = await read(container, actor, row.public_id)
    assert [one.field for one in record.follow_up.questions] == ([question] if question else [])


async def test_a_transfer_keeps_the_visits(container: Container, actor: Actor, there: Actor) -> None:
    record = await arrive(container, actor, entry_date="2021-02-01")
    record = await container.employees.record_last_visit(actor, record.public_id, SEEN, record.version)
    await transferred(container, actor, record)

    assert await due(container, there) == (VisitKind.VIP_PERIODIC, date(2030, 3, 3))


async def test_a_transfer_keeps_the_visit_of_the_hiring_held_before_it(
    container: Container, actor: Actor, there: Actor
) -> None:
    record = await arrive(container, actor, entry_date="2026-02-02")
    seen = {"last_visit_date": "2026-01-26", "last_visit_kind": "vip_initiale"}
    record = await container.employees.record_last_visit(actor, record.public_id, seen, record.version)
    await transferred(container, actor, record)

    assert await due(container, there) == (VisitKind.VIP_PERIODIC, date(2031, 1, 26))


async def test_a_transfer_to_a_new_risk_is_seen_anew(container: Container, actor: Actor, there: Actor) -> None:
    """R. 4624-24: the list said so already; the card did not."""
    record = await arrive(container, actor, entry_date="2021-02-01")
    record = await container.employees.record_last_visit(actor, record.public_id, SEEN, record.version)
    await transferred(container, actor, record, "plomb")

    assert await due(container, there) == (VisitKind.APTITUDE_HIRE, date(2026, 12, 1))


async def test_what_the_service_recorded_counts_whatever_the_entry(
    container: Container, actor: Actor, clock: Any
) -> None:
    """Seen in November for an entry that is then put off to April."""
    record = await arrive(container, actor, entry_date="2026-12-01")
    view = await planned(container, actor, record.public_id, timedelta(days=1))
    clock.advance(days=1, hours=1)
    await container.secretariat.cases.honour(SERVICE, view.number)
    assert await due(container, actor) == (VisitKind.VIP_PERIODIC, date(2031, 11, 24))

    record = await read(container, actor, record.public_id)
    moved = arrival(entry_date="2027-04-01")
    await container.employees.edit(actor, record.public_id, moved, record.version)

    assert await due(container, actor) == (VisitKind.VIP_PERIODIC, date(2031, 11, 24))


# What follows a period without a day between them


ONGOING = (VisitKind.VIP_PERIODIC, date(2030, 3, 3))
LINE = "Dupont;Éloïse;14/07/1991;{entry:%d/%m/%Y};CDI;Menuisière"


class Form:
    """The two ways in: by hand, or by a file."""

    def __init__(self, container: Container, actor: Actor) -> None:
        self.container, self.actor = container, actor

    async def come_back(self, record: EmployeeRecord, entry: date, *situations: str) -> None:
        raw = arrival(entry_date=entry.isoformat(), situations=list(situations))
        await self.container.employees.rehire(self.actor, record.public_id, raw, uuid4())

    async def correct(self, record: EmployeeRecord, entry: date, **values: Any) -> None:
        now = await read(self.container, self.actor, record.public_id)
        raw = arrival(entry_date=entry.isoformat(), situations=list(now.current.situations)) | values
        await self.container.employees.edit(self.actor, record.public_id, raw, now.version)


class File(Form):
    async def come_back(self, record: EmployeeRecord, entry: date, *situations: str) -> None:
        await self._sent(entry, situations)

    async def correct(self, record: EmployeeRecord, entry: date, **values: Any) -> None:
        await self._sent(entry, ())

    async def _sent(self, entry: date, situations: tuple[str, ...]) -> None:
        heading, line = "Nom;Prénom;Date de naissance;Date d'entrée;Contrat;Poste", LINE.format(entry=entry)
        if situations:
            heading, line = f"{heading};Situations de travail", f"{line};{','.join(situations)}"
        await applied(self.container, self.actor, f"{heading}\n{line}\n")


@pytest.fixture(params=[Form, File])
def way(request: pytest.FixtureRequest, container: Container, actor: Actor) -> Form:
    made: Form = request.param(container, actor)
    return made


@pytest.fixture
async def departed(container: Container, actor: Actor) -> EmployeeRecord:
    """Somebody seen in March 2025, whose contract ended on 31 October 2026."""
    record = await arrive(container, actor, entry_date="2024-02-01")
    record = await container.employees.record_last_visit(actor, record.public_id, SEEN, record.version)
    async with container.context.database.transaction() as session:
        await session.execute(update(Employment).values(end_date=date(2026, 10, 31), departure_reason="fin_cdd"))
    return record


NEXT_DAY, LATER = date(2026, 11, 1), date(2026, 11, 2)


@pytest.mark.parametrize(
    ("entry", "situations", "expected"),
    [
        (NEXT_DAY, [], ONGOING),  # the CDI the day after the CDD
        (LATER, [], (VisitKind.VIP_INITIAL, date(2027, 2, 2))),
        # R. 4624-18: a risk that begins with the CDI is seen before it.
        (NEXT_DAY, ["nuit"], (VisitKind.VIP_INITIAL, NEXT_DAY)),
    ],
)
async def test_a_return_without_a_day_between_goes_on(
    container: Container, actor: Actor, way: Form, departed: EmployeeRecord, entry: date, situations: list[str],
    expected: Any,
) -> None:  # fmt: skip
    await way.come_back(departed, entry, *situations)

    assert await due(container, actor) == expected
    record = await read(container, actor, departed.public_id)
    assert record.current.entry_date == entry
    assert bool(record.current.last_visit_date) is (expected == ONGOING)


async def test_a_visit_told_after_the_return_counts_as_well(
    container: Container, actor: Actor, departed: EmployeeRecord
) -> None:
    await Form(container, actor).come_back(departed, NEXT_DAY)
    record = await read(container, actor, departed.public_id)
    later = SEEN | {"last_visit_date": "2026-03-03"}
    await container.employees.record_last_visit(actor, record.public_id, later, record.version)

    assert await due(container, actor) == (VisitKind.VIP_PERIODIC, date(2031, 3, 3))


async def test_the_first_day_of_a_return_is_corrected(
    container: Container, actor: Actor, way: Form, departed: EmployeeRecord
) -> None:
    """What depends on it follows, there and back."""
    await way.come_back(departed, LATER)
    await way.correct(departed, NEXT_DAY)
    assert await due(container, actor) == ONGOING

    await way.correct(departed, LATER)
    assert await due(container, actor) == (VisitKind.VIP_INITIAL, date(2027, 2, 2))


async def test_a_date_set_by_the_doctor_and_a_dispense_asked_for_go_on(
    container: Container, actor: Actor, way: Form, departed: EmployeeRecord
) -> None:
    sooner = date(2027, 6, 1)
    async with container.context.database.transaction() as session:
        await session.execute(update(Employment).values(imposed_due_date=sooner, waiver_claimed=True))
    await way.come_back(departed, NEXT_DAY)

    assert await due(container, actor) == (VisitKind.VIP_PERIODIC, sooner)
    assert (await rows(container, Employment.waiver_claimed, order=Employment.id))[-1] == (True,)


async def test_the_history_tells_what_was_taken_over_and_given_back(
    container: Container, actor: Actor, way: Form, departed: EmployeeRecord
) -> None:
    await way.come_back(departed, NEXT_DAY)
    back = told(await read(container, actor, departed.public_id))
    assert back["Dernière visite"] == ("", "03/03/2025")
    assert back["Type de la dernière visite"] == ("", label(VisitKind.VIP_PERIODIC))

    await way.correct(departed, LATER)
    corrected = told(await read(container, actor, departed.public_id))
    assert corrected["Dernière visite"] == ("03/03/2025", "")
    assert corrected["Échéance"] == ("03/03/2030", "02/02/2027")


@pytest.mark.parametrize(
    ("entry", "expected"), [(NEXT_DAY, ONGOING), (LATER, (VisitKind.VIP_INITIAL, date(2027, 2, 2)))]
)
async def test_the_answer_to_a_return_names_the_visit_that_is_due_and_asks_for_no_other(
    container: Container, actor: Actor, departed: EmployeeRecord, entry: date, expected: Any
) -> None:
    raw = arrival(entry_date=entry.isoformat(), request_visit="on")
    view = await container.employees.rehire(actor, departed.public_id, raw, uuid4())

    assert (view.due_kind, view.due_date) == expected
    assert bool(view.visit_number) is (expected != ONGOING)
    asked = await rows(container, VisitRequest.number)
    assert [number for (number,) in asked] == ([view.visit_number] if view.visit_number else [])


async def test_a_risk_told_with_a_correction_is_seen_anew(
    container: Container, actor: Actor, departed: EmployeeRecord
) -> None:
    form = Form(container, actor)
    await form.come_back(departed, NEXT_DAY)
    await form.correct(departed, NEXT_DAY, situations=["nuit"])

    assert await due(container, actor) == (VisitKind.VIP_INITIAL, NEXT_DAY)


async def test_the_first_day_after_a_transfer_to_a_new_risk_is_corrected(
    container: Container, actor: Actor, there: Actor
) -> None:
    """Seen anew on its new day, the visits made for the former post still set aside."""
    record = await arrive(container, actor, entry_date="2021-02-01")
    record = await container.employees.record_last_visit(actor, record.public_id, SEEN, record.version)
    await transferred(container, actor, record, "plomb")
    (row,) = (await container.employees.list(there, EVERYBODY)).rows
    moved = await read(container, there, row.public_id)
    await Form(container, there).correct(moved, date(2026, 12, 2))

    assert await due(container, there) == (VisitKind.APTITUDE_HIRE, date(2026, 12, 2))


async def test_who_may_not_tell_the_situations_takes_nothing_over(
    container: Container, actor: Actor, way: Form, departed: EmployeeRecord, mails: Any
) -> None:
    way.actor = await firm_in(container, mails, actor, "declaration")
    await way.come_back(departed, NEXT_DAY)
    assert await due(container, actor) == (VisitKind.VIP_INITIAL, date(2027, 2, 1))

    # The employer answers: no risk began, and the visits count.
    await Form(container, actor).correct(departed, NEXT_DAY)
    assert await due(container, actor) == ONGOING


async def test_an_import_taken_back_gives_the_former_period_back(
    container: Container, actor: Actor, departed: EmployeeRecord
) -> None:
    await Form(container, actor).come_back(departed, LATER)
    columns = (Employment.id, Employment.start_date, Employment.visits_since, Employment.last_visit_date)
    before = await rows(container, *columns)
    view = await applied(
        container, actor, "Nom;Prénom;Date de naissance;Date d'entrée;Contrat;Poste\n" + LINE.format(entry=NEXT_DAY)
    )
    assert await due(container, actor) == ONGOING
    assert await rows(container, *columns) != before
    await container.imports.undo(actor, view.public_id)
    await settled(container, actor, view.public_id)

    assert await rows(container, *columns) == before
    assert await due(container, actor) == (VisitKind.VIP_INITIAL, date(2027, 2, 2))
