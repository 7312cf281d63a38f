"""« Importer des salariés » in a tab, without a browser."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from presantra.services.imports import Status
from tests.socket.tab import ROOT, Tab

STATE = f"{ROOT}.presantra___ui___pages___importation___state____import_state"
PAGE = "/espace/salaries/import"


class Screen:
    """The page of one import."""

    def __init__(self, tab: Tab, job: str) -> None:
        self._tab, self._address = tab, f"{PAGE}?import={job}"

    async def do(self, handler: str, **payload: Any) -> None:
        await self._tab.ask(f"{STATE}.{handler}", payload, self._address)

    async def until(self, status: Status) -> None:
        while self.status != status:
            await self.do("poll")
            await asyncio.sleep(0.1)

    async def choose(self) -> None:
        """The columns, as proposed."""
        await self.do("choose", form=self._columns() | {"defaut_contract_type": ""})

    @property
    def status(self) -> str:
        return self._last(r'"status": "(\w+)", "label"')

    @property
    def progress(self) -> int:
        return int(self._last(r'"progress": (\d+)') or 0)

    @property
    def told(self) -> str:
        return "".join(self._tab.frames)

    def _last(self, pattern: str) -> str:
        found = re.findall(pattern, self.told)
        return str(found[-1]) if found else ""

    def _columns(self) -> dict[str, str]:
        for frame in reversed(self._tab.frames):
            state = json.loads(frame)[1].get("delta", {}).get(STATE, {})
            if guesses := state.get("guesses_rx_state_"):
                return {guess["name"]: guess["column"] for guess in guesses}
        raise AssertionError("aucune colonne proposée")


async def company_of(tab: Tab) -> str:
    """The company that the tab works in."""
    await tab.settle(PAGE)
    return str(re.findall(r'"current_company_id_rx_state_": "([0-9a-f-]{36})"', "".join(tab.frames))[-1])


async def send_file(http: httpx.AsyncClient, company: str, name: str, content: bytes) -> str:
    """The import of this file; its columns come next."""
    fields = {"entreprise": company}
    answer = await http.post("/imports/salaries", data=fields, files={"fichier": (name, content)}, timeout=60)
    [job] = parse_qs(urlsplit(answer.headers["location"]).query)["import"]
    return job
