"""Employees, visits and dashboard: every use case × every kind of actor; refused means unchanged."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from presantra.db.models import metadata
from presantra.domain.errors import Forbidden, NotFound, SessionExpired
from presantra.domain.vocabulary import VisitKind
from presantra.services.actor import ANONYMOUS, Actor
from presantra.services.dashboard import DashboardService
from presantra.services.duties.absences import AbsenceService
from presantra.services.duties.attestations import AttestationService
from presantra.services.duties.overview import DutyOverview
from presantra.services.duties.posts import PostService
from presantra.services.employees import EmployeeQuery, EmployeeService, PresenceFilter
from presantra.services.employees.exports import ExportService
from presantra.services.employees.paging import Chosen
from presantra.services.requalification import RequalificationService
from presantra.services.tables_out import TableFormat
from presantra.services.visit_batches import VisitBatchService
from presantra.services.visit_views import VisitQuery
from presantra.services.visits import VisitService

FORM = {
    "birth_name": "Secret",
    "first_name": "Éloïse",
    "birth_date": "1991-07-14",
    "sex": "f",
    "entry_date": "2026-02-02",
    "contract_type": "cdi",
    "job_title": "Menuisière",
    "request_visit": "on",
}
CHANGE = {"change_date": "01/12/2026", "job_title": "Pirate"}
EVERYBODY = Chosen(EmployeeQuery(presence=PresenceFilter.ALL))
LEAVING = {"departure_date": "20/11/2026", "reason": "demission"}
ABSENCE = {"cause": "at", "start_date": "02/11/2026", "end_date": "13/11/2026"}
POST = {"job_title": "Pirate", "reason": "Abordage"}
SEEN = {"last_visit_date": "2026-11-02", "last_visit_kind": "vip_initiale"}


@dataclass(frozen=True)
class Prey:
    """What belongs to the company attacked."""

    present: str
    departed: str
    visit: str
    absence: str
    post: str
    merge: str = ""


Attack = Callable[[Any, Actor, Prey], Awaitable[Any]]

# Use cases that name something: another company's answers like what never existed.
BY_ID: dict[str, Attack] = {
    "employees.record": lambda c, a, p: c.employees.record(a, p.present),
    "employees.choice": lambda c, a, p: c.employees.choice(a, p.present),
    "employees.rehire": lambda c, a, p: c.employees.rehire(
        a, p.departed, FORM | {"birth_name": "Parti", "entry_date": "2026-11-25"}, uuid4()
    ),
    "employees.record_last_visit": lambda c, a, p: c.employees.record_last_visit(a, p.present, SEEN, 1),
    "employees.edit": lambda c, a, p: c.employees.edit(a, p.present, FORM | {"job_title": "Pirate"}, 1),
    "employees.declare_departure": lambda c, a, p: c.employees.declare_departure(a, p.present, LEAVING, 1, uuid4()),
    "employees.undo_departure": lambda c, a, p: c.employees.undo_departure(a, p.departed, 2),
    "employees.change_job": lambda c, a, p: c.employees.change_job(a, p.present, CHANGE, 1, uuid4()),
    "employees.foresee_job_change": lambda c, a, p: c.employees.foresee_job_change(a, p.present, None, ()),
    "employees.undo_job_change": lambda c, a, p: c.employees.undo_job_change(a, p.present, 1),
    "employees.transfer": lambda c, a, p: c.employees.transfer(
        a,
        p.present,
        {"company": str(a.member.public_id if a.member else uuid4()), "transfer_date": "01/12/2026"}
        | {"job_title": "Pirate"},
        1,
        uuid4(),
    ),
    "employees.undo_transfer": lambda c, a, p: c.employees.undo_transfer(a, p.departed, 2),
    "employees.merge": lambda c, a, p: c.employees.merge(a, p.present, p.departed, {}, (1, 2), uuid4()),
    "employees.undo_merge": lambda c, a, p: c.employees.undo_merge(a, p.merge),
    "employees.duties": lambda c, a, p: c.employees.duties(a, p.present),
    "employees.exposures": lambda c, a, p: c.employees.exposures(a, p.departed),
    "employees.exposure_end": lambda c, a, p: c.employees.exposure_end(a, p.departed),
    "employees.signal_exposure_end": lambda c, a, p: c.employees.signal_exposure_end(a, p.departed),
    "absences.of_employee": lambda c, a, p: c.absences.of_employee(a, p.present),
    "absences.declare": lambda c, a, p: c.absences.declare(a, p.present, ABSENCE, uuid4()),
    "absences.edit": lambda c, a, p: c.absences.edit(a, p.present, p.absence, ABSENCE | {"cause": "maladie"}, 2),
    "absences.remove": lambda c, a, p: c.absences.remove(a, p.present, p.absence, 2),
    "absences.inform_worker": lambda c, a, p: c.absences.inform_worker(a, p.present, p.absence, by_mail=False),
    "attestations.of_employee": lambda c, a, p: c.attestations.of_employee(a, p.present),
    "attestations.present": lambda c, a, p: c.attestations.present(a, p.present, {}, uuid4()),
    "attestations.remove": lambda c, a, p: c.attestations.remove(a, p.present, p.absence),
    "posts.edit": lambda c, a, p: c.posts.edit(a, p.post, POST, 1),
    "posts.withdraw": lambda c, a, p: c.posts.withdraw(a, p.post, 1),
    "visits.request": lambda c, a, p: c.visits.request(a, {"employee_id": p.present, "kind": "mi_carriere"}, uuid4()),
    "visits.doubt": lambda c, a, p: c.visits.doubt(a, p.present, VisitKind.MID_CAREER),
    "visits.record": lambda c, a, p: c.visits.record(a, p.visit),
    "visits.cancel": lambda c, a, p: c.visits.cancel(a, p.visit),
    "visits.save_draft": lambda c, a, p: c.visits.save_draft(
        a, {"employee_id": p.present, "kind": "mi_carriere"}, uuid4(), p.visit
    ),
    "visits.send_draft": lambda c, a, p: c.visits.send_draft(
        a, p.visit, {"employee_id": p.present, "kind": "mi_carriere"}, uuid4()
    ),
    "visits.answer": lambda c, a, p: c.visits.answer(a, p.visit, "Le mardi"),
    "visits.confirm": lambda c, a, p: c.visits.confirm(a, p.visit),
    "visits.ask_other_date": lambda c, a, p: c.visits.ask_other_date(a, p.visit, "Le mardi"),
    "visits.excuse": lambda c, a, p: c.visits.excuse(a, p.visit, "conges"),
    "visits.contest": lambda c, a, p: c.visits.contest(a, p.visit, "Il était là"),
    "visits.replacements": lambda c, a, p: c.visits.replacements(a, p.visit),
    "visits.replace": lambda c, a, p: c.visits.replace(a, p.visit, p.present),
    "visits.whole": lambda c, a, p: c.visits.whole(a, p.visit),
    "visits.slots": lambda c, a, p: c.visits.slots(a, p.visit),
    "visits.book": lambda c, a, p: c.visits.book(a, p.visit, uuid4()),
    "visits.summons": lambda c, a, p: c.visits.summons(a, p.visit),
    "visits.document": lambda c, a, p: c.visits.document(a, p.visit),
}
# Use cases on the actor's own company: they must not see anything of another.
OWN: dict[str, Attack] = {
    "employees.list": lambda c, a, p: c.employees.list(a, EmployeeQuery(text="secret", presence=PresenceFilter.ALL)),
    "employees.search_choices": lambda c, a, p: c.employees.search_choices(a, "secret"),
    "employees.duplicates": lambda c, a, p: c.employees.duplicates(a),
    "employees.tell_apart": lambda c, a, p: c.employees.tell_apart(a, [p, str(uuid4())]),
    "employees.told_apart": lambda c, a, p: c.employees.told_apart(a),
    "employees.compare_again": lambda c, a, p: c.employees.compare_again(a, str(uuid4())),
    "employees.declare_arrival": lambda c, a, p: c.employees.declare_arrival(a, FORM, uuid4()),
    "duties.list": lambda c, a, p: c.duties.list(a),
    "posts.list": lambda c, a, p: c.posts.list(a),
    "posts.add": lambda c, a, p: c.posts.add(a, POST, uuid4()),
    "posts.send": lambda c, a, p: c.posts.send(a, uuid4()),
    "visits.list": lambda c, a, p: c.visits.list(a, VisitQuery()),
    "visits.month": lambda c, a, p: c.visits.month(a, date(2026, 12, 1)),
    "dashboard.overview": lambda c, a, p: c.dashboard.overview(a),
    "requalification.count": lambda c, a, p: c.requalification.count(a),
    "requalification.overview": lambda c, a, p: c.requalification.overview(a),
    "requalification.confirm": lambda c, a, p: c.requalification.confirm(a, {uuid4()}, uuid4()),
    "exports.write": lambda c, a, p: c.exports.write(a, EVERYBODY, TableFormat.CSV),
    "visit_batches.request": lambda c, a, p: c.visit_batches.request(a, EVERYBODY, uuid4()),
}
# What nobody asks for: the service's own work.
BACKGROUND = {"exports.clean", "requalification.sweep", "requalification.run"}


@pytest.fixture
async def owner(make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


@pytest.fixture
async def stranger(make_member: Any, make_account: Any) -> Any:
    return await make_account(
        "paul@example.fr",
        [await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")],
        first_name="Paul",
        last_name="Morel",
    )


@pytest.fixture
async def prey(container: Any, owner: Actor) -> Prey:
    present = await container.employees.declare_arrival(owner, FORM, uuid4())
    departed = await container.employees.declare_arrival(owner, FORM | {"birth_name": "Parti"}, uuid4())
    await container.employees.declare_departure(owner, departed.public_id, LEAVING, 1, uuid4())
    absence = await container.absences.declare(owner, present.public_id, ABSENCE, uuid4())
    post = (await container.posts.add(owner, {"job_title": "Cariste", "reason": "Froid"}, uuid4())).posts[0]
    kept = await container.employees.declare_arrival(owner, FORM | {"birth_name": "Double"}, uuid4())
    double = await container.employees.declare_arrival(owner, FORM | {"birth_name": "Doubles"}, uuid4())
    merged = await container.employees.merge(owner, kept.public_id, double.public_id, {}, (1, 1), uuid4())
    return Prey(
        present.public_id,
        departed.public_id,
        present.visit_id,
        absence.public_id,
        post.public_id,
        merged.merge.public_id,
    )


async def dump(context: Any, member_id: int | None = None) -> dict[str, list[Any]]:
    """Every row of every table, or those of one member."""
    found: dict[str, list[Any]] = {}
    async with context.database.reading() as session:
        for table in metadata.sorted_tables:
            statement = select(table).order_by(*table.primary_key.columns)
            if member_id is not None:
                if "member_id" not in table.columns:
                    continue
                statement = statement.where(table.c.member_id == member_id)
            found[table.name] = [tuple(row) for row in await session.execute(statement)]
    return found


def unwelcome(owner: Actor) -> dict[str, tuple[Actor, type[Exception]]]:
    return {
        "anonymous": (ANONYMOUS, SessionExpired),
        "anonymous naming a member": (replace(ANONYMOUS, member=owner.member), SessionExpired),
        "provisional": (replace(owner, provisional=True), SessionExpired),
        "without a company": (replace(owner, member=None, companies=()), Forbidden),
    }


@pytest.mark.parametrize("name", [*BY_ID, *OWN])
async def test_nobody_without_a_full_session_and_a_company(container: Any, owner: Actor, prey: Prey, name: str) -> None:
    before = await dump(container.context)
    for who, (actor, refusal) in unwelcome(owner).items():
        with pytest.raises(refusal):
            await (BY_ID | OWN)[name](container, actor, prey)
        assert await dump(container.context) == before, who


@pytest.mark.parametrize("name", BY_ID)
async def test_another_companys_things_do_not_exist(container: Any, stranger: Actor, prey: Prey, name: str) -> None:
    before = await dump(container.context)
    with pytest.raises(NotFound) as foreign:
        await BY_ID[name](container, stranger, prey)
    nothing = str(uuid4())
    with pytest.raises(NotFound) as unknown:
        await BY_ID[name](container, stranger, Prey(*[nothing] * 6))

    assert foreign.value.sentence == unknown.value.sentence
    assert await dump(container.context) == before


async def test_lists_and_figures_of_another_company_show_nothing(
    container: Any, owner: Actor, stranger: Actor, prey: Prey
) -> None:
    before = await dump(container.context)
    page = await OWN["employees.list"](container, stranger, prey)
    visits = await OWN["visits.list"](container, stranger, prey)
    overview = await OWN["dashboard.overview"](container, stranger, prey)

    assert (page.rows, page.total) == ((), 0)
    assert (visits.rows, visits.total) == ((), 0)
    assert await OWN["employees.search_choices"](container, stranger, prey) == ()
    assert (await OWN["posts.list"](container, stranger, prey)).posts == ()
    assert (overview.company, overview.headcount, overview.visits_requested) == ("Transports Morel", 0, 0)
    assert await dump(container.context) == before


async def test_an_arrival_at_another_company_leaves_this_one_alone(
    container: Any, owner: Actor, stranger: Actor, prey: Prey
) -> None:
    assert owner.member is not None
    before = await dump(container.context, owner.member.id)
    view = await OWN["employees.declare_arrival"](container, stranger, prey)

    assert await dump(container.context, owner.member.id) == before
    with pytest.raises(NotFound):
        await container.employees.record(owner, view.public_id)


async def test_an_operation_replayed_in_another_company_gives_nothing(
    container: Any, make_member: Any, make_account: Any
) -> None:
    first = await make_member()
    second = await make_member("10001-1", "Menuiserie Lefèvre Rennes", "TD-R6T3-W9HD")
    actor: Actor = await make_account(members=[first, second])
    elsewhere = actor.working_in(second.public_id)
    operation = uuid4()
    view = await container.employees.declare_arrival(actor, FORM, operation)
    before = await dump(container.context)

    with pytest.raises(NotFound):
        await container.employees.declare_arrival(elsewhere, FORM, operation)
    visit = {"employee_id": view.public_id, "kind": "mi_carriere"}
    with pytest.raises(NotFound):
        await container.visits.request(elsewhere, visit, operation)
    with pytest.raises(NotFound):
        await container.employees.declare_departure(elsewhere, view.public_id, LEAVING, 1, operation)
    assert await dump(container.context) == before


async def test_somebody_elses_operation_id_is_not_mine(container: Any, owner: Actor, make_account: Any) -> None:
    operation: UUID = uuid4()
    await container.employees.declare_arrival(owner, FORM, operation)
    assert owner.member is not None
    colleague = replace(
        await make_account("jean@example.fr", first_name="Jean"),
        member=owner.member,
        companies=owner.companies,
    )

    other = await container.employees.declare_arrival(colleague, FORM | {"first_name": "Anne"}, operation)
    assert other.name == "Anne SECRET"


def test_the_table_names_every_use_case() -> None:
    services = {
        "employees": EmployeeService,
        "absences": AbsenceService,
        "attestations": AttestationService,
        "posts": PostService,
        "duties": DutyOverview,
        "visits": VisitService,
        "requalification": RequalificationService,
        "exports": ExportService,
        "visit_batches": VisitBatchService,
        "dashboard": DashboardService,
    }
    public = {
        f"{room}.{name}"
        for room, service in services.items()
        for name, member in inspect.getmembers(service, inspect.iscoroutinefunction)
        if not name.startswith("_")
    }
    assert public - BACKGROUND == set(BY_ID) | set(OWN)
