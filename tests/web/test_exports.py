"""Exports over HTTP: one's own company, real files, the password when it must be asked, and nothing else."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest
from python_calamine import CalamineWorkbook

from presantra.bootstrap import Container
from presantra.services.employees.exports import Export
from presantra.web.exports import _Fleeting
from tests.connection import EMAIL, GOOD
from tests.services.test_employees_list import add
from tests.web.conftest import MakeBrowser

NOTHING = "Cet élément n’existe pas ou n’est plus accessible."


@pytest.fixture
def settings_overrides() -> dict[str, Any]:
    return {"export_confirm_above": 2}


@pytest.fixture
async def member(make_member: Any) -> Any:
    return await make_member()


@pytest.fixture
async def logged_in(
    make_account: Any, member: Any, make_browser: MakeBrowser, container: Container
) -> httpx.AsyncClient:
    await make_account(EMAIL, [member], password=GOOD)
    for name, follow_up in (("Abel", "sir"), ("Martin", "si"), ("=Zazou", "sir")):
        await add(container.context, member, name, "Anne", follow_up=follow_up)
    http = make_browser()
    await http.post("/auth/connexion", data={"email": EMAIL, "password": GOOD})
    return http


def names(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return [str(row[0]) for row in book.get_sheet_by_index(0).to_python()[1:]]


async def test_what_the_address_says(logged_in: httpx.AsyncClient, member: Any) -> None:
    answer = await logged_in.get(f"/exports/salaries.xlsx?entreprise={member.public_id}&suivi=sir&sens=desc")
    assert names(answer) == ["Abel", "=Zazou"]
    assert answer.headers["content-disposition"] == 'attachment; filename="salaries-10001-2026-11-23.xlsx"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    text = (await logged_in.get(f"/exports/salaries.csv?entreprise={member.public_id}&suivi=sir")).content
    assert text.startswith(b"\xef\xbb\xbfNom de naissance;Nom d'usage;")
    assert b"\r\n'=Zazou;" in text


async def test_another_company_does_not_exist(
    logged_in: httpx.AsyncClient, container: Container, make_member: Any
) -> None:
    other = await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")
    theirs = await add(container.context, other, "Secret", "Anne")
    for company in (other.public_id, uuid4(), "", "x" * 300):
        for kind in ("xlsx", "csv"):
            answer = await logged_in.get(f"/exports/salaries.{kind}?entreprise={company}")
            assert answer.status_code == 404
            assert b"Secret" not in answer.content
    mine = (await logged_in.get("/exports/salaries.csv?entreprise=")).status_code
    assert mine == 404
    for people in (theirs, str(uuid4()), "1", "a,b", ",".join([theirs] * 501)):
        answer = await logged_in.post(
            "/exports/salaries.csv", data={"entreprise": str(other.public_id), "choix": people}
        )
        assert answer.status_code == 404


async def test_ticked_people(logged_in: httpx.AsyncClient, container: Container, member: Any) -> None:
    one = await add(container.context, member, "Coché", "Luc")
    form = {"entreprise": str(member.public_id), "choix": one}
    assert names(await logged_in.post("/exports/salaries.xlsx", data=form)) == ["Coché"]
    foreign = await logged_in.post("/exports/salaries.xlsx", data=form, headers={"Origin": "https://mechant.example"})
    assert foreign.status_code == 403
    assert (await logged_in.post("/exports/salaries.xlsx", data=form | {"choix": str(uuid4())})).status_code == 404


async def test_an_open_tab_is_not_enough_for_many_people(logged_in: httpx.AsyncClient, member: Any, clock: Any) -> None:
    address = f"/exports/salaries.xlsx?entreprise={member.public_id}&q=anne"
    assert len(names(await logged_in.get(address))) == 3
    clock.advance(minutes=6)
    asked = await logged_in.get(address)
    parts = urlsplit(asked.headers["location"])
    assert (asked.status_code, parts.path) == (303, "/reauthentification")
    [back] = parse_qs(parts.query)["suite"]
    assert back == "/espace/salaries?q=anne&info=export"
    confirmed = await logged_in.post("/auth/reauthentification", data={"password": GOOD, "suite": back})
    assert confirmed.headers["location"] == back
    assert len(names(await logged_in.get(address))) == 3


async def test_those_ticked_come_back_to_their_list(
    logged_in: httpx.AsyncClient, container: Container, member: Any, clock: Any
) -> None:
    ticked = [await add(container.context, member, f"Coché{rank}", "Luc") for rank in range(3)]
    clock.advance(minutes=6)
    form = {"entreprise": str(member.public_id), "choix": ",".join(ticked), "suivi": "sir", "tri": "poste"}
    asked = await logged_in.post("/exports/salaries.csv", data=form)
    [back] = parse_qs(urlsplit(asked.headers["location"]).query)["suite"]
    assert back == "/espace/salaries?suivi=sir&tri=poste&info=export"


async def test_without_a_session(http: httpx.AsyncClient, member: Any) -> None:
    for method in ("GET", "POST"):
        answer = await http.request(method, f"/exports/salaries.xlsx?entreprise={member.public_id}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/connexion?suite=/espace/salaries")


async def test_the_file_is_sent_before_it_is_removed(tmp_path: Path) -> None:
    """Granian offers to open the file by itself, which it would do once it is gone: a 404 from time to time."""
    folder = TemporaryDirectory(dir=tmp_path)
    path = Path(folder.name) / "liste.csv"
    path.write_bytes(b"Nom")
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(dict(message))

    scope = {"type": "http", "method": "GET", "headers": [], "extensions": {"http.response.pathsend": {}}}
    await _Fleeting(Export(path, "liste.csv", 1, folder), "text/csv")(scope, _nothing, send)  # type: ignore[arg-type]
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert sent[-1]["body"] == b"Nom"
    assert not path.exists()


async def _nothing() -> dict[str, Any]:
    await asyncio.Event().wait()
    raise AssertionError("nobody leaves")
