"""Files of messages over HTTP: who may send them, from where, how large; what comes back to download."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx
import pytest

from presantra.bootstrap import Container
from presantra.services.actor import Actor
from tests.connection import EMAIL, GOOD
from tests.services.messages import PDF, REQUEST
from tests.web.conftest import MakeBrowser

PATH = "/messages/pieces"
DRAFT = uuid4()


@pytest.fixture
async def person(make_account: Any, make_member: Any, make_browser: MakeBrowser) -> tuple[httpx.AsyncClient, Actor]:
    actor = await make_account(EMAIL, [await make_member()], password=GOOD)
    http = make_browser()
    await http.post("/auth/connexion", data={"email": EMAIL, "password": GOOD})
    return http, actor


async def send(http: httpx.AsyncClient, actor: Actor, content: bytes = PDF, name: str = "été.pdf", **more: Any) -> Any:
    assert actor.member is not None
    data = {"entreprise": str(actor.member.public_id), "brouillon": str(DRAFT)} | more.pop("data", {})
    return await http.post(PATH, data=data, files={"fichier": (name, content, "application/pdf")}, **more)


async def names(container: Container, actor: Actor, draft: UUID = DRAFT) -> list[str]:
    return [file.name for file in await container.messages.attached(actor, draft)]


async def test_a_file_waits_with_its_draft_then_is_given_back(person: Any, container: Container) -> None:
    http, actor = person
    answer = await send(http, actor)
    assert (answer.status_code, answer.json(), answer.headers["cache-control"]) == (
        200, {"name": "été.pdf"}, "no-store",
    )  # fmt: skip
    assert await names(container, actor) == ["été.pdf"]
    thread = await container.messages.open(actor, REQUEST, DRAFT, uuid4())
    file = (await container.messages.thread(actor, thread)).messages[0].files[0]
    given = await http.get(f"/documents/messages/{file.public_id}")
    assert (given.status_code, given.content) == (200, PDF)
    assert given.headers["content-type"] == "application/pdf"
    assert given.headers["content-disposition"] == f"attachment; filename*=utf-8''{quote('été.pdf')}"
    assert given.headers["cache-control"] == "no-store"
    assert given.headers["x-content-type-options"] == "nosniff"
    assert given.headers["content-security-policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"MZ\x90\x00", "contrat.pdf", "pas accepté"),
        (b"<html>", "page.html", "pas accepté"),
        (b"%PDF-".ljust(5 * 1024 * 1024 + 1), "gros.pdf", "5 Mo"),
    ],
)
async def test_a_refused_file_says_why(
    person: Any, container: Container, content: bytes, name: str, words: str
) -> None:
    http, actor = person
    answer = await send(http, actor, content, name)
    assert answer.status_code == 422
    assert words in answer.json()["sentence"]
    assert await names(container, actor) == []


async def test_more_than_6_mb_is_cut_before_it_is_read(person: Any, container: Container) -> None:
    http, actor = person
    assert (await send(http, actor, b"%PDF-".ljust(6 * 1024 * 1024))).status_code == 413

    async def endless() -> Any:
        yield b'--x\r\nContent-Disposition: form-data; name="fichier"; filename="a"\r\n\r\n'
        for _ in range(100):
            yield b"a" * 100_000

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert (await http.post(PATH, content=endless(), headers=headers)).status_code == 413
    assert await names(container, actor) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://ailleurs.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_site_cannot_send(person: Any, dump: Any, headers: dict[str, str]) -> None:
    http, actor = person
    before = await dump("login_session")
    assert (await send(http, actor, headers=headers)).status_code == 403
    assert await dump("login_session") == before


async def test_without_a_session_nothing_is_read(person: Any, make_browser: MakeBrowser, dump: Any) -> None:
    _, actor = person
    before = await dump("login_session")
    answer = await send(make_browser(), actor)
    assert (answer.status_code, answer.json()["code"]) == (401, "session_expired")
    assert await dump("login_session") == before


async def test_another_company_is_refused(person: Any, make_member: Any, dump: Any) -> None:
    http, actor = person
    theirs = await make_member(code="20002", number="TD-G7V2-J3ZK")
    before = await dump("login_session")
    answers = [
        await send(http, actor, data={"entreprise": company})
        for company in (str(theirs.public_id), str(uuid4()), "", "x")
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(422, "forbidden")}
    assert await dump("login_session") == before


async def test_what_is_not_a_file_of_a_draft_is_refused(person: Any, dump: Any) -> None:
    http, actor = person
    before = await dump("login_session")
    for draft in ("", "x", "é" * 36):
        assert (await send(http, actor, data={"brouillon": draft})).status_code == 422
    fields = {"entreprise": str(actor.member.public_id), "brouillon": str(DRAFT)}
    assert (await http.post(PATH, data=fields, files={"autre": b"x"})).status_code == 422
    assert (await http.post(PATH, content=b"x")).status_code == 400
    two = [("fichier", ("a.pdf", PDF)), ("fichier", ("b.pdf", PDF))]
    assert (await http.post(PATH, data=fields, files=two)).status_code == 400
    assert (await send(http, actor, data={f"champ{rank}": "x" for rank in range(10)})).status_code == 400
    for method in ("GET", "PUT", "DELETE"):
        assert (await http.request(method, PATH)).status_code == 405
    assert await dump("login_session") == before


async def test_so_many_an_hour_and_the_rest_is_not_read(
    person: Any, container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container.settings.throttle, "message_file_account", "2 per hour")
    http, actor = person
    assert [(await send(http, actor)).status_code for _ in range(3)] == [200, 200, 429]
    assert len(await names(container, actor)) == 2


async def test_somebody_elses_file_is_one_that_never_was(
    person: Any, container: Container, make_account: Any, make_member: Any, make_browser: MakeBrowser
) -> None:
    http, actor = person
    await send(http, actor)
    waiting = (await container.messages.attached(actor, DRAFT))[0].public_id
    not_sent = await http.get(f"/documents/messages/{waiting}")
    await container.messages.open(actor, REQUEST, DRAFT, uuid4())
    await make_account("paul@morel.example", [await make_member(code="20002", number="TD-G7V2-J3ZK")], password=GOOD)
    other = make_browser("192.0.2.77")
    await other.post("/auth/connexion", data={"email": "paul@morel.example", "password": GOOD})
    answers = [await other.get(f"/documents/messages/{one}") for one in (waiting, str(uuid4()), "1", "x" * 300)]
    assert {(answer.status_code, answer.text) for answer in (*answers, not_sent)} == {
        (404, "Cet élément n’existe pas ou n’est plus accessible.")
    }
    stranger = await make_browser().get(f"/documents/messages/{waiting}")
    assert (stranger.status_code, stranger.headers["location"]) == (303, "/connexion?suite=/espace/messages")


async def test_a_missing_file_says_so(person: Any, container: Container) -> None:
    http, actor = person
    await send(http, actor)
    thread = await container.messages.open(actor, REQUEST, DRAFT, uuid4())
    file = (await container.messages.thread(actor, thread)).messages[0].files[0]
    (await container.messages.file(actor, file.public_id)).path.unlink()
    answer = await http.get(f"/documents/messages/{file.public_id}")
    assert (answer.status_code, "introuvable" in answer.text) == (503, True)
