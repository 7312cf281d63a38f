"""Sending a file: who may, from where, how large; what comes back, and what may be downloaded."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import httpx
import pytest

from presantra.bootstrap import Container
from presantra.services.actor import Actor
from presantra.services.imports import Status
from tests.connection import EMAIL, GOOD
from tests.web.conftest import MakeBrowser

CSV = (
    "Nom;Prénom;Date de naissance;Date d'entrée;Contrat;Poste\n"
    "Durand;Zoé;14/07/1991;02/02/2026;CDI;Menuisière\n"
    "Morel;Paul;31/02/1980;02/02/2026;CDI;Menuisier\n"
).encode()
PAGE = "/espace/salaries/import"


@pytest.fixture
async def person(make_account: Any, make_member: Any, make_browser: MakeBrowser) -> tuple[httpx.AsyncClient, Actor]:
    member = await make_member()
    actor = await make_account(EMAIL, [member], password=GOOD)
    http = make_browser()
    await http.post("/auth/connexion", data={"email": EMAIL, "password": GOOD})
    return http, actor


async def send(http: httpx.AsyncClient, actor: Actor, content: bytes = CSV, name: str = "paie.csv", **more: Any) -> Any:
    assert actor.member is not None
    data = {"entreprise": str(actor.member.public_id)} | more.pop("data", {})
    return await http.post("/imports/salaries", data=data, files={"fichier": (name, content, "text/csv")}, **more)


def where(answer: httpx.Response) -> tuple[str, str]:
    """The parameter that the address carries, and its value."""
    assert answer.status_code == 303, (answer.status_code, answer.text)
    place = urlsplit(answer.headers["location"])
    assert place.path == PAGE
    [(name, [value])] = parse_qs(place.query).items()
    return name, value


async def test_a_file_becomes_an_import_of_the_company(person: Any, container: Container) -> None:
    http, actor = person
    name, job = where(await send(http, actor))
    assert name == "import"
    view = await container.imports.job(actor, job)
    assert (view.filename, view.status) == ("paie.csv", Status.MAPPING)


async def test_a_file_that_cannot_be_read_says_why(person: Any, container: Container) -> None:
    http, actor = person
    _, job = where(await send(http, actor, b"%PDF-1.7", "liste.pdf"))
    view = await container.imports.job(actor, job)
    assert view.status is Status.REFUSED
    assert view.sentence.startswith("Ce fichier n’est pas une liste de salariés")


async def test_more_than_5_mb_is_refused_by_a_sentence_and_more_than_6_before_it_is_read(
    person: Any, container: Container
) -> None:
    http, actor = person
    _, job = where(await send(http, actor, b"a" * (5 * 1024 * 1024 + 1)))
    assert "dépasse 5 Mo" in (await container.imports.job(actor, job)).sentence
    assert (await send(http, actor, b"a" * (6 * 1024 * 1024))).status_code == 413

    async def endless() -> Any:
        yield b'--x\r\nContent-Disposition: form-data; name="fichier"; filename="a"\r\n\r\n'
        for _ in range(100):
            yield b"a" * 100_000

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert (await http.post("/imports/salaries", content=endless(), headers=headers)).status_code == 413
    assert len(await container.imports.jobs(actor)) == 1


@pytest.mark.parametrize("path", ["/auth/connexion", "/imports/salaries/", "/imports/modele.xlsx", "/"])
async def test_no_other_address_takes_a_large_body(person: Any, path: str) -> None:
    http, _ = person
    assert (await http.post(path, content=b"a" * 70_000)).status_code == 413


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://ailleurs.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_site_cannot_send(person: Any, container: Container, dump: Any, headers: dict[str, str]) -> None:
    http, actor = person
    before = await dump("login_session")
    assert (await send(http, actor, headers=headers)).status_code == 403
    assert await dump("login_session") == before


async def test_without_a_session_nothing_is_read(person: Any, make_browser: MakeBrowser, dump: Any) -> None:
    _, actor = person
    before = await dump("login_session")
    answer = await send(make_browser(), actor)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/connexion?erreur=session&suite={PAGE}")
    assert await dump("login_session") == before


async def test_another_company_is_refused_like_one_that_never_was(person: Any, make_member: Any, dump: Any) -> None:
    http, actor = person
    theirs = await make_member(code="20002", name="Transports Morel", number="TD-G7V2-J3ZK")
    before = await dump("login_session")
    answers = [
        await send(http, actor, data={"entreprise": company})
        for company in (str(theirs.public_id), str(uuid4()), "", "x")
    ]
    assert {where(answer) for answer in answers} == {("erreur", "entreprise")}
    assert await dump("login_session") == before


async def test_what_is_not_a_form_is_refused(person: Any) -> None:
    http, actor = person
    company = str(actor.member.public_id)
    assert where(await http.post("/imports/salaries", data={"entreprise": company}, files={"autre": b"x"})) == (
        "erreur",
        "fichier",
    )
    assert (await http.post("/imports/salaries", content=b"x")).status_code == 400
    two = [("fichier", ("a.csv", CSV)), ("fichier", ("b.csv", CSV))]
    assert (await http.post("/imports/salaries", data={"entreprise": company}, files=two)).status_code == 400
    many = {f"champ{rank}": "x" for rank in range(10)}
    assert (await send(http, actor, data=many)).status_code == 400
    for method in ("GET", "PUT", "DELETE"):
        assert (await http.request(method, "/imports/salaries")).status_code == 405


async def test_one_file_at_a_time(person: Any, container: Container, monkeypatch: pytest.MonkeyPatch) -> None:
    http, actor = person
    container.imports._senders.add(actor.account())
    assert where(await send(http, actor)) == ("erreur", "import-occupe")
    container.imports._senders.clear()
    assert where(await send(http, actor))[0] == "import"
    assert container.imports._senders == set()


async def test_the_model_and_the_rejected_lines(person: Any, container: Container, make_browser: MakeBrowser) -> None:
    http, actor = person
    model = await http.get("/imports/modele.xlsx")
    assert (model.status_code, model.content[:4]) == (200, b"PK\x03\x04")
    assert model.headers["cache-control"] == "no-store"
    _, job = where(await send(http, actor))
    mapping = await container.imports.mapping(actor, job)
    await container.imports.choose(actor, job, [guess.column for guess in mapping.guesses], {}, {})
    await container.imports._runner.wait(UUID(job), 5)
    rejected = await http.get(f"/imports/{job}/rejets.xlsx")
    assert (rejected.status_code, rejected.content[:4]) == (200, b"PK\x03\x04")
    assert rejected.headers["cache-control"] == "no-store"
    assert "paie%20-%20lignes%20en%20erreur.xlsx" in rejected.headers["content-disposition"]
    stranger = make_browser()
    for path in ("/imports/modele.xlsx", f"/imports/{job}/rejets.xlsx"):
        answer = await stranger.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/connexion?suite={PAGE}")


async def test_somebody_else_s_rejected_lines_do_not_exist(
    person: Any, container: Container, make_account: Any, make_member: Any, make_browser: MakeBrowser
) -> None:
    http, actor = person
    _, job = where(await send(http, actor))
    member = await make_member(code="20002", name="Transports Morel", number="TD-G7V2-J3ZK")
    await make_account("paul@morel.example", [member], password=GOOD)
    other = make_browser("192.0.2.77")
    await other.post("/auth/connexion", data={"email": "paul@morel.example", "password": GOOD})
    answers = [await other.get(f"/imports/{one}/rejets.xlsx") for one in (job, str(uuid4()), "1", "x" * 300)]
    assert {(answer.status_code, answer.text) for answer in answers} == {
        (404, "Cet élément n’existe pas ou n’est plus accessible.")
    }


async def test_an_account_cannot_send_files_without_end(
    person: Any, container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container.settings.throttle, "import_account", "2 per hour")
    http, actor = person
    assert [where(await send(http, actor))[0] for _ in range(2)] == ["import", "import"]
    assert where(await send(http, actor)) == ("erreur", "attente")
    assert len(await container.imports.jobs(actor)) == 2
