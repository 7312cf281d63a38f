"""Two members before the same slots: their requests and the slots, made by the services in a process of its own.

Run as a program, it answers one line of JSON to each line that it reads.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import datetime, timedelta
from typing import Any

from tests.e2e.portal import ROOT, Portal

STEP = timedelta(minutes=5)


class Rivals:
    """``tokens``: sessions; ``visits``: identifiers of their requests; ``times``: the slots, earliest first."""

    def __init__(self, portal: Portal, rounds: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.rivals", str(rounds)],
            cwd=ROOT, env={**portal.environment, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        made = self._read()
        self.tokens: list[str] = made["tokens"]
        self.visits: list[str] = made["visits"]
        self.times = [datetime.fromisoformat(text) for text in made["times"]]

    def again(self, turn: int) -> dict[str, Any]:
        """Give back what was booked in this turn, and close its slot; who had it, and how many seats were taken."""
        assert self._process.stdin
        self._process.stdin.write(f"{turn}\n")
        self._process.stdin.flush()
        return self._read()

    def close(self) -> None:
        with self._process as process:
            process.terminate()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout
        return dict(json.loads(self._process.stdout.readline()))


async def _main(rounds: int) -> None:
    from presantra.bootstrap import get_container
    from presantra.db.models import Account, Attachment
    from presantra.db.repositories import members
    from presantra.domain.visits import VisitKind, VisitStatus
    from presantra.services.actor import Actor
    from tests.services.visits import SERVICE, arrive, asked

    container = get_container()
    now = container.context.clock()
    actors, tokens, visits = [], [], []
    for code, first in (("20002", "Rose"), ("10001", "Iris")):
        async with container.context.database.transaction() as session:
            email = f"{first.lower()}.rivale@exemple.fr"
            account = Account(email=email, email_key=email, last_name="Rivale", first_name=first, job_title="Gérante",
                              password_state="own", created_at=now)  # fmt: skip
            session.add(account)
            await session.flush()
            member = await members.by_code(session, code)
            assert member is not None
            session.add(Attachment(account_id=account.id or 0, member_id=member.id or 0, created_at=now))
            await session.flush()
            token = await container.sessions.open(session, account, Actor(), provisional=False)
        actors.append(await container.sessions.resolve(token, Actor()))
        employee = await arrive(
            container, actors[-1], first_name=first, birth_name="Derniere", entry_date=f"{now:%Y-%m-%d}"
        )
        tokens.append(token)
        visits.append((await asked(container, actors[-1], employee, "mi_carriere")).public_id)
    first_time = now.replace(second=0, microsecond=0) + timedelta(days=1)
    slots = [
        await container.secretariat.slots.open(SERVICE, "paris", first_time + STEP * turn, 5, (VisitKind.MID_CAREER,))
        for turn in range(rounds + 1)
    ]
    _say(tokens=tokens, visits=visits, times=[slot.starts_at.isoformat() for slot in slots])
    for line in sys.stdin:
        slot = slots[int(line)]
        [seen] = [s for s in await container.secretariat.slots.list(SERVICE) if s.public_id == slot.public_id]
        views = [await container.visits.record(actor, visit) for actor, visit in zip(actors, visits, strict=True)]
        winners = [rank for rank, view in enumerate(views) if view.visit.status is VisitStatus.PLANNED]
        await container.secretariat.slots.close(SERVICE, slot.public_id)
        for rank in winners:
            await container.visits.ask_other_date(actors[rank], visits[rank], "Encore")
        _say(taken=seen.taken, winners=winners)


def _say(**facts: Any) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
