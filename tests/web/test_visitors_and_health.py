"""The visitor's cookie, the probes, and the headers of every kind of answer."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from presantra.bootstrap import Container
from presantra.db.repositories import health
from presantra.services.actor import Actor
from presantra.web.csp import policy
from tests.connection import EMAIL, GOOD
from tests.web.conftest import MakeBrowser

ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-permitted-cross-domain-policies": "none",
    "server": "",
}
EVERY_KIND = [
    ("GET", "/", 200),
    ("GET", "/aide", 200),
    ("GET", "/aide/", 308),
    ("GET", "//", 308),
    ("GET", "/nulle-part", 200),
    ("GET", "/en-panne", 500),
    ("GET", "/auth/connexion", 405),
    ("POST", "/auth/connexion", 303),
    ("POST", "/auth/conseil", 200),
    ("GET", "/documents/factures/x", 303),
    ("GET", "/sante/vivant", 200),
    ("GET", "/sante/pret", 200),
    ("POST", "/_upload", 404),
    ("GET", "/ping", 404),
]


@pytest.mark.parametrize(("method", "address", "status"), EVERY_KIND)
async def test_headers_of_every_kind_of_answer(http: httpx.AsyncClient, method: str, address: str, status: int) -> None:
    answer = await http.request(method, f"http://localhost:3000{address}")
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in ALWAYS} == ALWAYS
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; ")
    assert "unsafe-eval" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] in {"no-store", "no-cache"}
    assert "strict-transport-security" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers
    assert "secret interne" not in answer.text


async def test_the_root_written_twice_leads_home(http: httpx.AsyncClient) -> None:
    answer = await http.get("http://localhost:3000//?a=1")
    assert (answer.status_code, answer.headers["location"]) == (308, "/?a=1")


async def test_pages_are_not_kept(http: httpx.AsyncClient) -> None:
    answer = await http.get("/espace")
    assert (answer.headers["cache-control"], answer.headers["content-security-policy"]) == ("no-store", policy())


class TestHttps:
    @pytest.fixture
    def settings_overrides(self) -> dict[str, Any]:
        return {"public_url": "https://portail.example"}

    @pytest.mark.parametrize(("method", "address", "status"), EVERY_KIND)
    async def test_https_is_announced_everywhere(
        self, http: httpx.AsyncClient, method: str, address: str, status: int
    ) -> None:
        answer = await http.request(method, f"https://portail.example{address}")
        assert answer.status_code == status
        assert answer.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"


# The visitor


async def test_a_browser_is_named_once(http: httpx.AsyncClient) -> None:
    first = await http.get("/aide")
    [line] = first.headers.get_list("set-cookie")
    name, _, rest = line.partition("=")
    token, _, attributes = rest.partition("; ")
    assert (name, len(token)) == ("presantra-visiteur", 43)
    assert attributes == "Max-Age=86400; Path=/; HttpOnly; SameSite=Lax"
    assert "set-cookie" not in (await http.get("/aide")).headers


async def test_every_browser_has_its_own_name(make_browser: MakeBrowser) -> None:
    names = {(await make_browser().get("/")).cookies["presantra-visiteur"] for _ in range(5)}
    assert len(names) == 5


@pytest.mark.parametrize("address", ["/sante/vivant", "/documents/factures/x", "/auth/connexion"])
async def test_only_pages_name_a_browser(http: httpx.AsyncClient, address: str) -> None:
    assert "set-cookie" not in (await http.get(address)).headers


async def test_an_empty_name_is_replaced(http: httpx.AsyncClient) -> None:
    answer = await http.get("/", headers={"Cookie": "presantra-visiteur="})
    assert len(answer.cookies["presantra-visiteur"]) == 43


# The probes


async def test_probes(http: httpx.AsyncClient) -> None:
    alive, ready = await http.get("/sante/vivant"), await http.get("/sante/pret")
    assert (alive.status_code, alive.json()) == (200, {"vivant": True})
    assert ready.status_code == 200
    assert set(ready.json()) == {"pret", "base", "migration", "redis", "courriel_en_attente", "courriels_bloques"}
    assert ready.json()["pret"] is True


async def test_not_ready_without_a_database(http: httpx.AsyncClient, container: Container) -> None:
    async with container.context.database.transaction() as session:
        await session.execute(text("DROP TABLE counter"))
    ready = await http.get("/sante/pret")
    assert (ready.status_code, ready.json()["pret"], ready.json()["base"]) == (503, False, False)
    assert (await http.get("/sante/vivant")).status_code == 200


async def test_probes_are_only_read(http: httpx.AsyncClient) -> None:
    for address in ("/sante/vivant", "/sante/pret"):
        assert (await http.post(address)).status_code in {200, 405}


async def test_nothing_personal_in_the_probes(http: httpx.AsyncClient, make_account: Any) -> None:
    actor: Actor = await make_account(EMAIL, password=GOOD)
    assert actor.email not in (await http.get("/sante/pret")).text


async def test_a_crowd_of_probes_writes_once(http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    proofs: list[str] = []
    real = health.prove_write

    async def counted(session: Any) -> None:
        proofs.append("")
        await real(session)

    monkeypatch.setattr(health, "prove_write", counted)
    answers = await asyncio.gather(*(http.get("/sante/pret") for _ in range(30)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(proofs) < 5
    await http.get("/sante/pret")
    assert len(proofs) >= 2
