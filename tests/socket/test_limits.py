"""How much one address, one browser and one session may ask: the limits of a new installation."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest

from presantra.throttle_settings import ThrottleSettings
from tests.e2e.portal import WIDE, Portal, SmtpServer
from tests.socket.people import Person, account, company, house, log_in
from tests.socket.tab import ROOT, Refused, Tab

LIMITS = ThrottleSettings()
MARGIN = 0.5
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


async def _seconds_to_answer(asked: int, *tabs: Tab) -> float:
    """How long until each tab is answered as often as it has asked, all at once, and once more when that is done.

    The server may read ahead of what it counts; whoever asks again waits until his account is even.
    """
    begun = time.monotonic()
    for answers, more in ((asked, asked), (asked + 1, 1)):
        for tab in tabs * more:
            await tab.send(ECHO)
        async with asyncio.timeout(60):
            while any(sum("is_hydrated" in frame for frame in tab.frames) < answers for tab in tabs):
                await asyncio.sleep(0.02)
    return time.monotonic() - begun


async def test_a_session_that_asks_too_fast_waits_and_loses_nothing(strict: tuple[Portal, Person]) -> None:
    portal, person = strict
    async with Tab(portal.url, person.cookies) as tab:
        spent = await _seconds_to_answer(140, tab)
    assert spent > (140 - LIMITS.events_session_burst) / LIMITS.events_session_per_second - MARGIN


async def test_two_tabs_of_a_session_share_its_allowance(strict: tuple[Portal, Person]) -> None:
    portal, person = strict
    await asyncio.sleep(LIMITS.events_session_burst / LIMITS.events_session_per_second)
    async with Tab(portal.url, person.cookies) as one, Tab(portal.url, person.cookies) as two:
        spent = await _seconds_to_answer(70, one, two)
    assert spent > (140 - LIMITS.events_session_burst) / LIMITS.events_session_per_second - MARGIN


async def test_an_anonymous_browser_has_less(strict: tuple[Portal, Person]) -> None:
    portal, _ = strict
    async with Tab(portal.url, {"presantra-visiteur": "presse"}) as tab:
        spent = await _seconds_to_answer(50, tab)
    assert spent > (50 - LIMITS.events_anonymous_burst) / LIMITS.events_anonymous_per_second - MARGIN


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
