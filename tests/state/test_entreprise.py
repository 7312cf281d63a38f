"""« Mon entreprise » edited by two people at once, and by a tab that lost its company."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from presantra.domain.errors import FieldChange, InvalidForm, InvalidValue, NotFound, StaleEdit
from presantra.domain.rights import EVERYTHING
from presantra.services.actor import ANONYMOUS, Actor, CompanyRef
from presantra.services.companies import CompanyProfile, FormerValue, ServiceTeam
from presantra.services.companies.fields import FIELDS
from presantra.ui.acting import set_acting
from presantra.ui.pages.entreprise import restoring
from presantra.ui.pages.entreprise import state as module
from presantra.ui.pages.entreprise.rows import ConflictRow
from presantra.ui.pages.entreprise.state import EntrepriseState

COMPANY, OTHER = UUID(int=1), UUID(int=2)
AT = datetime(2026, 11, 23, 13, 32, tzinfo=UTC)
STORED = {
    **dict.fromkeys(FIELDS, ""),
    "siege_street": "14 rue des Ébénistes",
    "dirigeant_phone": "06 12 34 56 78",
}
TEAM = ServiceTeam("PRÉSANTRA", "01 99 00 12 34", "contact@presantra.example", ("PRÉSANTRA", "Paris"))


def profile(values: dict[str, str], version: int) -> CompanyProfile:
    return CompanyProfile(
        public_id=COMPANY, code="10001", name="Menuiserie Lefèvre", siren="991 421 132",
        siret="991 421 132 00010", naf_code="43.32A", email="", phone="", addresses=(), contacts=(),
        team=TEAM, version=version, updated_at=AT, updated_by="Paul DURAND", history=(), values=values,
    )  # fmt: skip


@dataclass
class FakeCompanies:
    """Keeps one profile; ``refusal`` is raised by the next update."""

    stored: CompanyProfile
    refusal: Exception | None = None
    updates: int = 0

    async def profile(self, _actor: Actor) -> CompanyProfile:
        return self.stored

    async def confirm(self, _actor: Actor, version: int) -> CompanyProfile:
        if self.refusal is not None:
            raise self.refusal
        assert version == self.stored.version
        return self.stored

    async def update(self, _actor: Actor, raw: dict[str, str], version: int) -> CompanyProfile:
        if self.refusal is not None:
            raise self.refusal
        assert version == self.stored.version
        self.updates += 1
        self.stored = replace(self.stored, values=dict(raw), version=version + 1)
        return self.stored


def actor_in(public_id: UUID) -> Actor:
    company = CompanyRef(1, public_id, "10001", "Menuiserie Lefèvre", EVERYTHING)
    return Actor(account_id=1, name="Claire LEFÈVRE", companies=(company,), member=company)


@pytest.fixture
def companies(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeCompanies]:
    fake = FakeCompanies(profile(STORED, 1))
    monkeypatch.setattr(module, "services", lambda: SimpleNamespace(companies=fake))
    monkeypatch.setattr(restoring, "query_of", lambda _state, _name, _length: "")
    set_acting(actor_in(COMPANY))
    yield fake
    set_acting(ANONYMOUS)


@pytest.fixture
def state() -> Any:
    return EntrepriseState(_reflex_internal_init=True)


async def call(state: Any, name: str, **arguments: Any) -> list[Any]:
    """Run one handler; the events it asks for."""
    handler: Callable[..., Any] = EntrepriseState.event_handlers[name].fn
    outcome = handler(state, **arguments)
    if hasattr(outcome, "__aiter__"):
        return [event async for event in outcome if event is not None]
    answer = await outcome
    return [] if answer is None else [answer]


async def test_a_form_is_saved_with_the_version_it_was_opened_with(companies: FakeCompanies, state: Any) -> None:
    await call(state, "load")
    await call(state, "save", form={**STORED, "siege_city": "Rennes"})
    assert companies.stored.values["siege_city"] == "Rennes"
    assert state.success == "Les coordonnées et les contacts de votre entreprise sont enregistrés."
    assert (state.errors, state.saving, state._version) == ({}, False, 2)


async def test_reloading_after_a_lost_connection_leaves_the_form_alone(companies: FakeCompanies, state: Any) -> None:
    await call(state, "load")
    key = state.form_key
    companies.stored = profile({**STORED, "siege_city": "Nantes"}, 2)
    await call(state, "load")
    assert (state.form_key, state.values, state._version) == (key, STORED, 1)
    await call(state, "open_form")
    assert (state.form_key, state.values["siege_city"], state._version) == (key + 1, "Nantes", 2)


async def test_who_what_and_when_are_told_then_saving_writes_over(companies: FakeCompanies, state: Any) -> None:
    await call(state, "load")
    theirs = {**STORED, "dirigeant_phone": "06 99 99 99 99", "siege_street": "1 rue Neuve"}
    companies.stored = profile(theirs, 2)
    companies.refusal = StaleEdit(
        "Paul DURAND",
        AT,
        (
            FieldChange("siege_street", "Siège – adresse", "1 rue Neuve", "15 rue des Ébénistes"),
            FieldChange("siege_city", "Siège – ville", "", "Rennes"),
            FieldChange("dirigeant_phone", "Contact dirigeant – téléphone", "06 99 99 99 99", "06 12 34 56 78"),
        ),
    )
    typed = {**STORED, "siege_street": "15 rue des Ébénistes", "siege_city": "Rennes"}
    key = state.form_key
    events = await call(state, "save", form=typed)
    assert (state.stale_by, state.stale_at) == ("Paul DURAND", "23/11/2026 à 14:32")
    assert state.conflicts == [
        ConflictRow("siege_street", "Siège – adresse", "1 rue Neuve", "15 rue des Ébénistes", touched=True),
        ConflictRow(
            "dirigeant_phone",
            "Contact dirigeant – téléphone",
            "06 99 99 99 99",
            "06 12 34 56 78",
            touched=False,
        ),
    ]
    # The form is not made anew; only what was not touched takes the other person's value.
    assert (state.form_key, len(events), companies.updates) == (key, 1, 0)
    companies.refusal = None
    await call(state, "save", form={**typed, "dirigeant_phone": "06 99 99 99 99"})
    assert companies.stored.values == {**typed, "dirigeant_phone": "06 99 99 99 99"}
    assert (state.stale_by, state.conflicts) == ("", [])


async def test_somebody_who_saves_once_more_meanwhile_is_told_too(companies: FakeCompanies, state: Any) -> None:
    await call(state, "load")
    companies.stored = replace(profile(STORED, 3), updated_at=AT.replace(minute=40))
    companies.refusal = StaleEdit("Paul DURAND", AT, ())
    await call(state, "save", form=STORED)
    assert (state.stale_by, state._version) == ("Paul DURAND", 1)


async def test_a_form_is_never_written_to_another_company(companies: FakeCompanies, state: Any) -> None:
    await call(state, "load")
    set_acting(actor_in(OTHER))
    await call(state, "save", form=STORED)
    assert state.errors == {"": "Vous n’avez plus accès à cette entreprise\u00a0: rien n’a été enregistré."}
    assert (companies.updates, state.saving) == (0, False)


async def test_errors_stand_beside_the_fields(companies: FakeCompanies, state: Any) -> None:
    await call(state, "load")
    companies.refusal = InvalidForm({"siege_city": "Ce champ est obligatoire."})
    await call(state, "save", form=STORED)
    assert (state.errors, state.attempt) == ({"siege_city": "Ce champ est obligatoire."}, 1)


@pytest.mark.parametrize("form", [{"autre": "champ"}, {"email": {"$gt": ""}}, "texte", {"email": "x" * 1001}])
async def test_malformed_forms_are_refused(companies: FakeCompanies, state: Any, form: Any) -> None:
    await call(state, "load")
    await call(state, "save", form=form)
    assert list(state.errors) == [""]
    assert companies.updates == 0


@pytest.mark.parametrize("name", ["load", "open_form", "take_stored", "save"])
async def test_nobody_logged_in_obtains_nothing(companies: FakeCompanies, state: Any, name: str) -> None:
    set_acting(Actor(visitor=str(uuid4())))
    [event] = await call(state, name, **({"form": STORED} if name == "save" else {}))
    assert "/connexion?erreur=session" in str(event)
    assert (state.loaded, state.values, companies.updates) == (False, {}, 0)


async def test_a_former_value_fills_the_form_and_is_stored_only_when_saved(
    companies: FakeCompanies, state: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class FakeHistory:
        async def former_value(self, _actor: Actor, position: int, field: str) -> FormerValue:
            if (position, field) != (7, "dirigeant_phone"):
                raise NotFound
            return FormerValue(field, "Contact dirigeant – téléphone", "06 00 00 00 07", AT)

    both = SimpleNamespace(companies=companies, company_history=FakeHistory())
    for one in (module, restoring):
        monkeypatch.setattr(one, "services", lambda: both)
    asked = {"reprendre": "7", "champ": "dirigeant_phone"}
    monkeypatch.setattr(restoring, "query_of", lambda _state, name, _length: asked[name])
    await call(state, "load")
    await call(state, "open_form")
    assert (state.values["dirigeant_phone"], state.restored_field) == ("06 00 00 00 07", "dirigeant_phone")
    assert "rien n’est encore changé" in state.restored
    assert (companies.updates, companies.stored.values) == (0, STORED)
    # Somebody else saves meanwhile: the value taken again counts as typed here.
    theirs = {**STORED, "dirigeant_phone": "06 99 99 99 99"}
    companies.stored = profile(theirs, 2)
    change = FieldChange("dirigeant_phone", "Contact dirigeant – téléphone", "06 99 99 99 99", "06 00 00 00 07")
    companies.refusal = StaleEdit("Paul DURAND", AT, (change,))
    await call(state, "save", form=dict(state.values))
    assert [conflict.touched for conflict in state.conflicts] == [True]
    companies.refusal = None
    await call(state, "save", form=dict(state.values))
    assert (companies.stored.values["dirigeant_phone"], state.restored) == ("06 00 00 00 07", "")
    for wrong in ({"reprendre": "8"}, {"reprendre": "²"}, {"reprendre": ""}, {"champ": "x"}):
        asked.update(reprendre="7", champ="dirigeant_phone")
        asked.update(wrong)
        companies.stored = profile(STORED, companies.stored.version + 1)
        await call(state, "open_form")
        assert state.values == STORED


async def test_what_changed_meanwhile_is_shown_before_it_is_confirmed(companies: FakeCompanies, state: Any) -> None:
    await call(state, "load")
    companies.stored = profile({**STORED, "siege_city": "Nantes"}, 2)
    companies.refusal = InvalidValue("Ces coordonnées ont changé entre-temps : relisez-les, puis confirmez.")
    await call(state, "confirm")
    assert "relisez-les" in state.errors[""]
    assert (state.values["siege_city"], state._version) == ("Nantes", 2)
    companies.refusal = None
    await call(state, "confirm")
    assert state.success == "Les coordonnées et les contacts enregistrés sont vérifiés."
