"""The right slot is found however many others come before it, and the service lists them all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from presantra.cli import main
from presantra.db.models import Slot
from presantra.db.repositories import slots
from presantra.domain.errors import InvalidValue
from presantra.services.secretariat import Window
from presantra.services.visits import SlotTaken
from tests.services.test_lists_at_size import plans, statements
from tests.services.visits import SERVICE, arrive, asked
from tests.unit.test_cli_operators import installation

__all__ = ["installation"]

MANY = 650


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


async def fill(container: Any, *rows: dict[str, Any]) -> list[str]:
    """Slots that the service has opened, by how long from now; their ids."""
    now = container.context.clock()
    made = [
        Slot(
            centre=row.get("centre", "paris"), starts_at=now + row["after"], length_minutes=30,
            kinds=[row.get("kind", "embauche")], opened_at=now, opened_by="Secrétariat",
        )
        for row in rows
    ]  # fmt: skip
    async with container.context.database.transaction() as session:
        session.add_all(made)
    return [str(slot.public_id) for slot in made]


def many(**values: Any) -> list[dict[str, Any]]:
    return [{"after": timedelta(hours=1, minutes=rank)} | values for rank in range(MANY)]


async def offered(container: Any, actor: Any, view: Any) -> list[str]:
    return [slot.public_id for slot in await container.visits.slots(actor, view.public_id)]


async def test_those_of_another_kind_do_not_hide_it(container: Any, actor: Any) -> None:
    *_, mine = await fill(container, *many(kind="periodique"), {"after": timedelta(days=30)})
    view = await asked(container, actor, await arrive(container, actor))
    assert await offered(container, actor, view) == [mine]


async def test_a_code_is_not_found_in_another_that_looks_like_it(container: Any, actor: Any) -> None:
    await fill(container, *({"after": timedelta(days=1), "kind": kind} for kind in ("mixcarriere", "vip_mi_carriere")))
    view = await asked(container, actor, await arrive(container, actor), "mi_carriere")
    assert await offered(container, actor, view) == []


async def test_the_wished_centre_comes_first_though_the_others_fill_the_list(container: Any, actor: Any) -> None:
    *_, mine = await fill(container, *many(), {"after": timedelta(days=30), "centre": "montreuil"})
    view = await asked(container, actor, await arrive(container, actor), centre="montreuil")
    found = await offered(container, actor, view)
    assert (found[0], len(found)) == (mine, 60)


async def test_closed_days_are_read_past(container: Any, actor: Any) -> None:
    days = {"first_day": "24/11/2026", "last_day": "31/12/2026", "reason": "Travaux"}
    await container.closures.add(actor, days, uuid4())
    rows = [{"after": timedelta(days=2, minutes=rank)} for rank in range(MANY)]
    *_, mine = await fill(container, *rows, {"after": timedelta(days=60)})
    view = await asked(container, actor, await arrive(container, actor))
    whole = await container.visits.whole(actor, view.public_id)
    assert ([slot.public_id for slot in whole.slots], whole.closed) == ([mine], MANY)


async def test_two_pages_of_the_same_hour_lose_nothing(container: Any) -> None:
    ids = await fill(container, *[{"after": timedelta(days=1)} for _ in range(5)])
    now, found, last = container.context.clock(), [], None
    async with container.context.database.reading() as session:
        while batch := await slots.bookable(session, slots.Wanted("embauche", now), last, 2):
            found += [str(slot.public_id) for slot in batch]
            last = batch[-1]
    assert found == ids


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ((("paris", 4), ("montreuil", 9)), 1),
        ((("paris", 4), ("montreuil", 2)), 1),
        ((("paris", 2), ("paris", 4)), 1),
        ((("paris", 2),), 0),
    ],
)
async def test_the_next_prefers_the_wished_centre(
    container: Any, actor: Any, others: tuple[tuple[str, int], ...], expected: int
) -> None:
    [wanted] = await fill(container, {"after": timedelta(days=3), "centre": "montreuil"})
    ids = await fill(container, *[{"after": timedelta(days=days), "centre": place} for place, days in others])
    first = await asked(container, actor, await arrive(container, actor), centre="montreuil")
    second = await asked(container, actor, await arrive(container, actor, first_name="Marc"), centre="montreuil")
    await container.visits.book(actor, first.public_id, wanted)
    with pytest.raises(SlotTaken) as told:
        await container.visits.book(actor, second.public_id, wanted)
    assert told.value.following is not None
    assert told.value.following.public_id == ids[expected]


async def test_the_search_reads_the_index_of_hours(container: Any) -> None:
    await fill(container, *many(kind="periodique"))
    async with container.context.database.transaction() as session:
        await session.execute(text("ANALYZE"))
    wanted = slots.Wanted("embauche", container.context.clock(), "paris")
    with statements(container) as seen:
        async with container.context.database.reading() as session:
            await slots.bookable(session, wanted, None, 200)
            await slots.between(session, wanted.after, None, limit=200, offset=0)
    found = await plans(container, seen)
    assert len(found) == 3
    assert all("ix_slot_starts_at" in plan for plan in found), found


async def test_the_service_lists_all_of_them_by_pages_and_days(container: Any) -> None:
    work = container.secretariat.slots
    ids = await fill(container, *many())
    pages = [await work.list(SERVICE, window=Window(number)) for number in (1, 2, 3, 4, 5)]
    assert [slot.public_id for page in pages for slot in page] == ids
    assert [(len(page.rows), page.left) for page in pages] == [(200, 450), (200, 250), (200, 50), (50, 0), (0, 0)]
    assert [slot.public_id for slot in await work.list(SERVICE, window=Window(whole=True))] == ids
    day = date(2027, 1, 4)
    at = datetime(2027, 1, 4, 22, 59, tzinfo=UTC)
    await fill(container, *[{"after": at + timedelta(minutes=late) - container.context.clock()} for late in (0, 1)])
    [only] = await work.list(SERVICE, day, day)
    assert only.starts_at == at
    for first, last, page in ((day, date(2027, 1, 3), 1), (None, None, 0)):
        with pytest.raises(InvalidValue):
            await work.list(SERVICE, first, last, Window(page))


def test_the_command_says_how_many_are_not_shown(installation: Any, capsys: pytest.CaptureFixture[str]) -> None:
    import asyncio

    from presantra.bootstrap import build_container
    from presantra.settings import load_settings

    async def prepare() -> None:
        container = build_container(load_settings(_env_file=None))
        await fill(container, *many())
        await container.close()

    asyncio.run(prepare())
    for options, count, end in (
        ([], 201, "450 autres ne sont pas montrées (650 en tout) : --page 2, ou --tout."),
        (["--page", "4"], 50, "Visite d’embauche"),
        (["--page", "5"], 1, "Il n’y a pas de page 5 : 650 lignes en tout."),
        (["--tout"], 650, "Visite d’embauche"),
        (["--du", "01/01/2020", "--au", "02/01/2020"], 1, "Aucun créneau ces jours-là."),
    ):
        assert main(["creneaux", "lister", *options]) == 0
        lines = capsys.readouterr().out.replace("\u00a0", " ").splitlines()
        assert (len(lines), lines[-1][-len(end) :]) == (count, end)
    with pytest.raises(SystemExit):
        main(["creneaux", "lister", "--du", "32/01/2020"])
