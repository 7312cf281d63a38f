"""Handlers of « Documents » and of the public pages around it, with the real services on a fresh database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
import reflex as rx
from reflex.istate.data import RouterData

from presantra.bootstrap import Container
from presantra.domain.shared_documents import SharedKind
from presantra.services import lost_identifiers
from presantra.services.actor import Actor
from presantra.ui.pages.documents.state import DocumentsState
from presantra.ui.pages.identifiants_perdus.state import IdentifiantsPerdusState
from presantra.ui.pages.verifier_attestation.state import VerifierAttestationState
from tests.services.visits import PDF, SERVICE


@pytest.fixture
async def member(make_member: Callable[..., Awaitable[Any]]) -> Any:
    return await make_member(email="contact@lefevre.example")


def state_of(kind: type[Any]) -> Any:
    return rx.State(_reflex_internal_init=True).get_substate(kind.get_full_name().split("."))


async def load(state: Any, query: str = "") -> None:
    address = f"/espace/documents?{query}"
    data = {"pathname": "/espace/documents", "asPath": address, "headers": {"origin": "http://localhost"}}
    state._get_root_state().router = RouterData.from_router_data(data)
    for handler in ("load", "open"):
        await DocumentsState.event_handlers[handler].fn(state)


async def call(state: Any, name: str, **arguments: Any) -> Any:
    return await type(state).event_handlers[name].fn(state, **arguments)


async def test_what_the_page_shows(container: Container, actor: Actor) -> None:
    state = state_of(DocumentsState)
    await load(state)
    assert (state.standing, state.tone, state.versions, state.received, state.letter) == (
        "Jamais déposé", "warning", [], [], "",
    )  # fmt: skip
    await container.shared_documents.deposit(actor, {"document_on": "2026-11-02"}, PDF, uuid4())
    for _ in range(2):
        await container.secretariat.sharing.give(SERVICE, "10001", PDF, SharedKind.COMPANY_FILE)
    await load(state, "info=document-depose")
    assert (state.standing, state.success) == ("À jour", "Le document est déposé et transmis au service.")
    [version] = state.versions
    assert (version.title, version.withdrawable) == ("DUERP du 02/11/2026", "24/11/2026 à 10:00")
    assert ([line.unread for line in state.received], len(state.former)) == ([True], 1)
    await call(state, "withdraw", document=version.id)
    told = "Le document est retiré. Le service en est informé."
    assert (state.versions, state.success) == ([], told)
    # A lost connection loads the page again, and unsays nothing.
    await call(state, "load")
    assert state.success == told
    await call(state, "withdraw", document=version.id)
    assert state.errors == {"": "Cet élément n’existe pas ou n’est plus accessible."}


async def test_errors_of_a_deposit_come_by_the_address(actor: Actor) -> None:
    state = state_of(DocumentsState)
    await load(state, "erreurs=fichier-format,date-future,intrus,suite-avant&document_on=2026-12-01&next_update_on=x")
    assert list(state.errors) == ["fichier", "document_on", "next_update_on"]
    assert state.typed == {"document_on": "2026-12-01", "next_update_on": "x"}
    await load(state, "erreur=attente")
    assert list(state.errors) == [""]


async def test_what_happens_to_the_lost_letter_is_told_to_the_company(
    container: Container, actor: Actor, mails: Any, clock: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lost_identifiers, "ANSWER_SECONDS", 0.0)
    form, page = state_of(IdentifiantsPerdusState), state_of(DocumentsState)
    await call(form, "submit", form={"code": "12", "siret": ""})
    assert (form.asked, list(form.errors)) == (False, ["code", "siret"])
    await call(form, "submit", form={"code": "10001", "siret": "99142113200010"})
    assert (form.asked, form.errors) == (True, {})
    await load(page)
    assert page.letter.startswith("Identifiants signalés perdus le 23/11/2026 à 10:00")
    await container.lost_identifiers.confirm(Actor(), (await mails())[0].token_for("/nouveau-courrier"))
    await load(page)
    assert page.letter == "Nouveau courrier d’identifiants demandé le 23/11/2026 à 10:00."
    await container.secretariat.letters.send(SERVICE, "10001", tmp_path)
    await load(page)
    assert page.letter == "Nouveau courrier d’identifiants envoyé le 23/11/2026 à 10:00."
    clock.advance(days=30)
    await load(page)
    assert page.letter == ""


async def test_a_paper_is_checked(container: Container, actor: Actor) -> None:
    state = state_of(VerifierAttestationState)
    await container.membership.certificate(actor)
    await call(state, "submit", form={"number": "A-2026-000001", "siret": "99142113200010", "code": "0" * 12})
    assert (state.answered, state.issued) == (True, "")
    await call(state, "submit", form={"number": "x", "siret": "", "code": ""})
    assert (state.answered, list(state.errors)) == (False, ["number", "siret", "code"])
