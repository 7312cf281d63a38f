"""Deadlines that an older portal wrote are written anew, once; what waits for a confirmation goes on waiting."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from presantra.bootstrap import Container
from presantra.db.models import Employment
from presantra.services.actor import Actor, System
from tests.services.test_requalification import actor, add, member

__all__ = ["actor", "member"]


async def stored(container: Container) -> dict[str, tuple[date | None, str]]:
    async with container.context.database.reading() as session:
        rows = (await session.execute(select(Employment))).scalars().all()
        return {row.job_title: (row.due_date, row.due_kind) for row in rows}


async def test_what_an_older_portal_wrote_is_written_anew_once(
    container: Container, actor: Actor, member: Any, make_member: Any, dump: Any
) -> None:
    other = await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")
    simple = {"follow_up": "si", "situations": (), "last_visit_date": date(2024, 3, 1), "due_kind": "vip_periodique"}
    await add(container, member, "Juste", job_title="Juste", due_date=date(2029, 3, 1), **simple)
    await add(container, member, "Faux", job_title="Faux", due_date=date(2031, 3, 1), **simple)
    await add(container, other, "Ailleurs", job_title="Ailleurs", due_date=date(2031, 3, 1), **simple)
    await add(container, member, "Avant", job_title="Cariste")  # a change of the Code: the employer confirms it
    waiting = (await stored(container))["Cariste"]

    assert await container.recalculation.run(System()) == 2
    after = await stored(container)
    assert after.pop("Cariste") == waiting
    assert set(after.values()) == {(date(2029, 3, 1), "vip_periodique")}
    assert await container.requalification.count(actor) == 1
    [entry] = (await container.companies.profile(actor)).history
    assert (entry.by, entry.action) == ("PRÉSANTRA", "Échéances recalculées")

    before = await dump()
    assert await container.recalculation.run(System()) == 0
    assert await dump() == before
