"""The list of employees: search, filters, sort, pages, and the choices of the visit form."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from presantra.db.repositories.employees import Author, Identity, Period, find, insert_employee
from presantra.db.repositories.visits import NewVisit, insert_visit
from presantra.domain.vocabulary import ContractType, FollowUpKind, VisitKind
from presantra.services.employees import (
    DeadlineFilter,
    DueState,
    EmployeeQuery,
    PresenceFilter,
    SortKey,
)

BY = Author("Import", at=datetime(2026, 11, 1, tzinfo=UTC))
ALL = EmployeeQuery(presence=PresenceFilter.ALL)


@pytest.fixture
async def member(make_member: Any) -> Any:
    return await make_member()


@pytest.fixture
async def actor(member: Any, make_account: Any) -> Any:
    return await make_account(members=[member])


async def add(context: Any, member: Any, birth_name: str, first_name: str, **values: Any) -> str:
    identity = Identity(
        birth_name=birth_name,
        first_name=first_name,
        birth_date=values.pop("birth_date", date(1990, 1, 1)),
        sex="f",
        usage_name=values.pop("usage_name", ""),
        matricule=values.pop("matricule", ""),
    )
    period = {
        "start_date": date(2020, 1, 6),
        "contract_type": "cdi",
        "job_title": "Menuisier",
        "follow_up": "si",
        "due_date": date(2028, 1, 1),
        "due_kind": "vip_periodique",
    } | values
    async with context.database.transaction() as session:
        employee = await insert_employee(session, member.id, identity, [Period(**period)], BY)
        return str(employee.public_id)


@pytest.fixture
async def people(container: Any, member: Any) -> dict[str, str]:
    context = container.context
    return {
        "lefevre": await add(
            context, member, "Lefèvre", "Zoé", birth_date=date(1985, 5, 3), matricule="M-042",
            due_date=date(2026, 11, 22), start_date=date(2022, 3, 1),
        ),
        "obrien": await add(
            context, member, "O’Brien", "Éric", job_title="Électricien", follow_up="sir",
            due_date=date(2026, 11, 23), birth_date=date(1999, 12, 31),
        ),
        "martin": await add(
            context, member, "Durand", "Anne", usage_name="Martin-Roux", job_title="Comptable",
            contract_type="cdd", due_date=date(2026, 12, 24), birth_date=date(1970, 2, 2),
        ),
        "garcia": await add(
            context, member, "García", "Eva", job_title="Ébéniste", follow_up="sia",
            due_date=None, due_kind="", contract_type="saisonnier", start_date=date(2026, 11, 2),
        ),
        "abel": await add(
            context, member, "Abel", "Luc", job_title="Vendeur", due_date=date(2021, 1, 1),
            end_date=date(2026, 11, 22), departure_reason="demission",
        ),
        "blanc": await add(
            context, member, "Blanc", "Guy", job_title="Vendeur", due_date=date(2027, 2, 22),
            end_date=date(2026, 11, 23), departure_reason="demission",
        ),
    }  # fmt: skip


async def names(container: Any, actor: Any, query: EmployeeQuery) -> list[str]:
    page = await container.employees.list(actor, query)
    assert page.total == len(page.rows)
    return [row.birth_name for row in page.rows]


async def test_a_row_says_all_that_the_table_shows(container: Any, actor: Any, people: dict[str, str]) -> None:
    (row,) = (await container.employees.list(actor, EmployeeQuery(text="lefevre"))).rows

    assert row.public_id == people["lefevre"]
    assert (row.birth_name, row.usage_name, row.first_name) == ("Lefèvre", "", "Zoé")
    assert (row.birth_date, row.job_title) == (date(1985, 5, 3), "Menuisier")
    assert (row.entry_date, row.departure_date) == (date(2022, 3, 1), None)
    assert (row.follow_up, row.contract_type) == (FollowUpKind.SI, ContractType.CDI)
    assert (row.due_date, row.due_kind) == (date(2026, 11, 22), VisitKind.VIP_PERIODIC)
    assert row.due_state is DueState.LATE


async def test_due_states_around_their_limits(container: Any, actor: Any, people: dict[str, str]) -> None:
    page = await container.employees.list(actor, ALL)
    states = {row.birth_name: row.due_state for row in page.rows}

    assert states == {
        "Lefèvre": DueState.LATE,
        "O’Brien": DueState.WITHIN_30_DAYS,
        "Durand": DueState.WITHIN_90_DAYS,
        "García": DueState.NONE,
        "Abel": DueState.NONE,
        "Blanc": DueState.LATER,
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lefevre", ["Lefèvre"]),
        ("LEFÈVRE zoe", ["Lefèvre"]),
        ("zoe lef", ["Lefèvre"]),
        ("o'brien", ["O’Brien"]),
        ("durand", ["Durand"]),
        ("martin roux", ["Durand"]),
        ("Martin-Roux", ["Durand"]),
        ("electri", ["O’Brien"]),
        ("m-042", ["Lefèvre"]),
        ("ga%", ["García"]),
        ("garci_", ["García"]),
        ("garc_a%x", []),
        ("eva\\", ["García"]),
        ("lefevre anne", []),
    ],
)
async def test_search_ignores_accents_and_case_and_takes_signs_literally(
    container: Any, actor: Any, people: dict[str, str], text: str, found: list[str]
) -> None:
    assert await names(container, actor, EmployeeQuery(text=text)) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (EmployeeQuery(), ["Blanc", "García", "Lefèvre", "Durand", "O’Brien"]),
        (EmployeeQuery(presence=PresenceFilter.DEPARTED), ["Abel"]),
        (ALL, ["Abel", "Blanc", "García", "Lefèvre", "Durand", "O’Brien"]),
        (EmployeeQuery(contract_type=ContractType.CDD), ["Durand"]),
        (EmployeeQuery(follow_up=FollowUpKind.SIR), ["O’Brien"]),
        (EmployeeQuery(deadline=DeadlineFilter.LATE), ["Lefèvre"]),
        (EmployeeQuery(presence=PresenceFilter.ALL, deadline=DeadlineFilter.LATE), ["Lefèvre"]),
        (EmployeeQuery(deadline=DeadlineFilter.WITHIN_30_DAYS), ["O’Brien"]),
        (EmployeeQuery(deadline=DeadlineFilter.WITHIN_90_DAYS), ["Durand", "O’Brien"]),
        (EmployeeQuery(deadline=DeadlineFilter.TO_PLAN), ["Lefèvre", "Durand", "O’Brien"]),
        (EmployeeQuery(text="menuisier", follow_up=FollowUpKind.SIR), []),
    ],
)
async def test_filters(
    container: Any, actor: Any, people: dict[str, str], query: EmployeeQuery, found: list[str]
) -> None:
    assert await names(container, actor, query) == found


@pytest.mark.parametrize(("status", "still_to_plan"), [("envoyee", False), ("planifiee", False), ("annulee", True)])
async def test_an_open_request_takes_somebody_off_the_list_to_plan(
    container: Any, member: Any, actor: Any, people: dict[str, str], status: str, still_to_plan: bool
) -> None:
    async with container.context.database.transaction() as session:
        person = await find(session, member.id, UUID(people["lefevre"]))
        assert person is not None
        visit = NewVisit("DV-2026-000009", person[0].id or 0, "periodique", status, BY.at, "Import")
        await insert_visit(session, member.id, visit)

    query = EmployeeQuery(deadline=DeadlineFilter.TO_PLAN)
    assert ("Lefèvre" in await names(container, actor, query)) is still_to_plan


@pytest.mark.parametrize(
    ("key", "ascending"),
    [
        (SortKey.NAME, ["Abel", "Blanc", "García", "Lefèvre", "Durand", "O’Brien"]),
        (SortKey.FIRST_NAME, ["Durand", "O’Brien", "García", "Blanc", "Abel", "Lefèvre"]),
        (SortKey.BIRTH_DATE, ["Durand", "Lefèvre", "Abel", "Blanc", "García", "O’Brien"]),
        (SortKey.JOB_TITLE, ["Durand", "García", "O’Brien", "Lefèvre", "Abel", "Blanc"]),
        (SortKey.ENTRY_DATE, ["Abel", "Blanc", "Durand", "O’Brien", "Lefèvre", "García"]),
        (SortKey.FOLLOW_UP, ["Abel", "Blanc", "Lefèvre", "Durand", "García", "O’Brien"]),
        (SortKey.DUE_DATE, ["Abel", "Lefèvre", "O’Brien", "Durand", "Blanc", "García"]),
    ],
)
async def test_every_sort_key(
    container: Any, actor: Any, people: dict[str, str], key: SortKey, ascending: list[str]
) -> None:
    assert await names(container, actor, EmployeeQuery(presence=PresenceFilter.ALL, sort=key)) == ascending


async def test_descending_keeps_those_without_deadline_last(container: Any, actor: Any, people: dict[str, str]) -> None:
    query = EmployeeQuery(presence=PresenceFilter.ALL, sort=SortKey.DUE_DATE, descending=True)
    assert await names(container, actor, query) == [
        "Blanc",
        "Durand",
        "O’Brien",
        "Lefèvre",
        "Abel",
        "García",
    ]


async def test_pages_hold_everybody_once_whatever_the_ties(container: Any, member: Any, actor: Any) -> None:
    for number in range(60):
        await add(container.context, member, "Pareil", "Jean", matricule=f"{number:03}")

    seen: list[str] = []
    for number in (1, 2, 3):
        page = await container.employees.list(actor, EmployeeQuery(page=number))
        assert (page.total, page.pages, page.page, page.page_size) == (60, 3, number, 20)
        seen += [row.public_id for row in page.rows]
    assert len(seen) == 60
    assert len(set(seen)) == 60
    beyond = await container.employees.list(actor, EmployeeQuery(page=99, page_size=50))
    assert (beyond.page, beyond.pages, len(beyond.rows)) == (2, 2, 10)
    odd = await container.employees.list(actor, EmployeeQuery(page_size=1000))
    assert (odd.page_size, len(odd.rows)) == (20, 20)


async def test_an_empty_company_has_one_empty_page(container: Any, actor: Any) -> None:
    page = await container.employees.list(actor, EmployeeQuery())
    assert (page.rows, page.total, page.page, page.pages) == ((), 0, 1, 1)


@contextmanager
def statements(context: Any) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    engine = context.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_a_page_costs_two_statements(container: Any, actor: Any, people: dict[str, str]) -> None:
    await container.employees.list(actor, ALL)  # the driver's own first questions
    with statements(container.context) as seen:
        await container.employees.list(actor, ALL)
    assert len(seen) == 2


async def test_choices_are_the_present_people_that_match(container: Any, actor: Any, people: dict[str, str]) -> None:
    everybody = await container.employees.search_choices(actor, "")
    assert [choice.id for choice in everybody] == [
        people[key] for key in ("blanc", "garcia", "lefevre", "martin", "obrien")
    ]
    (one,) = await container.employees.search_choices(actor, "roux ann")
    assert one.label == "Anne MARTIN-ROUX (02/02/1970) – Comptable"
    assert await container.employees.choice(actor, people["martin"]) == one
    assert await container.employees.search_choices(actor, "abel") == ()
    assert len(await container.employees.search_choices(actor, "", limit=2)) == 2


@pytest.mark.parametrize(
    ("params", "query"),
    [
        ({}, EmployeeQuery()),
        (
            {
                "q": "Ève", "statut": "tous", "contrat": "cdd", "suivi": "sir", "echeance": "en_retard",
                "tri": "echeance", "sens": "desc", "page": "3", "taille": "100",
            },
            EmployeeQuery(
                "Ève", PresenceFilter.ALL, ContractType.CDD, FollowUpKind.SIR, DeadlineFilter.LATE,
                SortKey.DUE_DATE, True, 3, 100,
            ),
        ),
        (
            {"statut": "x", "contrat": "'", "suivi": "SIR", "tri": "id", "sens": "up", "page": "-1"},
            EmployeeQuery(),
        ),
        ({"page": "0", "taille": "7"}, EmployeeQuery()),
        ({"page": "²"}, EmployeeQuery()),
        ({"page": "9" * 40}, EmployeeQuery()),
    ],
)  # fmt: skip
def test_an_address_is_read_without_ever_failing(params: dict[str, str], query: EmployeeQuery) -> None:
    assert EmployeeQuery.from_params(params) == query
