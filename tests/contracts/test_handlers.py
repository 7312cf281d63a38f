"""Every event that a browser may name is guarded, and says what it accepts; every address is one page."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from typing import Any

import pytest
from reflex_base.registry import RegistrationContext

from presantra.ui import routes
from presantra.ui.acting import Access
from presantra.ui.framework import FRAMEWORK_EVENTS, ROOT
from presantra.ui.gate import access_of, own_states

HANDLERS: dict[str, Any] = {
    name: registered.handler for name, registered in RegistrationContext.get().event_handlers.items()
}
OURS = {
    name: handler
    for name, handler in HANDLERS.items()
    if any(cls.__module__.startswith("presantra.") for cls in RegistrationContext.get().event_handlers[name].states)
}
# What anybody may ask: each one is a decision.
PUBLIC = {
    "connexion_state",
    "creation_state",
    "lien_adresse_state",
    "mot_de_passe_state",
    "failure_state",
    "invitation_state",
    "boite_state",
    "indisponible_state",
    "identifiants_perdus_state",
    "nouveau_courrier_state",
    "verifier_attestation_state",
}


def test_there_is_something_to_look_at() -> None:
    assert len(OURS) >= 40
    assert len({name.rsplit(".", 1)[0] for name in OURS}) >= 10


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_handler_is_guarded_and_declares_its_arguments(name: str) -> None:
    function = OURS[name].fn
    inherited = name.rsplit(".", 1)[1] == "setvar"
    if inherited:
        assert access_of(name) is None
        return
    assert getattr(function, "presantra_access", None) in set(Access), "neither public nor guarded"
    parameters = [name for name in inspect.signature(function).parameters if name != "self"]
    assert set(parameters) == set(function.presantra_arguments)
    assert inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function), "would hold the event loop"


def test_public_handlers_stand_on_public_pages() -> None:
    states = {
        name.rsplit(".", 1)[0].split("____")[-1]
        for name, handler in OURS.items()
        if getattr(handler.fn, "presantra_access", None) is Access.PUBLIC
    }
    assert states <= PUBLIC, f"decide on purpose: {states - PUBLIC}"


def test_what_is_not_ours_is_listed_or_refused() -> None:
    allowed = {name for name in HANDLERS if name not in OURS and access_of(name) is not None}
    assert allowed <= set(FRAMEWORK_EVENTS)


def test_the_list_names_real_events_of_the_framework() -> None:
    assert set(FRAMEWORK_EVENTS) - set(HANDLERS) == set()


@pytest.mark.parametrize(
    "name",
    [
        f"{ROOT}.setvar",
        f"{ROOT}.set_value",
        f"{ROOT}.reset",
        f"{ROOT}._reset_client_storage",
        f"{ROOT}.get_state",
        f"{ROOT}.__init__",
        f"{ROOT}.hydrate.fn",
        "setvar",
        "",
        "_redirect",
        "state.hydrate",
        f"{ROOT}.presantra___ui___tab____tab_state.setvar",
        f"{ROOT}.presantra___ui___layout___state____space_state._show",
    ],
)
def test_nobody_calls_these(name: str) -> None:
    assert access_of(name) is None


def test_no_state_gives_away_a_setter() -> None:
    setters = [name for name in OURS if re.search(r"\.set_\w+$", name)]
    assert setters == []


def test_no_state_keeps_a_secret() -> None:
    suspicious = re.compile(r"password|mot_de_passe|token|jeton|(^|_)nir(_|$)|secret", re.IGNORECASE)
    kept = [
        f"{cls.__name__}.{var}"
        for cls in own_states()
        for var in {name for part in cls.__mro__ for name in getattr(part, "__annotations__", {})}
        if suspicious.search(var)
    ]
    assert kept == []


def test_every_address_is_one_page() -> None:
    addresses = Counter(re.sub(r"\[\w+\]", "[]", page.route.strip("/")) for page in routes.PAGES)
    assert [address for address, count in addresses.items() if count > 1] == []


def test_addresses_are_those_of_the_screens() -> None:
    wanted = {
        "", "aide", "connexion", "connexion/mot-de-passe", "connexion/code-adherent", "connexion/creer-un-compte",
        "connexion/compte-cree", "premiere-connexion", "mot-de-passe-oublie", "reinitialiser-mot-de-passe",
        "boite-de-reception", "espace", "espace/salaries", "espace/salaries/arrivee", "espace/visites",
        "espace/visites/demande", "espace/factures", "espace/entreprise", "espace/ajouter-une-entreprise",
        "espace/mon-compte",
    }  # fmt: skip
    assert wanted - {page.route.strip("/") for page in routes.PAGES} == set()
