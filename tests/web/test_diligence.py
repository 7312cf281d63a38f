"""The document over HTTP: one's own, never cached, and one same answer for everything that is not."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest

from presantra.bootstrap import Container
from tests.connection import EMAIL, GOOD
from tests.web.conftest import MakeBrowser

PERSON = {
    "birth_name": "Dupont", "first_name": "Éloïse", "birth_date": "1991-07-14", "sex": "f",
    "entry_date": "2026-11-02", "contract_type": "cdi", "job_title": "Menuisière",
}  # fmt: skip


@pytest.fixture
async def logged_in(make_account: Any, make_member: Any, make_browser: MakeBrowser) -> tuple[httpx.AsyncClient, Any]:
    actor = await make_account(EMAIL, [await make_member()], password=GOOD)
    http = make_browser()
    await http.post("/auth/connexion", data={"email": EMAIL, "password": GOOD})
    return http, actor


async def test_one_s_own(logged_in: Any, container: Container) -> None:
    http, actor = logged_in
    employee = (await container.employees.declare_arrival(actor, PERSON, uuid4())).public_id
    for path in (
        f"/documents/diligence/{employee}.pdf",
        f"/documents/diligence.pdf?entreprise={actor.member.public_id}",
    ):
        answer = await http.get(path)
        assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        name = 'attachment; filename="preuve-de-diligence-2026-11-23.pdf"'
        assert answer.headers["content-disposition"] == name


async def test_somebody_else_s_is_like_nothing(
    logged_in: Any, container: Container, make_member: Any, make_account: Any
) -> None:
    http, _ = logged_in
    other = await make_account("paul@example.fr", [await make_member("20002", "Morel", "TD-G7V2-J3ZK")])
    theirs = (await container.employees.declare_arrival(other, PERSON, uuid4())).public_id
    paths = [f"/documents/diligence/{name}.pdf" for name in (theirs, uuid4(), "x", "%00")]
    company = other.member.public_id
    paths += [f"/documents/diligence.pdf?entreprise={name}" for name in (company, uuid4(), "", "x" * 500)]
    answers = [await http.get(path) for path in paths]
    assert {(answer.status_code, answer.text) for answer in answers} == {
        (404, "Cet élément n’existe pas ou n’est plus accessible.")
    }


async def test_a_stranger_is_led_to_the_log_in(make_browser: MakeBrowser) -> None:
    answer = await make_browser().get(f"/documents/diligence/{uuid4()}.pdf")
    assert (answer.status_code, answer.headers["location"]) == (303, "/connexion?suite=/espace")
