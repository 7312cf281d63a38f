"""Handlers of the list: pages by their addresses, people ticked page after page, what is done for all of them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from presantra.bootstrap import Container
from presantra.services.actor import ANONYMOUS, Actor
from presantra.services.visit_views import VisitQuery
from presantra.ui import acting as acting_module
from presantra.ui.pages.salaries.choosing import MOST_TICKED
from presantra.ui.pages.salaries.state import SalariesState
from tests.services.test_employees_list import add
from tests.state.tab import Tab
from tests.state.test_salaries import tab

__all__ = ["tab"]  # fixtures


@pytest.fixture
async def crowd(container: Container, actor: Actor, tab: Tab) -> Any:
    """Forty-five people and their list, loaded."""
    for number in range(45):
        await add(container.context, actor.member, f"Nom{number:02}", "Anne", follow_up="sir" if number < 3 else "si")
    await tab.call(SalariesState, "load")
    return tab.state(SalariesState)


async def follow(tab: Tab, path: str) -> None:
    await tab.at(path).call(SalariesState, "load")


async def test_pages_go_on_from_the_last_person_and_come_back(tab: Tab, crowd: Any) -> None:
    first = [row.id for row in crowd.rows]
    assert (crowd.span, crowd.has_previous, crowd.has_next) == ("1 à 20 sur 45 salariés", False, True)
    path = await tab.call(SalariesState, "next_page")
    assert path == f"/espace/salaries?page=2&apres={first[-1]}"
    await follow(tab, path)
    assert (crowd.span, crowd.rows[0].last_name) == ("21 à 40 sur 45 salariés", "NOM20")
    await follow(tab, await tab.call(SalariesState, "next_page"))
    assert (crowd.span, crowd.has_next) == ("41 à 45 sur 45 salariés", False)
    await follow(tab, await tab.call(SalariesState, "previous_page"))
    assert crowd.rows[0].last_name == "NOM20"
    assert await tab.call(SalariesState, "previous_page") == "/espace/salaries"
    assert await tab.call(SalariesState, "last_page") == "/espace/salaries?page=3"
    await follow(tab, "/espace/salaries?page=3")
    assert [row.last_name for row in crowd.rows][::4] == ["NOM40", "NOM44"]
    assert await tab.call(SalariesState, "first_page") == "/espace/salaries"
    assert await tab.call(SalariesState, "resize", taille="100") == "/espace/salaries?taille=100"
    assert await tab.call(SalariesState, "resize", taille="7") == "/espace/salaries"


@pytest.mark.parametrize(
    "place",
    [
        "apres=x",
        "avant=1",
        "apres=' OR 1--",
        "apres=7df2703d-21ba-457b-a313-67bd524727b7",
        "page=99999999999",
        "page=-1",
    ],
)
async def test_a_wrong_place_opens_the_list(tab: Tab, crowd: Any, place: str) -> None:
    await follow(tab, f"/espace/salaries?{place}")
    assert (crowd.page, len(crowd.rows), crowd.errors) == (1, 20, {})


async def test_ticks_last_while_one_pages_and_end_with_the_filters(tab: Tab, crowd: Any) -> None:
    one = crowd.rows[2].id
    await tab.call(SalariesState, "tick", employee_id=one)
    assert crowd.choice == "1 salarié sélectionné"
    await follow(tab, "/espace/salaries?page=2")
    await tab.call(SalariesState, "tick_page")
    assert (crowd.choice, crowd.page_ticked) == ("21 salariés sélectionnés", True)
    await tab.call(SalariesState, "tick", employee_id=crowd.rows[0].id)
    assert (crowd.choice, crowd.page_ticked) == ("20 salariés sélectionnés", False)
    await follow(tab, "/espace/salaries?tri=poste")
    assert one in crowd.ticked
    await follow(tab, "/espace/salaries?suivi=sir")
    assert (crowd.choice, crowd.ticked) == ("", [])


async def test_everybody_that_is_filtered(tab: Tab, crowd: Any) -> None:
    assert crowd.everybody_label == "Sélectionner les 45 salariés"
    await tab.call(SalariesState, "tick_everybody")
    assert (crowd.choice, crowd.page_ticked) == ("45 salariés sélectionnés", True)
    await tab.call(SalariesState, "tick", employee_id=crowd.rows[0].id)
    assert crowd.choice == "19 salariés sélectionnés"
    await tab.call(SalariesState, "tick_nobody")
    assert crowd.choice == ""


async def test_no_more_than_a_form_can_carry(tab: Tab, crowd: Any) -> None:
    crowd.ticked = [str(uuid4()) for _ in range(MOST_TICKED - 10)]
    await tab.call(SalariesState, "tick_page")
    assert len(crowd.ticked) == MOST_TICKED - 10
    assert crowd.errors[""].startswith("Vous pouvez cocher 500 salariés au plus")


async def test_visits_for_those_ticked(tab: Tab, crowd: Any, container: Container, actor: Actor) -> None:
    for row in crowd.rows[:2]:
        await tab.call(SalariesState, "tick", employee_id=row.id)
    await tab.call(SalariesState, "request_visits")
    assert (crowd.success, crowd.choice, crowd.asking) == ("2 demandes de visite envoyées.", "", False)
    await tab.call(SalariesState, "request_visits")  # nobody is ticked any more
    await tab.call(SalariesState, "tick", employee_id=crowd.rows[0].id)
    await tab.call(SalariesState, "request_visits")
    assert crowd.success == "Aucune demande de visite envoyée\u00a0; 1 demande était déjà en cours."
    assert (await container.visits.list(actor, VisitQuery())).total == 2


async def test_nobody_logged_in_changes_nothing(tab: Tab, crowd: Any, container: Container, actor: Actor) -> None:
    await tab.call(SalariesState, "tick_page")
    acting_module.set_acting(ANONYMOUS)
    for handler, arguments in (
        ("request_visits", {}), ("tick", {"employee_id": str(uuid4())}), ("tick_everybody", {}), ("next_page", {}),
    ):  # fmt: skip
        assert await tab.call(SalariesState, handler, **arguments) == "/connexion?erreur=session"
    assert (await container.visits.list(actor, VisitQuery())).total == 0


async def test_the_export_says_what_the_list_shows(tab: Tab, crowd: Any, actor: Actor) -> None:
    await follow(tab, "/espace/salaries?suivi=sir&tri=poste&page=2&taille=100")
    assert actor.member
    assert crowd.export_query == f"entreprise={actor.member.public_id}&suivi=sir&tri=poste"
    await tab.at("/espace/salaries?suivi=sir&tri=poste&info=export").call(SalariesState, "load")
    assert crowd.success.startswith("Votre identité est confirmée.")
