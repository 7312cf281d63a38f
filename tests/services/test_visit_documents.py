"""Papers of a visit: which the kind that was held gives, and one filed on the wrong person taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from presantra.db.models import VisitRequest
from presantra.domain.errors import InvalidValue, NotFound
from presantra.domain.visit_vocabulary import VisitDocumentType
from presantra.services.actor import System
from presantra.services.retention import purge
from tests.services.visits import PDF, SERVICE, arrive, planned

LEAD = {"situations": ["plomb"]}


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


async def held(container: Any, actor: Any, employee: str, **values: Any) -> Any:
    view = await planned(container, actor, employee, timedelta(hours=-1), **values)
    await container.secretariat.cases.honour(SERVICE, view.number)
    return view


async def deposit(container: Any, view: Any, kind: VisitDocumentType) -> Any:
    return await container.secretariat.documents.deposit(SERVICE, view.number, PDF, kind)


async def moves_to(container: Any, actor: Any, employee: str, **values: Any) -> None:
    version = (await container.employees.record(actor, employee)).version
    day = f"{container.context.clock():%d/%m/%Y}"
    raw = {"change_date": day, "job_title": "Peintre"} | values
    await container.employees.change_job(actor, employee, raw, version, uuid4())


async def test_the_visit_between_two_examinations_gives_an_attestation(
    container: Any, actor: Any, clock: Any, dump: Any
) -> None:
    """R. 4624-28: by any professional, hence no avis, though the person is followed as exposed."""
    employee = await arrive(container, actor, **LEAD)
    await held(container, actor, employee)
    clock.advance(days=366)
    view = await held(container, actor, employee, kind="intermediaire")
    before = await dump()
    with pytest.raises(InvalidValue, match="attestation de suivi"):
        await deposit(container, view, VisitDocumentType.APTITUDE)
    assert await dump() == before
    await deposit(container, view, VisitDocumentType.FOLLOW_UP)
    [line] = (await container.visits.record(actor, view.public_id)).documents
    assert line.type is VisitDocumentType.FOLLOW_UP


@pytest.mark.parametrize("exposed_first", [False, True])
async def test_a_change_of_post_after_the_visit_changes_nothing(
    container: Any, actor: Any, clock: Any, exposed_first: bool
) -> None:
    employee = await arrive(container, actor, entry_date="2026-11-02", **(LEAD if exposed_first else {}))
    view = await held(container, actor, employee)
    clock.advance(days=3)
    await moves_to(container, actor, employee, **({"situations": []} if exposed_first else LEAD))
    right, wrong = VisitDocumentType.FOLLOW_UP, VisitDocumentType.APTITUDE
    if exposed_first:
        right, wrong = wrong, right
    with pytest.raises(InvalidValue, match="Cette visite"):
        await deposit(container, view, wrong)
    await deposit(container, view, right)


async def test_of_the_oldest_visits_the_present_follow_up_decides(container: Any, actor: Any) -> None:
    employee = await arrive(container, actor, **LEAD)
    view = await held(container, actor, employee)
    async with container.context.database.transaction() as session:
        await session.execute(update(VisitRequest).values(held_kind=""))
    with pytest.raises(InvalidValue, match="avis"):
        await deposit(container, view, VisitDocumentType.FOLLOW_UP)
    await deposit(container, view, VisitDocumentType.APTITUDE)


async def test_a_document_taken_back_is_gone_at_once(container: Any, actor: Any, clock: Any, mails: Any) -> None:
    employee = await arrive(container, actor)
    view = await held(container, actor, employee)
    wrong = await deposit(container, view, VisitDocumentType.FOLLOW_UP)
    right = await deposit(container, view, VisitDocumentType.ADJUSTMENT)
    clock.advance(minutes=5)
    done = await container.secretariat.documents.recall(SERVICE, wrong.public_id)
    assert (done.number, done.type) == (view.number, VisitDocumentType.FOLLOW_UP)
    with pytest.raises(NotFound):
        await container.visits.document(actor, wrong.public_id)
    after = await container.visits.record(actor, view.public_id)
    assert [line.public_id for line in after.documents] == [right.public_id]
    assert (after.timeline[-1].said, after.timeline[-1].note) == ("Document retiré", "Attestation de suivi.")
    record = await container.employees.record(actor, employee)
    assert [line.public_id for line in record.visits[0].documents] == [right.public_id]
    assert (record.history[0].action, record.history[0].by) == ("Document retiré", SERVICE.name)
    last = (await mails())[-1]
    assert (last.kind, last.to) == ("visit_changed", actor.email)
    assert "Document retiré" in last.text


async def test_it_is_taken_back_once(container: Any, actor: Any, dump: Any) -> None:
    view = await held(container, actor, await arrive(container, actor))
    paper = await deposit(container, view, VisitDocumentType.FOLLOW_UP)
    await container.secretariat.documents.recall(SERVICE, paper.public_id)
    before = await dump()
    for unknown in (paper.public_id, str(uuid4()), "x"):
        with pytest.raises(NotFound):
            await container.secretariat.documents.recall(SERVICE, unknown)
    assert await dump() == before


async def test_the_purge_erases_its_file_unless_another_document_is_the_same(
    container: Any, actor: Any, clock: Any
) -> None:
    view = await held(container, actor, await arrive(container, actor))
    first = await deposit(container, view, VisitDocumentType.FOLLOW_UP)
    second = await deposit(container, view, VisitDocumentType.ADJUSTMENT)
    await container.secretariat.documents.recall(SERVICE, first.public_id)
    clock.advance(days=container.context.settings.technical_retention_days + 1)
    assert (await purge(container.context, System())).documents == 1
    assert (await container.visits.document(actor, second.public_id)).path.read_bytes() == PDF
    path = (await container.visits.document(actor, second.public_id)).path
    await container.secretariat.documents.recall(SERVICE, second.public_id)
    clock.advance(days=container.context.settings.technical_retention_days + 1)
    await purge(container.context, System())
    assert not path.exists()
