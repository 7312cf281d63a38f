"""People who never stop: they speak to the portal as browsers do, events and form posts, without browsers."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from types import TracebackType
from typing import Any
from uuid import uuid4

import httpx
import socketio

from tests.e2e.portal import Portal, password_in
from tests.e2e.steps import PASSWORD

PAGES = "reflex___state____state.presantra___ui___pages___"
CREATION = PAGES + "creation_compte___state____creation_state."
ARRIVAL = PAGES + "arrivee___state____arrivee_state."
VISIT = PAGES + "demande_visite___state____demande_visite_state."
ANSWER_SECONDS = 15.0
LOST = (httpx.TransportError, socketio.exceptions.SocketIOError, OSError)


class Lost(Exception):
    """The server went away. ``asked``: after the click had left, so that nobody knows whether it was heard."""

    def __init__(self, *, asked: bool) -> None:
        self.asked = asked


@dataclass
class Reply:
    """Where the portal leads, or what it refuses."""

    path: str = ""
    errors: dict[str, str] = field(default_factory=dict)


class Tab:
    """One tab of one browser. One event at a time, as a person clicks."""

    def __init__(self, url: str, token: str = "") -> None:
        self.url = url
        self.token = token or str(uuid4())
        self.heard: list[dict[str, Any]] = []
        self._http = httpx.AsyncClient(base_url=url, headers={"Origin": url}, timeout=ANSWER_SECONDS)
        self._socket: socketio.AsyncClient | None = None
        self._reply: asyncio.Future[Reply] | None = None

    async def __aenter__(self) -> Tab:
        await self._retried(lambda: self._http.get("/"))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.hang_up()
        await self._http.aclose()

    @property
    def cookies(self) -> httpx.Cookies:
        return self._http.cookies

    async def post(self, path: str, **fields: str) -> str:
        """Where a form post leads.

        Raises:
            Lost: no answer.
        """
        try:
            answer = await self._http.post(path, data=fields)
        except LOST as error:
            raise Lost(asked=True) from error
        await self.hang_up()  # the cookies may have changed, and a socket keeps those of its handshake
        return str(answer.headers.get("location", answer.status_code))

    async def send(self, handler: str, path: str, **payload: Any) -> Reply:
        """What the page does with a click.

        Raises:
            Lost: no answer.
        """
        asked = False
        try:
            await self._connected()
            self._reply = asyncio.get_running_loop().create_future()
            await self.emit(handler, path, **payload)
            asked = True
            return await asyncio.wait_for(self._reply, ANSWER_SECONDS)
        except (*LOST, TimeoutError, asyncio.CancelledError) as error:
            if isinstance(error, asyncio.CancelledError) and not _was_cut(self._reply):
                raise
            await self.hang_up()
            raise Lost(asked=asked) from error

    async def emit(self, handler: str, path: str, **payload: Any) -> None:
        """The event alone; what comes back is in ``heard``."""
        socket = await self._connected()
        place = {"pathname": path, "asPath": path, "query": {}}
        event = {"name": handler, "payload": payload, "token": self.token, "router_data": place}
        await socket.emit("event", event, namespace="/_event")

    async def persist(self, action: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        """Do it again, as a person does, until the portal answers."""
        while True:
            try:
                return await action()
            except Lost:
                await asyncio.sleep(0.2)

    async def _connected(self) -> socketio.AsyncClient:
        if self._socket is not None and self._socket.connected:
            return self._socket
        self._socket = socketio.AsyncClient(reconnection=False)
        self._socket.on("event", self._answer, namespace="/_event")
        self._socket.on("disconnect", self._cut, namespace="/_event")
        cookies = "; ".join(f"{name}={value}" for name, value in self._http.cookies.items())
        await self._socket.connect(
            f"{self.url}?token={self.token}",
            headers={"Cookie": cookies, "Origin": self.url},
            socketio_path="/_event", namespaces=["/_event"], transports=["websocket"], wait_timeout=5,
        )  # fmt: skip
        return self._socket

    async def hang_up(self) -> None:
        if self._socket is not None:
            with suppress(*LOST, TimeoutError):
                await asyncio.wait_for(self._socket.disconnect(), 2)
            self._socket = None

    def _cut(self, *_reason: Any) -> None:
        if self._reply is not None and not self._reply.done():
            self._reply.cancel()

    def _answer(self, update: dict[str, Any]) -> None:
        self.heard = [*self.heard[-50:], update]
        if self._reply is None or self._reply.done():
            return
        for event in update.get("events") or ():
            if event["name"] == "_redirect":
                self._reply.set_result(Reply(path=event["payload"]["path"]))
                return
        for delta in (update.get("delta") or {}).values():
            if errors := delta.get("errors_rx_state_"):
                self._reply.set_result(Reply(errors=errors))
                return
            if delta.get("failed_rx_state_"):
                self._reply.set_result(Reply(errors={"": "failed"}))
                return

    async def _retried(self, request: Callable[[], Coroutine[Any, Any, httpx.Response]]) -> None:
        while True:
            with suppress(*LOST):
                (await request()).raise_for_status()
                return
            await asyncio.sleep(0.2)


def _was_cut(reply: asyncio.Future[Reply] | None) -> bool:
    return reply is not None and reply.cancelled()


async def first_log_in(tab: Tab, portal: Portal, email: str) -> None:
    """From the first mail to the space."""
    mail = await asyncio.to_thread(portal.mails.wait, email, containing="provisoire")
    await tab.post("/auth/connexion", email=email, password=password_in(mail))
    landed = await tab.post("/auth/premier-mot-de-passe", password=PASSWORD, confirmation=PASSWORD)
    assert landed == "/espace", landed


@dataclass
class Deeds:
    """What was asked, and what the portal has said yes to; ``cut``: clicks that a kill left without answer."""

    accounts_asked: set[str] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)
    arrivals_asked: set[str] = field(default_factory=set)
    arrivals: set[str] = field(default_factory=set)
    requests: set[str] = field(default_factory=set)
    refused: list[dict[str, str]] = field(default_factory=list)
    cut: Counter[str] = field(default_factory=Counter)


class Crowd:
    """Three people at work in a thread of their own, until told to stop; what they are told is in ``deeds``."""

    def __init__(self, portal: Portal) -> None:
        self.deeds = Deeds()
        self._portal = portal
        self._stop = threading.Event()
        self._serial = count(1)
        self._failure: BaseException | None = None
        self._at_work = threading.Barrier(2)
        self._thread = threading.Thread(target=self._run, name="crowd", daemon=True)

    def __enter__(self) -> Crowd:
        self._thread.start()
        self._at_work.wait(60)
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join(60)
        assert not self._thread.is_alive(), "la foule ne s’arrête pas"
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            asyncio.run(self._everybody())
        except BaseException as error:
            self._failure = error
            self._at_work.abort()

    async def _everybody(self) -> None:
        async with Tab(self._portal.url) as joiner, Tab(self._portal.url) as other:
            await self._join(joiner, "rh.10001@essais.example", "10001", "TD-K4M7-P2XC")
            await self._join(other, "rh.20002@essais.example", "20002", "TD-G7V2-J3ZK")
            await asyncio.to_thread(self._at_work.wait)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._create_accounts())
                group.create_task(self._declare_arrivals(joiner))
                group.create_task(self._declare_arrivals(other))

    async def _join(self, tab: Tab, email: str, code: str, number: str) -> None:
        await self._create_account(tab, email, code, number)
        await first_log_in(tab, self._portal, email)

    async def _create_accounts(self) -> None:
        while not self._stop.is_set():
            async with Tab(self._portal.url) as tab:
                email = f"personne.{next(self._serial)}@essais.example"
                await tab.persist(lambda: self._create_account(tab, email, "10001-1", "TD-R6T3-W9HD"))  # noqa: B023

    async def _create_account(self, tab: Tab, email: str, code: str, number: str) -> None:
        pair = {"code": code, "number": number}
        identity = {"last_name": "Foule", "first_name": "Ida", "job_title": "Assistante", "email": email}
        reply = await self._tell(tab, CREATION + "submit_identifiers", "/connexion/code-adherent", pair)
        if reply.path != "/connexion/creer-un-compte":
            return
        self.deeds.accounts_asked.add(email)
        reply = await self._tell(tab, CREATION + "submit_account", "/connexion/creer-un-compte", identity)
        if reply.path == "/connexion/compte-cree":
            self.deeds.accounts.add(email)

    async def _declare_arrivals(self, tab: Tab) -> None:
        while not self._stop.is_set():
            name = f"Essai-{next(self._serial)}"
            arrival = {
                "birth_name": name, "first_name": "Nora", "birth_date": "14/07/1991", "sex": "f",
                "entry_date": "01/06/2026", "contract_type": "cdi", "job_title": "Menuisière",
                "request_visit": "on", "operation": str(uuid4()),
            }  # fmt: skip
            self.deeds.arrivals_asked.add(name)
            # The same operation id again, as the form of the page does: never twice the same person.
            path = "/espace/salaries/nouveau"
            reply = await tab.persist(lambda: self._tell(tab, ARRIVAL + "save", path, arrival))  # noqa: B023
            if "info=arrivee" not in reply.path:
                continue
            self.deeds.arrivals.add(name)
            visit = {
                "operation": str(uuid4()), "kind": "a_la_demande", "reason": "Reprise d’un poste en hauteur.",
                "worker_informed": "on", "signature": "Nora Essai",
                "employee": f"Nora {name.upper()} (14/07/1991) – Menuisière",
            }  # fmt: skip
            path = "/espace/visites/nouvelle"
            reply = await tab.persist(lambda: self._tell(tab, VISIT + "send", path, visit))  # noqa: B023
            if "info=envoyee" in reply.path:
                self.deeds.requests.add(reply.path.removeprefix("/espace/visites/").partition("?")[0])

    async def _tell(self, tab: Tab, handler: str, path: str, form: dict[str, str]) -> Reply:
        try:
            reply = await tab.send(handler, path, form=form)
        except Lost as lost:
            self.deeds.cut[handler.rpartition(".")[2]] += lost.asked
            raise
        if reply.errors:
            self.deeds.refused.append(reply.errors)
        return reply
