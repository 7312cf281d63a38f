"""The steps of the log-in, without the browser."""

from __future__ import annotations

import pytest

from presantra.services.actor import ANONYMOUS
from presantra.ui.acting import set_acting
from presantra.ui.pages.connexion.state import ConnexionState
from tests.state.tab import Tab

NEXT = "/connexion/mot-de-passe"


@pytest.mark.parametrize(
    ("suite", "address"),
    [
        ("", NEXT),
        ("/espace", NEXT),
        ("/espace/factures?page=2", f"{NEXT}?suite=%2Fespace%2Ffactures%3Fpage%3D2"),
        ("/invitation/reponse", f"{NEXT}?suite=%2Finvitation%2Freponse"),
    ],
)
async def test_where_one_was_going_does_not_wait_for_the_page_to_be_loaded(suite: str, address: str) -> None:
    set_acting(ANONYMOUS)
    tab = Tab().at("/connexion")
    form = {"email": "claire@example.fr", "suite": suite}
    assert await tab.call(ConnexionState, "submit_email", form=form) == address
    assert tab.state(ConnexionState).email == "claire@example.fr"
