"""Attestations, liste complémentaire and end of exposure, on both databases; refused means unchanged."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from presantra.db.models import Employment, PastAssignment
from presantra.domain.attestations import AttestationState
from presantra.domain.errors import InvalidForm, InvalidValue, NotFound

PERSON = {
    "birth_name": "Dupont",
    "first_name": "Éloïse",
    "birth_date": "1991-07-14",
    "sex": "f",
    "entry_date": "2024-02-05",
    "contract_type": "cdi",
    "job_title": "Cariste",
    "situations": ["autorisation_conduite"],
}
SHOWN = {"kind": "autorisation_conduite", "issued_on": "02/11/2026"}
POST = {"job_title": "Cariste en chambre froide", "reason": "Froid négatif", "doctor_opinion_on": "02/11/2026"}
LEAVING = {"departure_date": "20/11/2026", "reason": "retraite", "inform_service": "oui"}


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


@pytest.fixture
async def stranger(make_member: Any, make_account: Any) -> Any:
    return await make_account("paul@example.fr", [await make_member("20002", "Morel", "TD-G7V2-J3ZK")])


async def arrive(container: Any, actor: Any, **values: Any) -> str:
    return str((await container.employees.declare_arrival(actor, PERSON | values, uuid4())).public_id)


async def test_an_attestation_is_shown_and_runs_five_years(container: Any, actor: Any, clock: Any) -> None:
    employee = await arrive(container, actor)
    (missing,) = (await container.attestations.of_employee(actor, employee)).needed
    assert (missing.state, missing.valid_until) == (AttestationState.MISSING, None)
    operation = uuid4()

    twice = await asyncio.gather(*(container.attestations.present(actor, employee, SHOWN, operation) for _ in range(2)))

    assert twice[0] == twice[1]
    (needed,) = twice[0].needed
    assert (needed.state, needed.valid_until) == (AttestationState.VALID, date(2031, 11, 2))
    assert [shown.presented_at for shown in needed.shown] == [clock.now]
    record = await container.employees.record(actor, employee)
    assert record.history[0].action == "Attestation présentée"
    assert record.history[0].changes[0].after == "délivrée le 02/11/2026, valable jusqu’au 02/11/2031"


async def test_the_one_that_runs_longest_counts(container: Any, actor: Any) -> None:
    employee = await arrive(container, actor)
    await container.attestations.present(actor, employee, SHOWN, uuid4())
    older = SHOWN | {"issued_on": "01/12/2021"}
    (needed,) = (await container.attestations.present(actor, employee, older, uuid4())).needed
    assert [shown.issued_on for shown in needed.shown] == [date(2026, 11, 2), date(2021, 12, 1)]

    back = await container.attestations.remove(actor, employee, needed.shown[0].public_id)
    assert back.needed[0].state is AttestationState.WITHIN_30_DAYS


async def test_refused_attestations(container: Any, actor: Any, stranger: Any, dump: Any) -> None:
    employee, other = await arrive(container, actor), await arrive(container, actor, birth_name="Autre")
    view = await container.attestations.present(actor, employee, SHOWN, uuid4())
    shown = view.needed[0].shown[0].public_id
    service = container.attestations
    before = await dump()
    for attempt, refusal in (
        (lambda: service.of_employee(stranger, employee), NotFound),
        (lambda: service.present(stranger, employee, SHOWN, uuid4()), NotFound),
        (lambda: service.remove(stranger, employee, shown), NotFound),
        (lambda: service.remove(actor, other, shown), NotFound),
        (lambda: service.remove(actor, employee, str(uuid4())), NotFound),
        (lambda: service.present(actor, employee, SHOWN | {"kind": "habilitation_electrique"}, uuid4()), InvalidForm),
    ):
        with pytest.raises(refusal):
            await attempt()
        assert await dump() == before


async def test_the_list_is_kept_sent_and_renewed(container: Any, actor: Any, mails: Any, clock: Any) -> None:
    """R. 4624-23, III."""
    added = await container.posts.add(actor, POST, uuid4())
    assert (added.to_send, added.to_renew, added.sent_at) == (True, False, None)

    operation = uuid4()
    sent, again = await asyncio.gather(*(container.posts.send(actor, operation) for _ in range(2)))
    assert sent == again
    assert (sent.to_send, sent.sent_at) == (False, clock.now)
    (mail,) = [m for m in await mails() if m.kind == "complementary_list_secretariat"]
    assert mail.to == "secretariat@presantra.example"
    assert "- Poste\u00a0: Cariste en chambre froide" in mail.text
    assert "> Froid négatif" in mail.text

    clock.advance(days=364)
    assert (await container.posts.list(actor)).to_renew is False
    clock.advance(days=1)
    assert (await container.posts.list(actor)).to_renew is True
    post = sent.posts[0]
    changed = await container.posts.edit(actor, post.public_id, POST | {"reason": "Bruit"}, post.version)
    assert (changed.to_send, changed.posts[0].reason) == (True, "Bruit")
    await container.posts.send(actor, uuid4())
    clock.advance(days=1)
    gone = await container.posts.withdraw(actor, post.public_id, changed.posts[0].version)
    assert (gone.posts, gone.withdrawn, gone.to_send, gone.to_renew) == ((), 1, True, False)
    await container.posts.send(actor, uuid4())
    assert "La liste est vide" in (await mails())[-1].text
    company = await container.companies.profile(actor)
    assert [line.action for line in company.history][:3] == [
        "Liste complémentaire transmise",
        "Poste retiré de la liste complémentaire",
        "Liste complémentaire transmise",
    ]


async def test_refused_posts(container: Any, actor: Any, stranger: Any, dump: Any) -> None:
    view = await container.posts.add(actor, POST, uuid4())
    post = view.posts[0].public_id
    withdrawn = (await container.posts.add(actor, POST | {"job_title": "Retiré"}, uuid4())).posts[1]
    await container.posts.withdraw(actor, withdrawn.public_id, withdrawn.version)
    assert (await container.posts.list(stranger)).posts == ()
    before = await dump()
    for attempt, refusal in (
        (lambda: container.posts.edit(stranger, post, POST, 1), NotFound),
        (lambda: container.posts.withdraw(stranger, post, 1), NotFound),
        (lambda: container.posts.edit(actor, withdrawn.public_id, POST, 2), NotFound),
        (lambda: container.posts.edit(actor, post, POST | {"reason": "Autre"}, 7), InvalidValue),
        (lambda: container.posts.withdraw(actor, post, 7), InvalidValue),
        (lambda: container.posts.add(actor, POST | {"reason": ""}, uuid4()), InvalidForm),
        (lambda: container.posts.send(stranger, uuid4()), InvalidValue),
    ):
        with pytest.raises(refusal):
            await attempt()
        assert await dump() == before


async def test_a_departure_tells_the_service_of_the_end_of_an_exposure(
    container: Any, actor: Any, mails: Any, clock: Any
) -> None:
    """R. 4624-28-1."""
    employee = await arrive(container, actor, situations=["amiante", "nuit"])
    assert await container.employees.exposures(actor, employee) == ("Amiante",)
    await container.employees.declare_departure(actor, employee, LEAVING, 1, uuid4())

    mail = (await mails())[-1]
    assert (mail.kind, mail.to) == ("exposure_end_secretariat", "secretariat@presantra.example")
    for words in ("Éloïse DUPONT", "Amiante", "20/11/2026", "Claire MARTIN"):
        assert words in mail.text
    assert "Travail de nuit" not in mail.text
    async with container.context.database.reading() as session:
        assert (await session.execute(select(Employment.exposure_signalled_at))).scalar_one() == clock.now

    await container.employees.undo_departure(actor, employee, 2)
    assert (await mails())[-1].subject == "Fin d’exposition annulée (adhérent 10001)"
    async with container.context.database.reading() as session:
        assert (await session.execute(select(Employment.exposure_signalled_at))).scalar_one() is None


async def test_an_exposure_of_once_counts_too(container: Any, actor: Any, mails: Any) -> None:
    """L. 4624-2-1: the job held before, within the same period."""
    employee = await arrive(container, actor, situations=[])
    async with container.context.database.transaction() as session:
        employment = (await session.execute(select(Employment))).scalar_one()
        session.add(
            PastAssignment(
                member_id=employment.member_id,
                employee_id=employment.employee_id,
                employment_id=employment.id,
                start_date=date(2024, 2, 5),
                end_date=date(2024, 12, 31),
                job_title="Désamianteur",
                situations=["amiante"],
                follow_up="sir",
            )
        )
    assert await container.employees.exposures(actor, employee) == ("Amiante",)
    assert any("risques particuliers" in duty for duty in await container.employees.duties(actor, employee))
    await container.employees.declare_departure(actor, employee, LEAVING, 1, uuid4())
    assert (await mails())[-1].kind == "exposure_end_secretariat"


@pytest.mark.parametrize(
    "change",
    [
        {"inform_service": ""},
        {"reason": "erreur"},
        {"reason": "deces"},
        {"situations": ["nuit"]},
    ],
)
async def test_nothing_is_told_when_nothing_has_to(
    container: Any, actor: Any, mails: Any, change: dict[str, Any]
) -> None:
    employee = await arrive(container, actor, situations=change.get("situations", ["amiante"]))
    await container.employees.declare_departure(actor, employee, LEAVING | change, 1, uuid4())
    await container.employees.undo_departure(actor, employee, 2)
    assert "exposure_end_secretariat" not in [m.kind for m in await mails()]


async def test_what_was_not_told_with_the_departure_is_told_afterwards_once(
    container: Any, actor: Any, mails: Any, clock: Any
) -> None:
    employee = await arrive(container, actor, situations=["amiante"])
    assert await container.employees.exposure_end(actor, employee) is None
    with pytest.raises(InvalidValue, match="pas de fin d’exposition"):
        await container.employees.signal_exposure_end(actor, employee)
    await container.employees.declare_departure(actor, employee, LEAVING | {"inform_service": ""}, 1, uuid4())
    owed = await container.employees.exposure_end(actor, employee)
    assert (owed.departure_date, owed.signalled_at, owed.visit_number) == (date(2026, 11, 20), None, "")

    told = await container.employees.signal_exposure_end(actor, employee)
    clock.advance(days=1)
    again = await container.employees.signal_exposure_end(actor, employee)

    assert told == again == await container.employees.exposure_end(actor, employee)
    assert [m.kind for m in await mails()].count("exposure_end_secretariat") == 1
    asked = await container.visits.request(
        actor, {"employee_id": employee, "kind": "post_exposition", "exposure_end": "2026-11-30"}, uuid4()
    )
    assert (await container.employees.exposure_end(actor, employee)).visit_number == asked.number
