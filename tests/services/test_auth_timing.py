"""Nobody learns from a clock whether an address has an account."""

from __future__ import annotations

import time
from statistics import median
from typing import Any

import pytest

from presantra.bootstrap import Container
from presantra.domain.errors import BadCredentials
from tests.conftest import MakeContainer
from tests.connection import EMAIL, GOOD, browser

PAIRS = 200
# Cost 12 would take three minutes; what is measured is what stands around the one hash, whatever it costs.
COST = 10
NO_LIMIT = dict.fromkeys(("login_account", "login_account_day", "login_ip", "login_global"), "100000 per day")


@pytest.fixture
def settings_overrides() -> dict[str, Any]:
    return {"throttle": NO_LIMIT}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


async def spent(container: Container, email: str) -> float:
    started = time.perf_counter()
    with pytest.raises(BadCredentials):
        await container.auth.log_in(browser(), email, "un mot de passe faux")
    return (time.perf_counter() - started) * 1000


async def test_known_and_unknown_addresses_take_the_same_time(
    make_container: MakeContainer,
    container: Container,
    make_account: Any,
    record_property: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    hasher = container.hasher
    hasher._cost = COST
    hasher._decoy = hasher._hash("leurre")
    await make_account(EMAIL, password=GOOD)
    for email in (EMAIL, "inconnue@example.fr"):
        await spent(container, email)
    known, unknown = [], []
    for pair in range(PAIRS):
        order = [(known, EMAIL), (unknown, f"inconnu{pair:04}@example.fr")]
        for times, email in order if pair % 2 else reversed(order):
            times.append(await spent(container, email))
    difference = abs(median(known) - median(unknown))
    figure = (
        f"known {median(known):.2f} ms, unknown {median(unknown):.2f} ms, "
        f"|difference| {difference:.2f} ms ({PAIRS} pairs, bcrypt cost {COST})"
    )
    record_property("timing", figure)
    with capsys.disabled():
        print(f"\n{figure}")
    assert difference < 5
