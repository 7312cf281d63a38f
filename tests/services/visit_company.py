"""The company whose visits the tests ask for: ``actor`` works there, ``employee`` is one of its people."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.visits import arrive


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


@pytest.fixture
async def rival(make_member: Any, make_account: Any) -> Any:
    other = await make_member(code="20002", name="Transports Morel", number="TD-G7V2-J3ZK", siret="73282932000074")
    return await make_account("paul@exemple.fr", [other], first_name="Paul")


@pytest.fixture
async def employee(container: Any, actor: Any) -> str:
    return await arrive(container, actor, matricule="M-7")
