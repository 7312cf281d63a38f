"""Archive of factures and relevé de compte over HTTP: one's own, all or nothing, and a way back when it is wrong."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest

from presantra.bootstrap import Container
from presantra.services.invoices import archives, statements
from presantra.services.invoices.statements import StatementFormat
from tests.connection import EMAIL, GOOD
from tests.web.conftest import MakeBrowser
from tests.web.test_invoice_download import PDF, logged_in, make_invoice

__all__ = ["logged_in", "make_invoice"]

ZIP = "/documents/factures.zip"
CSV, PAPER = "/documents/releve-de-compte.csv", "/documents/releve-de-compte.pdf"


def names(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return zipfile.ZipFile(io.BytesIO(answer.content)).namelist()


def back(answer: httpx.Response) -> tuple[str, dict[str, list[str]]]:
    assert answer.status_code == 303
    parts = urlsplit(answer.headers["location"])
    return parts.path, parse_qs(parts.query)


async def test_ticked_documents_in_one_archive(logged_in: Any, make_invoice: Any) -> None:
    http, member = logged_in
    one, two = await make_invoice(member, "F-1"), await make_invoice(member, "A-1", kind="avoir")
    await make_invoice(member, "F-2")
    answer = await http.post(ZIP, data={"entreprise": str(member.public_id), "choix": [one, two]})
    assert sorted(names(answer)) == ["avoir-A-1.pdf", "facture-F-1.pdf"]
    assert zipfile.ZipFile(io.BytesIO(answer.content)).read("facture-F-1.pdf") == PDF
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == 'attachment; filename="factures-10001-2026-11-23.zip"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"


async def test_all_that_a_filter_shows(logged_in: Any, make_invoice: Any) -> None:
    http, member = logged_in
    await make_invoice(member, "F-1")
    where = {"entreprise": str(member.public_id)}
    assert names(await http.get(ZIP, params=where)) == ["facture-F-1.pdf"]
    assert names(await http.get(ZIP, params=where | {"annee": "2026", "statut": "a_regler"})) == ["facture-F-1.pdf"]
    assert names(await http.get(ZIP, params=where | {"annee": "²²²²", "statut": "' OR 1"})) == ["facture-F-1.pdf"]
    assert (await http.get(ZIP, params=where | {"annee": "2020"})).status_code == 404


async def test_nothing_ticked_or_too_much_leads_back(
    logged_in: Any, make_invoice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    http, member = logged_in
    chosen = [await make_invoice(member, f"F-{rank}") for rank in range(2)]
    where = {"entreprise": str(member.public_id), "annee": "2026", "page": "1"}
    assert back(await http.post(ZIP, data=where)) == (
        "/espace/factures", {"annee": ["2026"], "page": ["1"], "erreur": ["rien"]},
    )  # fmt: skip
    monkeypatch.setattr(archives, "MAX_FILES", 1)
    assert back(await http.post(ZIP, data=where | {"choix": chosen}))[1]["erreur"] == ["archive"]
    assert back(await http.get(ZIP, params=where))[1] == {"annee": ["2026"], "erreur": ["archive"]}


async def test_a_foreign_document_spoils_the_whole_archive(
    logged_in: Any, make_invoice: Any, make_member: Any, container: Container
) -> None:
    http, member = logged_in
    mine = await make_invoice(member, "F-1")
    other = await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")
    theirs = await make_invoice(other, "F-2")
    here, there = str(member.public_id), str(other.public_id)
    answers = [
        await http.post(ZIP, data={"entreprise": company, "choix": chosen})
        for company, chosen in (
            (here, [mine, theirs]), (here, [theirs]), (here, [str(uuid4())]), (here, ["../etc"]), (there, [theirs]),
            ("", [mine]),
        )
    ] + [await http.get(url, params={"entreprise": there}) for url in (ZIP, CSV, PAPER)]  # fmt: skip
    assert {(answer.status_code, answer.text) for answer in answers} == {
        (404, "Cet élément n’existe pas ou n’est plus accessible.")
    }
    assert all(PDF not in answer.content for answer in answers)


async def test_forged_requests_get_nothing(logged_in: Any, make_invoice: Any, make_browser: MakeBrowser) -> None:
    http, member = logged_in
    data = {"entreprise": str(member.public_id), "choix": [await make_invoice(member, "F-1")]}
    assert (await http.post(ZIP, data=data, headers={"Origin": "https://ailleurs.example"})).status_code == 403
    too_long = data | {"choix": ["x" * 100]}
    assert (await http.post(ZIP, data=too_long)).status_code == 400
    assert (await http.post(ZIP, data=data, files={"f": ("f", b"x")})).status_code == 400
    stranger = make_browser()
    for answer in (await stranger.post(ZIP, data=data), await stranger.get(ZIP), await stranger.get(PAPER)):
        assert (answer.status_code, answer.headers["location"]) == (303, "/connexion?suite=/espace/factures")


async def test_a_file_that_is_missing_is_told_before_the_archive_begins(logged_in: Any, make_invoice: Any) -> None:
    http, member = logged_in
    await make_invoice(member, "F-1")
    await make_invoice(member, "F-2", content=None)
    answer = await http.get(ZIP, params={"entreprise": str(member.public_id)})
    assert (answer.status_code, answer.text.startswith("Le fichier de ce document est introuvable")) == (503, True)


async def test_a_statement_in_both_forms(logged_in: Any, make_invoice: Any) -> None:
    http, member = logged_in
    await make_invoice(member, "F-1")
    where = {"entreprise": str(member.public_id), "du": "01/01/2026", "au": "2026-11-23"}
    table = await http.get(CSV, params=where)
    assert "F-1;1,20;;1,20" in table.content.decode("utf-8-sig")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    name = "releve-10001-2026-01-01-2026-11-23"
    assert table.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
    paper = await http.get(PAPER, params=where)
    assert (paper.content[:5], paper.headers["content-type"]) == (b"%PDF-", "application/pdf")
    assert paper.headers["content-disposition"] == f'attachment; filename="{name}.pdf"'
    assert paper.headers["cache-control"] == "no-store"


async def test_a_wrong_period_leads_back_with_what_was_typed(
    logged_in: Any, make_invoice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    http, member = logged_in
    where = {"entreprise": str(member.public_id), "du": "31/02/2026", "au": "demain"}
    assert back(await http.get(PAPER, params=where)) == (
        "/espace/factures/releve", {"du": ["31/02/2026"], "au": ["demain"], "erreur": ["periode"]},
    )  # fmt: skip
    await make_invoice(member, "F-1")
    monkeypatch.setitem(statements.MAX_LINES, StatementFormat.PDF, 0)
    assert back(await http.get(PAPER, params={"entreprise": str(member.public_id)}))[1] == {"erreur": ["lignes-pdf"]}


async def test_too_many_statements(logged_in: Any) -> None:
    http, member = logged_in
    for _ in range(30):
        answer = await http.get(CSV, params={"entreprise": str(member.public_id)})
        assert answer.status_code == 200
    assert (await http.get(CSV, params={"entreprise": str(member.public_id)})).status_code == 429


async def test_the_company_of_the_tab_decides(
    make_account: Any, make_member: Any, make_invoice: Any, make_browser: MakeBrowser
) -> None:
    first, second = await make_member(), await make_member("10001-1", "Atelier", "TD-R6T3-W9HD")
    await make_account(EMAIL, [first, second], password=GOOD)
    http = make_browser()
    await http.post("/auth/connexion", data={"email": EMAIL, "password": GOOD})
    await make_invoice(first, "F-1")
    await make_invoice(second, "F-2")
    for member, name in ((first, "facture-F-1.pdf"), (second, "facture-F-2.pdf")):
        assert names(await http.get(ZIP, params={"entreprise": str(member.public_id)})) == [name]
