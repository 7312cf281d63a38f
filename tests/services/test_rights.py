"""The table of roles, cell by cell: what a role does not give is refused by every method, and changes nothing."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlmodel import col

from presantra.bootstrap import Container
from presantra.db.models import Account, Attachment
from presantra.domain.errors import Forbidden
from presantra.domain.rights import EVERYTHING, RIGHT_SENTENCES, ROLES, Right, Role
from presantra.services.actor import Actor
from presantra.services.employees import EmployeeQuery
from presantra.services.employees.paging import Chosen
from presantra.services.invoices import InvoiceQuery
from presantra.services.messages import ThreadQuery
from presantra.services.tables_out import TableFormat
from tests.services.firms import gift

PERSONAL = {
    # What somebody does with his own account, whatever the companies.
    "auth", "login_steps", "passkeys", "second_factor", "trusted_devices", "reauthentication", "sessions",
    "passwords", "enrolments", "profile", "preferences", "security_history", "email_changes", "closing",
    "own_data", "digest", "attachments.add", "invitations",
    # What somebody of an accounting firm does for the firm itself: see tests/services/test_cabinets.py.
    "cabinets", "teams",
    # Files of an account are counted before the company that they are for is read.
    "imports.admit", "messages.admit_file",
    # What anybody asks without an account.
    "lost_identifiers", "membership.verify",
}  # fmt: skip


def methods(container: Container) -> Iterator[tuple[str, Any]]:
    """``service.method`` → every public method that an actor calls."""
    for name, service in vars(container).items():
        if not type(service).__module__.startswith("presantra.services.") or name == "context":
            continue
        for method_name, method in inspect.getmembers(service, inspect.ismethod):
            parameters = list(inspect.signature(method).parameters.values())
            if not method_name.startswith("_") and parameters and parameters[0].annotation in ("Actor", Actor):
                yield f"{name}.{method_name}", method


def right_of(method: Any) -> Right | None:
    return getattr(method, "presantra_right", None)


async def test_every_method_names_its_right_or_is_personal(container: Container) -> None:
    for name, method in methods(container):
        personal = name.split(".")[0] in PERSONAL or name in PERSONAL
        assert (right_of(method) is None) == personal, name


async def test_every_right_guards_something_and_is_told_in_words(container: Container) -> None:
    guarding = {right_of(method) for _, method in methods(container)}
    assert set(Right) <= guarding
    assert set(RIGHT_SENTENCES) == set(Right) == EVERYTHING


@pytest.fixture
async def member(make_member: Any) -> Any:
    return await make_member(siret="99142113200010")


@pytest.fixture
async def world(container: Container, make_account: Any, member: Any) -> dict[str, str]:
    """A company with somebody in it, his visit, and an administrator who is not the one who acts."""
    claire = await make_account(members=[member])
    arrival = await container.employees.declare_arrival(claire, ARRIVAL, uuid4())
    view = await container.visits.request(claire, {"employee_id": arrival.public_id, "kind": "mi_carriere"}, uuid4())
    return {"employee": str(arrival.public_id), "visit": str(view.public_id)}


@pytest.fixture
async def somebody(container: Container, make_account: Any, member: Any) -> Callable[..., Any]:
    """``await somebody(role)`` → who holds this role and no other."""
    paul = await make_account("paul@example.fr", members=[member])

    async def hold(role: Role) -> Actor:
        async with container.context.database.transaction() as session:
            await session.execute(
                update(Attachment).where(col(Attachment.account_id) == paul.account_id).values(roles=role.value)
            )
            account = await session.get_one(Account, paul.account_id)
            token = await container.sessions.open(session, account, Actor(), provisional=False)
        return await container.sessions.resolve(token, Actor())

    return hold


@pytest.mark.parametrize("role", Role)
async def test_what_a_role_does_not_give_is_refused_and_changes_nothing(
    container: Container, somebody: Callable[..., Any], dump: Callable[..., Any], role: Role
) -> None:
    actor = await somebody(role)
    before = await dump()
    refused = 0
    for name, method in methods(container):
        right = right_of(method)
        if right is None:
            continue
        # Refused before its arguments are looked at: they need not make sense.
        absent = [None for p in list(inspect.signature(method).parameters.values())[1:] if p.kind is not p.KEYWORD_ONLY]
        if right not in ROLES[role].rights:
            with pytest.raises(Forbidden):
                await method(actor, *absent)
            refused += 1
        else:
            assert actor.may(right), name
    assert await dump() == before
    assert (refused == 0) == (role is Role.ADMINISTRATOR)


ARRIVAL = {
    "birth_name": "Petit", "first_name": "Éloïse", "birth_date": "1991-07-14", "sex": "f",
    "entry_date": "2026-02-02", "contract_type": "cdi", "job_title": "Menuisière",
}  # fmt: skip
ABSENCE = {"cause": "maladie", "start_date": "02/11/2026", "end_date": "13/11/2026"}
Act = Callable[[Container, Actor, dict[str, str]], Awaitable[Any]]
# One real act of each right, as it succeeds; `True`: it writes.
ACTS: dict[Right, tuple[Act, bool]] = {
    Right.COMPANY_READ: (lambda c, a, w: c.companies.profile(a), False),
    Right.COMPANY_WRITE: (lambda c, a, w: c.companies.update(a, COMPANY, 1), True),
    Right.USERS: (lambda c, a, w: c.users.invite(a, "jeanne@example.fr", ["lecture"], uuid4()), True),
    Right.MANDATES: (lambda c, a, w: c.mandates.give(a, gift([a.member]), uuid4()), True),
    Right.PEOPLE_READ: (lambda c, a, w: c.employees.record(a, w["employee"]), False),
    Right.PEOPLE_EXPORT: (lambda c, a, w: _exported(c, a), False),
    Right.PEOPLE_WRITE: (
        lambda c, a, w: c.employees.declare_arrival(a, ARRIVAL | {"first_name": "Ali"}, uuid4()), True,
    ),
    Right.FOLLOW_UP_READ: (lambda c, a, w: c.absences.of_employee(a, w["employee"]), False),
    Right.FOLLOW_UP_WRITE: (lambda c, a, w: c.absences.declare(a, w["employee"], ABSENCE, uuid4()), True),
    Right.VISITS_READ: (lambda c, a, w: c.visits.record(a, w["visit"]), False),
    Right.VISITS_WRITE: (lambda c, a, w: c.visits.cancel(a, w["visit"]), True),
    Right.INVOICES_READ: (lambda c, a, w: c.invoices.list(a, InvoiceQuery()), False),
    Right.DOCUMENTS_READ: (lambda c, a, w: c.shared_documents.overview(a), False),
    Right.DOCUMENTS_WRITE: (
        lambda c, a, w: c.shared_documents.deposit(a, {"document_on": "2026-01-05"}, b"%PDF-1.7\n", uuid4()), True,
    ),
    Right.MESSAGES_READ: (lambda c, a, w: c.messages.list(a, ThreadQuery()), False),
    Right.MESSAGES_WRITE: (lambda c, a, w: c.messages.open(a, WORDS, uuid4(), uuid4()), True),
}  # fmt: skip


async def _exported(container: Container, actor: Actor) -> None:
    (await container.exports.write(actor, Chosen(EmployeeQuery()), TableFormat.CSV)).discard()


WORDS = {"theme": "autre", "subject": "Une question", "message": "Bonjour"}
COMPANY = {"siege_street": "3 rue des Ateliers", "siege_postal_code": "59000", "siege_city": "Lille"}


def test_every_right_has_its_act() -> None:
    assert set(ACTS) == set(Right)


@pytest.mark.parametrize("right", ACTS)
@pytest.mark.parametrize("role", Role)
async def test_each_cell_of_the_table(
    container: Container, world: dict[str, str], somebody: Callable[..., Any], dump: Any, role: Role, right: Right
) -> None:
    actor = await somebody(role)
    act, writes = ACTS[right]
    before = await dump("audit_entry", "audit_chain")
    if right in ROLES[role].rights:
        await act(container, actor, world)
        assert (await dump("audit_entry", "audit_chain") != before) == writes
    else:
        journal = await dump()
        with pytest.raises(Forbidden):
            await act(container, actor, world)
        assert await dump() == journal


@pytest.mark.parametrize("role", Role)
async def test_the_dashboard_counts_what_the_role_may_see(
    container: Container, world: dict[str, str], somebody: Callable[..., Any], role: Role
) -> None:
    actor = await somebody(role)
    view = await container.dashboard.overview(actor)
    parts = {
        Right.PEOPLE_READ: (view.headcount, view.arrivals, view.departures),
        Right.FOLLOW_UP_READ: (view.visits_late, view.due_30, view.due_90, view.up_to_date, view.visits_to_plan),
        Right.VISITS_READ: (view.visits_requested, view.visits_planned),
        Right.INVOICES_READ: (view.unpaid_invoices, view.unpaid_cents),
    }
    for right, figures in parts.items():
        assert all((figure is not None) == actor.may(right) for figure in figures), right
    for action in view.actions:
        needed = Right.INVOICES_READ if "factures" in action.href else Right.FOLLOW_UP_READ
        assert actor.may(needed), action


async def test_whoever_may_not_act_on_visits_is_offered_no_act(
    container: Container, world: dict[str, str], somebody: Callable[..., Any]
) -> None:
    assert (await container.visits.whole(await somebody(Role.SUMMONS), world["visit"])).view.acts
    assert not (await container.visits.whole(await somebody(Role.READER), world["visit"])).view.acts
