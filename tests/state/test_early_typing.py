"""A form that is on screen may have been begun: the events of a page that appears leave it as it is."""

from __future__ import annotations

from typing import Any

import pytest

from presantra.services.actor import Actor
from presantra.ui.pages.fermetures.state import WEEKDAY_BOXES, FermeturesState
from presantra.ui.pages.mandats.state import MandatsState
from presantra.ui.pages.notifications.state import NotificationsState
from tests.state.tab import Tab

ADDRESS = "/espace/entreprise"


@pytest.mark.parametrize(
    ("kind", "opening", "keys"),
    [
        (FermeturesState, "open", ("form_key", "boxes_key")),
        (MandatsState, "open_page", ("form_key",)),
        (NotificationsState, "open_page", ("form_key",)),
    ],
)
async def test_what_opens_the_page_leaves_a_loaded_form_alone(
    actor: Actor, kind: Any, opening: str, keys: tuple[str, ...]
) -> None:
    tab = Tab().at(ADDRESS)
    new = [getattr(tab.state(kind), key) for key in keys]
    await tab.call(kind, "load")
    loaded = [getattr(tab.state(kind), key) for key in keys]
    for handler in (opening, "load", opening):
        await tab.call(kind, handler)
        assert [getattr(tab.state(kind), key) for key in keys] == loaded
    assert tab.state(kind).loaded
    assert loaded[-1] != new[-1]


async def test_what_was_changed_elsewhere_is_shown_all_the_same(actor: Actor) -> None:
    here, elsewhere = Tab().at(ADDRESS), Tab().at(ADDRESS)
    for tab in (here, elsewhere):
        await tab.call(FermeturesState, "load")
        await tab.call(FermeturesState, "open")
    before = here.state(FermeturesState).boxes_key
    ticked = {next(iter(WEEKDAY_BOXES.values())): "oui"}
    await elsewhere.call(FermeturesState, "save_regular", form=ticked)
    assert elsewhere.state(FermeturesState).errors == {}
    await here.call(FermeturesState, "open")
    assert here.state(FermeturesState).ticked == elsewhere.state(FermeturesState).ticked != []
    assert here.state(FermeturesState).boxes_key > before
