"""« Preuve de diligence »: the facts are there, nobody else's, and nothing of anybody's health."""

from __future__ import annotations

import io
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from pypdf import PdfReader

from presantra.db.repositories.employees import Author, Identity, Period, insert_employee
from presantra.domain.errors import Forbidden, NotFound, SessionExpired, Throttled
from presantra.domain.rights import Right
from presantra.services.actor import ANONYMOUS
from presantra.services.diligence import service as diligence_service

PERSON = {
    "birth_name": "Dupont",
    "first_name": "Éloïse",
    "birth_date": "1991-07-14",
    "sex": "f",
    "entry_date": "2026-02-02",
    "contract_type": "cdi",
    "job_title": "Cariste",
    "situations": ["amiante", "autorisation_conduite"],
    "request_visit": "on",
}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The statements it rests on have their own tests on both databases, but for one: see the last test."""
    return sqlite_url


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


def text_of(pdf: bytes) -> str:
    assert pdf.startswith(b"%PDF-")
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(" ".join(pages).replace("\u00a0", " ").split())


async def test_the_file_of_one_person(container: Any, actor: Any) -> None:
    arrival = await container.employees.declare_arrival(actor, PERSON, uuid4())
    employee = arrival.public_id
    accident = {"cause": "at", "start_date": "02/03/2026", "end_date": "06/03/2026"}
    await container.absences.declare(actor, employee, accident, uuid4())
    illness = {"cause": "maladie", "start_date": "01/09/2026", "end_date": "30/11/2026"}
    absence = await container.absences.declare(actor, employee, illness, uuid4())
    await container.absences.inform_worker(actor, employee, absence.public_id, by_mail=False)
    asked = await container.visits.request(
        actor,
        {"employee_id": employee, "kind": "reprise", "return_date": "2026-12-01", "leave_cause": "maladie"},
        uuid4(),
    )
    shown = {"kind": "autorisation_conduite", "issued_on": "02/11/2026"}
    await container.attestations.present(actor, employee, shown, uuid4())
    leaving = {"departure_date": "30/11/2026", "reason": "demission", "inform_service": "oui"}
    version = (await container.employees.record(actor, employee)).version
    await container.employees.declare_departure(actor, employee, leaving, version, uuid4())

    text = text_of(await container.diligence.person(actor, employee))

    for words in (
        "Éloïse DUPONT",
        "Menuiserie Lefèvre",
        "établi le 23/11/2026 à 10:00",
        "Suivi individuel renforcé (SIR)",
        arrival.visit_number,
        asked.number,
        "Du 02/03/2026 au 06/03/2026 : accident du travail de moins de 30 jours signalé au service le 23/11/2026.",
        "salarié informé de la préreprise et du rendez-vous de liaison le 23/11/2026",
        "délivrée le 02/11/2026, valable jusqu’au 02/11/2031",
        "Départ le 30/11/2026 : service informé le 23/11/2026.",
        "R. 4624-23",
    ):
        assert words in text, words
    # The category of an absence tells something of a person's health.
    assert "aladie" not in text


async def test_the_file_of_the_company(container: Any, actor: Any, make_member: Any, make_account: Any) -> None:
    late = await container.employees.declare_arrival(actor, PERSON, uuid4())
    far = PERSON | {"birth_name": "Lointain", "entry_date": "2026-11-23", "situations": []}
    await container.employees.declare_arrival(actor, far | {"entry_date": "2026-12-15"}, uuid4())
    await container.posts.add(actor, {"job_title": "Cariste en chambre froide", "reason": "Froid négatif"}, uuid4())
    stranger = await make_account("paul@example.fr", [await make_member("20002", "Morel", "TD-G7V2-J3ZK")])
    await container.employees.declare_arrival(stranger, PERSON | {"birth_name": "Secret"}, uuid4())

    text = text_of(await container.diligence.company(actor))

    for words in ("Éloïse DUPONT", "Cariste", "02/02/2026", f"{late.visit_number}, envoyée", "Froid négatif"):
        assert words in text, words
    assert "En retard 1" in text
    for words in ("LOINTAIN", "SECRET"):
        assert words not in text


async def test_a_long_list_has_its_pages_and_says_that_it_is_cut(
    container: Any, actor: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diligence_service, "MAX_PEOPLE", 90)
    async with container.context.database.transaction() as session:
        for number in range(91):
            identity = Identity(
                f"Très Long Nom De Famille Numéro {number:03}", "Marie-Christine", date(1990, 1, 1), "f"
            )
            period = Period(
                start_date=date(2020, 1, 6), contract_type="cdi", job_title="Opératrice de production polyvalente",
                follow_up="si", due_date=date(2026, 11, 1), due_kind="vip_periodique",
            )  # fmt: skip
            await insert_employee(
                session, actor.clear(Right.COMPANY_READ).tenant(), identity, [period], Author("Import", at=clock.now)
            )
    text = text_of(await container.diligence.company(actor))
    assert text.count("01/11/2026") == 90
    assert "premières échéances figurent ici" in text
    assert "Page 3 / 3" in text
    assert text.count("Échéance") == 3


async def test_nobody_else_s_file(container: Any, actor: Any, make_member: Any, make_account: Any) -> None:
    employee = (await container.employees.declare_arrival(actor, PERSON, uuid4())).public_id
    stranger = await make_account("paul@example.fr", [await make_member("20002", "Morel", "TD-G7V2-J3ZK")])
    for public_id in (employee, str(uuid4()), "pas-un-id"):
        with pytest.raises(NotFound):
            await container.diligence.person(stranger, public_id)
    with pytest.raises(SessionExpired):
        await container.diligence.company(ANONYMOUS)
    with pytest.raises(Forbidden):
        stranger.working_in(actor.member.public_id)


async def test_not_for_ever(container: Any, actor: Any, wall_clock: Any) -> None:
    for _ in range(30):
        await container.throttle.use((diligence_service.LIMIT, f"diligence/compte/{actor.account()}"))
    with pytest.raises(Throttled):
        await container.diligence.company(actor)


async def test_its_statements_run_on_postgresql(make_container: Any, postgres_url: str, make_account: Any) -> None:
    from presantra.db.repositories import obligations

    built = make_container(postgres_url)
    try:
        async with built.context.database.reading() as session:
            assert await obligations.due_by(session, 1, date(2027, 1, 1), date(2026, 11, 23), 10) == []
            assert await obligations.open_requests(session, 1, [1, 2, 3]) == {}
    finally:
        await built.close()
