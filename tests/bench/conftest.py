"""A portal with enough accounts to log in together. Measures of time: nothing else may run beside."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.portal import Portal, SmtpServer
from tests.socket.conftest import FAST
from tests.socket.people import Person, account, company, house, log_in

CROWD = 8


@dataclass
class Place:
    portal: Portal
    person: Person
    crowd: list[str]


@pytest.fixture(scope="session")
def open_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], Place]]:
    """``open_place(12)``: a portal whose passwords cost 12; the last one opened, if it is the same."""
    opened: dict[int, Place] = {}
    smtp = SmtpServer()
    smtp.start()

    def make(cost: int) -> Place:
        if cost not in opened:
            for other in opened.values():
                other.portal.stop()
            opened.clear()
            opened[cost] = _open(tmp_path_factory.mktemp(f"mesures-{cost}"), smtp, cost)
        return opened[cost]

    yield make
    for place in opened.values():
        place.portal.stop()
    smtp.stop()


@pytest.fixture
def place(request: pytest.FixtureRequest, open_place: Callable[[int], Place]) -> Place:
    """A portal whose passwords cost the parameter, 12 when there is none."""
    return open_place(getattr(request, "param", 12))


def _open(folder: Path, smtp: SmtpServer, cost: int) -> Place:
    portal = Portal(folder, smtp=smtp, **FAST | {"PRESANTRA_BCRYPT_COST": str(cost)})
    portal.data_dir.mkdir(parents=True, exist_ok=True)
    person, crowd = asyncio.run(_seed(portal, cost))
    portal.start(seconds=240)
    return Place(portal, person, crowd)


async def _seed(portal: Portal, cost: int) -> tuple[Person, list[str]]:
    # The stored hashes must cost what the server's decoy costs.
    container = house(portal, bcrypt_cost=cost)
    member_id = await company(container, "10001", "Menuiserie")
    person = await account(container, "claire@menuiserie.example", member_id)
    person.cookies = await log_in(container, person)
    crowd = [f"foule-{rank}@menuiserie.example" for rank in range(CROWD)]
    for email in crowd:
        await account(container, email, member_id)
    await container.close()
    return person, crowd
