"""What is owed today in a company, on both databases: who must not start, absences, attestations, list."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from presantra.db.models import Employment, VisitRequest
from presantra.domain.absences import AbsenceAct
from presantra.domain.attestations import AttestationState
from presantra.domain.vocabulary import VisitKind
from presantra.services import audit
from presantra.services.dashboard import NextAction
from presantra.services.duties.overview import MustWait

PERSON = {
    "birth_name": "Dupont",
    "first_name": "Éloïse",
    "birth_date": "1991-07-14",
    "sex": "f",
    "entry_date": "2026-11-30",
    "contract_type": "cdi",
    "job_title": "Cariste",
    "situations": ["amiante"],
    "request_visit": "on",
}


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


async def arrive(container: Any, actor: Any, **values: Any) -> str:
    return str((await container.employees.declare_arrival(actor, PERSON | values, uuid4())).public_id)


async def waiting(container: Any, actor: Any) -> list[str]:
    found = [person.name for person in (await container.duties.list(actor)).must_wait]
    assert found == [person.name for person in (await container.dashboard.overview(actor)).must_wait]
    return found


async def test_somebody_exposed_must_not_start_before_his_visit(container: Any, actor: Any) -> None:
    """R. 4624-24: the examination precedes the assignment."""
    employee = await arrive(container, actor)
    overview = await container.dashboard.overview(actor)
    assert overview.must_wait == (
        MustWait(employee, "Éloïse DUPONT", date(2026, 11, 30), VisitKind.APTITUDE_HIRE, False),
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # From the day the arrival is declared, and as long as he is there without it.
        ({"entry_date": "2026-12-09"}, True),
        ({"entry_date": "2027-06-01"}, True),
        ({"entry_date": "2026-06-01"}, True),
        ({"situations": ["nuit"]}, True),
        ({"birth_date": "2009-07-14", "situations": []}, True),
        # Changed for a post of risk within the period: it is the new post that must wait.
        ({"entry_date": "2020-01-06", "job_since": date(2026, 11, 2)}, True),
        ({"situations": []}, False),
        ({"situations": ["autorisation_conduite"]}, False),
    ],
)
async def test_who_must_wait(container: Any, actor: Any, values: dict[str, Any], expected: bool) -> None:
    job_since = values.get("job_since")
    await arrive(container, actor, **{key: value for key, value in values.items() if key != "job_since"})
    if job_since:
        async with container.context.database.transaction() as session:
            await session.execute(update(Employment).values(job_since=job_since, due_date=job_since))
    assert bool(await waiting(container, actor)) is expected


@pytest.mark.parametrize(
    ("situations", "expected"),
    [
        # R. 4624-18, R. 4624-24: before the post, though another visit is late already.
        (["nuit"], [(date(2026, 12, 10), VisitKind.VIP_INITIAL, False)]),
        (["cmr"], [(date(2026, 12, 10), VisitKind.APTITUDE_HIRE, False)]),
        # R. 4624-10: late, but nothing keeps anybody from this post.
        (["suivi_adapte_autre"], []),
    ],
)
async def test_a_late_visit_does_not_hide_the_post_that_must_wait(
    container: Any, actor: Any, situations: list[str], expected: list[Any]
) -> None:
    employee = await arrive(container, actor, entry_date="2024-01-08", situations=[])
    raw = {"change_date": "10/12/2026", "job_title": "Gardienne", "situations": situations}
    record = await container.employees.change_job(actor, employee, raw, 1, uuid4())
    assert record.current.due_date == date(2024, 4, 8)
    assert record.change is not None
    assert record.change.before_start is bool(expected)

    found = (await container.duties.list(actor)).must_wait
    assert [(one.starts_on, one.kind, one.begun) for one in found] == expected


async def test_the_visit_of_the_hiring_does_not_hide_a_post_begun_since(container: Any, actor: Any) -> None:
    """R. 4624-24: held for the first post, it is not the one of a post of risk."""
    employee = await arrive(container, actor, entry_date="2026-02-02", situations=[])
    seen = {"last_visit_date": "2026-03-02", "last_visit_kind": "vip_initiale"}
    await container.employees.record_last_visit(actor, employee, seen, 1)
    await write(container, actor, update(VisitRequest).values(status="realisee"))
    raw = {"change_date": "10/12/2026", "job_title": "Peintre", "situations": ["plomb"]}
    await container.employees.change_job(actor, employee, raw, 2, uuid4())

    assert await waiting(container, actor) == ["Éloïse DUPONT"]


async def test_those_at_work_come_first_then_the_soonest(container: Any, actor: Any) -> None:
    for name, entry in (
        ("Juin", "2027-06-01"),
        ("Ancien", "2026-02-02"),
        ("Lundi", "2026-11-23"),
        ("Mardi", "2026-11-24"),
    ):
        await arrive(container, actor, birth_name=name, entry_date=entry)

    assert await waiting(container, actor) == ["Éloïse LUNDI", "Éloïse ANCIEN", "Éloïse MARDI", "Éloïse JUIN"]


async def write(container: Any, actor: Any, statement: Any) -> None:
    """As services do: with an entry in the journal, by which what was counted before is known to be out of date."""
    async with container.context.database.transaction() as session:
        await session.execute(statement)
        await audit.record(session, container.context, actor, "Essai", member_id=actor.member.id)


async def test_the_warning_ends_with_the_visit_or_the_departure(container: Any, actor: Any) -> None:
    await arrive(container, actor)
    gone = await arrive(container, actor, birth_name="Parti", entry_date="2026-11-02")
    leaving = {"departure_date": "20/11/2026", "reason": "fin_periode_essai"}
    await container.employees.declare_departure(actor, gone, leaving, 1, uuid4())
    assert await waiting(container, actor) == ["Éloïse DUPONT"]
    await write(container, actor, update(VisitRequest).values(status="realisee"))
    assert await waiting(container, actor) == []
    await write(container, actor, update(VisitRequest).values(status="annulee"))
    assert await waiting(container, actor) == ["Éloïse DUPONT"]
    await write(container, actor, update(Employment).values(due_kind="intermediaire", due_date=date(2028, 11, 10)))
    assert await waiting(container, actor) == []


async def test_absences_that_ask_for_something(container: Any, actor: Any, clock: Any) -> None:
    employee = await arrive(container, actor, entry_date="2026-01-05", situations=[])
    ended = {"cause": "maladie", "start_date": "01/08/2026", "end_date": "31/10/2026"}
    await container.absences.declare(actor, employee, ended, uuid4())
    await container.absences.declare(
        actor, employee, {"cause": "at", "start_date": "02/11/2026", "end_date": "06/11/2026"}, uuid4()
    )
    (duty,) = (await container.duties.list(actor)).absences
    assert (duty.employee_id, duty.name, duty.absence.acts) == (employee, "Éloïse DUPONT", (AbsenceAct.ASK_RETURN,))
    action = NextAction("1 arrêt de travail demande quelque chose de vous", "/espace/obligations")
    assert action in (await container.dashboard.overview(actor)).actions
    clock.advance(days=38)  # sixty-one days after the end
    assert (await container.duties.list(actor)).absences == ()


async def test_attestations_that_end_and_are_still_needed(container: Any, actor: Any) -> None:
    needed = ["autorisation_conduite"]
    ending = await arrive(container, actor, entry_date="2026-01-05", situations=needed)
    renewed = await arrive(container, actor, birth_name="Renouvelée", entry_date="2026-01-05", situations=needed)
    for person in (ending, renewed):
        old = {"kind": needed[0], "issued_on": "10/12/2021"}
        await container.attestations.present(actor, person, old, uuid4())
    await container.attestations.present(actor, renewed, {"kind": needed[0], "issued_on": "02/11/2026"}, uuid4())

    (duty,) = (await container.duties.list(actor)).attestations

    assert (duty.employee_id, duty.valid_until, duty.state) == (
        ending,
        date(2026, 12, 10),
        AttestationState.WITHIN_30_DAYS,
    )
    overview = await container.dashboard.overview(actor)
    assert "1 attestation est expirée ou expire dans les 90 jours" in [action.sentence for action in overview.actions]
    async with container.context.database.transaction() as session:
        await session.execute(update(Employment).values(situations=[]))
    assert (await container.duties.list(actor)).attestations == ()


async def test_the_list_to_send_then_to_renew(container: Any, actor: Any, clock: Any) -> None:
    await container.posts.add(actor, {"job_title": "Cariste", "reason": "Froid"}, uuid4())
    duties = await container.duties.list(actor)
    assert (duties.posts_to_send, duties.posts_to_renew) == (True, False)
    await container.posts.send(actor, uuid4())
    clock.advance(days=366)
    duties = await container.duties.list(actor)
    assert (duties.posts_to_send, duties.posts_to_renew) == (False, True)
    (action,) = [a for a in (await container.dashboard.overview(actor)).actions if "complémentaire" in a.sentence]
    assert action.href == "/espace/entreprise/liste-complementaire"


async def test_nothing_of_another_company(container: Any, actor: Any, make_member: Any, make_account: Any) -> None:
    other = await make_account("paul@example.fr", [await make_member("20002", "Morel", "TD-G7V2-J3ZK")])
    employee = await arrive(container, other, entry_date="2026-01-05")
    await container.absences.declare(other, employee, {"cause": "maladie", "start_date": "01/08/2026"}, uuid4())
    duties = await container.duties.list(actor)
    assert (duties.must_wait, duties.absences, duties.attestations) == ((), (), ())
