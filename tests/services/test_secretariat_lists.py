"""Lists and sheets of the service: nothing cut in silence, one member alone, one person meant and no other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from presantra.domain.errors import InvalidValue, NotFound
from presantra.domain.visit_vocabulary import ContestOutcome, RequestOrigin
from presantra.domain.visits import VisitKind
from presantra.services.secretariat import Designation, Window, pages
from tests.services.messages import opened
from tests.services.visit_company import actor, rival
from tests.services.visits import SERVICE, arrive, asked, planned

__all__ = ["actor", "rival"]

BORN = date(1991, 7, 14)


@pytest.fixture
def of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGE_SIZE", 2)


@pytest.mark.usefixtures("of_two")
async def test_requests_by_pages_and_by_member(container: Any, actor: Any, rival: Any) -> None:
    mine = [(await asked(container, actor, await arrive(container, actor, first_name=n))).number for n in "ABC"]
    theirs = (await asked(container, rival, await arrive(container, rival))).number
    work = container.secretariat.cases
    first = await work.list(SERVICE)
    assert ([line.number for line in first], first.left, first.total) == (mine[:2], 2, 4)
    second = await work.list(SERVICE, window=Window(2))
    assert ([line.number for line in second], second.left) == ([mine[2], theirs], 0)
    assert [line.number for line in await work.list(SERVICE, window=Window(whole=True))] == [*mine, theirs]
    only = await work.list(SERVICE, code="20002")
    assert ([line.number for line in only], only.total) == ([theirs], 1)
    for code, page in (("12", 1), ("", 0)):
        with pytest.raises(InvalidValue):
            await work.list(SERVICE, code=code, window=Window(page))


@pytest.mark.usefixtures("of_two")
async def test_messages_by_pages_and_by_member(container: Any, actor: Any, rival: Any) -> None:
    for _ in range(3):
        await opened(container, actor)
    await opened(container, rival)
    work = container.secretariat.messages
    assert ((await work.list(SERVICE)).left, (await work.list(SERVICE, window=Window(2))).left) == (2, 0)
    assert [row.code for row in await work.list(SERVICE, code="20002")] == ["20002"]


async def test_contests_that_wait(container: Any, actor: Any) -> None:
    cases = container.secretariat.cases
    views = []
    for name in ("Anne", "Bruno", "Chloé"):
        view = await planned(container, actor, await arrive(container, actor, first_name=name), timedelta(hours=-1))
        await cases.miss(SERVICE, view.number)
        views.append(view)
    for view in views[:2]:
        await container.visits.contest(actor, view.public_id, "Elle était là.\nL’accueil était fermé.")
    await cases.settle(SERVICE, views[0].number, ContestOutcome.REJECTED, "Non")
    assert [line.number for line in await cases.list(SERVICE, contested=True)] == [views[1].number]
    sheet = await container.secretariat.sheets.read(SERVICE, views[1].number)
    assert (sheet.steps[-1].said, sheet.steps[-1].words) == (
        "Absence contestée", "Elle était là.\nL’accueil était fermé.",
    )  # fmt: skip


async def test_the_sheet_tells_everything_that_was_given(container: Any, actor: Any, clock: Any) -> None:
    employee = await arrive(container, actor)
    values = {"return_date": "01/12/2026", "leave_cause": "maladie_pro"}
    view = await asked(container, actor, employee, "reprise", **values)
    sheets, cases = container.secretariat.sheets, container.secretariat.cases
    facts = dict((await sheets.read(SERVICE, view.number)).facts)
    assert (facts["Nature de l’arrêt"], facts["Fin de l’arrêt"]) == ("Maladie professionnelle", "01/12/2026")
    await cases.ask_more(SERVICE, view.number, "Quels jours ?")
    clock.advance(minutes=5)
    await container.visits.answer(actor, view.public_id, "Le mardi matin.")
    await cases.plan(SERVICE, view.number, clock() + timedelta(days=9), "paris")
    await container.visits.ask_other_date(actor, view.public_id, "Plutôt le 9, l’après-midi.")
    steps = (await sheets.read(SERVICE, view.number)).steps
    assert [(step.said, step.words) for step in steps] == [
        ("Demande envoyée", ""),
        ("Complément demandé", "Quels jours ?"),
        ("Complément apporté", "Le mardi matin."),
        ("Rendez-vous fixé", ""),
        ("Autre date demandée", "Plutôt le 9, l’après-midi."),
    ]
    assert (steps[2].by, steps[2].at) == ("Claire MARTIN", clock())


async def test_the_sheet_says_who_signed_that_the_worker_knows(container: Any, actor: Any) -> None:
    values = {"reason": "Il ne porte plus de charges.", "worker_informed": "oui", "signature": "Claire Martin"}
    view = await asked(container, actor, await arrive(container, actor), "a_la_demande", **values)
    facts = dict((await container.secretariat.sheets.read(SERVICE, view.number)).facts)
    assert facts["Salarié informé"].replace("\u00a0", " ") == "signé par Claire Martin le 23/11/2026 à 10:00"


async def enter(container: Any, whom: Designation, kind: VisitKind = VisitKind.PRE_RETURN) -> Any:
    return await container.secretariat.cases.enter_confidential(SERVICE, "10001", whom, RequestOrigin.DOCTOR, kind)


async def test_somebody_without_matricule_is_meant_by_name_and_birth_date(container: Any, actor: Any) -> None:
    await arrive(container, actor, first_name="Marc", birth_name="Petit")
    await arrive(container, actor, birth_date="1990-01-01", confirm_duplicate="oui")
    await arrive(container, actor)
    done = await enter(container, Designation(name="éloise dupont", birth_date=BORN))
    sheet = await container.secretariat.sheets.read(SERVICE, done.number)
    assert (sheet.employee, sheet.kind) == ("Éloïse DUPONT", VisitKind.PRE_RETURN)


async def test_several_who_fit_are_named_and_nothing_is_written(container: Any, actor: Any, dump: Any) -> None:
    await arrive(container, actor, matricule="M-1")
    await arrive(container, actor, first_name="Éloïse-Marie", matricule="M-2")
    before = await dump()
    with pytest.raises(InvalidValue) as refusal:
        await enter(container, Designation(name="Dupont", birth_date=BORN))
    told = refusal.value.sentence.replace("\u00a0", " ")
    for words in ("Plusieurs salariés", "Éloïse DUPONT, né(e) le 14/07/1991, matricule M-1", "matricule M-2"):
        assert words in told
    assert await dump() == before


@pytest.mark.parametrize(
    ("whom", "refusal"),
    [
        (Designation(), InvalidValue),
        (Designation(name="Dupont"), InvalidValue),
        (Designation(birth_date=BORN), InvalidValue),
        (Designation("M-1", "Dupont", BORN), InvalidValue),
        (Designation("M-1", birth_date=BORN), InvalidValue),
        (Designation(name="-", birth_date=BORN), InvalidValue),
        (Designation("M-9"), NotFound),
        (Designation(name="Dupont", birth_date=date(1991, 7, 15)), NotFound),
        (Designation(name="Durand", birth_date=BORN), NotFound),
    ],
)
async def test_nobody_is_guessed(container: Any, actor: Any, dump: Any, whom: Designation, refusal: Any) -> None:
    await arrive(container, actor, matricule="M-1")
    before = await dump()
    with pytest.raises(refusal):
        await enter(container, whom)
    assert await dump() == before


async def test_somebody_of_another_member_is_not_found(container: Any, actor: Any, rival: Any) -> None:
    await arrive(container, rival)
    with pytest.raises(NotFound):
        await enter(container, Designation(name="Dupont", birth_date=BORN))
