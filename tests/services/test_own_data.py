"""Copy of one's own data, security history and notifications: one's own, and nothing of anybody else."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any
from uuid import uuid4

import pytest

from presantra.bootstrap import Container
from presantra.domain.errors import ReauthenticationNeeded, SessionExpired, Throttled
from presantra.services import audit
from presantra.services.actor import ANONYMOUS, Actor
from presantra.services.preferences import Preferences
from tests.connection import EMAIL, GOOD, browser, with_second_factor
from tests.services.messages import opened
from tests.services.staff import claire, member
from tests.services.visits import SERVICE

__all__ = ["claire", "member"]

ARRIVAL = {
    "birth_name": "Canarinom", "first_name": "Canariprenom", "birth_date": "14/07/1991", "sex": "f",
    "entry_date": "02/02/2026", "contract_type": "cdi", "job_title": "Menuisière",
}  # fmt: skip


@pytest.fixture
async def paul(make_account: Any, member: Any) -> Actor:
    actor: Actor = await make_account(
        "paul@example.fr", [member], password=GOOD, first_name="Paul", last_name="<b>Canaripaul</b>"
    )
    return actor


def unpacked(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


async def test_the_copy(container: Container, claire: Actor, paul: Actor) -> None:
    secret, codes = await with_second_factor(container, claire)
    await container.auth.log_in(browser(), "paul@example.fr", GOOD)
    await container.employees.declare_arrival(claire, ARRIVAL, uuid4())
    await opened(container, paul, message="Sa question")
    await opened(container, claire, message="Ma question")
    await container.secretariat.messages.answer(SERVICE, "M-2026-00002", "Réponse du service")
    files = unpacked(await container.own_data.archive(claire))
    assert set(files) == {"donnees.json", "mes-donnees.html"}
    data = json.loads(files["donnees.json"])
    assert {"Information": "Adresse e-mail", "Valeur": EMAIL} in data["compte"]
    assert [row["Code adhérent"] for row in data["entreprises"]] == ["10001"]
    assert len(data["sessions"]) == 1
    assert "Double authentification activée" in [row["Action"] for row in data["securite"]]
    assert data["actions"][0]["Entreprise"] == "Menuiserie Lefèvre"
    assert set(data) == {
        "etabli", "compte", "entreprises", "cabinets", "sessions", "cles", "appareils", "adresses",
        "securite", "actions", "messages",
    }  # fmt: skip
    assert [(row["Demande"], row["Message"]) for row in data["messages"]] == [("M-2026-00002", "Ma question")]
    for content in files.values():
        hidden = (
            "Sa question",
            "Réponse du service",
            "Canarinom",
            "Canaripaul",
            "paul@",
            "bcrypt",
            secret.replace(" ", ""),
            codes[0],
        )
        assert not any(word in content for word in hidden)
    assert (await container.security_history.page(claire, 1)).events[0].action == "Copie de ses données téléchargée"


async def test_names_cannot_write_html(container: Container, paul: Actor) -> None:
    page = unpacked(await container.own_data.archive(paul))["mes-donnees.html"]
    assert "<b>Canaripaul" not in page
    assert "&lt;b&gt;Canaripaul" in page


async def test_who_may_ask(container: Container, claire: Actor, clock: Any, dump: Any) -> None:
    for _ in range(10):
        await container.own_data.archive(claire)
    before = await dump()
    with pytest.raises(Throttled):
        await container.own_data.archive(claire)
    clock.advance(minutes=5)
    with pytest.raises(ReauthenticationNeeded):
        await container.own_data.archive(claire)
    with pytest.raises(SessionExpired):
        await container.own_data.archive(ANONYMOUS)
    assert await dump() == before


# History


async def test_history_by_pages(container: Container, claire: Actor, paul: Actor, clock: Any, member: Any) -> None:
    for number in range(45):
        async with container.context.database.transaction() as session:
            await audit.record(session, container.context, claire, f"Action {number}")
            await audit.record(session, container.context, paul, "Action de Paul")
            await audit.record(session, container.context, claire, "Pour l’entreprise", member_id=member.id)
    pages = [await container.security_history.page(claire, number) for number in (1, 2, 3)]
    assert [event.action for page in pages for event in page.events] == [f"Action {n}" for n in range(44, -1, -1)]
    assert [(page.total, page.page, page.pages) for page in pages] == [(45, 1, 3), (45, 2, 3), (45, 3, 3)]
    assert await container.security_history.page(claire, 99) == pages[2]
    assert await container.security_history.page(claire, -1) == pages[0]
    clock.advance(days=365, seconds=1)
    assert await container.security_history.page(claire, 1) == type(pages[0])((), 0, 1, 1)
    with pytest.raises(SessionExpired):
        await container.security_history.page(ANONYMOUS, 1)


# Notifications


async def test_choices(container: Container, claire: Actor, paul: Actor, dump: Any) -> None:
    assert await container.preferences.view(claire) == Preferences(True, True)
    chosen = Preferences(acknowledgements=False, visit_changes=True)
    assert await container.preferences.update(claire, chosen) == chosen
    assert await container.preferences.view(claire) == chosen
    assert await container.preferences.view(paul) == Preferences(True, True)
    event = (await container.security_history.page(claire, 1)).events[0]
    assert (event.action, event.detail) == (
        "Notifications modifiées",
        "Accusés de réception de vos demandes : oui → non",
    )
    before = await dump()
    await container.preferences.update(claire, chosen)
    assert await dump() == before


async def test_acknowledgements_are_chosen_and_the_service_is_told_all_the_same(
    container: Container, claire: Actor, mails: Any
) -> None:
    employee = await container.employees.declare_arrival(claire, ARRIVAL, uuid4())
    wish = {
        "employee_id": employee.public_id,
        "kind": "a_la_demande",
        "reason": "x",
        "worker_informed": "on",
        "signature": "x",
    }
    await container.preferences.update(claire, Preferences(False, True))
    await container.visits.request(claire, wish, uuid4())
    assert [mail.kind for mail in await mails()][-1:] == ["visit_requested_secretariat"]
    assert "visit_acknowledged" not in [mail.kind for mail in (await mails())]


async def test_security_is_told_whatever_the_choices(container: Container, claire: Actor, mails: Any) -> None:
    await container.preferences.update(claire, Preferences(False, False))
    await with_second_factor(container, claire)
    assert [mail.kind for mail in await mails()] == ["security_notice"]
