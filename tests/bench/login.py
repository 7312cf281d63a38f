"""What is measured of the log-in; shared by the quick test and by the bench."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from tests.e2e.portal import Portal
from tests.socket.people import PASSWORD
from tests.socket.tab import ROOT, Tab

ENTER = f"{ROOT}.presantra___ui___layout___state____space_state.enter"


def client(portal: Portal) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=portal.url, timeout=30, headers={"Origin": portal.url, "Sec-Fetch-Site": "same-origin"}
    )


async def log_in(http: httpx.AsyncClient, email: str, password: str = PASSWORD) -> float:
    """Seconds that one log-in takes, right or wrong."""
    begun = time.perf_counter()
    answer = await http.post("/auth/connexion", data={"email": email, "password": password})
    taken = time.perf_counter() - begun
    assert answer.status_code == 303, answer.text
    assert ("identifiants" in answer.headers["location"]) == (password != PASSWORD), answer.headers["location"]
    http.cookies.clear()
    return taken


async def known_and_unknown(portal: Portal, known: str, pairs: int) -> tuple[list[float], list[float]]:
    """Times of a wrong password for an address that has an account and for one that has none, in milliseconds."""
    times: tuple[list[float], list[float]] = ([], [])
    addresses = (known, "x" * (len(known) - len("@nulle-part.example")) + "@nulle-part.example")
    async with client(portal) as http:
        for address in addresses * 3:
            await log_in(http, address, "mauvais mot de passe")
        for pair in range(pairs):
            for side in (0, 1) if pair % 2 else (1, 0):
                times[side].append(1000 * await log_in(http, addresses[side], "mauvais mot de passe"))
    return times


@dataclass(frozen=True)
class Trips:
    """Round trips of the event of a page, in milliseconds."""

    times: Sequence[float]

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.times, n=20)[-1]

    def __str__(self) -> str:
        return f"p50 {self.median:.1f} ms, p95 {self.p95:.1f} ms, max {max(self.times):.1f} ms ({len(self.times)})"


async def round_trips(tab: Tab, seconds: float, pause: float = 0.03) -> Trips:
    """One person who clicks, for so long."""
    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        begun = time.perf_counter()
        await tab.ask(ENTER)
        times.append(1000 * (time.perf_counter() - begun))
        await asyncio.sleep(pause)
    return Trips(times)


async def while_others_log_in(portal: Portal, tab: Tab, emails: Sequence[str], seconds: float) -> tuple[Trips, int]:
    """Round trips while each of these people logs in again and again; how many log-ins there were."""
    done = 0
    stop = asyncio.Event()

    async def again_and_again(email: str) -> None:
        nonlocal done
        async with client(portal) as http:
            while not stop.is_set():
                await log_in(http, email)
                done += 1

    async with asyncio.TaskGroup() as group:
        for email in emails:
            group.create_task(again_and_again(email))
        await asyncio.sleep(1)
        done = 0
        trips = await round_trips(tab, seconds)
        counted = done
        stop.set()
    return trips, counted
