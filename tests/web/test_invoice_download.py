"""Downloads: one's own file, and one same answer for everything that is not."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import update
from sqlmodel import col

from presantra.bootstrap import Container
from presantra.db.models import Attachment, Invoice
from presantra.domain.rights import Role
from presantra.services.documents import DocumentStore
from tests.connection import BETTER, EMAIL, GOOD, browser, enrol
from tests.web.conftest import MakeBrowser

PDF = b"%PDF-1.7 facture de Claire"


@pytest.fixture
def make_invoice(container: Container) -> Any:
    async def make(member: Any, number: str = "F-2026-0001", content: bytes | None = PDF, kind: str = "facture") -> str:
        store = DocumentStore(container.settings.documents_dir)
        invoice = Invoice(
            member_id=member.id, number=number, issued_on=date(2026, 11, 2), kind=kind, net_cents=100, vat_cents=20,
            total_cents=120, document_key=store.put(content) if content else "",
            created_at=container.context.clock(),
        )  # fmt: skip
        async with container.context.database.transaction() as session:
            session.add(invoice)
        return str(invoice.public_id)

    return make


@pytest.fixture
async def logged_in(make_account: Any, make_member: Any, make_browser: MakeBrowser) -> tuple[httpx.AsyncClient, Any]:
    member = await make_member()
    await make_account(EMAIL, [member], password=GOOD)
    http = make_browser()
    await http.post("/auth/connexion", data={"email": EMAIL, "password": GOOD})
    return http, member


async def test_one_s_own_file(logged_in: Any, make_invoice: Any) -> None:
    http, member = logged_in
    answer = await http.get(f"/documents/factures/{await make_invoice(member)}")
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="facture-F-2026-0001.pdf"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("number", ["../../etc/passwd", 'a"; filename="x.exe', "F\r\nX: y", "été/2026"])
async def test_names_of_files_stay_plain(logged_in: Any, make_invoice: Any, number: str) -> None:
    http, member = logged_in
    answer = await http.get(f"/documents/factures/{await make_invoice(member, number)}")
    name = answer.headers["content-disposition"].removeprefix('attachment; filename="').removesuffix('"')
    assert name.startswith("facture-")
    assert name.endswith(".pdf")
    assert not set(name) & set('/\\"\r\n; ')


async def test_what_one_may_not_in_one_company_hides_nothing_of_another(
    container: Container, make_account: Any, make_member: Any, make_invoice: Any, make_browser: MakeBrowser
) -> None:
    first, second = await make_member(), await make_member("10001-1", "Atelier", "TD-R6T3-W9HD")
    await make_account(EMAIL, [first, second], password=GOOD)
    async with container.context.database.transaction() as session:
        statement = update(Attachment).where(col(Attachment.member_id) == first.id)
        await session.execute(statement.values(roles=Role.SUMMONS.value))
    http = make_browser()
    await http.post("/auth/connexion", data={"email": EMAIL, "password": GOOD})
    hidden, shown = await make_invoice(first, "F-1"), await make_invoice(second, "F-2")
    statuses = [(await http.get(f"/documents/factures/{one}")).status_code for one in (hidden, shown)]
    assert statuses == [404, 200]


async def test_another_member_s_file_does_not_exist(logged_in: Any, make_invoice: Any, make_member: Any) -> None:
    http, _ = logged_in
    theirs = await make_invoice(await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK"), "F-2026-0002")
    answers = [
        await http.get(f"/documents/factures/{public_id}")
        for public_id in (theirs, str(uuid4()), "1", "rien", "%00", "x" * 500)
    ]
    seen = {
        (answer.status_code, answer.text, tuple(sorted((n, v) for n, v in answer.headers.items())))
        for answer in answers
    }
    assert [(status, body) for status, body, _ in seen] == [(404, "Cet élément n’existe pas ou n’est plus accessible.")]


async def test_a_file_of_a_company_left_a_moment_ago(
    logged_in: Any, make_invoice: Any, make_account: Any, container: Container
) -> None:
    http, member = logged_in
    public_id = await make_invoice(member)
    assert (await http.get(f"/documents/factures/{public_id}")).status_code == 200
    paul = await make_account("paul@example.fr", [member], password=BETTER)
    [claire] = [person for person in await container.users.people(paul) if not person.oneself]
    await container.users.remove(paul, claire.public_id)
    assert (await http.get(f"/documents/factures/{public_id}")).status_code == 404


async def test_any_of_one_s_companies(
    make_account: Any, make_member: Any, make_invoice: Any, make_browser: MakeBrowser
) -> None:
    first, second = await make_member(), await make_member("10001-1", "Atelier", "TD-R6T3-W9HD")
    await make_account(EMAIL, [first, second], password=GOOD)
    http = make_browser()
    await http.post("/auth/connexion", data={"email": EMAIL, "password": GOOD})
    for number, member in enumerate((first, second)):
        answer = await http.get(f"/documents/factures/{await make_invoice(member, f'F-{number}')}")
        assert answer.status_code == 200


async def test_a_file_that_is_missing(logged_in: Any, make_invoice: Any) -> None:
    http, member = logged_in
    answer = await http.get(f"/documents/factures/{await make_invoice(member, content=None)}")
    assert answer.status_code == 503
    assert answer.text.startswith("Le fichier de ce document est introuvable pour le moment.")


async def test_without_a_session_every_address_is_alike(
    http: httpx.AsyncClient, make_member: Any, make_invoice: Any, mails: Any
) -> None:
    mine = await make_invoice(await make_member())
    for cookie in ("", "faux"):
        http.cookies.set("presantra", cookie)
        for public_id in (mine, str(uuid4()), "rien"):
            answer = await http.get(f"/documents/factures/{public_id}")
            assert (answer.status_code, answer.headers["location"]) == (303, "/connexion?suite=/espace/factures")
            assert PDF not in answer.content


async def test_a_provisional_session_downloads_nothing(
    http: httpx.AsyncClient, make_member: Any, make_invoice: Any, mails: Any, container: Container
) -> None:
    mine = await make_invoice(await make_member())
    await enrol(container, browser())
    opened = await http.post("/auth/connexion", data={"email": EMAIL, "password": (await mails())[0].password})
    assert opened.headers["location"] == "/premiere-connexion"
    assert (await http.get(f"/documents/factures/{mine}")).status_code == 303


async def test_after_log_out(logged_in: Any, make_invoice: Any) -> None:
    http, member = logged_in
    public_id = await make_invoice(member)
    token = http.cookies["presantra"]
    await http.post("/auth/deconnexion")
    answer = await http.get(f"/documents/factures/{public_id}", headers={"Cookie": f"presantra={token}"})
    assert (answer.status_code, answer.content) == (303, b"")
