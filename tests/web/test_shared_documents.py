"""Sending a DUERP, downloading documents, the attestation, the link of the new letter."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import update
from sqlmodel import col

from presantra.bootstrap import Container
from presantra.db.models import Attachment
from presantra.domain.rights import Role
from presantra.domain.shared_documents import SharedKind
from presantra.services.actor import Actor
from tests.connection import EMAIL, GOOD
from tests.services.visits import PDF, SERVICE
from tests.web.conftest import MakeBrowser

PAGE = "/espace/documents"


@pytest.fixture
async def person(make_account: Any, make_member: Any, make_browser: MakeBrowser) -> tuple[httpx.AsyncClient, Actor]:
    actor = await make_account(EMAIL, [await make_member()], password=GOOD)
    http = make_browser()
    await http.post("/auth/connexion", data={"email": EMAIL, "password": GOOD})
    return http, actor


async def send(http: httpx.AsyncClient, actor: Actor, content: bytes | None = PDF, **more: Any) -> httpx.Response:
    assert actor.member is not None
    data = {
        "entreprise": str(actor.member.public_id), "operation": str(uuid4()), "document_on": "2026-11-02",
        "next_update_on": "",
    } | more.pop("data", {})  # fmt: skip
    files = {"fichier": ("duerp.exe", content, "text/html")} if content is not None else {"autre": ("", b"")}
    return await http.post("/partages/duerp", data=data, files=files, **more)


def told(answer: httpx.Response) -> dict[str, str]:
    """What the address of the page carries."""
    assert answer.status_code == 303, (answer.status_code, answer.text)
    place = urlsplit(answer.headers["location"])
    assert place.path == PAGE
    return dict(parse_qsl(place.query))


async def test_a_deposit_then_its_file_as_it_was_sent(person: Any, container: Container) -> None:
    http, actor = person
    assert told(await send(http, actor)) == {"info": "document-depose"}
    [version] = (await container.shared_documents.overview(actor)).duerp.versions
    answer = await http.get(f"/documents/partages/{version.public_id}")
    assert (answer.status_code, answer.content) == (200, PDF)
    headers = answer.headers
    assert headers["content-type"] == "application/pdf"
    assert headers["content-disposition"] == 'attachment; filename="duerp-10001-2026-11-02.pdf"'
    assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")
    assert "sandbox" in headers["content-security-policy"]


async def test_errors_go_back_with_the_dates_that_were_typed(person: Any, dump: Any) -> None:
    http, actor = person
    before = await dump("login_session")
    wrong = {"document_on": "2026-11-24", "next_update_on": "x"}
    assert told(await send(http, actor, None, data=wrong)) == {
        "erreurs": "fichier-absent,date-future,suite-illisible", **wrong
    }  # fmt: skip
    assert told(await send(http, actor, b"<script>")) == {"erreurs": "fichier-format", "document_on": "2026-11-02"}
    assert told(await send(http, actor, data={"operation": "x"})) == {"erreur": "document-refuse"}
    assert await dump("login_session") == before


async def test_more_than_20_mb_is_refused_by_a_sentence_and_more_than_21_before_it_is_read(
    person: Any, container: Container
) -> None:
    http, actor = person
    megabyte = 1024 * 1024
    assert told(await send(http, actor, PDF.ljust(20 * megabyte + 1, b"x")))["erreurs"] == "fichier-taille"
    assert (await send(http, actor, PDF.ljust(21 * megabyte, b"x"))).status_code == 413

    async def endless() -> Any:
        yield b'--x\r\nContent-Disposition: form-data; name="fichier"; filename="a"\r\n\r\n'
        for _ in range(230):
            yield b"a" * 100_000

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert (await http.post("/partages/duerp", content=endless(), headers=headers)).status_code == 413
    assert (await container.shared_documents.overview(actor)).duerp.versions == ()


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://ailleurs.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
)
@pytest.mark.parametrize("path", ["/partages/duerp", "/partages/attestation"])
async def test_another_site_cannot_send(person: Any, dump: Any, path: str, headers: dict[str, str]) -> None:
    http, actor = person
    before = await dump("login_session")
    data = {"entreprise": str(actor.member.public_id)}
    assert (await http.post(path, data=data, headers=headers)).status_code == 403
    assert (await http.get(path)).status_code == 405
    assert await dump("login_session") == before


async def test_without_a_session_nothing_is_done(person: Any, make_browser: MakeBrowser, dump: Any) -> None:
    http, actor = person
    await send(http, actor)
    before = await dump("login_session")
    visitor = make_browser()
    for answer in (await send(visitor, actor), await visitor.post("/partages/attestation", data={})):
        assert answer.headers["location"] == f"/connexion?erreur=session&suite={PAGE}"
    answer = await visitor.get(f"/documents/partages/{uuid4()}")
    assert answer.headers["location"] == f"/connexion?suite={PAGE}"
    assert await dump("login_session") == before


async def test_somebody_elses_company_and_documents(
    person: Any, container: Container, make_member: Any, make_account: Any, dump: Any
) -> None:
    http, _ = person
    other = await make_member(code="20002", name="Transports Morel", number="TD-G7V2-J3ZK", siret="73282932000074")
    theirs = await make_account("paul@morel.example", [other])
    await container.shared_documents.deposit(theirs, {"document_on": "2026-11-02"}, PDF, uuid4())
    given = await container.secretariat.sharing.give(SERVICE, "20002", PDF, SharedKind.LETTER)
    mine = (await container.shared_documents.overview(theirs)).duerp.versions[0].public_id
    before = await dump("login_session")
    answers = [await http.get(f"/documents/partages/{wanted}") for wanted in (mine, given.public_id, uuid4(), "x")]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[-1].text)}
    for company in (str(other.public_id), str(uuid4()), "", "x"):
        assert told(await send(http, theirs, data={"entreprise": company})) == {"erreur": "document-refuse"}
        refused = await http.post("/partages/attestation", data={"entreprise": company})
        assert told(refused) == {"erreur": "document-refuse"}
    assert await dump("login_session") == before


async def test_who_may_not_deposit(person: Any, container: Container, dump: Any) -> None:
    http, actor = person
    await send(http, actor)
    [version] = (await container.shared_documents.overview(actor)).duerp.versions
    for role, readable in ((Role.READER, 200), (Role.BILLING, 404)):
        async with container.context.database.transaction() as session:
            statement = update(Attachment).where(col(Attachment.account_id) == actor.account_id)
            await session.execute(statement.values(roles=role.value))
        before = await dump("login_session")
        assert told(await send(http, actor)) == {"erreur": "document-refuse"}
        assert (await http.get(f"/documents/partages/{version.public_id}")).status_code == readable
        assert await dump("login_session") == before


async def test_the_limit_of_deposits(person: Any) -> None:
    http, actor = person
    for _ in range(30):
        await send(http, actor, b"x")
    assert told(await send(http, actor)) == {"erreur": "attente"}


async def test_the_attestation(person: Any, container: Container) -> None:
    http, actor = person
    answer = await http.post("/partages/attestation", data={"entreprise": str(actor.member.public_id)})
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["content-disposition"].endswith('attestation-adhesion-10001-A-2026-000001.pdf"')
    assert answer.headers["cache-control"] == "no-store"


async def test_the_link_of_the_new_letter(
    make_member: Any, make_browser: MakeBrowser, container: Container, mails: Any
) -> None:
    await make_member(email="contact@lefevre.example")
    await container.lost_identifiers.ask(Actor(ip="192.0.2.1"), {"code": "10001", "siret": "99142113200010"})
    token = (await mails())[0].token_for("/nouveau-courrier")
    http = make_browser()

    async def use(**headers: str) -> httpx.Response:
        return await http.post("/auth/nouveau-courrier", data={"jeton": token}, headers=headers)

    assert (await use(Origin="https://ailleurs.example")).status_code == 403
    assert (await use()).headers["location"] == "/nouveau-courrier?info=courrier-demande"
    assert (await use()).headers["location"] == "/nouveau-courrier?erreur=lien-courrier"
    assert len(await container.secretariat.letters.waiting(SERVICE)) == 1
