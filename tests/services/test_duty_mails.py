"""Mails that duties send have their limit: beyond it nothing is kept, nothing leaves, and the sentence says when."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from presantra.domain.errors import TooManyMails
from tests.services.test_absences import LONG, SHORT, actor, employee

__all__ = ["actor", "employee"]
POST = {"job_title": "Cariste en chambre froide", "reason": "Froid négatif", "doctor_opinion_on": "02/11/2026"}


@pytest.fixture
def settings_overrides() -> dict[str, Any]:
    return {"throttle": {"duty_mails_account": "2 per hour"}}


async def refused(work: Any, dump: Any) -> None:
    before = await dump()
    with pytest.raises(TooManyMails) as refusal:
        await work
    assert "rien n’a été enregistré" in refusal.value.sentence
    assert "Réessayez dans" in refusal.value.sentence
    assert await dump() == before


async def test_absences(container: Any, actor: Any, employee: str, dump: Any, make_account: Any) -> None:
    view = await container.absences.declare(actor, employee, SHORT, uuid4())
    later = SHORT | {"end_date": "16/11/2026"}
    view = await container.absences.edit(actor, employee, view.public_id, later, view.version)
    again = SHORT | {"end_date": "17/11/2026"}
    await refused(container.absences.edit(actor, employee, view.public_id, again, view.version), dump)
    other = SHORT | {"start_date": "18/11/2026", "end_date": "20/11/2026"}
    await refused(container.absences.declare(actor, employee, other, uuid4()), dump)
    # What writes to nobody is never counted, and a colleague has his own limit.
    long = await container.absences.declare(actor, employee, LONG | {"end_date": "30/10/2026"}, uuid4())
    await refused(container.absences.inform_worker(actor, employee, long.public_id, by_mail=True), dump)
    assert (await container.absences.inform_worker(actor, employee, long.public_id, by_mail=False)).informed_at


async def test_the_liste_complementaire(container: Any, actor: Any, dump: Any, mails: Any) -> None:
    await container.posts.add(actor, POST, uuid4())
    for _ in range(2):
        await container.posts.send(actor, uuid4())
    sent = len(await mails())
    await refused(container.posts.send(actor, uuid4()), dump)
    assert len(await mails()) == sent
