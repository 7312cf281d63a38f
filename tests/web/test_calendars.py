"""The calendar over HTTP: private, revalidated, and one same answer for every address that is not."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from presantra.bootstrap import Container

PERSON = {
    "birth_name": "Dupont", "first_name": "Éloïse", "birth_date": "1991-07-14", "sex": "f",
    "entry_date": "2026-11-02", "contract_type": "cdi", "job_title": "Menuisière",
}  # fmt: skip


@pytest.fixture
async def path(container: Container, make_account: Any, make_member: Any) -> str:
    actor = await make_account(members=[await make_member()])
    await container.employees.declare_arrival(actor, PERSON, uuid4())
    url = await container.calendars.renew(actor, full_names=False)
    assert url.startswith(container.settings.public_url)
    return url.removeprefix(container.settings.public_url)


async def test_without_cookie_and_never_in_a_shared_cache(http: Any, path: str) -> None:
    answer = await http.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["content-disposition"] == 'inline; filename="suivi.ics"'
    assert answer.text.startswith("BEGIN:VCALENDAR\r\n")
    assert answer.text.count("BEGIN:VEVENT") == 1


async def test_unchanged_is_not_sent_again(http: Any, path: str) -> None:
    first = await http.get(path)
    again = await http.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert (await http.get(path, headers={"If-None-Match": '"autre"'})).status_code == 200
    assert (await http.head(path)).content == b""


async def test_every_other_address_is_the_same_404(http: Any, path: str) -> None:
    token = path.rsplit("/", 1)[1].removesuffix(".ics")
    answers = {
        ((await http.get(f"/calendrier/{other}.ics")).status_code, (await http.get(f"/calendrier/{other}.ics")).text)
        for other in (token[:-1], f"{token}x", token.swapcase(), "x", "%00", "é" * 300)
    }
    assert answers == {(404, "Cet élément n’existe pas ou n’est plus accessible.")}
