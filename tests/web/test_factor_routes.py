"""The second step of the log-in, passkeys, links of addresses, the copy of one's data: cookies, origins, answers."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from presantra.bootstrap import Container
from presantra.services.actor import Actor
from tests.authenticator import Authenticator
from tests.connection import BETTER, EMAIL, GOOD, browser, totp_code, with_second_factor
from tests.web.conftest import MakeBrowser

RIGHT = {"email": EMAIL, "password": GOOD}
PASSKEYS = "/auth/cles"
SECOND = "/auth/double-authentification"
ROUTES = [
    f"{PASSKEYS}/demande", f"{PASSKEYS}/ajout", f"{PASSKEYS}/connexion", f"{PASSKEYS}/code",
    f"{PASSKEYS}/confirmation", f"{SECOND}/preparer", f"{SECOND}/confirmer", f"{SECOND}/codes",
]  # fmt: skip


@pytest.fixture
async def claire(make_account: Any, make_member: Any) -> Actor:
    actor: Actor = await make_account(EMAIL, [await make_member()], password=GOOD)
    return actor


@pytest.fixture
async def secret(container: Container, claire: Actor, clock: Any) -> str:
    found, _ = await with_second_factor(container, claire)
    clock.advance(minutes=1)
    return found


def cookies(answer: httpx.Response) -> dict[str, str]:
    return {line.split("=", 1)[0]: line for line in answer.headers.get_list("set-cookie")}


async def test_the_code_comes_after_the_password(http: httpx.AsyncClient, secret: str, clock: Any) -> None:
    answer = await http.post("/auth/connexion", data=RIGHT | {"suite": "/espace/factures?page=2"})
    assert answer.headers["location"] == "/connexion/code?suite=%2Fespace%2Ffactures%3Fpage%3D2"
    assert set(cookies(answer)) == {"presantra-etape"}
    assert cookies(answer)["presantra-etape"].split("; ")[1:] == ["HttpOnly", "Max-Age=600", "Path=/", "SameSite=lax"]
    wrong = await http.post("/auth/code", data={"code": "abcdef", "suite": "/espace/factures?page=2"})
    assert wrong.headers["location"] == "/connexion/code?erreur=preuve&suite=%2Fespace%2Ffactures%3Fpage%3D2"
    form = {"code": totp_code(secret, clock.now), "suite": "/espace/factures?page=2"}
    right = await http.post("/auth/code", data=form)
    assert right.headers["location"] == "/espace/factures?page=2"
    assert set(cookies(right)) == {"presantra", "presantra-appareil", "presantra-etape"}
    assert "Max-Age=0" in cookies(right)["presantra-etape"]
    assert (await http.get("/documents/factures/x")).status_code == 404  # logged in


async def test_before_the_code_nothing_is_open(http: httpx.AsyncClient, secret: str) -> None:
    await http.post("/auth/connexion", data=RIGHT)
    assert (await http.get("/documents/factures/x")).headers["location"].startswith("/connexion")
    http.cookies.set("presantra", http.cookies["presantra-etape"])
    assert (await http.get("/documents/factures/x")).headers["location"].startswith("/connexion")
    first = await http.post("/auth/premier-mot-de-passe", data={"password": BETTER, "confirmation": BETTER})
    assert first.headers["location"] == "/connexion?erreur=session"


async def test_without_a_step(http: httpx.AsyncClient, secret: str, clock: Any, dump: Any) -> None:
    before = await dump()
    answer = await http.post("/auth/code", data={"code": totp_code(secret, clock.now)})
    assert answer.headers["location"] == "/connexion?erreur=etape-code"
    assert await dump() == before


async def test_too_many_codes(http: httpx.AsyncClient, secret: str, clock: Any) -> None:
    await http.post("/auth/connexion", data=RIGHT)
    for _ in range(5):
        await http.post("/auth/code", data={"code": "abcdef"})
    answer = await http.post("/auth/code", data={"code": totp_code(secret, clock.now)})
    assert answer.headers["location"] == "/connexion/code?erreur=attente"
    assert "presantra" not in http.cookies


async def test_a_trusted_browser(http: httpx.AsyncClient, make_browser: MakeBrowser, secret: str, clock: Any) -> None:
    await http.post("/auth/connexion", data=RIGHT)
    answer = await http.post("/auth/code", data={"code": totp_code(secret, clock.now), "confiance": "oui"})
    attributes = cookies(answer)["presantra-confiance"].split("; ")[1:]
    assert attributes == ["HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=lax"]
    await http.post("/auth/deconnexion")
    assert (await http.post("/auth/connexion", data=RIGHT)).headers["location"] == "/espace"
    stranger = make_browser("198.51.100.1")
    assert (await stranger.post("/auth/connexion", data=RIGHT)).headers["location"] == "/connexion/code"


async def test_a_code_is_a_recent_proof(http: httpx.AsyncClient, secret: str, clock: Any) -> None:
    await http.post("/auth/connexion", data=RIGHT)
    await http.post("/auth/code", data={"code": totp_code(secret, clock.now)})
    clock.advance(minutes=10)
    wrong = await http.post("/auth/reauthentification", data={"code": "123", "suite": "/espace"})
    assert wrong.headers["location"] == "/reauthentification?erreur=preuve&suite=%2Fespace"
    form = {"code": totp_code(secret, clock.now), "suite": "/espace/mon-compte"}
    assert (await http.post("/auth/reauthentification", data=form)).headers["location"] == "/espace/mon-compte"


# What the script asks


async def options(http: httpx.AsyncClient, purpose: str) -> Any:
    answer = await http.post(f"{PASSKEYS}/demande", data={"usage": purpose})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    return answer.json()["options"]


async def test_a_whole_life_of_a_passkey(
    http: httpx.AsyncClient, make_browser: MakeBrowser, claire: Actor, clock: Any, container: Container
) -> None:
    await http.get("/connexion")
    await http.post("/auth/connexion", data=RIGHT)
    key = Authenticator()
    added = await http.post(
        f"{PASSKEYS}/ajout", data={"reponse": key.create(await options(http, "ajout")), "nom": "Téléphone"}
    )
    assert added.json() == {"destination": "/espace/mon-compte/cles-d-acces?info=cle-ajoutee"}
    other = make_browser("192.0.2.77")
    assert (await other.post(f"{PASSKEYS}/demande", data={"usage": "connexion"})).status_code == 422  # no cookie yet
    await other.get("/connexion")
    form = {"reponse": key.get(await options(other, "connexion")), "suite": "/espace/visites"}
    opened = await other.post(f"{PASSKEYS}/connexion", data=form)
    assert (opened.status_code, opened.json()) == (200, {"destination": "/espace/visites"})
    assert set(cookies(opened)) == {"presantra", "presantra-appareil"}
    again = await other.post(f"{PASSKEYS}/connexion", data=form)
    assert (again.status_code, again.json()["code"]) == (422, "wrong_proof")
    clock.advance(minutes=10)
    form = {"reponse": key.get(await options(other, "confirmation")), "suite": "//evil.example"}
    assert (await other.post(f"{PASSKEYS}/confirmation", data=form)).json() == {"destination": "/espace"}
    assert (await other.post(f"{PASSKEYS}/demande", data={"usage": "ajout"})).status_code == 200


async def test_a_passkey_after_the_password(http: httpx.AsyncClient, claire: Actor, container: Container) -> None:
    key = Authenticator()
    await container.passkeys.add(claire, key.create(await container.passkeys.ask_to_add(claire)), "")
    await with_second_factor(container, claire)
    await http.post("/auth/connexion", data=RIGHT)
    form = {"reponse": key.get(await options(http, "code")), "confiance": "oui"}
    answer = await http.post(f"{PASSKEYS}/code", data=form)
    assert answer.json() == {"destination": "/espace"}
    assert set(cookies(answer)) == {"presantra", "presantra-appareil", "presantra-confiance", "presantra-etape"}


async def test_the_second_factor_is_set_up(http: httpx.AsyncClient, claire: Actor, clock: Any) -> None:
    assert (await http.post(f"{SECOND}/preparer")).status_code == 401
    await http.post("/auth/connexion", data=RIGHT)
    setup = (await http.post(f"{SECOND}/preparer")).json()
    assert set(setup) == {"image", "secret"}
    wrong = await http.post(f"{SECOND}/confirmer", data={"code": "abc"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_proof")
    done = await http.post(f"{SECOND}/confirmer", data={"code": totp_code(setup["secret"], clock.now)})
    assert len(done.json()["codes"]) == 10
    assert done.headers["cache-control"] == "no-store"
    renewed = await http.post(f"{SECOND}/codes")
    assert not set(renewed.json()["codes"]) & set(done.json()["codes"])
    clock.advance(minutes=10)
    stale = await http.post(f"{SECOND}/codes")
    assert (stale.status_code, stale.json()["code"]) == (422, "reauthentication_needed")


@pytest.mark.parametrize("route", ROUTES)
async def test_nobody_gets_nothing(http: httpx.AsyncClient, claire: Actor, dump: Any, route: str) -> None:
    before = await dump()
    answer = await http.post(route, data={"usage": "ajout", "reponse": "{}", "code": "123456"})
    assert answer.status_code in {401, 422}
    assert set(answer.json()) == {"code", "sentence"}
    assert await dump() == before


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
async def test_foreign_pages_are_refused(
    make_browser: MakeBrowser, claire: Actor, container: Container, dump: Any, route: str, headers: dict[str, str]
) -> None:
    login = await container.auth.log_in(browser(), EMAIL, GOOD)
    http = make_browser(**headers)
    http.cookies.set("presantra", login.token)
    before = await dump()
    answer = await http.post(route, data={"usage": "ajout"})
    assert (answer.status_code, answer.text) == (403, "Requête refusée.")
    assert await dump() == before


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
async def test_only_posts(http: httpx.AsyncClient, claire: Actor, dump: Any, route: str, method: str) -> None:
    await http.post("/auth/connexion", data=RIGHT)
    before = await dump()
    assert (await http.request(method, route)).status_code == 405
    assert await dump() == before


@pytest.mark.parametrize("route", ROUTES)
async def test_database_down(http: httpx.AsyncClient, claire: Actor, container: Container, route: str) -> None:
    await http.get("/connexion")
    await http.post("/auth/connexion", data=RIGHT)
    async with container.context.database.transaction() as session:
        for table in ("login_session", "passkey_challenge", "login_step", "account"):
            await session.execute(text(f"ALTER TABLE {table} RENAME TO perdue_{table}"))
    answer = await http.post(route, data={"usage": "connexion", "reponse": Authenticator().get({"challenge": "AA"})})
    assert answer.status_code == 503
    assert "momentanément indisponible" in answer.json()["sentence"]


# Links of addresses


async def test_links_of_addresses(http: httpx.AsyncClient, claire: Actor, container: Container, mails: Any) -> None:
    await container.email_changes.ask(claire, "claire@nouveau.example")
    token = (await mails())[0].token_for("/confirmer-mon-adresse")
    answer = await http.post("/auth/confirmer-adresse", data={"jeton": token})
    assert answer.headers["location"] == "/confirmer-mon-adresse?info=adresse-confirmee"
    for jeton in (token, "", "x"):
        refused = await http.post("/auth/confirmer-adresse", data={"jeton": jeton})
        assert refused.headers["location"] == "/confirmer-mon-adresse?erreur=lien-adresse"
    back = next(mail for mail in await mails() if mail.kind == "email_changed").token_for("/retablir-mon-adresse")
    answer = await http.post("/auth/retablir-adresse", data={"jeton": back})
    assert answer.headers["location"] == "/retablir-mon-adresse?info=adresse-retablie"
    refused = await http.post("/auth/retablir-adresse", data={"jeton": back})
    assert refused.headers["location"] == "/retablir-mon-adresse?erreur=lien-adresse"


async def test_an_old_address_that_has_another_account(
    http: httpx.AsyncClient, claire: Actor, container: Container, mails: Any, make_account: Any
) -> None:
    await container.email_changes.ask(claire, "claire@nouveau.example")
    await container.email_changes.confirm(browser(), (await mails())[0].token_for("/confirmer-mon-adresse"))
    back = next(mail for mail in await mails() if mail.kind == "email_changed").token_for("/retablir-mon-adresse")
    await make_account(EMAIL)
    answer = await http.post("/auth/retablir-adresse", data={"jeton": back})
    assert answer.headers["location"] == "/retablir-mon-adresse?erreur=adresse-prise"


# Copy of one's data


async def test_the_copy(http: httpx.AsyncClient, claire: Actor, clock: Any) -> None:
    page = "/espace/mon-compte/mes-donnees"
    assert (await http.get("/documents/mes-donnees.zip")).headers["location"] == f"/connexion?suite={page}"
    await http.post("/auth/connexion", data=RIGHT)
    answer = await http.get("/documents/mes-donnees.zip")
    assert answer.headers["content-disposition"] == 'attachment; filename="mes-donnees.zip"'
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == ("application/zip", "no-store")
    assert len(zipfile.ZipFile(io.BytesIO(answer.content)).namelist()) == 2
    clock.advance(minutes=5)
    assert (await http.get("/documents/mes-donnees.zip")).headers["location"] == f"/reauthentification?suite={page}"


async def test_the_copy_when_asked_too_often_or_during_an_outage(
    http: httpx.AsyncClient, claire: Actor, container: Container
) -> None:
    await http.post("/auth/connexion", data=RIGHT)
    for _ in range(10):
        await http.get("/documents/mes-donnees.zip")
    assert (await http.get("/documents/mes-donnees.zip")).status_code == 429
    async with container.context.database.transaction() as session:
        await session.execute(text("ALTER TABLE login_session RENAME TO perdue"))
    assert (await http.get("/documents/mes-donnees.zip")).status_code == 503


class TestHttps:
    @pytest.fixture
    def settings_overrides(self) -> dict[str, Any]:
        return {"public_url": "https://portail.example"}

    async def test_cookies_and_domain(self, http: httpx.AsyncClient, secret: str, clock: Any) -> None:
        await http.get("/connexion")
        assert (await options(http, "connexion"))["rpId"] == "portail.example"
        step = await http.post("/auth/connexion", data=RIGHT)
        assert cookies(step)["__Host-presantra-etape"].endswith("; Secure")
        answer = await http.post("/auth/code", data={"code": totp_code(secret, clock.now), "confiance": "oui"})
        assert cookies(answer)["__Host-presantra-confiance"].endswith("; Secure")
