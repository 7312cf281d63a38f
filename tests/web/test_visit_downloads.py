"""Downloads of visits: one's own, by whoever is logged in, never kept by anybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from presantra.db.models import Account
from presantra.domain.visit_vocabulary import VisitDocumentType
from presantra.services.actor import Actor
from tests.services.visits import PDF, SERVICE, arrive, planned


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The services have their own tests on both databases."""
    return sqlite_url


@pytest.fixture
async def house(container: Any, make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


async def browser_of(container: Any, make_browser: Any, actor: Any) -> httpx.AsyncClient:
    async with container.context.database.transaction() as session:
        account = await session.get_one(Account, actor.account_id)
        token = await container.sessions.open(session, account, Actor(), provisional=False)
    browser: httpx.AsyncClient = make_browser(Cookie=f"{container.settings.session_cookie}={token}")
    return browser


async def test_a_convocation_and_an_attestation(container: Any, house: Any, make_browser: Any) -> None:
    view = await planned(container, house, await arrive(container, house))
    summons = f"/documents/convocations/{view.appointment.public_id}.pdf"
    mine = await browser_of(container, make_browser, house)
    assert (await mine.get(summons)).status_code == 404
    await container.secretariat.cases.summon(SERVICE, view.number)
    answer = await mine.get(summons)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"] == f'attachment; filename="convocation-{view.number}.pdf"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"%PDF-")

    other = await arrive(container, house, first_name="Léo")
    done = await planned(container, house, other, timedelta(hours=-1))
    await container.secretariat.cases.honour(SERVICE, done.number)
    await container.secretariat.documents.deposit(SERVICE, done.number, PDF, VisitDocumentType.FOLLOW_UP)
    [line] = (await container.visits.record(house, done.public_id)).documents
    answer = await mine.get(f"/documents/visites/{line.public_id}")
    assert (answer.status_code, answer.content, answer.headers["cache-control"]) == (200, PDF, "no-store")


async def test_nobody_elses(container: Any, house: Any, make_browser: Any, make_member: Any, make_account: Any) -> None:
    view = await planned(container, house, await arrive(container, house))
    await container.secretariat.cases.summon(SERVICE, view.number)
    summons = f"/documents/convocations/{view.appointment.public_id}.pdf"
    other = await make_member(code="20002", number="TD-G7V2-J3ZK", siret="73282932000074")
    theirs = await browser_of(container, make_browser, await make_account("paul@exemple.fr", [other]))
    foreign = await theirs.get(summons)
    unknown = await theirs.get("/documents/convocations/0b0e7c1e-6f5a-4c39-9d58-0d6f5a3f7a11.pdf")
    malformed = await theirs.get("/documents/visites/etc")
    assert (foreign.status_code, foreign.text) == (unknown.status_code, unknown.text) == (404, foreign.text)
    assert malformed.status_code == 404
    anonymous = await make_browser().get(summons)
    assert (anonymous.status_code, anonymous.headers["location"]) == (303, "/connexion?suite=/espace/visites")
