"""What a firm without « Suivi et risques » receives of every view: nothing that tells of the follow-up."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from openpyxl import load_workbook

from presantra.bootstrap import Container
from presantra.domain.errors import Forbidden, InvalidForm, NotFound
from presantra.domain.rights import Right
from presantra.services.actor import Actor
from presantra.services.companies import HistoryQuery
from presantra.services.companies.history import EVERYTHING
from presantra.services.employees import EmployeeQuery
from presantra.services.employees.paging import Chosen
from presantra.services.employees.views import DeadlineFilter, SortKey
from presantra.services.tables_out import TableFormat
from presantra.services.visit_views import VisitQuery
from tests.import_steps import settled
from tests.services.firms import again, firm_in, give, last_token
from tests.services.hidden import asbestos, paul, telling
from tests.services.people import arrival, arrive, read, told

__all__ = ["asbestos", "paul"]


QUERIES = (
    EmployeeQuery(),
    EmployeeQuery(situation="amiante"),
    EmployeeQuery(deadline=DeadlineFilter.LATE),
    EmployeeQuery(sort=SortKey.DUE_DATE, descending=True),
)


async def _lists(container: Container, actor: Actor) -> object:
    pages = [await container.employees.list(actor, query) for query in QUERIES]
    assert [page.total for page in pages] == [pages[0].total] * len(pages), "a filter tells by what it leaves out"
    return pages


async def _whole(container: Container, actor: Actor) -> object:
    [row] = (await container.visits.list(actor, VisitQuery())).rows
    return await container.visits.whole(actor, row.public_id)


async def _export(container: Container, actor: Actor) -> object:
    export = await container.exports.write(actor, Chosen(QUERIES[1]), TableFormat.XLSX)
    rows = list(load_workbook(io.BytesIO(export.path.read_bytes())).active.values)  # type: ignore[union-attr]
    export.discard()
    return rows


async def _edit(container: Container, actor: Actor, employee: str, **values: Any) -> object:
    record = await read(container, actor, employee)
    return await container.employees.edit(actor, employee, record.form | {"matricule": "M1"} | values, record.version)


async def _change(container: Container, actor: Actor, employee: str, **values: Any) -> object:
    record = await read(container, actor, employee)
    raw = {"job_title": "Peintre", "pcs_code": "", "change_date": "2026-12-01"} | values
    return await container.employees.change_job(actor, employee, raw, record.version, uuid4())


async def _leave(container: Container, actor: Actor, employee: str, **values: Any) -> object:
    record = await read(container, actor, employee)
    raw = {"departure_date": "2026-12-31", "reason": "demission"} | values
    return await container.employees.declare_departure(actor, employee, raw, record.version, uuid4())


Method = Callable[[Container, Actor, str], Awaitable[object]]
VIEWS: dict[str, Method] = {
    "employees.list": lambda c, a, e: _lists(c, a),
    "employees.record": lambda c, a, e: c.employees.record(a, e),
    "employees.search_choices": lambda c, a, e: c.employees.search_choices(a, "dupont"),
    "employees.choice": lambda c, a, e: c.employees.choice(a, e),
    "employees.duplicates": lambda c, a, e: c.employees.duplicates(a),
    "employees.duties": lambda c, a, e: c.employees.duties(a, e),
    "visits.list": lambda c, a, e: c.visits.list(a, VisitQuery()),
    "visits.month": lambda c, a, e: c.visits.month(a, date(2026, 11, 1)),
    "visits.whole": lambda c, a, e: _whole(c, a),
    "companies.profile": lambda c, a, e: c.companies.profile(a),
    "company_history": lambda c, a, e: c.company_history.page(a, HistoryQuery(EVERYTHING)),
    "exports": lambda c, a, e: _export(c, a),
    "edit": _edit,
    "departure": _leave,
    "change_job": _change,
    "dashboard": lambda c, a, e: c.dashboard.overview(a),
    "portfolio": lambda c, a, e: c.cabinets.portfolio(a),
}
REFUSED: dict[str, Method] = {
    "foresee_job_change": lambda c, a, e: c.employees.foresee_job_change(a, e, date(2026, 12, 1), ()),
    "exposures": lambda c, a, e: c.employees.exposures(a, e),
    "exposure_end": lambda c, a, e: c.employees.exposure_end(a, e),
    "absences": lambda c, a, e: c.absences.of_employee(a, e),
    "attestations": lambda c, a, e: c.attestations.of_employee(a, e),
    "posts": lambda c, a, e: c.posts.list(a),
    "duties": lambda c, a, e: c.duties.list(a),
    "diligence.person": lambda c, a, e: c.diligence.person(a, e),
    "diligence.company": lambda c, a, e: c.diligence.company(a),
    "calendar": lambda c, a, e: c.calendars.renew(a, full_names=True),
    "requalification": lambda c, a, e: c.requalification.overview(a),
    "batch": lambda c, a, e: c.visit_batches.request(a, Chosen(EmployeeQuery()), uuid4()),
    "reprise": lambda c, a, e: c.visits.request(
        a,
        {"employee_id": e, "kind": "reprise", "return_date": "2026-11-20", "leave_cause": "maladie"},
        uuid4(),
    ),
    "arrival with situations": lambda c, a, e: c.employees.declare_arrival(
        a, arrival(birth_name="Autre", situations=["amiante"]), uuid4()
    ),
    "edit with situations": lambda c, a, e: _edit(c, a, e, situations=["amiante"]),
    "change with situations": lambda c, a, e: _change(c, a, e, situations=["nuit"]),
    "departure that signals": lambda c, a, e: _leave(c, a, e, inform_service="on"),
}


@pytest.mark.parametrize("name", VIEWS)
async def test_a_view_tells_nothing_of_the_follow_up(
    container: Container, claire: Actor, paul: Actor, asbestos: str, name: str
) -> None:
    assert telling(await VIEWS[name](container, paul, asbestos)) == []


@pytest.mark.parametrize(
    "name", ["employees.list", "employees.record", "visits.list", "exports", "companies.profile", "company_history"]
)
async def test_the_same_view_tells_it_to_the_employer(
    container: Container, claire: Actor, paul: Actor, asbestos: str, name: str
) -> None:
    """Without this, a test that finds nothing would prove nothing."""
    if name == "employees.list":
        seen: object = await container.employees.list(claire, EmployeeQuery())
    else:
        seen = await VIEWS[name](container, claire, asbestos)
    assert telling(seen)


@pytest.mark.parametrize("name", REFUSED)
async def test_what_belongs_to_the_follow_up_is_refused_and_changes_nothing(
    container: Container, paul: Actor, asbestos: str, dump: Any, name: str
) -> None:
    before = await dump()
    with pytest.raises((Forbidden, NotFound)):
        await REFUSED[name](container, paul, asbestos)
    assert await dump() == before


async def test_the_employer_is_asked_for_the_situations_until_he_saves_them(
    container: Container, claire: Actor, paul: Actor
) -> None:
    view = await container.employees.declare_arrival(paul, arrival(birth_name="Nouveau"), uuid4())
    asked = EmployeeQuery(to_specify=True)
    assert [row.public_id for row in (await container.employees.list(claire, asked)).rows] == [view.public_id]
    record = await read(container, claire, view.public_id)
    assert record.current.to_specify
    record = await container.employees.edit(claire, view.public_id, record.form, record.version)
    assert not record.current.to_specify
    assert told(record) == {"Situations de travail": ("à préciser par l’employeur", "")}
    assert (await container.employees.list(claire, asked)).total == 0


async def test_a_job_changed_by_the_firm_keeps_the_situations_and_asks_for_them(
    container: Container, claire: Actor, paul: Actor, asbestos: str
) -> None:
    await _change(container, paul, asbestos)
    record = await read(container, claire, asbestos)
    assert record.current.situations == ("amiante",)
    assert record.current.to_specify
    seen = await read(container, paul, asbestos)
    assert seen.change is not None
    back = await container.employees.undo_job_change(paul, asbestos, seen.version)
    assert back.current.job_title == "Chef d’équipe"


async def test_a_change_of_situations_is_not_his_to_take_back(
    container: Container, claire: Actor, paul: Actor, asbestos: str, dump: Any
) -> None:
    seen = await read(container, paul, asbestos)
    before = await dump()
    with pytest.raises(Forbidden):
        await container.employees.undo_job_change(paul, asbestos, seen.version)
    assert await dump() == before


async def test_his_acknowledgement_has_no_deadline_and_no_precise_kind(
    container: Container, paul: Actor, mails: Any
) -> None:
    count = len(await mails())
    await container.employees.declare_arrival(paul, arrival(birth_name="Nouveau", request_visit="on"), uuid4())
    [his] = [mail for mail in (await mails())[count:] if mail.to == paul.email]
    assert telling((his.subject, his.text)) == []


async def test_with_the_part_given_he_sees_and_tells(container: Container, claire: Actor, mails: Any) -> None:
    paul = await firm_in(container, mails, claire, "declaration", follow_up="on")
    record = await arrive(container, paul, situations=["amiante"])
    assert record.current.situations == ("amiante",)
    assert not record.current.to_specify
    assert paul.may(Right.FOLLOW_UP_WRITE)


async def test_two_clients_never_meet(
    container: Container, claire: Actor, paul: Actor, make_member: Any, make_account: Any, mails: Any, dump: Any
) -> None:
    other = await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")
    morel = await make_account("ali.morel@example.fr", [other], first_name="Ali", last_name="Morel")
    await give(container, morel, "declaration")
    await container.invitations.accept(paul, await last_token(mails))
    paul = await again(container, paul, "10001")
    assert {c.code for c in paul.companies} == {"10001", "20002"}
    assert [c.code for c in paul.side_by_side()] == ["10001"]
    record = await arrive(container, paul, birth_name="Voyageur")
    before = await dump()
    raw = {"company": str(other.public_id), "transfer_date": "2026-12-01", "job_title": "X", "pcs_code": ""}
    with pytest.raises((NotFound, InvalidForm)):
        await container.employees.transfer(paul, record.public_id, raw, record.version, uuid4())
    assert await dump() == before


CSV = (
    "Nom de naissance;Prénom;Date de naissance;Sexe;Date d'entrée;Type de contrat;Poste;Situations de travail;"
    "Date de dernière visite\n"
    "Imbert;Luc;01/02/1990;M;01/11/2026;CDI;Peintre;Amiante;15/01/2025\n"
)


async def test_an_import_leaves_the_columns_of_the_follow_up_aside_and_says_so(
    container: Container, claire: Actor, paul: Actor
) -> None:
    job = await container.imports.job(paul, await container.imports.receive(paul, "paie.csv", CSV.encode()))
    assert job.left_out == ("Situations de travail", "Date de dernière visite")
    mapping = await container.imports.mapping(paul, job.public_id)
    assert telling(mapping.guesses) == []
    columns = [guess.column for guess in mapping.guesses]
    await container.imports.choose(paul, job.public_id, columns, {}, {})
    job = await settled(container, paul, job.public_id)
    lines = await container.imports.lines(paul, job.public_id, ["arrivee"])
    assert lines.total == 1
    assert telling(lines) == []
    await container.imports.confirm(paul, job.public_id, job.version)
    await settled(container, paul, job.public_id)
    [row] = (await container.employees.list(claire, EmployeeQuery(text="Imbert"))).rows
    assert row.to_specify
    record = await read(container, claire, row.public_id)
    assert (record.current.situations, record.current.last_visit_date) == ((), None)


async def test_a_column_chosen_by_hand_has_no_effect(container: Container, claire: Actor, paul: Actor) -> None:
    content = CSV.replace("Situations de travail", "Colonne X")
    job_id = await container.imports.receive(paul, "paie.csv", content.encode())
    mapping = await container.imports.mapping(paul, job_id)
    columns = ["situations" if guess.heading == "Colonne X" else guess.column for guess in mapping.guesses]
    await container.imports.choose(paul, job_id, columns, {}, {})
    job = await settled(container, paul, job_id)
    await container.imports.confirm(paul, job_id, job.version)
    await settled(container, paul, job_id)
    [row] = (await container.employees.list(claire, EmployeeQuery(text="Imbert"))).rows
    assert (await read(container, claire, row.public_id)).current.situations == ()


def test_the_words_looked_for_are_found() -> None:
    assert telling(replace(EmployeeQuery(), situation="amiante")) == ["amiante"]
    assert telling(UUID(int=1)) == []
