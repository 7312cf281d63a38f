"""« Mon compte »: name and function, sealed by a version; the account's own history and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest

from presantra.bootstrap import Container
from presantra.domain.errors import InvalidForm, SessionExpired, StaleEdit
from presantra.services.actor import ANONYMOUS, Actor
from presantra.services.profile import ProfileView, SecurityLine

TYPED = {"last_name": " D’Arc-Éon ", "first_name": "Zoé", "job_title": "Responsable RH"}


@pytest.fixture
async def claire(make_member: Any, make_account: Any) -> Actor:
    actor: Actor = await make_account("claire@example.fr", [await make_member()])
    return actor


async def test_a_change_is_written_and_recorded(container: Container, claire: Actor) -> None:
    view = await container.profile.update(claire, TYPED, version=1)
    assert view == ProfileView("D’Arc-Éon", "Zoé", "Responsable RH", "claire@example.fr", 2)
    assert await container.profile.view(claire) == view
    assert view.name == "Zoé D’ARC-ÉON"
    assert [line.action for line in await container.profile.security_history(claire)] == ["Compte modifié"]


async def test_the_same_values_change_nothing(container: Container, claire: Actor) -> None:
    before = await container.profile.view(claire)
    same = {"last_name": "Martin", "first_name": "Claire", "job_title": "Gérante"}
    assert await container.profile.update(claire, same, version=99) == before
    assert await container.profile.security_history(claire) == ()


async def test_every_error_is_told_and_nothing_is_written(container: Container, claire: Actor) -> None:
    before = await container.profile.view(claire)
    with pytest.raises(InvalidForm) as refused:
        await container.profile.update(claire, {"last_name": "", "first_name": "x" * 201}, version=1)
    assert refused.value.errors == {
        "last_name": "Ce champ est obligatoire.",
        "first_name": "200 caractères au maximum (il y en a 201).",
        "job_title": "Ce champ est obligatoire.",
    }
    assert await container.profile.view(claire) == before


async def test_a_stale_form_is_refused_then_saved_over_on_purpose(
    container: Container, claire: Actor, clock: Any
) -> None:
    stored = {"last_name": "Martin", "first_name": "Clara", "job_title": "Gérante"}
    await container.profile.update(claire, stored, version=1)
    edited_at = clock.now
    clock.advance(minutes=5)
    with pytest.raises(StaleEdit) as refused:
        await container.profile.update(claire, {**stored, "first_name": "Clémence"}, version=1)
    assert (refused.value.by, refused.value.at) == ("Clara MARTIN", edited_at)
    assert [(c.label, c.before, c.after) for c in refused.value.changes] == [("Prénom", "Clara", "Clémence")]
    assert (await container.profile.view(claire)).first_name == "Clara"
    saved = await container.profile.update(claire, {**stored, "first_name": "Clémence"}, version=2)
    assert (saved.first_name, saved.version) == ("Clémence", 3)


async def test_the_history_is_ones_own(container: Container, claire: Actor, make_account: Any, clock: Any) -> None:
    other: Actor = await make_account("paul@example.fr", claire.companies, first_name="Paul")
    await container.sessions.revoke_others(claire)
    assert await container.profile.security_history(claire) == (SecurityLine(clock.now, "Autres sessions fermées", ""),)
    assert await container.profile.security_history(other) == ()


@pytest.mark.parametrize("actor", [ANONYMOUS, Actor(account_id=1, provisional=True)])
async def test_nobody_else_is_answered(container: Container, claire: Actor, actor: Actor) -> None:
    before = await container.profile.view(claire)
    with pytest.raises(SessionExpired):
        await container.profile.view(actor)
    with pytest.raises(SessionExpired):
        await container.profile.update(actor, TYPED, version=1)
    with pytest.raises(SessionExpired):
        await container.profile.security_history(actor)
    assert await container.profile.view(claire) == before
