"""Headers of every answer, closed end points, one address per page."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from presantra.web.csp import PagePolicies, policy
from presantra.web.headers import IMMUTABLE, SecurityHeaders


async def page(request: Request) -> Response:
    return HTMLResponse(request.url.path)


async def asset(_request: Request) -> Response:
    return PlainTextResponse("x", media_type="text/javascript", headers={"Server": "bavard"})


async def document(_request: Request) -> Response:
    return Response(b"%PDF", media_type="application/pdf", headers={"Cache-Control": "no-store"})


def client(*, https: bool = False) -> httpx.AsyncClient:
    routes = [
        Route("/", page),
        Route("/aide/", page),
        Route("/_upload", page, methods=["GET", "POST"]),
        Route("/ping", page),
        Route("/_all_routes", page),
        Route("/presantra.js", asset),
        Route("/assets/entry.client-Cuv6UKoY.js", asset),
        Route("/documents/facture.pdf", document),
    ]
    policies = PagePolicies({"/": policy(["'sha256-a'"]), "/aide": policy(["'sha256-b'"])})
    app = SecurityHeaders(Starlette(routes=routes), policies=policies, https=https)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://portail")


async def test_a_page_is_never_stored_and_carries_its_policy() -> None:
    async with client() as http:
        answer = await http.get("/")
    assert answer.headers["content-security-policy"] == policy(["'sha256-a'"])
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "geolocation=()" in answer.headers["permissions-policy"]
    assert answer.headers["server"] == ""
    assert "strict-transport-security" not in answer.headers


async def test_https_only_is_announced_over_https() -> None:
    async with client(https=True) as http:
        answer = await http.get("/")
    assert answer.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/assets/entry.client-Cuv6UKoY.js", IMMUTABLE),
        ("/presantra.js?v=0123456789ab", IMMUTABLE),
        ("/presantra.js", "no-cache"),
        ("/documents/facture.pdf", "no-store"),
        ("/documents/facture.pdf?v=1", "no-store"),
    ],
)
async def test_what_may_be_kept(address: str, expected: str) -> None:
    async with client() as http:
        answer = await http.get(address)
    assert answer.headers["cache-control"] == expected
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["server"] == ""


@pytest.mark.parametrize(
    "address", ["/_upload", "/_upload/x", "/_UPLOAD", "/ping", "/ping/", "/_health", "/_all_routes"]
)
async def test_end_points_of_reflex_that_nobody_uses_do_not_answer(address: str) -> None:
    async with client() as http:
        answer = await http.get(address)
        upload = await http.post(address, content=b"x")
    assert answer.status_code == upload.status_code == 404
    assert answer.text == "Page introuvable"


async def test_one_address_per_page() -> None:
    async with client() as http:
        direct = await http.get("/aide")
        slash = await http.get("/aide/?suite=%2Fespace")
    assert (direct.status_code, direct.text) == (200, "/aide/")
    assert direct.headers["content-security-policy"] == policy(["'sha256-b'"])
    assert (slash.status_code, slash.headers["location"]) == (308, "/aide?suite=%2Fespace")
