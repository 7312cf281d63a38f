"""Native forms: cookies, destinations, and what each step answers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from presantra.bootstrap import Container
from presantra.services.actor import Actor
from presantra.web.auth import safe_destination
from tests.connection import BETTER, EMAIL, GOOD, browser, enrol
from tests.web.conftest import MakeBrowser

RIGHT = {"email": EMAIL, "password": GOOD}


async def set_cookie(answer: httpx.Response, name: str) -> str:
    [line] = [line for line in answer.headers.get_list("set-cookie") if line.startswith(f"{name}=")]
    return line


@pytest.fixture
async def claire(make_account: Any, make_member: Any) -> Actor:
    actor: Actor = await make_account(EMAIL, [await make_member()], password=GOOD)
    return actor


# Log-in


async def test_log_in(http: httpx.AsyncClient, claire: Actor, container: Container) -> None:
    answer = await http.post("/auth/connexion", data=RIGHT)
    assert (answer.status_code, answer.headers["location"]) == (303, "/espace")
    cookie = await set_cookie(answer, "presantra")
    token = cookie.split("=", 1)[1].split(";")[0]
    assert cookie == f"presantra={token}; HttpOnly; Max-Age=28800; Path=/; SameSite=lax"
    assert len(token) == 43
    actor = await container.sessions.resolve(token, browser())
    assert actor.account_id == claire.account_id
    assert "no-store" in answer.headers["cache-control"] or answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("form", [{"email": EMAIL, "password": "faux"}, {"email": "x@y.fr", "password": GOOD}, {}])
async def test_refused_log_in(http: httpx.AsyncClient, claire: Actor, dump: Any, form: dict[str, str]) -> None:
    before = await dump()
    answer = await http.post("/auth/connexion", data=form)
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/connexion/mot-de-passe?erreur=identifiants",
    )
    assert "presantra=" not in str(answer.headers)
    assert EMAIL not in answer.headers["location"]
    assert await dump() == before


async def test_the_page_asked_for_survives_a_mistake(http: httpx.AsyncClient, claire: Actor) -> None:
    wrong = await http.post(
        "/auth/connexion", data={"email": EMAIL, "password": "x", "suite": "/espace/factures?page=2"}
    )
    assert wrong.headers["location"] == (
        "/connexion/mot-de-passe?erreur=identifiants&suite=%2Fespace%2Ffactures%3Fpage%3D2"
    )
    right = await http.post("/auth/connexion", data=RIGHT | {"suite": "/espace/factures?page=2"})
    assert right.headers["location"] == "/espace/factures?page=2"


DESTINATIONS = [
    ("/espace", "/espace"),
    ("/espace/salaries?recherche=x&page=2", "/espace/salaries?recherche=x&page=2"),
    ("/espace?entreprise=10001", "/espace?entreprise=10001"),
    ("", "/espace"),
    ("//evil.example", "/espace"),
    ("https://evil.example/espace", "/espace"),
    ("/espace//evil.example", "/espace"),
    ("/espace/..//evil.example", "/espace"),
    ("/espace/../auth/deconnexion", "/espace"),
    ("/espace/%2e%2e//evil.example", "/espace"),
    ("/espace\\evil.example", "/espace"),
    ("/espace/\\evil.example", "/espace"),
    ("/espace.evil.example", "/espace"),
    ("/espace@evil.example", "/espace"),
    ("/espaces", "/espace"),
    ("/espace/x\r\nSet-Cookie: presantra=vole", "/espace"),
    ("/espace/x\tx", "/espace"),
    ("/espace/\x00", "/espace"),
    ("\t//evil.example", "/espace"),
    ("javascript:alert(1)", "/espace"),
    ("/espace/" + "x" * 600, "/espace"),
    ("/aide", "/espace"),
]


@pytest.mark.parametrize(("suite", "expected"), DESTINATIONS)
async def test_destinations(http: httpx.AsyncClient, claire: Actor, suite: str, expected: str) -> None:
    assert safe_destination(suite) == expected
    answer = await http.post("/auth/connexion", data=RIGHT | {"suite": suite})
    assert answer.headers["location"] == expected
    parts = urlsplit(answer.headers["location"])
    assert (parts.scheme, parts.netloc) == ("", "")
    assert [line.split("=")[0] for line in answer.headers.get_list("set-cookie")] == ["presantra", "presantra-appareil"]


async def test_a_second_log_in_has_another_cookie(http: httpx.AsyncClient, claire: Actor) -> None:
    first = await set_cookie(await http.post("/auth/connexion", data=RIGHT), "presantra")
    second = await set_cookie(await http.post("/auth/connexion", data=RIGHT), "presantra")
    assert first != second


async def test_a_cookie_brought_along_is_not_taken_over(
    make_browser: MakeBrowser, claire: Actor, container: Container
) -> None:
    http = make_browser()
    http.cookies.set("presantra", "fixe-par-quelqu-un")
    await http.post("/auth/connexion", data=RIGHT)
    actor = await container.sessions.resolve("fixe-par-quelqu-un", browser())
    assert actor.account_id is None


@pytest.mark.parametrize(
    "junk",
    ['prefs={"theme":"sombre"}', "a b c", "=;;=", 'x="', "é=ü", "presantra-visiteur=; x=y", "Path=/; $Version=1"],
)
async def test_cookies_of_other_programs_do_not_hide_ours(
    make_browser: MakeBrowser, claire: Actor, container: Container, junk: str
) -> None:
    """Every program on « localhost » shares one jar."""
    login = await container.auth.log_in(browser(), EMAIL, GOOD)
    http = make_browser()
    for header in (f"{junk}; presantra={login.token}", f"presantra={login.token}; {junk}"):
        answer = await http.get("/documents/factures/x", headers={"Cookie": header.encode("latin-1")})  # type: ignore[dict-item]
        assert answer.status_code == 404  # recognised: an invoice that does not exist, not a log-in page


# First password, mailed link, log-out


async def test_first_connection(http: httpx.AsyncClient, make_member: Any, mails: Any, container: Container) -> None:
    await make_member()
    await enrol(container, browser())
    mailed = (await mails())[0].password
    opened = await http.post("/auth/connexion", data={"email": EMAIL, "password": mailed, "suite": "/espace/factures"})
    assert opened.headers["location"] == "/premiere-connexion"
    provisional = http.cookies["presantra"]
    for password, confirmation, code in (
        (GOOD, BETTER, "differents"),
        ("court", "court", "faible"),
        (mailed, mailed, "provisoire"),
    ):
        refused = await http.post(
            "/auth/premier-mot-de-passe", data={"password": password, "confirmation": confirmation}
        )
        assert refused.headers["location"] == f"/premiere-connexion?erreur={code}"
        assert http.cookies["presantra"] == provisional
    chosen = await http.post("/auth/premier-mot-de-passe", data={"password": GOOD, "confirmation": GOOD})
    assert chosen.headers["location"] == "/espace"
    assert http.cookies["presantra"] != provisional
    again = await http.post("/auth/premier-mot-de-passe", data={"password": BETTER, "confirmation": BETTER})
    assert again.headers["location"] == "/connexion?erreur=session"


async def test_first_password_without_a_session(http: httpx.AsyncClient, dump: Any) -> None:
    before = await dump()
    answer = await http.post("/auth/premier-mot-de-passe", data={"password": GOOD, "confirmation": GOOD})
    assert answer.headers["location"] == "/connexion?erreur=session"
    assert await dump() == before


async def test_mailed_link(http: httpx.AsyncClient, claire: Actor, mails: Any, container: Container) -> None:
    await http.post("/auth/connexion", data=RIGHT)
    await container.passwords.mail_link(claire)
    token = (await mails())[-1].link_token
    form = {"jeton": token, "password": BETTER, "confirmation": BETTER}
    weak = await http.post("/auth/reinitialiser", data=form | {"password": "x", "confirmation": "x"})
    assert weak.headers["location"] == f"/reinitialiser-mot-de-passe?erreur=faible#{token}"
    done = await http.post("/auth/reinitialiser", data=form)
    assert done.headers["location"] == "/connexion?info=mot-de-passe"
    assert "presantra" not in http.cookies
    for bad in (form, form | {"jeton": "x"}, {}):
        refused = await http.post("/auth/reinitialiser", data=bad)
        assert refused.headers["location"] == "/reinitialiser-mot-de-passe?erreur=lien"


async def test_a_link_altered_to_leave_the_portal(http: httpx.AsyncClient, claire: Actor) -> None:
    answer = await http.post(
        "/auth/reinitialiser", data={"jeton": "\r\nX: y//evil", "password": "x", "confirmation": "x"}
    )
    assert answer.headers["location"] == "/reinitialiser-mot-de-passe?erreur=lien"
    assert "x" not in answer.headers


async def test_reauthentication(
    http: httpx.AsyncClient, claire: Actor, container: Container, clock: Any, dump: Any
) -> None:
    nobody = await http.post("/auth/reauthentification", data={"password": GOOD, "suite": "/espace/salaries"})
    assert nobody.headers["location"] == "/connexion?erreur=session&suite=%2Fespace%2Fsalaries"
    await http.post("/auth/connexion", data=RIGHT)
    token = http.cookies["presantra"]
    clock.advance(minutes=10)
    await container.sessions.resolve(token, browser())
    before = await dump()
    wrong = await http.post("/auth/reauthentification", data={"password": "faux", "suite": "/espace/salaries?q=a"})
    assert wrong.headers["location"] == "/reauthentification?erreur=preuve&suite=%2Fespace%2Fsalaries%3Fq%3Da"
    assert await dump() == before
    right = await http.post("/auth/reauthentification", data={"password": GOOD, "suite": "/espace/salaries?q=a"})
    assert (right.status_code, right.headers["location"]) == (303, "/espace/salaries?q=a")
    actor = await container.sessions.resolve(token, browser())
    assert actor.reauthenticated_at == clock.now
    elsewhere = await http.post("/auth/reauthentification", data={"password": GOOD, "suite": "//evil.example"})
    assert elsewhere.headers["location"] == "/espace"
    for _ in range(5):
        await http.post("/auth/reauthentification", data={"password": "faux"})
    waiting = await http.post("/auth/reauthentification", data={"password": GOOD})
    assert waiting.headers["location"] == "/reauthentification?erreur=attente&suite=%2Fespace"


async def test_log_out(http: httpx.AsyncClient, claire: Actor, container: Container) -> None:
    await http.post("/auth/connexion", data=RIGHT)
    token = http.cookies["presantra"]
    answer = await http.post("/auth/deconnexion")
    assert (answer.status_code, answer.headers["location"]) == (303, "/connexion?info=deconnexion")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    cleared = await set_cookie(answer, "presantra")
    assert 'presantra=""; ' in cleared
    assert "Max-Age=0" in cleared
    assert await container.sessions.resolve(token, browser()) == browser()
    again = await http.post("/auth/deconnexion", headers={"Cookie": f"presantra={token}"})
    assert again.headers["location"] == "/connexion?info=deconnexion"


class TestHttps:
    @pytest.fixture
    def settings_overrides(self) -> dict[str, Any]:
        return {"public_url": "https://portail.example"}

    async def test_cookies_of_https(self, http: httpx.AsyncClient, claire: Actor) -> None:
        page = await http.get("/aide")
        visitor = await set_cookie(page, "__Host-presantra-visiteur")
        assert visitor.endswith("; Max-Age=86400; Path=/; HttpOnly; SameSite=Lax; Secure")
        opened = await set_cookie(await http.post("/auth/connexion", data=RIGHT), "__Host-presantra")
        assert opened.endswith("; HttpOnly; Max-Age=28800; Path=/; SameSite=lax; Secure")
        closed = await set_cookie(await http.post("/auth/deconnexion"), "__Host-presantra")
        assert "Max-Age=0" in closed
        assert "Secure" in closed

    async def test_a_cookie_without_its_prefix_is_not_ours(
        self, make_browser: MakeBrowser, claire: Actor, container: Container
    ) -> None:
        login = await container.auth.log_in(browser(), EMAIL, GOOD)
        http = make_browser()
        answer = await http.get("/documents/factures/x", headers={"Cookie": f"presantra={login.token}"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/connexion?suite=/espace/factures")

    @pytest.mark.parametrize("origin", ["http://portail.example", "https://www.portail.example", "https://127.0.0.1"])
    async def test_origins_of_https(self, make_browser: MakeBrowser, claire: Actor, origin: str) -> None:
        assert (await make_browser(Origin=origin).post("/auth/connexion", data=RIGHT)).status_code == 403


async def test_a_browser_that_logged_in_is_known_again(
    http: httpx.AsyncClient, claire: Actor, make_browser: MakeBrowser
) -> None:
    opened = await http.post("/auth/connexion", data=RIGHT)
    cookie = next(line for line in opened.headers.get_list("set-cookie") if line.startswith("presantra-appareil="))
    assert cookie.split("; ")[1:] == ["HttpOnly", "Max-Age=15552000", "Path=/", "SameSite=lax"]
    await http.post("/auth/deconnexion")
    assert "presantra-appareil" in http.cookies
    http.cookies.delete("presantra")
    for _ in range(5):
        await make_browser("198.51.100.1").post("/auth/connexion", data=RIGHT | {"password": "faux"})
    stranger = await make_browser("198.51.100.2").post("/auth/connexion", data=RIGHT)
    assert "erreur=identifiants" in stranger.headers["location"]
    assert (await http.post("/auth/connexion", data=RIGHT)).headers["location"] == "/espace"
