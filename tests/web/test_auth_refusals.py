"""Who may post to the native forms, and what they answer when something is wrong with the request or the portal."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import text

from presantra.bootstrap import Container
from presantra.services.actor import Actor
from presantra.web.auth import ADVICE_LIMIT
from tests.connection import EMAIL, GOOD, browser
from tests.web.conftest import MakeBrowser

ROUTES = [
    "/auth/connexion",
    "/auth/premier-mot-de-passe",
    "/auth/reinitialiser",
    "/auth/code",
    "/auth/confirmer-adresse",
    "/auth/retablir-adresse",
    "/auth/reauthentification",
    "/auth/deconnexion",
    "/auth/conseil",
]
RIGHT = {"email": EMAIL, "password": GOOD}


@pytest.fixture
async def claire(make_account: Any, make_member: Any) -> Actor:
    actor: Actor = await make_account(EMAIL, [await make_member()], password=GOOD)
    return actor


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:3001"},
        {"Origin": "http://localhost"},
        {"Origin": "https://localhost:3000"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://localhost:3000.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
async def test_foreign_pages_are_refused(
    make_browser: MakeBrowser, claire: Actor, dump: Any, container: Container, route: str, headers: dict[str, str]
) -> None:
    login = await container.auth.log_in(browser(), EMAIL, GOOD)
    http = make_browser(**headers)
    http.cookies.set("presantra", login.token)
    before = await dump()
    answer = await http.post(route, data=RIGHT)
    assert (answer.status_code, answer.text) == (403, "Requête refusée.")
    assert "set-cookie" not in answer.headers
    assert await dump() == before
    assert (await container.sessions.resolve(login.token, browser())).authenticated


async def test_without_an_origin(app: Any, claire: Actor, dump: Any) -> None:
    before = await dump()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:3000") as bare:
        answer = await bare.post("/auth/connexion", data=RIGHT)
    assert answer.status_code == 403
    assert await dump() == before


async def test_an_old_browser_without_fetch_metadata(make_browser: MakeBrowser, claire: Actor) -> None:
    http = make_browser()
    del http.headers["Sec-Fetch-Site"]
    assert (await http.post("/auth/connexion", data=RIGHT)).headers["location"] == "/espace"


async def test_localhost_and_its_number_are_one_place(make_browser: MakeBrowser, claire: Actor) -> None:
    http = make_browser(Origin="http://127.0.0.1:3000")
    assert (await http.post("/auth/connexion", data=RIGHT)).headers["location"] == "/espace"


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
async def test_only_posts(http: httpx.AsyncClient, claire: Actor, dump: Any, route: str, method: str) -> None:
    await http.post("/auth/connexion", data=RIGHT)
    before = await dump()
    answer = await http.request(method, route)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert await dump() == before


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("application/json", b'{"email": "claire.martin@example.fr"}'),
        ("text/plain", b"email=claire.martin@example.fr"),
        ("multipart/form-data", b"rien"),
        ("multipart/form-data; boundary=x", b"--x\r\nrien"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="email"; filename="a"\r\n\r\nx\r\n--x--',
        ),
        (
            "multipart/form-data; boundary=x; charset=utf-7",
            b'--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n+2AA-\r\n--x--',
        ),
        (
            "multipart/form-data; boundary=x; charset=inconnu",
            b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n\xff\r\n--x--',
        ),
        ("application/x-www-form-urlencoded", b"email=%ff%fe&password=%00"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(40))),
        ("application/x-www-form-urlencoded", b"email=a&email=b&password=c&password=d"),
    ],
)
@pytest.mark.parametrize("route", ROUTES)
async def test_malformed_bodies_are_refused_without_a_fault(
    http: httpx.AsyncClient, claire: Actor, dump: Any, route: str, content_type: str, content: bytes
) -> None:
    before = await dump()
    answer = await http.post(route, content=content, headers={"Content-Type": content_type})
    assert answer.status_code in {200, 303, 400}
    assert await dump() == before


async def test_advice(http: httpx.AsyncClient, claire: Actor) -> None:
    anonymous = await http.post("/auth/conseil", data={"password": "court"})
    assert (anonymous.status_code, anonymous.json()["ok"]) == (200, False)
    assert anonymous.headers["cache-control"] == "no-store"
    good = await http.post("/auth/conseil", data={"password": GOOD})
    assert good.json() == {"ok": True, "bits": good.json()["bits"], "sentence": "Ce mot de passe est solide."}
    await http.post("/auth/connexion", data=RIGHT)
    told = await http.post("/auth/conseil", data={"password": "Menuiserie Lefèvre 10001"})
    assert (told.json()["ok"], "votre entreprise" in told.json()["sentence"]) == (False, True)


async def test_advice_is_not_given_for_ever(
    http: httpx.AsyncClient, make_browser: MakeBrowser, container: Container
) -> None:
    for _ in range(120):
        await container.throttle.count((ADVICE_LIMIT, "conseil/ip/192.0.2.10"))
    answer = await http.post("/auth/conseil", data={"password": GOOD})
    assert (answer.status_code, answer.text[:21]) == (429, "Trop de tentatives. R")
    assert (await make_browser("192.0.2.11").post("/auth/conseil", data={"password": GOOD})).json()["ok"]


async def test_database_down(http: httpx.AsyncClient, claire: Actor, container: Container) -> None:
    await http.post("/auth/connexion", data=RIGHT)
    async with container.context.database.transaction() as session:
        await session.execute(text("ALTER TABLE login_session RENAME TO ailleurs"))
        await session.execute(text("ALTER TABLE account RENAME TO perdue"))
        await session.execute(text("ALTER TABLE password_token RENAME TO perdu"))
        await session.execute(text("ALTER TABLE email_change RENAME TO perdue_aussi"))
    expected = {
        "/auth/connexion": "/connexion/mot-de-passe?erreur=indisponible",
        "/auth/premier-mot-de-passe": "/premiere-connexion?erreur=indisponible",
        "/auth/reinitialiser": "/reinitialiser-mot-de-passe?erreur=indisponible",
        "/auth/code": "/connexion/code?erreur=indisponible",
        "/auth/confirmer-adresse": "/confirmer-mon-adresse?erreur=indisponible",
        "/auth/retablir-adresse": "/retablir-mon-adresse?erreur=indisponible",
        "/auth/reauthentification": "/reauthentification?erreur=indisponible",
        "/auth/deconnexion": "/connexion?erreur=indisponible",
    }
    for route, location in expected.items():
        answer = await http.post(route, data=RIGHT | {"jeton": "x"})
        assert (answer.status_code, answer.headers["location"]) == (303, location)
    assert (await http.post("/auth/conseil", data=RIGHT)).status_code == 503
    invoice = await http.get("/documents/factures/x")
    assert (invoice.status_code, "momentanément indisponible" in invoice.text) == (503, True)


async def test_a_crowd(http: httpx.AsyncClient, claire: Actor, container: Container) -> None:
    container.hasher._pending = 100
    answer = await http.post("/auth/connexion", data=RIGHT)
    assert answer.headers["location"] == "/connexion/mot-de-passe?erreur=occupe"
    container.hasher._pending = 0
