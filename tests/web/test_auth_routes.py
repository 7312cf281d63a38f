"""Native forms: cookies, refusals of foreign pages, destinations, and what each step answers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import text

from presantra.bootstrap import Container
from presantra.services.actor import Actor
from presantra.web.auth import ADVICE_LIMIT, safe_destination
from tests.connection import BETTER, EMAIL, GOOD, browser, enrol
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


# Who may ask


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
