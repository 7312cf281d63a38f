"""The unsubscription link: opening it changes nothing, the button or a mail program acts."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from presantra.bootstrap import Container
from presantra.db.models import Account
from tests.web.conftest import MakeBrowser


@pytest.fixture
async def link(container: Container, make_account: Any, make_member: Any) -> str:
    await make_account(members=[await make_member()])
    async with container.context.database.reading() as session:
        account = (await session.execute(select(Account))).scalar_one()
    return container.digest.unsubscribe_url(account).removeprefix(container.settings.public_url)


async def wanted(container: Container) -> bool:
    async with container.context.database.reading() as session:
        return bool((await session.execute(select(Account.weekly_digest))).scalar_one())


async def test_opening_the_link_asks_and_changes_nothing(http: Any, link: str, container: Container) -> None:
    answer = await http.get(link)
    assert answer.status_code == 200
    assert "Ne plus envoyer le rappel du lundi à claire.martin@example.fr" in answer.text
    assert '<html lang="fr">' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert await wanted(container) is True


async def test_the_button_acts(http: Any, link: str, container: Container) -> None:
    answer = await http.post(link)
    assert (answer.status_code, "ne recevra plus" in answer.text) == (200, True)
    assert await wanted(container) is False


async def test_a_mail_program_acts_in_one_click_without_origin(
    make_browser: MakeBrowser, link: str, container: Container
) -> None:
    """RFC 8058."""
    program = make_browser()
    for name in ("Origin", "Sec-Fetch-Site"):
        del program.headers[name]
    answer = await program.post(link, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert await wanted(container) is False


async def test_a_false_link_tells_nothing(http: Any, link: str, container: Container) -> None:
    true = link.rsplit("/", 1)[1]
    for token in ("x", true[:-1] + ("1" if true.endswith("0") else "0"), "%00", "<script>"):
        for answer in (
            await http.get(f"/rappels/desabonnement/{token}"),
            await http.post(f"/rappels/desabonnement/{token}"),
        ):
            assert answer.status_code == 404
            assert "example.fr" not in answer.text
            assert "<script>" not in answer.text
    assert await wanted(container) is True


async def test_one_address_may_not_try_for_ever(make_browser: MakeBrowser, link: str) -> None:
    http = make_browser("192.0.2.77")
    answers = [(await http.get("/rappels/desabonnement/x")).status_code for _ in range(61)]
    assert answers == [404] * 60 + [429]
    assert (await make_browser("192.0.2.78").get(link)).status_code == 200
