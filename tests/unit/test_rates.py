"""How fast events come in: a burst at once, then each waits for its turn, and none is lost."""

from __future__ import annotations

import pytest

from presantra.throttle_settings import ThrottleSettings
from presantra.ui.rates import MAX_REMEMBERED, PATIENCE, Pace

LIMITS = ThrottleSettings()
RATE, BURST = LIMITS.events_session_per_second, LIMITS.events_session_burst
LOAD = 4
"""Events of one page that loads: the one that comes in, and those that it leads to."""


class Watch:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def pace(watch: Watch) -> Pace:
    return Pace(LIMITS, clock=watch)


def served(pace: Pace, events: int, socket: str = "socket", owner: str = "s1", *, session: bool = True) -> int:
    return sum(pace.served(socket, owner, session=session) for _ in range(events))


def test_a_socket_has_its_burst_at_once_and_what_follows_waits_for_its_turn(pace: Pace) -> None:
    waits = [pace.arrived("socket") for _ in range(BURST + 3)]
    assert waits[:BURST] == [0.0] * BURST
    assert waits[BURST:] == pytest.approx([1 / RATE, 2 / RATE, 3 / RATE])


def test_who_waits_his_turn_comes_in_at_his_rate_and_no_faster(pace: Pace, watch: Watch) -> None:
    """A minute of somebody who never stops asking, from one tab."""
    events = 0
    while watch.now < 1060:
        watch.now += pace.arrived("socket")
        served(pace, 1)
        events += 1
    assert events == pytest.approx(BURST + 60 * RATE, abs=2)


def test_what_an_event_leads_to_is_counted_too(pace: Pace, watch: Watch) -> None:
    loads = 0
    while watch.now < 1060:
        watch.now += pace.arrived("socket")
        served(pace, LOAD)
        loads += 1
    assert loads == pytest.approx((BURST + 60 * RATE) / LOAD, abs=2)


def test_the_tabs_of_a_session_share_its_allowance(pace: Pace) -> None:
    served(pace, BURST, "one")
    served(pace, RATE, "two")
    assert pace.arrived("one") == pace.arrived("two") == pytest.approx(1.0)
    assert pace.arrived("of somebody else") == 0.0


def test_an_anonymous_browser_has_less(pace: Pace) -> None:
    served(pace, LIMITS.events_anonymous_burst + LIMITS.events_anonymous_per_second, owner="v1", session=False)
    assert pace.arrived("socket") == pytest.approx(1.0)


def test_a_new_socket_for_every_event_gains_nothing(pace: Pace, watch: Watch) -> None:
    """Of a socket that has not been heard the door knows nothing; the gate refuses, and the debt is bounded."""
    total = 0
    for second in range(60):
        watch.now += 1
        total += sum(pace.served(f"{second}-{event}", "s1", session=True) for event in range(500))
    assert total == pytest.approx((1 + PATIENCE) * BURST + 60 * RATE, abs=RATE)
    assert pace.arrived("59-0") <= PATIENCE * BURST / RATE


def test_a_tab_is_counted_for_who_stands_before_it_now(pace: Pace) -> None:
    served(pace, 50, owner="v1", session=False)
    served(pace, 1, owner="s1")
    assert pace.arrived("socket") == 0.0


def test_a_rest_gives_the_burst_back_and_no_more(pace: Pace, watch: Watch) -> None:
    for _ in range(1000):
        pace.arrived("socket")
    watch.now += 3600
    assert [pace.arrived("socket") for _ in range(BURST + 1)].count(0.0) == BURST


def test_a_socket_that_has_left_is_forgotten(pace: Pace) -> None:
    for _ in range(1000):
        pace.arrived("socket")
    served(pace, 100)
    pace.left("socket")
    assert pace.arrived("socket") == 0.0


def test_what_is_remembered_is_bounded(pace: Pace) -> None:
    for number in range(MAX_REMEMBERED + 100):
        served(pace, 1, f"tab {number}", f"s{number}")
    assert len(pace._buckets) == len(pace._owners) == MAX_REMEMBERED
