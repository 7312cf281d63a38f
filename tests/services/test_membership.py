"""Attestation d’adhésion: what the paper says, and what anybody may check of it."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from presantra.db.models import MemberAddress
from presantra.domain.errors import InvalidForm, Throttled
from presantra.services.actor import Actor

VISITOR = Actor(visitor="v" * 43, ip="192.0.2.1")


@pytest.fixture
async def actor(container: Any, make_member: Any, make_account: Any) -> Any:
    member = await make_member(name="Menuiserie *Lefèvre* & Fils")
    async with container.context.database.transaction() as session:
        session.add(
            MemberAddress(
                member_id=member.id, kind="siege", street="14 rue des Ébénistes", postal_code="35000", city="Rennes"
            )
        )
    return await make_account(members=[member])


async def words(container: Any, actor: Any, tmp_path: Path) -> str:
    paper = await container.membership.certificate(actor)
    file = tmp_path / paper.filename
    file.write_bytes(paper.content)
    done = subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True)
    return " ".join(done.stdout.split())


def code_in(text: str) -> str:
    number, code = text.split("Code de vérification ")[1].split()[:2]
    assert number.startswith("A-2026-")
    return code


async def test_the_paper_and_its_proof(container: Any, actor: Any, tmp_path: Path, clock: Any) -> None:
    clock.advance(days=2)
    text = await words(container, actor, tmp_path)
    for part in (
        "Attestation n° A-2026-000001", "adhérente à ce jour, 25 novembre 2026", "Menuiserie *Lefèvre* & Fils",
        "14 rue des Ébénistes, 35000 Rennes", "991 421 132 00010", "Code adhérent 10001", "année 2026",
        "Pour PRÉSANTRA", "/verifier-attestation",
    ):  # fmt: skip
        assert part in text
    typed = {"number": "a 2026 000001", "siret": "99142113200010", "code": code_in(text).lower()}
    found = await container.membership.verify(VISITOR, typed)
    assert (found.number, found.siret, found.issued_on) == ("A-2026-000001", "99142113200010", date(2026, 11, 25))
    for changed in ({"number": "A-2026-000002"}, {"siret": "73282932000074"}, {"code": "0000-0000-0000"}):
        assert await container.membership.verify(VISITOR, typed | changed) is None


async def test_each_attestation_has_its_number_and_is_journalled(container: Any, actor: Any, tmp_path: Path) -> None:
    assert "A-2026-000001" in await words(container, actor, tmp_path)
    assert "A-2026-000002" in await words(container, actor, tmp_path)
    profile = await container.companies.profile(actor)
    assert [line.action for line in profile.history] == [
        "Attestation d’adhésion A-2026-000002 établie", "Attestation d’adhésion A-2026-000001 établie",
    ]  # fmt: skip


async def test_what_is_typed_must_have_the_right_shape(container: Any) -> None:
    with pytest.raises(InvalidForm) as refused:
        await container.membership.verify(VISITOR, {"number": "x", "siret": "1"})
    assert list(refused.value.errors) == ["number", "siret", "code"]


async def test_limits(container: Any, actor: Any, dump: Any) -> None:
    typed = {"number": "A-2026-000001", "siret": "99142113200010", "code": "0000-0000-0000"}
    for _ in range(30):
        assert await container.membership.verify(VISITOR, typed) is None
    with pytest.raises(Throttled):
        await container.membership.verify(VISITOR, typed)
    for _ in range(20):
        await container.membership.certificate(actor)
    before = await dump()
    with pytest.raises(Throttled):
        await container.membership.certificate(actor)
    assert await dump() == before
