"""The life of a mandate: given, accepted, used, changed, taken back at once; and what it never gives."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event

from presantra.bootstrap import Container
from presantra.db.models import Member
from presantra.domain.errors import (
    Forbidden,
    InvalidForm,
    LinkInvalid,
    NotFound,
    ReauthenticationNeeded,
    StaleEdit,
    Throttled,
)
from presantra.domain.mandates import EndReason, MandateState, mandate_rights
from presantra.domain.rights import FOLLOW_UP, Right, Role
from presantra.domain.typography import french
from presantra.services.actor import Actor
from presantra.services.employees import EmployeeQuery
from tests.connection import browser
from tests.services.firms import FIRM, PAUL, PAUL_NAME, again, firm_in, gift, give, last_token, logged_in, newcomer
from tests.services.people import arrival, arrive, read
from tests.services.visits import asked


async def test_given_accepted_used_and_signed(container: Container, claire: Actor, mails: Any) -> None:
    await give(container, claire, "declaration", "facturation")
    [pending] = (await container.mandates.overview(claire)).open
    assert (pending.state, pending.name, pending.follow_up) == (MandateState.PENDING, PAUL, False)
    paul = await newcomer(container, mails)
    assert paul.firm is not None
    assert paul.firm.name == FIRM["name"]
    assert paul.member is None, "nobody begins in a client's company without having chosen it"
    [client] = paul.companies
    assert (client.code, client.cabinet) == ("10001", FIRM["name"])
    assert client.rights == mandate_rights(frozenset({Role.DECLARATION, Role.BILLING}), False)
    paul = await again(container, paul, "10001")
    view = await container.employees.declare_arrival(paul, arrival(request_visit="on"), uuid4())
    record = await read(container, claire, view.public_id)
    assert {line.by for line in record.history} == {"Paul DURAND (Cabinet Fiduciaire du Nord)"}
    visit = await container.visits.record(claire, view.visit_id)
    assert visit.timeline[0].by == "Paul DURAND (Cabinet Fiduciaire du Nord)"
    [held] = (await container.mandates.overview(claire)).open
    assert (held.state, held.cabinet, held.accepted_by) == (MandateState.IN_FORCE, FIRM["name"], "Paul DURAND")
    profile = await container.companies.profile(claire)
    assert [(line.action, line.by) for line in profile.history] == [
        ("Mandat accepté", "Paul DURAND (Cabinet Fiduciaire du Nord)"),
        ("Mandat donné", "Claire MARTIN"),
    ]


async def test_both_sides_are_told_of_each_step(container: Container, claire: Actor, mails: Any) -> None:
    paul = await firm_in(container, mails, claire)
    [held] = (await container.mandates.overview(claire)).open
    await container.mandates.change(claire, held.public_id, gift([], ("lecture",)), held.version)
    await container.mandates.revoke(claire, held.public_id)
    told = [(mail.to, mail.subject) for mail in await mails() if mail.kind in ("mandate_notice", "invitation_mandate")]
    employer, firm = claire.email, paul.email
    assert told == [
        (to, french(subject))
        for to, subject in [
            (employer, "Mandat donné : Menuiserie Lefèvre"),
            (firm, "Claire MARTIN vous donne un mandat (Menuiserie Lefèvre)"),
            (employer, "Mandat accepté : Menuiserie Lefèvre"),
            (firm, "Mandat accepté : Menuiserie Lefèvre"),
            (employer, "Mandat modifié : Menuiserie Lefèvre"),
            (firm, "Mandat modifié : Menuiserie Lefèvre"),
            (employer, "Mandat retiré : Menuiserie Lefèvre"),
            (firm, "Mandat retiré : Menuiserie Lefèvre"),
        ]
    ]


async def test_revoked_in_the_middle_the_next_act_is_refused_and_changes_nothing(
    container: Container, claire: Actor, mails: Any, dump: Any
) -> None:
    paul = await firm_in(container, mails, claire)
    await container.employees.list(paul, EmployeeQuery())
    [held] = (await container.mandates.overview(claire)).open
    await container.mandates.revoke(claire, held.public_id)
    before = await dump()
    found = await again(container, paul)
    assert found.companies == ()
    with pytest.raises(Forbidden):
        found.working_in(paul.member.public_id)  # type: ignore[union-attr]
    with pytest.raises(Forbidden):
        await container.employees.declare_arrival(found, arrival(), uuid4())
    assert await dump() == before
    with pytest.raises(NotFound):
        await container.mandates.revoke(claire, held.public_id)
    [over] = (await container.mandates.overview(claire)).over
    assert (over.state, over.ended_why, over.ended_by) == (MandateState.ENDED, EndReason.REVOKED, "Claire MARTIN")


async def test_the_last_day_is_a_day_of_mandate_in_paris(
    container: Container, claire: Actor, mails: Any, clock: Any
) -> None:
    paul = await firm_in(container, mails, claire, ends_on="2026-11-23")
    # 23 November 2026, 10 h in Paris; the legal day ends at 23 h UTC.
    clock.advance(hours=13, minutes=59)
    paul = await logged_in(container, paul)
    assert [c.code for c in (await again(container, paul)).companies] == ["10001"]
    clock.advance(minutes=1)
    assert (await again(container, paul)).companies == ()
    [over] = (await container.mandates.overview(claire)).over
    assert over.state is MandateState.EXPIRED


async def test_several_companies_in_one_mail(container: Container, claire: Actor, mails: Any) -> None:
    await give(container, claire, companies=claire.companies)
    assert len([mail for mail in await mails() if mail.kind == "invitation_mandate"]) == 1
    paul = await newcomer(container, mails)
    assert [c.code for c in paul.companies] == ["10001", "10001-1"]
    branch = claire.working_in(claire.companies[1].public_id)
    [held] = (await container.mandates.overview(branch)).open
    await container.mandates.revoke(branch, held.public_id)
    assert [c.code for c in (await again(container, paul)).companies] == ["10001"]


async def test_revoked_before_the_answer_the_link_is_dead(
    container: Container, claire: Actor, mails: Any, dump: Any
) -> None:
    await give(container, claire)
    token = await last_token(mails)
    [pending] = (await container.mandates.overview(claire)).open
    await container.mandates.revoke(claire, pending.public_id)
    before = await dump()
    with pytest.raises(LinkInvalid):
        await container.invitations.open_account(browser("paul"), token, PAUL_NAME)
    assert await dump("throttle") == before


async def test_sent_again_the_link_before_dies(container: Container, claire: Actor, mails: Any) -> None:
    await give(container, claire)
    first = await last_token(mails)
    [pending] = (await container.mandates.overview(claire)).open
    await container.mandates.send_again(claire, pending.public_id)
    assert await last_token(mails) != first
    with pytest.raises(LinkInvalid):
        await container.invitations.look(browser("paul"), first)
    assert (await newcomer(container, mails)).companies


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"email": "paul"}, "email"),
        ({"companies": []}, "companies"),
        ({"roles": []}, "roles"),
        ({"roles": ["administrateur"]}, "roles"),
        ({"roles": ["declaration", "sorcier"]}, "roles"),
        ({"ends_on": "22/11/2026"}, "ends_on"),
        ({"ends_on": "24/11/2036"}, "ends_on"),
    ],
)
async def test_a_wrong_form_changes_nothing(
    container: Container, claire: Actor, dump: Any, values: dict[str, Any], field: str
) -> None:
    before = await dump()
    with pytest.raises(InvalidForm) as refused:
        await container.mandates.give(claire, gift(claire.companies) | values, uuid4())
    assert set(refused.value.errors) == {field}
    assert await dump() == before


async def test_nobody_gives_what_is_not_his(
    container: Container, claire: Actor, make_member: Any, make_account: Any, dump: Any, mails: Any, clock: Any
) -> None:
    other = await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")
    morel = await make_account("ali.morel@example.fr", [other], first_name="Ali", last_name="Morel")
    paul = await firm_in(container, mails, claire, "declaration", "lecture")
    [held] = (await container.mandates.overview(claire)).open
    before = await dump()
    with pytest.raises(Forbidden):
        await container.mandates.give(claire, gift([*claire.companies, other]), uuid4())
    with pytest.raises(Forbidden):
        await container.mandates.give(paul, gift([paul.member]), uuid4())
    for act in (container.mandates.revoke, container.mandates.send_again):
        for public_id in (held.public_id, str(uuid4()), "rien"):
            with pytest.raises(NotFound):
                await act(morel, public_id)
    with pytest.raises(NotFound):
        await container.mandates.change(morel, held.public_id, gift([]), held.version)
    with pytest.raises(InvalidForm, match="information"):
        await container.mandates.give(claire, gift([claire.member]), uuid4())
    with pytest.raises(StaleEdit):
        await container.mandates.change(claire, held.public_id, gift([]), held.version + 1)
    clock.advance(hours=2)
    with pytest.raises(ReauthenticationNeeded):
        await container.mandates.give(claire, gift(claire.companies, email="x@example.fr"), uuid4())
    assert await dump() == before


def test_a_mandate_never_gives_the_company_itself() -> None:
    everything = mandate_rights(frozenset(Role), True)
    assert not everything & {Right.USERS, Right.MANDATES, Right.COMPANY_WRITE}
    assert everything >= FOLLOW_UP
    assert not mandate_rights(frozenset(Role), False) & FOLLOW_UP


async def test_given_twice_by_the_same_form_it_is_given_once(container: Container, claire: Actor, mails: Any) -> None:
    operation = uuid4()
    for _ in range(2):
        await container.mandates.give(claire, gift([claire.member]), operation)
    assert len((await container.mandates.overview(claire)).open) == 1


async def test_in_his_own_company_somebody_needs_no_mandate(
    container: Container, claire: Actor, mails: Any, make_account: Any
) -> None:
    await give(container, claire, "facturation", email=claire.email)
    await container.invitations.accept(claire, await last_token(mails, claire.email))
    found = await logged_in(container, claire)
    await container.cabinets.introduce(found, FIRM)
    found = await again(container, found)
    assert found.member is not None
    assert found.member.cabinet == ""
    assert Right.MANDATES in found.member.rights


async def test_warned_thirty_and_seven_days_before_the_end(
    container: Container, claire: Actor, mails: Any, clock: Any
) -> None:
    await firm_in(container, mails, claire, ends_on="2027-01-31")

    async def warned() -> list[str]:
        count = len(await mails())
        await container.mandate_reminders.send_due()
        return [mail.subject for mail in (await mails())[count:]]

    assert await warned() == []
    clock.now += timedelta(days=40)  # 2 January: 29 days left
    assert await warned() == [french("Un mandat prend fin le 31/01/2027 : Menuiserie Lefèvre")] * 2
    assert await warned() == []
    clock.now += timedelta(days=23)  # 25 January: 6 days left
    assert await warned() == [french("Un mandat prend fin le 31/01/2027 : Menuiserie Lefèvre")] * 2
    assert await warned() == []


async def test_one_statement_reads_all_the_companies_of_an_account(
    container: Container, claire: Actor, mails: Any
) -> None:
    paul = await firm_in(container, mails, claire, companies=claire.companies)
    statements: list[str] = []
    engine = container.context.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert len((await again(container, paul)).companies) == 2
    assert len([s for s in statements if "mandate" in s]) == 1
    assert len([s for s in statements if "attachment" in s]) == 1


async def test_the_employer_reads_in_his_mail_who_acted(container: Container, claire: Actor, mails: Any) -> None:
    record = await arrive(container, claire)
    view = await asked(container, claire, record.public_id)
    paul = await firm_in(container, mails, claire, "convocations")
    await container.visits.cancel(paul, view.public_id)
    told = [mail for mail in await mails() if mail.kind == "visit_changed"]
    assert [mail.to for mail in told] == [claire.email, paul.email]
    assert "Paul DURAND (Cabinet Fiduciaire du Nord)" in told[0].text


async def test_what_a_former_administrator_had_given_and_nobody_accepted_is_over_in_that_company(
    container: Container, claire: Actor, make_account: Any, mails: Any
) -> None:
    here, branch = claire.companies
    async with container.context.database.reading() as session:
        both = [await session.get_one(Member, one.id) for one in (here, branch)]
    rose = await make_account("rose@lefevre.example", both, first_name="Rose", last_name="Morel")
    await give(container, rose, companies=rose.companies)
    there = claire.working_in(branch.public_id)
    people = await container.users.people(there)
    await container.users.remove(there, next(one.public_id for one in people if one.email == rose.email))
    assert (await container.mandates.overview(there)).open == ()
    [waiting] = (await container.mandates.overview(claire)).open
    paul = await newcomer(container, mails)
    assert [company.code for company in paul.companies] == [here.code]
    [held] = (await container.mandates.overview(claire)).open
    assert held.public_id == waiting.public_id
    # What a firm holds stays: it was the employer's act.
    people = await container.users.people(claire)
    await container.users.remove(claire, next(one.public_id for one in people if one.email == rose.email))
    assert (await again(container, paul)).companies


async def test_sent_again_too_often_however_its_id_is_written(
    container: Container, claire: Actor, mails: Any, dump: Any
) -> None:
    await give(container, claire)
    [pending] = (await container.mandates.overview(claire)).open
    same = pending.public_id
    for written in (same, same.upper(), same.replace("-", "")):
        await container.mandates.send_again(claire, written)
    before = await dump()
    with pytest.raises(Throttled):
        await container.mandates.send_again(claire, same[:-1].replace("-", "") + "-" + same[-1])
    assert await dump() == before
