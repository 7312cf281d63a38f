"""What a firm without « Suivi et risques » learns of visits, and of threads, papers and mails about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from presantra.bootstrap import Container
from presantra.domain.errors import Forbidden, InvalidValue, NotFound
from presantra.domain.messages import TieKind
from presantra.domain.rights import Role, rights_of
from presantra.domain.shared_documents import SharedKind
from presantra.domain.visit_vocabulary import VisitDocumentType
from presantra.services.actor import Actor
from presantra.services.companies import HistoryQuery
from presantra.services.companies.history import EVERYTHING
from presantra.services.summons_pdf import Summons
from presantra.services.visit_views import VisitQuery
from presantra.services.visits import files
from tests.services.firms import ALL_ROLES, again, firm_in, gift, give, logged_in
from tests.services.hidden import asbestos, paul, telling
from tests.services.messages import REQUEST, number_of
from tests.services.people import arrive
from tests.services.visits import PDF, SERVICE

__all__ = ["asbestos", "paul"]


async def test_visits_that_tell_of_a_risk_or_an_absence_do_not_exist_for_him(
    container: Container, claire: Actor, paul: Actor, dump: Any
) -> None:
    rows = (await container.visits.list(claire, VisitQuery())).rows
    hidden = next(row for row in rows if row.kind == "reprise")
    before = await dump()
    with pytest.raises(NotFound):
        await container.visits.record(paul, hidden.public_id)
    with pytest.raises(NotFound):
        await container.visits.cancel(paul, hidden.public_id)
    assert await dump() == before
    page = await container.visits.list(paul, VisitQuery())
    assert page.total == len(page.rows) == 1


async def test_papers_after_a_visit_are_not_his(
    container: Container, claire: Actor, paul: Actor, dump: Any, clock: Any
) -> None:
    [row] = (await container.visits.list(paul, VisitQuery())).rows
    clock.advance(days=8)
    await container.secretariat.cases.honour(SERVICE, row.number)
    await container.secretariat.documents.deposit(SERVICE, row.number, PDF, VisitDocumentType.APTITUDE)
    paul, claire = await logged_in(container, paul), await logged_in(container, claire)
    paul = await again(container, paul, "10001")
    [document] = (await container.visits.record(claire, row.public_id)).documents
    before = await dump()
    assert (await container.visits.record(paul, row.public_id)).documents == ()
    with pytest.raises(Forbidden):
        await container.visits.document(paul, document.public_id)
    assert await dump() == before


async def test_the_convocation_does_not_say_which_examination(
    container: Container, claire: Actor, paul: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    [row] = (await container.visits.list(paul, VisitQuery())).rows
    await container.secretariat.cases.summon(SERVICE, row.number)
    drawn: list[Summons] = []
    monkeypatch.setattr(files, "render_summons", lambda _settings, summons: drawn.append(summons) or b"%PDF")
    for actor in (claire, paul):
        view = await container.visits.record(actor, row.public_id)
        assert view.appointment is not None
        await container.visits.summons(actor, view.appointment.public_id)
    assert telling(drawn[0]) == ["aptitude"]
    assert telling(drawn[1]) == []


async def test_the_mandates_of_a_company_are_read_by_who_gives_them(
    container: Container, claire: Actor, mails: Any
) -> None:
    paul = await firm_in(container, mails, claire, *ALL_ROLES, follow_up=True)
    await give(container, claire, email="autre@cabinet.example")
    for actor, number in ((claire, 3), (paul, 0)):
        page = await container.company_history.page(actor, HistoryQuery(EVERYTHING))
        assert len(page.events) == len((await container.companies.profile(actor)).history) == number
        assert bool(page.people) == bool(number)


async def test_a_request_about_a_hidden_visit_does_not_exist_for_him(
    container: Container, claire: Actor, paul: Actor, mails: Any, dump: Any
) -> None:
    rows = (await container.visits.list(claire, VisitQuery())).rows
    hidden, shown = sorted(rows, key=lambda row: row.kind != "reprise")
    threads = {}
    for row in (hidden, shown):
        await container.messages.attach(claire, draft := uuid4(), "a.pdf", b"%PDF-1.7")
        raw = {"theme": "visites", "subject": "Visite", "message": "Peut-on avancer la date ?"}
        threads[row] = await container.messages.open(claire, raw, draft, uuid4(), ("visite", row.public_id))
    await container.messages.answer(paul, threads[shown], "Merci", uuid4(), uuid4())
    number, file = (
        (view := await container.messages.thread(claire, threads[hidden])).thread.number,
        view.messages[0].files[0].public_id,
    )
    await container.secretariat.messages.answer(SERVICE, number, "Oui, demain.")
    before = await dump()
    assert [row.public_id for row in (await container.messages.list(paul)).rows] == [threads[shown]]
    assert await container.messages.unread(paul) == 0
    assert [client.unread for client in (await container.cabinets.portfolio(paul)).clients] == [0]
    await container.secretariat.messages.answer(SERVICE, (await number_of(container, claire, threads[shown])), "Oui.")
    assert await container.messages.unread(paul) == 1
    assert [client.unread for client in (await container.cabinets.portfolio(paul)).clients] == [1]
    before = await dump()
    assert await container.messages.tie(paul, TieKind.VISIT, hidden.public_id) is None
    assert await container.messages.tie(paul, TieKind.VISIT, shown.public_id)
    with pytest.raises(InvalidValue):
        await container.messages.open(paul, REQUEST, uuid4(), uuid4(), ("visite", hidden.public_id))
    for act in (
        container.messages.thread(paul, threads[hidden]),
        container.messages.mark_read(paul, threads[hidden]),
        container.messages.file(paul, file),
        container.messages.solve(paul, threads[hidden]),
        container.messages.answer(paul, threads[hidden], "Vu", uuid4(), uuid4()),
    ):
        with pytest.raises(NotFound):
            await act
    assert await dump("throttle") == before


async def test_who_wrote_about_a_visit_that_is_hidden_from_him_now_is_not_told(
    container: Container, claire: Actor, mails: Any, asbestos: str
) -> None:
    paul = await firm_in(container, mails, claire, *ALL_ROLES, follow_up=True)
    [hidden] = [row for row in (await container.visits.list(claire, VisitQuery())).rows if row.kind == "reprise"]
    raw = {"theme": "visites", "subject": "Visite", "message": "Peut-on avancer la date ?"}
    thread = await container.messages.open(paul, raw, uuid4(), uuid4(), ("visite", hidden.public_id))
    number = (await container.messages.thread(paul, thread)).thread.number
    [mandate] = (await container.mandates.overview(claire)).open
    await container.mandates.change(claire, mandate.public_id, gift([], ALL_ROLES), mandate.version)
    sent = len(await mails())
    await container.secretariat.messages.answer(SERVICE, number, "Oui, demain.")
    assert [mail.to for mail in (await mails())[sent:]] == [claire.email]


async def test_appointments_that_a_closure_meets_are_those_he_may_see(
    container: Container, claire: Actor, paul: Actor
) -> None:
    [hidden] = [row for row in (await container.visits.list(claire, VisitQuery())).rows if row.kind == "reprise"]
    await container.secretariat.cases.plan(SERVICE, hidden.number, container.context.clock().replace(day=30), "paris")
    await container.closures.add(claire, {"first_day": "2026-11-30", "reason": "Pont"}, uuid4())
    billing = replace(claire, member=replace(claire.member, rights=rights_of([Role.BILLING])))
    seen = [(await container.closures.view(actor)).periods[0].appointments for actor in (claire, paul, billing)]
    assert seen == [2, 1, 0]


async def test_why_somebody_did_not_come_is_not_in_his_mail(
    container: Container, claire: Actor, paul: Actor, mails: Any
) -> None:
    employee = (await arrive(container, claire, birth_name="Petit", first_name="Jeanne")).public_id
    mine = await container.visits.request(paul, {"employee_id": employee, "kind": "embauche"}, uuid4())
    at = container.context.clock() + timedelta(days=20)
    await container.secretariat.cases.plan(SERVICE, mine.number, at, "paris")
    sent = len(await mails())
    await container.visits.excuse(claire, mine.public_id, "arret", "En arrêt de travail jusqu’en janvier.")
    [mail] = [mail for mail in (await mails())[sent:] if mail.to == paul.email]
    assert mine.number in mail.text
    assert telling(mail.text) == []


async def test_why_an_absence_is_contested_is_not_his_to_read(
    container: Container, claire: Actor, paul: Actor, clock: Any, mails: Any
) -> None:
    employee = (await arrive(container, claire, birth_name="Petit", first_name="Jeanne")).public_id
    mine = await container.visits.request(paul, {"employee_id": employee, "kind": "embauche"}, uuid4())
    at = container.context.clock() + timedelta(days=2)
    await container.secretariat.cases.plan(SERVICE, mine.number, at, "paris")
    clock.advance(days=3)
    claire, paul = await logged_in(container, claire), await logged_in(container, paul)
    paul = await again(container, paul, "10001")
    await container.secretariat.cases.miss(SERVICE, mine.number)
    sent = len(await mails())
    why = "En arrêt de travail ce jour-là."
    assert why in repr(await container.visits.contest(claire, mine.public_id, why))
    assert telling(await container.visits.record(paul, mine.public_id)) == []
    assert telling([mail.text for mail in (await mails())[sent:] if mail.to == paul.email]) == []


async def test_documents_that_tell_the_risks_are_not_his_unless_he_brought_them(
    container: Container, claire: Actor, paul: Actor, dump: Any
) -> None:
    dates = {"document_on": "2026-11-02", "next_update_on": ""}
    await container.shared_documents.deposit(claire, dates, b"%PDF-1.7 Amiante", uuid4())
    for kind in (SharedKind.COMPANY_FILE, SharedKind.LETTER):
        await container.secretariat.sharing.give(SERVICE, "10001", PDF, kind, "Convention")
    whole = await container.shared_documents.overview(claire)
    [company_file, letter] = sorted(whole.received, key=lambda one: one.kind is SharedKind.LETTER)
    before = await dump()
    seen = await container.shared_documents.overview(paul)
    assert (seen.duerp.versions, seen.received) == ((), (letter,))
    for hidden in (whole.duerp.versions[0].public_id, company_file.public_id):
        with pytest.raises(NotFound):
            await container.shared_documents.file(paul, hidden)
        with pytest.raises(NotFound):
            await container.shared_documents.withdraw(paul, hidden)
    assert await dump() == before
    await container.shared_documents.deposit(paul, dates, b"%PDF-1.7 sien", uuid4())
    [mine] = (await container.shared_documents.overview(paul)).duerp.versions
    assert (await container.shared_documents.file(paul, mine.public_id)).path.read_bytes() == b"%PDF-1.7 sien"
    await container.shared_documents.withdraw(paul, mine.public_id)
