"""« Pourquoi » of somebody whose post is on the liste complémentaire: the reason that the employer wrote."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.services.visits import arrive

POST = {"job_title": "Vernisseuse", "reason": "Vapeurs de solvants en cabine"}


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


async def why(container: Any, actor: Any, employee: str) -> str:
    record = await container.employees.record(actor, employee)
    assert record.follow_up.scheduled.sentences == record.explanation
    return " ".join(record.explanation)


async def test_the_written_reason_of_the_post_is_told(
    container: Any, actor: Any, make_member: Any, make_account: Any
) -> None:
    employee = await arrive(container, actor, job_title="VERNISSEUSE", situations=["liste_complementaire"])
    other = await arrive(container, actor, birth_name="Morel", job_title="Vernisseuse", situations=["cmr"])
    stranger = await make_account("paul@example.fr", [await make_member("20002", "Morel", "TD-G7V2-J3ZK")])
    await container.posts.add(stranger, POST | {"reason": "Secret d’une autre entreprise"}, uuid4())
    assert "Votre liste complémentaire est vide" in await why(container, actor, employee)

    (post,) = (await container.posts.add(actor, POST, uuid4())).posts
    assert "Vernisseuse\u00a0: Vapeurs de solvants en cabine" in await why(container, actor, employee)
    assert "solvants" not in await why(container, actor, other)

    await container.posts.withdraw(actor, post.public_id, post.version)
    assert "solvants" not in await why(container, actor, employee)
