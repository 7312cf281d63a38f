"""Handlers of the follow-up on screen: the card of the record, the last visit, the requalification."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from presantra.bootstrap import Container
from presantra.db.repositories.employees import Author, Identity, Period, insert_employee
from presantra.services.actor import Actor
from presantra.services.employees import EmployeeQuery
from presantra.ui.pages.requalification.state import RequalificationState
from presantra.ui.pages.salarie.last_visit_state import DerniereVisiteState
from presantra.ui.pages.salarie.state import SalarieState
from tests.state.tab import Tab

ARRIVAL = {
    "birth_name": "Lefèvre", "first_name": "Zoé", "birth_date": "1990-05-04", "sex": "f",
    "entry_date": "2024-01-08", "contract_type": "cdi", "job_title": "Menuisière", "situations": ["cmr"],
}  # fmt: skip


async def declare(container: Container, actor: Actor, **values: Any) -> str:
    return (await container.employees.declare_arrival(actor, ARRIVAL | values, uuid4())).public_id


async def test_the_card_tells_what_is_due_why_and_what_is_missing(container: Container, actor: Actor) -> None:
    public_id = await declare(container, actor)
    tab = Tab().at(f"/espace/salaries/{public_id}")
    await tab.call(SalarieState, "load")
    lines = tab.state(SalarieState).record.follow_up_lines
    (due,) = lines.dues
    assert (due.title, due.latest, due.badge, due.why) == (
        "Examen médical d’aptitude à l’embauche", "08/01/2024", "En retard", "Pourquoi cette visite ?",
    )  # fmt: skip
    assert ("Prise de poste", "08/01/2024") in [(fact.name, fact.value) for fact in due.facts]
    assert due.sources[0].url.startswith("https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI")
    assert lines.warning.startswith("La visite due avant l’affectation à ce poste (08/01/2024) manque")
    assert [question.page for question in lines.questions] == ["derniere-visite"]


async def test_somebody_to_come_is_not_to_start_before_his_visit(container: Container, actor: Actor) -> None:
    public_id = await declare(container, actor, entry_date="2026-12-07")
    tab = Tab().at(f"/espace/salaries/{public_id}")
    await tab.call(SalarieState, "load")
    warning = tab.state(SalarieState).record.follow_up_lines.warning
    assert warning == "Cette personne ne doit pas prendre ce poste, le 07/12/2026, avant la visite."


async def test_the_last_visit_is_recorded_and_the_record_says_so(container: Container, actor: Actor) -> None:
    public_id = await declare(container, actor)
    tab = Tab().at(f"/espace/salaries/{public_id}/derniere-visite")
    await tab.call(DerniereVisiteState, "open")
    assert tab.state(DerniereVisiteState).name == "Zoé LEFÈVRE"
    form = {"last_visit_date": "2025-03-03", "last_visit_kind": "ema_periodique"}
    path = await tab.call(DerniereVisiteState, "save", form=form)
    assert path == f"/espace/salaries/{public_id}?info=derniere-visite"
    await tab.at(path).call(SalarieState, "load")
    page = tab.state(SalarieState)
    assert page.success == "La dernière visite de Zoé LEFÈVRE est enregistrée."
    assert [(due.title, due.latest) for due in page.record.follow_up_lines.dues] == [
        ("Visite intermédiaire", "03/03/2027"),
        ("Examen médical d’aptitude périodique", "03/03/2029"),
    ]
    assert page.record.last_visit == "03/03/2025 (Examen médical d’aptitude périodique)"
    await tab.at(f"/espace/salaries/{public_id}/derniere-visite").call(DerniereVisiteState, "open")
    assert tab.state(DerniereVisiteState).values["last_visit_date"] == "2025-03-03"


async def test_errors_stand_beside_their_fields_and_nothing_is_written(
    container: Container, actor: Actor, dump: Any
) -> None:
    public_id = await declare(container, actor)
    tab = Tab().at(f"/espace/salaries/{public_id}/derniere-visite")
    await tab.call(DerniereVisiteState, "open")
    before = await dump()
    for form in ({"last_visit_date": "2030-01-01"}, {"last_visit_date": "2025-01-01", "member_id": "2"}):
        assert await tab.call(DerniereVisiteState, "save", form=form) == ""
        state = tab.state(DerniereVisiteState)
        assert state.errors
        assert not state.busy
    assert await dump() == before


async def test_another_company_s_salarie_is_missing(
    container: Container, actor: Actor, make_member: Any, make_account: Any
) -> None:
    theirs = await make_account("autre@example.fr", [await make_member("20002")])
    public_id = await declare(container, theirs)
    tab = Tab().at(f"/espace/salaries/{public_id}/derniere-visite")
    await tab.call(DerniereVisiteState, "open")
    state = tab.state(DerniereVisiteState)
    assert (state.missing, state.employee_id, state.values) == (True, "", {})


async def overtaken(container: Container, member: Any, *names: str) -> None:
    by = Author("Reprise", at=datetime(2025, 6, 1, tzinfo=UTC))
    period = Period(
        date(2018, 1, 8), "cdi", "Cariste", "sir", ("autorisation_conduite",), due_date=date(2026, 3, 1),
        due_kind="intermediaire", last_visit_date=date(2024, 3, 1),
    )  # fmt: skip
    async with container.context.database.transaction() as session:
        for name in names:
            await insert_employee(session, member.id, Identity(name, "Anne", date(1980, 5, 4), "f"), [period], by)
    await container.requalification.sweep()


async def test_those_ticked_are_requalified_and_the_others_stay(
    container: Container, actor: Actor, member: Any
) -> None:
    await overtaken(container, member, "Avant", "Bientôt")
    tab = Tab().at("/espace/suivi/requalification")
    await tab.call(RequalificationState, "load")
    state = tab.state(RequalificationState)
    (group,) = state.groups
    assert (group.decree, group.since, group.count) == (
        "Décret n° 2025-355", "01/10/2025", "2 salariés concernés",
    )  # fmt: skip
    first = group.people[0]
    assert (first.name, first.before_kind, first.after_kind) == (
        "Anne AVANT", "Suivi individuel renforcé (SIR)", "Suivi individuel simple (SI)",
    )  # fmt: skip
    assert first.after_due == "Visite d’information et de prévention périodique, au plus tard le 01/03/2029"

    await tab.call(RequalificationState, "confirm", form={first.box: "oui"})
    assert state.success.startswith("1 salarié est requalifié")
    assert [person.name for group in state.groups for person in group.people] == ["Anne BIENTÔT"]
    page = await container.employees.list(actor, EmployeeQuery(text="avant"))
    assert page.rows[0].follow_up == "si"


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"salarie_x": "oui"},
        {"member_id": "1"},
        {"salarie_00000000-0000-4000-8000-000000000000": ["oui"]},
        "salarie_00000000-0000-4000-8000-000000000000",
    ],
)
async def test_nobody_ticked_or_something_else_changes_nothing(
    container: Container, actor: Actor, member: Any, dump: Any, form: Any
) -> None:
    await overtaken(container, member, "Avant")
    tab = Tab().at("/espace/suivi/requalification")
    await tab.call(RequalificationState, "load")
    before = await dump()
    await tab.call(RequalificationState, "confirm", form=form)
    state = tab.state(RequalificationState)
    assert state.errors[""]
    assert not state.busy
    assert await dump() == before
