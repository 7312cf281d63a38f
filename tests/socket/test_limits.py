"""How much one address, one browser and one session may ask: the limits of a new installation."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from presantra.throttle_settings import ThrottleSettings
from tests.e2e.portal import WIDE, Portal, SmtpServer
from tests.socket.people import Person, account, company, house, log_in
from tests.socket.tab import ROOT, Refused, Tab

LIMITS = ThrottleSettings()
ECHO = f"{ROOT}.hydrate"


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory, smtp: SmtpServer) -> Iterator[tuple[Portal, Person]]:
    portal = Portal(tmp_path_factory.mktemp("limites"), smtp=smtp)
    for name in WIDE:
        del portal.environment[name]
    portal.data_dir.mkdir(parents=True, exist_ok=True)
    container = house(portal)

    async def seed() -> Person:
        person = await account(container, "a@b.example", await company(container, "10001", "Ici"))
        person.cookies = await log_in(container, person)
        await container.close()
        return person

    person = asyncio.run(seed())
    portal.start(seconds=240)
    yield portal, person
    portal.stop()


async def _answers(tab: Tab, asked: int) -> int:
    """How many of so many events at once are answered."""
    for _ in range(asked):
        await tab.send(ECHO)
    await tab.quiet(1.0)
    return sum("is_hydrated" in frame for frame in tab.frames)


async def test_a_session_that_asks_too_fast_is_not_answered(strict: tuple[Portal, Person]) -> None:
    portal, person = strict
    async with Tab(portal.url, person.cookies) as tab:
        answered = await _answers(tab, 200)
        assert LIMITS.events_session_burst <= answered <= LIMITS.events_session_burst + 80
        tab.frames.clear()
        await asyncio.sleep(1.5)
        await tab.settle()  # later on, it is served again
    assert tab.frames


async def test_two_tabs_of_a_session_share_its_allowance(strict: tuple[Portal, Person]) -> None:
    portal, person = strict
    await asyncio.sleep(3)
    async with Tab(portal.url, person.cookies) as one, Tab(portal.url, person.cookies) as two:
        answered = sum(await asyncio.gather(_answers(one, 100), _answers(two, 100)))
    assert answered <= LIMITS.events_session_burst + 80


async def test_an_anonymous_browser_has_less(strict: tuple[Portal, Person]) -> None:
    portal, _ = strict
    async with Tab(portal.url, {"presantra-visiteur": "presse"}) as tab:
        answered = await _answers(tab, 200)
    assert LIMITS.events_anonymous_burst <= answered <= LIMITS.events_anonymous_burst + 20


async def test_an_address_has_twenty_sockets_and_no_more(strict: tuple[Portal, Person]) -> None:
    portal, person = strict
    opened = [await Tab(portal.url, person.cookies).open() for _ in range(LIMITS.sockets_per_ip)]
    late = Tab(portal.url, person.cookies)
    with pytest.raises(Refused):
        await late.open()
    await late.close()
    await opened.pop().close()
    async with asyncio.timeout(10):
        while True:  # the place is free as soon as the server has seen the other leave
            try:
                opened.append(await Tab(portal.url, person.cookies).open())
                break
            except Refused:
                await asyncio.sleep(0.1)
    await asyncio.gather(*(tab.close() for tab in opened))
