"""« Preuve de diligence »: the facts are there, nobody else's, and nothing of anybody's health."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pypdf import PdfReader

from presantra.db.repositories.employees import Author, Identity, Period, insert_employee
from presantra.domain.errors import Forbidden, NotFound, SessionExpired, Throttled
from presantra.domain.rights import Right
from presantra.domain.visit_vocabulary import RequestOrigin
from presantra.domain.vocabulary import VisitKind
from presantra.services.actor import ANONYMOUS
from presantra.services.diligence import acts as diligence_acts
from presantra.services.diligence import company_paper
from presantra.services.diligence import service as diligence_service
from presantra.services.secretariat import Designation
from tests.services.visits import SERVICE, arrive, asked

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


async def test_the_file_of_the_company_tells_what_was_done(container: Any, actor: Any, clock: Any) -> None:
    employee = await arrive(
        container, actor, entry_date="2020-01-06", situations=["autorisation_conduite"], matricule="M-7"
    )
    accident = {"cause": "at", "start_date": "02/03/2026", "end_date": "06/03/2026"}
    await container.absences.declare(actor, employee, accident, uuid4())
    illness = {"cause": "maladie", "start_date": "01/09/2026", "end_date": "20/11/2026"}
    absence = await container.absences.declare(actor, employee, illness, uuid4())
    await container.absences.inform_worker(actor, employee, absence.public_id, by_mail=False)
    shown = {"kind": "autorisation_conduite", "issued_on": "02/11/2026"}
    await container.attestations.present(actor, employee, shown, uuid4())
    view = await asked(container, actor, employee, "periodique")
    hidden = await container.secretariat.cases.enter_confidential(
        SERVICE, "10001", Designation("M-7"), RequestOrigin.WORKER, VisitKind.ON_REQUEST
    )
    for number in (view.number, hidden.number):
        await container.secretariat.cases.plan(SERVICE, number, clock() + timedelta(days=1), "paris")
    leaver = await arrive(container, actor, birth_name="Morel", entry_date="2020-01-06", situations=["amiante"])
    record = await container.employees.record(actor, leaver)
    leaving = {"departure_date": "24/11/2026", "reason": "retraite", "inform_service": "oui"}
    await container.employees.declare_departure(actor, leaver, leaving, record.version, uuid4())
    opinions = {"doctor_opinion_on": "01/06/2026", "cse_opinion_on": ""}
    post = {"job_title": "Cariste en chambre froide", "reason": "Froid négatif"}
    await container.posts.add(actor, post | opinions, uuid4())
    await container.posts.send(actor, uuid4())
    clock.advance(days=2)
    for number in (view.number, hidden.number):
        await container.secretariat.cases.honour(SERVICE, number)

    text = text_of(await container.diligence.company(actor))

    for words in (
        "Visites réalisées depuis le 25/11/2025 • Visite périodique : 1",
        f"Éloïse DUPONT Visite périodique 24/11/2026 {view.number}",
        "Éloïse DUPONT Visite de reprise 29/11/2026 à faire",
        "Éloïse MOREL Visite post-exposition ou de fin de carrière 24/11/2026 en retard",
        "jusqu’au 02/11/2031 valable",
        "Éloïse DUPONT 02/03/2026 06/03/2026 23/11/2026",
        "Préreprise et rendez-vous de liaison. Salarié Informé le Éloïse DUPONT 23/11/2026",
        "Éloïse MOREL 24/11/2026 23/11/2026",
        "Froid négatif (avis du médecin du travail : 01/06/2026 ; avis du CSE : date non indiquée)",
        "Transmise au service le 23/11/2026.",
    ):
        assert words in text, words
    # Neither a worker's own visit, nor the category of an absence.
    for words in (hidden.number, "à la demande", "aladie"):
        assert words not in text, words


async def test_each_table_of_acts_is_cut_and_says_so(
    container: Any, actor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (diligence_acts, company_paper):
        monkeypatch.setattr(module, "MAX_LINES", 2)
    for number in range(3):
        employee = await arrive(
            container, actor, birth_name=f"Nom {number}", entry_date="2020-01-06",
            birth_date="1981-05-02", situations=["autorisation_conduite"],
        )  # fmt: skip
        accident = {"cause": "at", "start_date": "02/03/2026", "end_date": "06/03/2026"}
        await container.absences.declare(actor, employee, accident, uuid4())
        shown = {"kind": "autorisation_conduite", "issued_on": "02/11/2026"}
        await container.attestations.present(actor, employee, shown, uuid4())
    text = text_of(await container.diligence.company(actor))
    assert "Seules 2 lignes figurent ici, les plus récentes, sur 3." in text  # accidents
    assert "Seules 2 lignes figurent ici, les premières parmi 1000 personnes au plus de chaque type." in text
    assert "Seules 2 lignes figurent ici, les premières à échoir." in text
    assert text.count("02/03/2026") == 2


async def test_the_file_of_one_person_says_what_is_done_and_what_is_due(container: Any, actor: Any, clock: Any) -> None:
    employee = await arrive(container, actor, entry_date="2020-01-06", birth_date="1981-05-02")
    absence = {"cause": "maladie", "start_date": "01/09/2026", "end_date": "20/11/2026"}
    await container.absences.declare(actor, employee, absence, uuid4())
    for kind, values in (
        ("reprise", {"return_date": "2026-11-21", "leave_cause": "maladie"}),
        ("periodique", {}),
    ):
        view = await asked(container, actor, employee, kind, **values)
        await container.secretariat.cases.plan(SERVICE, view.number, clock() + timedelta(days=1), "paris")
        clock.advance(days=2)
        await container.secretariat.cases.honour(SERVICE, view.number)

    text = text_of(await container.diligence.person(actor, employee))

    for words in (
        "Dernière visite Visite d’information et de prévention périodique, le 26/11/2026",
        "• Visite de reprise (retour le 21/11/2026), au plus tard le 29/11/2026 (R. 4624-31) : réalisée le 24/11/2026.",
        "• Visite de mi-carrière, au plus tard le 31/12/2026 (L. 4624-2-2) : à faire.",
        "• Visite d’information et de prévention périodique, au plus tard le 26/11/2031 (R. 4624-16) : à faire.",
    ):
        assert words in text, words
    assert "aladie" not in text


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
    assert "Page 4 / 4" in text
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
    from presantra.db.repositories import diligence, obligations
    from presantra.services.duties.coming import events_due

    built = make_container(postgres_url)
    try:
        async with built.context.database.reading() as session:
            assert await obligations.due_by(session, 1, date(2027, 1, 1), date(2026, 11, 23), 10) == []
            assert await obligations.open_requests(session, 1, [1, 2, 3]) == {}
            since, until = datetime(2025, 11, 23, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)
            assert await diligence.held_by_kind(session, 1, since, until) == {}
            assert await diligence.held(session, 1, since, until, 10) == []
            for told in (diligence.signalled, diligence.informed, diligence.exposure_ends):
                assert await told(session, 1, since, 10) == (0, [])
            assert await events_due(session, 1, date(2026, 11, 23), date(2027, 1, 1)) == ()
    finally:
        await built.close()
