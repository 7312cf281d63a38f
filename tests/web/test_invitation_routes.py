"""The link of an invitation, as the browser of who received it sends it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from presantra.bootstrap import Container
from tests.connection import EMAIL, GOOD, browser
from tests.services.staff import NAMES, PAUL


@pytest.fixture
async def token(container: Container, make_account: Any, make_member: Any) -> str:
    member = await make_member()
    claire = await make_account(EMAIL, [member], password=GOOD)
    async with container.context.database.transaction() as session:
        _, token = await container.invitations.create(
            session, claire, "user", PAUL, member_id=member.id, roles="lecture"
        )
    return token


async def test_the_link_moves_to_a_cookie_and_uses_nothing(http: httpx.AsyncClient, token: str, dump: Any) -> None:
    before = await dump()
    for _ in range(2):
        answer = await http.post("/auth/invitation", data={"jeton": token})
        assert (answer.status_code, answer.headers["location"]) == (303, "/invitation/reponse")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert await dump() == before


async def test_a_wrong_link_is_told(http: httpx.AsyncClient, token: str, dump: Any) -> None:
    before = await dump()
    for data in ({"jeton": "faux"}, {}, {"jeton": "x" * 5000}):
        answer = await http.post("/auth/invitation", data=data)
        assert answer.headers["location"] == "/invitation?erreur=invitation"
        assert "set-cookie" not in answer.headers or "invitation" not in answer.headers["set-cookie"]
    assert await dump() == before


async def test_a_new_account_is_opened_and_chooses_its_password(
    http: httpx.AsyncClient, container: Container, token: str
) -> None:
    await http.post("/auth/invitation", data={"jeton": token})
    answer = await http.post("/auth/invitation/compte", data=NAMES)
    assert (answer.status_code, answer.headers["location"]) == (303, "/premiere-connexion")
    assert "presantra-invitation" not in http.cookies
    provisional = await container.sessions.resolve(http.cookies["presantra"], browser())
    assert provisional.provisional
    chosen = await http.post("/auth/premier-mot-de-passe", data={"password": GOOD, "confirmation": GOOD})
    assert chosen.headers["location"] == "/espace"
    paul = await container.sessions.resolve(http.cookies["presantra"], browser())
    assert (paul.email, [company.code for company in paul.companies]) == (PAUL, ["10001"])
    await http.post("/auth/invitation", data={"jeton": token})
    again = await http.post("/auth/invitation/compte", data=NAMES)
    assert again.headers["location"] == "/invitation?erreur=invitation"


async def test_without_the_link_no_account_is_made(http: httpx.AsyncClient, token: str, dump: Any) -> None:
    before = await dump()
    answer = await http.post("/auth/invitation/compte", data=NAMES)
    assert answer.headers["location"] == "/invitation?erreur=invitation"
    assert await dump() == before


async def test_names_to_correct_come_back_to_the_answer(http: httpx.AsyncClient, token: str, dump: Any) -> None:
    await http.post("/auth/invitation", data={"jeton": token})
    before = await dump()
    answer = await http.post("/auth/invitation/compte", data=NAMES | {"last_name": ""})
    assert answer.headers["location"] == "/invitation/reponse?erreur=identite"
    assert await dump() == before


async def test_a_known_address_is_led_to_the_log_in_and_back(
    http: httpx.AsyncClient, container: Container, token: str, make_account: Any, dump: Any
) -> None:
    await http.post("/auth/invitation", data={"jeton": token})
    await make_account(PAUL.lower(), password=GOOD)
    before = await dump()
    answer = await http.post("/auth/invitation/compte", data=NAMES)
    assert answer.headers["location"] == "/invitation/reponse"
    assert await dump() == before
    back = await http.post("/auth/connexion", data={"email": PAUL, "password": GOOD, "suite": "/invitation/reponse"})
    assert back.headers["location"] == "/invitation/reponse"


async def test_leaving_another_account_comes_back_to_the_answer(http: httpx.AsyncClient, token: str) -> None:
    await http.post("/auth/connexion", data={"email": EMAIL, "password": GOOD})
    await http.post("/auth/invitation", data={"jeton": token})
    answer = await http.post("/auth/deconnexion", data={"suite": "/invitation/reponse"})
    assert answer.headers["location"] == "/invitation/reponse"
    assert "presantra" not in http.cookies
    assert "presantra-invitation" in http.cookies


@pytest.mark.parametrize("path", ["/auth/invitation", "/auth/invitation/compte"])
async def test_other_sites_send_nothing(make_browser: Any, token: str, dump: Any, path: str) -> None:
    before = await dump()
    foreign = make_browser(Origin="https://ailleurs.example")
    assert (await foreign.post(path, data={"jeton": token} | NAMES)).status_code == 403
    assert (await make_browser().get(path)).status_code == 405
    assert await dump() == before
